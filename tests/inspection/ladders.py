"""Sites that climb the ladder: findings as the watch keeps them, days that pass, one run of the job a night."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import F

from core.actor import SYSTEM
from core.checks import Check, Severity
from core.registry import CHECKS
from desk.inbox import lists_on
from inspection.laddering import services
from inspection.laddering.services import Followed, Picked, sign_consequence
from inspection.models import Consequence, Finding, Rectification
from rulebook.notice_files import read_notice
from rulebook.services import seed_calendars
from rulebook.services.calendars import import_calendar_year
from sites.models import ServiceSite
from tests.factories import NOW, Office, build_office
from tests.factories.packs import pack_now
from tests.sites.public_sites import OFFICE_HOURS, opened_site

CODE = "test_unused"


_MENDED: set[int] = set()


@contextmanager
def mended(site: ServiceSite) -> Iterator[None]:
    """The facts of a site are in order, and no night has passed since: what was found is still open."""
    _MENDED.add(site.pk)
    try:
        yield
    finally:
        _MENDED.discard(site.pk)


def _still_found(code: str, day: date) -> Any:
    """The sites of which a finding stands: what was found at night still holds, until ``gone``."""
    rows = Finding.objects.filter(code=code, ended_on=None, found_on__lte=day, site__isnull=False)
    rows = rows.exclude(site__in=_MENDED)
    return rows.annotate(subject=F("site_id"), pack_ref=F("pack_id"))


@contextmanager
def known_check(
    code: str = CODE, *, climbs: bool = True, title: str = "长期没有使用记录", **more: Any
) -> Iterator[Check]:
    """A check that the registry knows while a test runs."""
    check = Check(
        code,
        title,
        "连续几个月没有使用记录。",
        "阵地负责人",
        Severity.CAUTION,
        partial(_still_found, code),
        remedy="补登使用记录",
        climbs=climbs,
        **more,
    )
    with CHECKS.known(code, check):
        lists_on.cache_clear()  # a process that saw this person's desk before remembers the checks of that time
        yield check
    lists_on.cache_clear()


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


def calendared_office() -> Office:
    """Three levels of unions, with the days off that the terms of the ladder are counted by."""
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_office()


def kept_site(office: Office) -> ServiceSite:
    return opened_site(office.tree.primary, hours=OFFICE_HOURS)


def announced_on(site: ServiceSite) -> Consequence:
    """A finding that lasted, and the order that was announced on the sixteenth day."""
    found_on(site)
    nights(NOW, 1)
    nights(after(15), 1)
    return the("rectify", site)


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


def next_year() -> None:
    """The notice of the next year arrives; only New Year is free in it."""
    text = (
        'year = 2027\ndocument_number = "国办发明电〔2026〕9号"\nissued_on = 2026-11-04\nsource = "通知"\n'
        '[[holiday]]\nname = "元旦"\nfrom = 2027-01-01\nto = 2027-01-03\nmakeup = []\n'
    )
    import_calendar_year(read_notice(text.encode(), "2027.toml"), actor=SYSTEM, now=NOW)


def state_of(site: ServiceSite) -> str:
    return ServiceSite.objects.values_list("state", flat=True).get(pk=site.pk)


def ordered(office: Office, site: ServiceSite) -> tuple[Rectification, int]:
    """An order that the ladder gave, and how many days after the finding."""
    row = announced_on(site)
    days = (row.earliest_on - NOW.date()).days
    sign_consequence(row.pk, actor=office.actor("district"), now=after(days))
    return Rectification.objects.get(site=site), days


def suspended(office: Office, site: ServiceSite) -> tuple[Consequence, int]:
    """A site whose order lapsed and whose plate was suspended."""
    order, _ = ordered(office, site)
    lapse = (order.due_on - NOW.date()).days + 1
    nights(after(lapse), 1)
    row = the("suspend", site)
    days = (row.earliest_on - NOW.date()).days
    sign_consequence(row.pk, actor=office.actor("district"), now=after(days))
    row.refresh_from_db()
    return row, days
