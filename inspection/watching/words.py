"""How is a finding told? Its day, its inputs, where it is dealt with; values for pages, no query."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from core.addresses import address_of
from core.checks import Severity
from core.words import chinese_day
from inspection.models import Finding

TAGS = {Severity.HINT.value: "info", Severity.CAUTION.value: "limited", Severity.SERIOUS.value: "closed"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def value_words(value: Any) -> str:
    """A date as people write it, anything else as it is."""
    text = str(value)
    return chinese_day(date.fromisoformat(text)) if _DAY.fullmatch(text) else text


def inputs_words(finding: Finding) -> str:
    """协议截止日期 2026年9月30日,…"""
    labels = finding.check_of.inputs if finding.check_of else {}
    told = (
        f"{labels[name]} {value_words(value)}"
        for name, value in finding.inputs.items()
        if name in labels and value is not None
    )
    return ",".join(told)


def since_words(finding: Finding, today: date) -> str:
    """自2026年10月1日起,已 12 天; of an ended one both its days."""
    began = chinese_day(finding.began_on)
    if finding.ended_on is not None:
        return f"{began}至{chinese_day(finding.ended_on)}"
    return f"自{began}起,已 {(today - finding.began_on).days + 1} 天"


def page_of_finding(finding: Finding) -> str:
    """Where it is dealt with: a page that its check names, else the file of the site; empty where there is none."""
    check = finding.check_of
    if check and check.page:
        name, key = check.page
        if key in finding.inputs:
            return address_of(name, finding.inputs[key])
    return address_of("site-file", finding.site.code) if finding.site and finding.site.code else ""
