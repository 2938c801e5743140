"""Is this a proper visit? Pure rules over what was typed; no database, no clock."""

from __future__ import annotations

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


def names_in(text: str) -> tuple[str, ...]:
    """Names parted by comma, enumeration comma, semicolon, blank or line; each once, in order."""
    for mark in "、,,;;\n\r\t":
        text = text.replace(mark, " ")
    return tuple(dict.fromkeys(part for part in text.split(" ") if part))


def problems_of(
    facts: VisitFacts, *, today: date, not_before: date | None, min_inspectors: int
) -> dict[str, str]:
    """Every problem at once, by field, each saying what to do. Empty when the visit stands."""
    found: dict[str, str] = {}
    if facts.held_on > today:
        found["held_on"] = "验收日期不能晚于今天,请填写实际到场的日期。"
    elif not_before is not None and facts.held_on < not_before:
        found["held_on"] = f"验收日期不能早于提交日期({chinese_day(not_before)}),请核对。"
    if len(facts.inspectors) < min_inspectors:
        found["inspectors"] = f"验收人员至少 {min_inspectors} 人,请写全姓名,用顿号隔开。"
    if facts.met_on_site in facts.inspectors:
        found["met_on_site"] = "现场人员不能同时是验收人员,请填写阵地一方在场的人。"
    if facts.verdict in ("fix", "fail") and not facts.findings.strip():
        found["findings"] = "请写明需要整改或不合格的具体情况。"
    if facts.verdict == "fix":
        if facts.fix_by is None:
            found["fix_by"] = "请填写整改期限。"
        elif facts.fix_by <= facts.held_on:
            found["fix_by"] = "整改期限应晚于验收日期,请重新填写。"
    return found
