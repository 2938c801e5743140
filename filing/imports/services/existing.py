"""What is asked of the rows of a list of existing sites besides: not in the register yet, in which state, shown or hidden?"""

from __future__ import annotations

from collections.abc import Mapping

from sites.listing import lacking, why_unlisted
from sites.sheets.cells import RawRow, text_of
from sites.sheets.condition import state_named
from sites.sheets.questions import BLANK, RETYPE, SKIP, Answer, Question, Site, cell_key
from sites.types import site_type

#: The column of the state; other lists leave it to the register.
STATE = "state"

_FILED = (
    "这一行写有阵地编码,是名册中已有的阵地,不能再次入册。请选择“整行不导入”;"
    "需要修改资料的,另按“逐处建立备案草稿”导入。"
)
_WHICH_STATE = (
    "入册的阵地只能是“正常开放”或“暂停开放”。请改为其中之一,留空按“正常开放”;已撤销的,选择“整行不导入”。"
)


def question_filed(site: Site) -> Question:
    """What is in the register is not taken into it once more."""
    return Question(f"row:{site.place}:filed", "阵地编码", site.code, _FILED, (SKIP,))


def state_in(row: RawRow, keys: list[str], answers: Mapping[str, Answer]) -> tuple[str, Question | None]:
    """The state that the row writes, or what has to be asked about it."""
    at = keys.index(STATE) if STATE in keys else len(row.cells)
    typed = text_of(row.cells[at]) if at < len(row.cells) else ""
    given = answers.get(cell_key(row, STATE))
    if given is not None and given.do in (RETYPE, BLANK):
        typed = given.text if given.do == RETYPE else ""
    found = state_named(typed)
    asked = Question(cell_key(row, STATE), "状态", typed[:40], _WHICH_STATE, (RETYPE, BLANK, SKIP))
    return found, None if found else asked


def columns_of_existing(site: Site, state: str) -> dict[str, str]:
    """Whether the finder will show the site and in which state it enters, as columns of the staged row."""
    facts = {"site_type": site.site_type, "district": site.district, **site.facts}
    hidden = why_unlisted(facts.get, is_seasonal=site_type(site.site_type).is_seasonal)
    return {"lacks": " ".join(lacking(facts.get)), "unlisted": hidden, "enters_as": state}
