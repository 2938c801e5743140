"""What keeps checks from finding anything? Runs that did not end, rows that were left out, limits that a measure lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from accounts.roles import OFFICES
from accounts.selectors import unions_managed_by
from core.actor import Actor
from core.checks import Check
from core.registry import CHECKS
from core.words import chinese_day
from inspection.models import CheckRun
from rulebook.choices import WATCH_LIMITS
from rulebook.selectors import Governed, governed_on
from rulebook.terms import TypeTerms
from sites.policy import SITES


@dataclass(frozen=True)
class Lacking:
    """A measure that does not say what some checks read, so that they find nothing under it."""

    measure: str
    term: str
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Unfinished:
    """A run that did not end, or left rows out: what it says, and which of those the reader may see."""

    run: CheckRun
    left_out: tuple[str, ...]

    @property
    def said(self) -> str:
        return f"“{self.run.title}”{chinese_day(self.run.day)}的检查{'没有全部完成' if self.run.ended_at else '没有完成'}。"

    @property
    def next_step(self) -> str:
        return f"{self.run.error}跳过的有:{'、'.join(self.left_out)}。" if self.left_out else self.run.error


def last_run() -> date | None:
    """The last day for which any check ran to its end."""
    found = CheckRun.objects.filter(ended_at__isnull=False).order_by("-day").values_list("day", flat=True)
    return found.first()


def unfinished_runs(actor: Actor, today: date) -> list[Unfinished]:
    """Of the last days, the latest first; what a later run of the same check made good is told no more."""
    return [Unfinished(run, _left_out(actor, run)) for run in not_made_good(today)]


def not_made_good(today: date) -> QuerySet[CheckRun]:
    """Runs of the last days that did not end, or left rows out, and that no later run of the same check made good."""
    better = CheckRun.objects.filter(
        code=OuterRef("code"), day__gt=OuterRef("day"), ended_at__isnull=False, error=""
    )
    rows = CheckRun.objects.filter(~Exists(better), day__gte=today - timedelta(days=7)).exclude(error="")
    return rows.order_by("-day", "code")


def to_try_again(today: date) -> list[CheckRun]:
    """Of those the days that can be asked for once more."""
    return [run for run in not_made_good(today) if not is_left_behind(run)]


def is_left_behind(run: CheckRun) -> bool:
    """A later day was checked to its end, so that this one cannot be any more."""
    return CheckRun.objects.filter(code=run.code, day__gt=run.day, ended_at__isnull=False).exists()


def _left_out(actor: Actor, run: CheckRun) -> tuple[str, ...]:
    check = CHECKS.get(run.code)
    if not run.set_aside or check is None:
        return ()
    if check.subject == "union":
        unions = unions_managed_by(actor, OFFICES).filter(pk__in=run.set_aside)
        return tuple(unions.order_by("pk").values_list("name", flat=True))
    sites = SITES.visible_to(actor).filter(pk__in=run.set_aside).order_by("code")
    return tuple(f"{name}({code})" for name, code in sites.values_list("name", "code"))


def _is_lacking(governed: Governed, term: str) -> bool:
    """The limits of the watch are read as days of the calendar; others are counted by who reads them."""
    if governed.measure is None:
        return False
    return governed.limit(term) is None if term in WATCH_LIMITS else not governed.measure.limit_for(term)


def lacking_terms(paths: Collection[str], today: date) -> list[Lacking]:
    """Limits that the measures over these parts of the tree do not have, or not in days of the calendar."""
    columns = TypeTerms.__dataclass_fields__
    reading = [check for check in CHECKS if check.term and check.term not in columns]
    return [
        Lacking(each.measure.title, WATCH_LIMITS.get(term, titles[0]), tuple(titles))
        for each in governed_on(today)
        if each.measure and any(path.startswith(each.path) or each.path.startswith(path) for path in paths)
        for term, titles in _lacking_by_term(each, reading).items()
    ]


def _lacking_by_term(governed: Governed, checks: Iterable[Check]) -> dict[str, list[str]]:
    """Checks that read nothing from this measure, under the last of the terms that would do."""
    found: dict[str, list[str]] = {}
    for check in checks:
        terms = [term for term in (check.term, check.else_term) if term]
        if check.concerns(governed.family) and all(_is_lacking(governed, term) for term in terms):
            found.setdefault(terms[-1], []).append(check.title)
    return found
