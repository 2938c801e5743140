"""How is a finding told? Its day, its inputs, where it is dealt with; values for pages, no query."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from core.addresses import address_of
from core.checks import Act, Check, Severity
from core.words import chinese_day
from inspection.models import Finding
from rulebook.rubric import points_text

TAGS = {Severity.HINT.value: "info", Severity.CAUTION.value: "limited", Severity.SERIOUS.value: "closed"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def value_words(value: Any) -> str:
    """A date as people write it, anything else as it is."""
    text = str(value)
    return chinese_day(date.fromisoformat(text)) if _DAY.fullmatch(text) else text


def inputs_words(finding: Finding) -> str:
    """协议截止日期 2026年9月30日,提前 30 天提醒…; what bears no label stands for the page alone."""
    return told_inputs(finding.check_of, finding.inputs) if finding.check_of else ""


def told_inputs(check: Check, inputs: Mapping[str, Any]) -> str:
    told = (
        _told(check.inputs[name], value)
        for name, value in inputs.items()
        if check.inputs.get(name) and value is not None
    )
    return ",".join(told)


def _told(label: str, value: Any) -> str:
    if "{tenths}" in label:
        return label.replace("{tenths}", points_text(int(value)))
    words = value_words(value)
    return label.replace("{}", words) if "{}" in label else f"{label} {words}"


def lead_in_advance(check: Check) -> str:
    """What is said in front of its title before its day has come."""
    general = "这一天起提醒:" if check.severity == Severity.HINT else "到这一天还没有办理的,列为:"
    return check.in_advance.lead or general


def remedy_in_advance(check: Check) -> str:
    return check.in_advance.remedy or check.remedy


def told_together(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Where only the things differ that their checks are about, one sentence does; it stands in the place of the first."""
    found: dict[Hashable, list[Finding]] = {}
    for row in findings:
        found.setdefault(_sameness(row), []).append(row)
    return list(found.values())


def _sameness(row: Finding) -> Hashable:
    check = row.check_of
    if check is None or check.one_of is None:
        return row.pk
    subject = (row.site_id, row.union_id)
    return check.one_of.said, subject, row.severity, row.began_on, row.ended_on, inputs_words(row)


def title_words(alike: Sequence[Finding]) -> str:
    """对外电话、面积和设施没有按期核实"""
    checks = [row.check_of for row in alike]
    parts = [check.one_of for check in checks if check is not None and check.one_of is not None]
    return parts[0].said.format("、".join(part.thing for part in parts)) if parts else alike[0].title


def subject_words(finding: Finding) -> str:
    """The site or union; a site that is not filed yet under the name its case gives it."""
    site = finding.site
    called = "" if site is None or site.name else finding.inputs.get("called")
    return str(called or site or finding.union)


def since_words(finding: Finding, today: date) -> str:
    """自2026年10月1日起,已 12 天; of an ended one both its days."""
    began = chinese_day(finding.began_on)
    if finding.ended_on is not None:
        return f"{began}至{chinese_day(finding.ended_on)}"
    return f"自{began}起,已 {max(0, (today - finding.began_on).days) + 1} 天"


def act_address(act: Act, code: str = "") -> str:
    """Of a site by its code; without one it is the same for all."""
    if act.query:
        return f"{reverse(act.name)}?{act.query.format(code)}"
    return address_of(act.name, code) if code else reverse(act.name)


def page_of_finding(finding: Finding) -> str:
    """Where it is dealt with: a page that its check names, else the file of the site; empty where there is none."""
    check = finding.check_of
    if check and check.page:
        name, key = check.page
        if key in finding.inputs:
            return address_of(name, finding.inputs[key])
    return address_of("site-file", finding.site.code) if finding.site and finding.site.code else ""
