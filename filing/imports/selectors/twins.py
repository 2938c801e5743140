"""Does a row name a site that stands twice in the list, or is known already? Same name, type and district."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from core.actor import Actor
from filing.policy import FILINGS
from filing.states import OPEN_CASES, FilingState
from sites.models import SiteVersion
from sites.policy import SITES
from sites.sheets.names import plain_name
from sites.sheets.questions import KEEP, SKIP, Question, Site
from sites.vocabulary import SiteState

#: In a sentence the code of a known site, or the number of its case, follows these words.
CODE_WORD, CASE_WORD = "阵地编码", "案件编号"

#: What tells a site from another: name, type, district.
Key = tuple[str, str, str]


def key_of(site: Site) -> Key:
    return plain_name(site.name), site.site_type, site.district


class Twins:
    """Rows seen so far, by what would make them one site."""

    def __init__(self) -> None:
        self._seen: dict[Key, list[tuple[str, int, str]]] = {}
        self._codes: dict[str, list[tuple[str, int]]] = {}

    def add(self, site: Site) -> None:
        """Rows whose name, type or district is still asked for cannot be compared yet."""
        if site.code:
            self._codes.setdefault(site.code, []).append((site.row.sheet, site.row.number))
        elif site.name and site.site_type and site.district:
            address = plain_name(str(site.facts.get("address", "")))
            row = site.row
            self._seen.setdefault(key_of(site), []).append((row.sheet, row.number, address))

    def repeated(self) -> Iterable[tuple[str, int, Question]]:
        """Sheet, row and question for each of the rows that are about one site of the register."""
        for code, places in self._codes.items():
            for sheet, number in places if len(places) > 1 else ():
                others = [place for place in places if place != (sheet, number)]
                sentence = f"与{_said_places(sheet, others)}写的是同一个阵地编码“{code}”。请只保留一行。"
                yield sheet, number, Question(_twin_key(sheet, number), "阵地编码", code, sentence, (SKIP,))

    def questions(self) -> Iterable[tuple[str, int, str, Question]]:
        """Sheet, row, name and question for each of the rows that may be one site: named in both places."""
        for (name, *_), places in self._seen.items():
            for sheet, number, address in places if len(places) > 1 else ():
                others = [
                    (other, line)
                    for other, line, where in places
                    if (other, line) != (sheet, number) and (where == address or not where or not address)
                ]
                if others:
                    yield sheet, number, name, _asked(sheet, number, others)


def _asked(sheet: str, number: int, others: list[tuple[str, int]]) -> Question:
    sentence = f"与{_said_places(sheet, others)}的名称、类型、所在区(市)相同,疑为同一处。请只保留一行;确实是两处的,选择“照常导入”。"
    return Question(_twin_key(sheet, number), "阵地名称", "", sentence, (KEEP, SKIP))


def _twin_key(sheet: str, number: int) -> str:
    return f"row:{sheet}!{number}:twin"


def _said_places(sheet: str, others: list[tuple[str, int]]) -> str:
    return "、".join(
        f"第 {line} 行" if other == sheet else f"“{other}”第 {line} 行" for other, line in others[:5]
    )


def known_sites(sites: list[Site], actor: Actor, *, only_renamed: bool = False) -> dict[Key, str]:
    """What is in the register or being filed under the same name: a sentence for each. One query.

    As on the page of a draft (``sites.likeness``): a site out of reach is told only when it is public, and then only
    by its union; a draft out of reach never, nor the name that a change not in force would give.
    ``only_renamed``: only such a name within reach; the others are shown side by side.
    """
    names = {site.name for site in sites if site.name}
    current = Q(site__version=F("pk")) | Q(filings__state__in=(FilingState.DRAFT, *OPEN_CASES))
    rows = SiteVersion.objects.filter(current, name__in=names).exclude(site__state=SiteState.CANCELLED)
    rows = rows.annotate(
        is_mine=Exists(SITES.visible_to(actor).filter(version=OuterRef("pk"))),
        is_my_case=Exists(FILINGS.visible_to(actor).filter(version=OuterRef("pk"))),
    )
    rows = rows.filter(Q(is_mine=True) | Q(is_my_case=True) | Q(site__is_listed=True, site__version=F("pk")))
    if only_renamed:
        rows = rows.filter(is_my_case=True, site__version__isnull=False).exclude(
            site__version__name=F("name")
        )
    return {
        (plain_name(row["name"]), row["site__site_type"], row["district_id"]): _said(row)
        for row in rows.order_by("is_mine", "pk").values(*_TOLD)
    }


#: What a sentence about a known site is made of.
_TOLD = (
    *("name", "district_id", "site__site_type", "site__code", "site__managing_union__name"),
    *("filings__number", "is_mine", "is_my_case"),
)


def _said(row: dict[str, Any]) -> str:
    if row["site__code"] and row["is_mine"]:
        where = f"名册中已有同名阵地({CODE_WORD} {row['site__code']})"
    elif row["is_my_case"]:
        where = f"同名阵地正在备案({CASE_WORD} {row['filings__number']})"
    else:
        where = f"名册中已有同名阵地(由{row['site__managing_union__name']}主管)"
    return f"{where},疑为同一处。确认不是同一处的,选择“照常导入”。"


def question_known(site: Site, sentence: str) -> Question:
    return Question(f"row:{site.place}:known", "阵地名称", "", sentence, (KEEP, SKIP))
