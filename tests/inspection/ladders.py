"""Sites that climb the ladder: findings as the watch keeps them, days that pass, one run of the job a night."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from core.checks import Check, Severity
from core.registry import CHECKS
from inspection.laddering import services
from inspection.laddering.services import Followed, Picked
from inspection.models import Consequence, Finding
from sites.models import ServiceSite
from tests.factories import NOW
from tests.factories.packs import pack_now

CODE = "test_unused"


def _nothing(day: date) -> Any:
    return ServiceSite.objects.none()


@contextmanager
def known_check(code: str = CODE, *, climbs: bool = True) -> Iterator[Check]:
    """A check that the registry knows while a test runs."""
    check = Check(
        code,
        "长期没有使用记录",
        "连续几个月没有使用记录。",
        "阵地负责人",
        Severity.CAUTION,
        _nothing,
        remedy="补登使用记录",
        climbs=climbs,
    )
    with CHECKS.known(code, check):
        yield check


def found_on(site: ServiceSite, now: datetime = NOW, code: str = CODE, **more: Any) -> Finding:
    """As ``reconcile`` opens it."""
    return Finding.objects.create(
        code=code,
        site=site,
        severity=Severity.CAUTION,
        began_on=more.pop("began_on", now.date()),
        found_on=now.date(),
        found_at=now,
        pack=more.pop("pack", None) or pack_now(site.kind.family),
        **more,
    )


def gone(finding: Finding, on: date) -> None:
    """As ``reconcile`` ends it."""
    Finding.objects.filter(pk=finding.pk).update(ended_on=on)


def after(days: int, now: datetime = NOW) -> datetime:
    return now + timedelta(days=days)


def nights(first: datetime, count: int) -> Followed:
    """The job of every night from ``first`` on; what the last one did."""
    done = Followed()
    for number in range(count):
        done = services.follow_ladder(now=after(number, first))
    return done


def the(action: str, site: ServiceSite) -> Consequence:
    """The latest of a kind."""
    return Consequence.objects.filter(site=site, action=action).latest("pk")


def picked(row: Consequence) -> Picked:
    return Picked(row.pk, row.revision)
