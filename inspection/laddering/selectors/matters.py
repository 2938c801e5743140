"""Which findings are one matter that has grown worse? A graver check takes over what the milder one had led to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from core.registry import CHECKS, milder_checks
from inspection.models import Finding


def grades_before(findings: Sequence[Finding]) -> dict[int, tuple[Finding, ...]]:
    """By key: the milder findings out of which each grew, the first last. One statement, none where nothing can have grown."""
    codes = {code for each in findings for code in milder_checks(each.code)}
    if not codes:
        return {}
    found: dict[tuple[int | None, str], list[Finding]] = {}
    sites = {each.site_id for each in findings}
    for row in Finding.objects.filter(code__in=codes, site__in=sites).order_by("began_on", "pk"):
        found.setdefault((row.site_id, row.code), []).append(row)
    return {each.pk: tuple(_line(each, found)) for each in findings}


def grown_out_of(findings: Iterable[Finding]) -> dict[int, Finding]:
    """By the key of a milder finding: the graver one that stands for the same matter now."""
    wanted = list(findings)
    codes = {graver.code for each in wanted for graver in CHECKS if each.code in milder_checks(graver.code)}
    if not codes:
        return {}
    sites = {each.site_id for each in wanted}
    graver = list(Finding.objects.filter(code__in=codes, site__in=sites, ended_on=None).order_by("pk"))
    lines = grades_before(graver)
    return {milder.pk: each for each in graver for milder in lines[each.pk]}


def _line(finding: Finding, found: dict[tuple[int | None, str], list[Finding]]) -> Iterator[Finding]:
    """The milder one lasted until the graver began: what was mended in between is another matter."""
    after = finding
    for code in milder_checks(finding.code):
        known = found.get((finding.site_id, code), ())
        before = [row for row in known if _reaches(row, after)]
        if not before:
            return
        after = before[-1]
        yield after


def _reaches(milder: Finding, graver: Finding) -> bool:
    is_there = milder.ended_on is None or milder.ended_on >= graver.began_on
    return milder.began_on <= graver.began_on and is_there
