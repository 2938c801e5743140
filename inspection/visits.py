"""Is this a proper visit? Pure rules over what was typed; no database, no clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from core.words import chinese_day


@dataclass(frozen=True)
class VisitFacts:
    """What the inspectors wrote down. ``verdict`` is one of pass, fix, fail."""

    held_on: date
    inspectors: tuple[str, ...]
    organisation: str
    met_on_site: str
    verdict: str
    findings: str = ""
    fix_by: date | None = None


_BETWEEN_NAMES = re.compile("[、,，;；/／\n\r\u2028\u2029]")
_CHINESE = "[·\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_BLANK_IN_A_CHINESE_NAME = re.compile(rf"(?<={_CHINESE})\s+(?={_CHINESE})")


def one_name(text: str) -> str:
    """A person's name in one spelling: blanks that set a Chinese name wide are no part of it."""
    return " ".join(_BLANK_IN_A_CHINESE_NAME.sub("", text).split())


def names_in(text: str) -> tuple[str, ...]:
    """Names parted by comma, enumeration comma, semicolon, stroke or line, never by a blank; each once, in order."""
    once: dict[str, str] = {}
    for name in map(one_name, _BETWEEN_NAMES.split(text)):
        if name:
            once.setdefault(name.casefold(), name)
    return tuple(once.values())


def problems_of(
    facts: VisitFacts,
    *,
    today: date,
    not_before: date | None,
    min_inspectors: int,
    follows: date | None = None,
) -> dict[str, str]:
    """Every problem at once, by field, each saying what to do. Empty when the visit stands.

    ``follows``: the day of the visit before it, where there was one.
    """
    found = {
        "held_on": _day_problem(facts.held_on, today, not_before, follows),
        "inspectors": _people_problem(facts.inspectors, min_inspectors),
        "met_on_site": _met_problem(facts),
        "findings": _findings_problem(facts),
        "fix_by": _fix_problem(facts),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def _day_problem(held_on: date, today: date, not_before: date | None, follows: date | None) -> str:
    if held_on > today:
        return "验收日期不能晚于今天,请填写实际到场的日期。"
    if not_before is not None and held_on < not_before:
        return f"验收日期不能早于提交日期({chinese_day(not_before)}),请核对。"
    if follows is not None and held_on < follows:
        return f"本次日期不能早于上一次验收的日期({chinese_day(follows)}),请核对。"
    return ""


def _people_problem(inspectors: tuple[str, ...], minimum: int) -> str:
    return "" if len(inspectors) >= minimum else f"验收人员至少 {minimum} 人,请写全姓名,用顿号隔开。"


def _met_problem(facts: VisitFacts) -> str:
    both = one_name(facts.met_on_site).casefold() in {name.casefold() for name in facts.inspectors}
    return "现场人员不能同时是验收人员,请填写阵地一方在场的人。" if both else ""


def _findings_problem(facts: VisitFacts) -> str:
    unexplained = facts.verdict in ("fix", "fail") and not facts.findings.strip()
    return "请写明需要整改或不合格的具体情况。" if unexplained else ""


def _fix_problem(facts: VisitFacts) -> str:
    if facts.verdict != "fix":
        return ""
    if facts.fix_by is None:
        return "请填写整改期限。"
    return "" if facts.fix_by > facts.held_on else "整改期限应晚于验收日期,请重新填写。"
