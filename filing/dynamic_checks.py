"""What cases bring to the nightly watch."""

from __future__ import annotations

from functools import partial
from typing import Any

from core.checks import Check, InAdvance, Severity
from core.registry import CHECKS
from filing import watched
from filing.document_kinds import DocumentKind
from sites.dynamic_checks import CHANGE
from sites.watched.papers import NOTICE

#: Papers of cases that have a last day; the agreement's stands among the facts of the site.
DATED = (DocumentKind.FIRE, DocumentKind.HOUSE, DocumentKind.FOOD, DocumentKind.CHILDCARE)


def _add(code: str, title: str, meaning: str, **more: Any) -> None:
    CHECKS.register(code, Check(code=code, title=title, meaning=meaning, **more))


_add(
    "case_overdue",
    "办件超期",
    "办件在本环节停留的时间超过了办法规定的时限。",
    who_acts="本环节经办人",
    remedy="请尽快办理;需要补正的,一次告知全部事项。",
    in_advance=InAdvance("到这一天本环节还没有办完的,列为:", "请在期限前办理;需要补正的,一次告知全部事项。"),
    severity=Severity.CAUTION,
    failing=watched.cases_overdue,
    inputs={"case": "案件编号", "due": "本环节期限", "called": ""},
    touched=watched.cases_moved,
    page=("filing", "case"),
)
_add(
    "scan_overdue",
    "盖章申报表逾期未归",
    "备案后应补交的盖章申报表扫描件过期还没有归入本案。",
    who_acts="阵地负责人",
    remedy="打印申报表并盖章,扫描后上传到本案。",
    severity=Severity.HINT,
    failing=watched.scans_overdue,
    inputs={"case": "案件编号", "due": "应补交日期"},
    touched=watched.scans_brought,
    page=("filing", "case"),
)
for _kind in DATED:
    _more: dict[str, Any] = {
        "who_acts": "阵地负责人",
        "remedy": f"续办后,用“变更备案”上传新的{_kind.label}材料,填写有效期。",
        "touched": watched.papers_brought,
        "act": CHANGE,
    }
    _add(
        f"document_{_kind.value}_ending",
        f"{_kind.label}材料即将到期",
        "案卷中这类材料的有效期已在办法规定的提醒期内。",
        severity=Severity.HINT,
        term=NOTICE,
        failing=partial(watched.papers_ending, _kind.value),
        inputs={"ends_on": "有效期至", "notice": "提前 {} 天提醒"},
        **_more,
    )
    _add(
        f"document_{_kind.value}_ended",
        f"{_kind.label}材料已到期",
        "案卷中这类材料的有效期已过,没有上传新的材料。",
        severity=Severity.SERIOUS,
        failing=partial(watched.papers_ended, _kind.value),
        inputs={"ends_on": "有效期至"},
        climbs=True,
        follows=f"document_{_kind.value}_ending",
        in_advance=InAdvance("到这一天还没有上传新的材料的,列为:"),
        **_more,
    )
