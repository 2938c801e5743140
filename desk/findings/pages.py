"""How is the board shown? Counts by check, severity, district, type and age, and the rows; values for templates, no query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict

from core.checks import Severity
from core.registry import check_titles
from inspection.models import Finding
from inspection.watching.handing import StepOver
from inspection.watching.selectors import AGES, Group
from inspection.watching.words import TAGS, inputs_words, page_of_finding, since_words, subject_words
from sites.forms.chips import address_without
from sites.types import type_choices

COLUMNS: list[dict[str, Any]] = [
    {"label": "对象"},
    {"label": "问题"},
    {"label": "程度", "keep": True},
    {"label": "时间"},
    {"label": "由谁办理"},
    {"label": "处置措施"},
]


def with_filter(query: QueryDict, name: str, value: str) -> str:
    """This address narrowed further, on its first page."""
    rest = query.copy()
    rest[name] = value
    rest.pop("page", None)
    return f"?{rest.urlencode()}"


def numbers(groups: Iterable[Group], query: QueryDict) -> list[dict[str, Any]]:
    """All of them, and those of each severity; of a board of one severity that one alone, since the others were not counted."""
    groups = list(groups)
    by = _counted(groups, lambda each: each.severity)
    total = {"label": "合计", "value": sum(by.values()), "url": address_without(query)}
    chosen = query.get("severity", "")
    only = {chosen} & set(Severity.values) or set(Severity.values)
    told = [
        {"label": label, "value": by[code], "url": with_filter(query, "severity", code)}
        for code, label in reversed(Severity.choices)
        if code in only
    ]
    return [total, *told]


def tables(groups: Iterable[Group], query: QueryDict, districts: Mapping[str, str]) -> list[dict[str, Any]]:
    """One small table for each way of counting; a line without findings is left out."""
    groups = list(groups)
    ages = {code: words for code, words, *_ in AGES}
    kinds = dict(type_choices())
    ways: list[tuple[str, str, Mapping[str, str], Callable[[Group], str]]] = [
        ("按预警项", "code", check_titles(), lambda each: each.code),
        ("按区(市)", "district", districts, lambda each: each.district),
        ("按阵地类型", "type", kinds, lambda each: each.site_type),
        ("按持续时间", "age", ages, lambda each: each.age),
    ]
    return [
        {"title": title, "lines": _lines(_counted(groups, key), labels, name, query)}
        for title, name, labels, key in ways
    ]


def _counted(groups: Iterable[Group], key: Callable[[Group], str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in groups:
        found[key(each)] += each.count
    return found


def _lines(
    counts: Counter[str], labels: Mapping[str, str], name: str, query: QueryDict
) -> list[dict[str, Any]]:
    """The order of the labels for ages, else the most first."""
    order = list(labels) if name == "age" else [code for code, _ in counts.most_common()]
    return [
        {"label": labels.get(code, code), "count": counts[code], "url": with_filter(query, name, code)}
        for code in order
        if code and counts[code]
    ]


def rows_of(
    findings: Iterable[Finding], today: date, steps: Mapping[int, Sequence[StepOver]]
) -> list[dict[str, Any]]:
    """One row a finding; those with a step that the reader may sign now can be picked."""
    return [_row(each, today, steps.get(each.pk, ())) for each in findings]


def _row(finding: Finding, today: date, steps: Sequence[StepOver]) -> dict[str, Any]:
    site, check = finding.site, finding.check_of
    place = f"{site.type_label} · {site.district.name}" if site else "工会"
    return {
        "cells": [
            {"text": subject_words(finding), "url": page_of_finding(finding), "sub": place},
            {"text": finding.title, "sub": inputs_words(finding)},
            {"text": finding.get_severity_display(), "tag": TAGS.get(finding.severity, "plain")},
            {"text": since_words(finding, today)},
            {"text": check.who_acts if check else "—"},
            {
                "text": ";".join(step.words for step in steps) or "—",
                "url": steps[0].url if steps else "",
            },
        ],
        "pick": finding.pk if any(step.may_sign for step in steps) else "",
    }
