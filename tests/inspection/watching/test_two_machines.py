"""Two machines run the same night at once: the second is seen waiting, and finds it done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from core.clock import start_of
from core.registry import CHECKS
from inspection.models import CheckRun, Finding
from inspection.watching.services import follow_checks
from sites.models import ServiceSite, SiteVersion
from tests.factories import build_office
from tests.filing.test_races import SOON, crowd, see_waiting
from tests.inspection.watching.test_catching_up import DAYS, FIRST, followed, renew, rows
from tests.sites.public_sites import opened_site

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]

__all__ = ["crowd"]
NIGHT = date(2026, 11, 1)


def test_of_two_runs_of_a_night_the_second_waits_and_writes_nothing(crowd, monkeypatch):
    monkeypatch.setattr(CHECKS, "_items", {"agreement_ended": CHECKS["agreement_ended"]})
    office = build_office()
    for number in range(3):
        opened_site(office.tree.primary, f"站{number}", agreement_ends_on=NIGHT - timedelta(days=1))

    def run():
        return follow_checks(clock=lambda: start_of(NIGHT) + timedelta(hours=2))

    with transaction.atomic():
        first = run()
        second = crowd(run)
        see_waiting()
    waited = second.result(SOON)
    assert (first.opened, waited.opened, waited.days) == (3, 0, [])
    assert Finding.objects.count() == 3
    run_row = CheckRun.objects.get()
    assert (run_row.attempts, run_row.opened) == (1, 3)


def test_two_machines_that_make_up_nine_days_at_once_end_as_an_undisturbed_run(crowd, monkeypatch):
    """An agreement is renewed inside of the outage; every night of the undisturbed run is one of the two machines'."""
    monkeypatch.setattr(
        CHECKS, "_items", {code: CHECKS[code] for code in ("agreement_ended", "agreement_ending")}
    )
    office = build_office()
    for number in range(4):
        opened_site(
            office.tree.primary, f"协议站{number}", agreement_ends_on=FIRST + timedelta(days=number * 2)
        )
    versions = dict(ServiceSite.objects.values_list("pk", "version"))
    for number in range(DAYS):
        followed(FIRST + timedelta(days=number))
        if number == 6:
            renew("协议站2", FIRST + timedelta(days=6))
    expected = rows()
    Finding.objects.all().delete()
    CheckRun.objects.all().delete()
    for key, version in versions.items():
        ServiceSite.objects.filter(pk=key).update(version=version)
    SiteVersion.objects.filter(number=2).delete()

    followed(FIRST)
    renew("协议站2", FIRST + timedelta(days=6))
    last = FIRST + timedelta(days=DAYS - 1)
    with transaction.atomic():
        first = followed(last)
        second = crowd(lambda: followed(last))
        see_waiting()
    waited = second.result(SOON)
    assert (len(first.days), waited.days) == (DAYS - 1, [])
    assert rows() == expected
    assert {run.attempts for run in CheckRun.objects.all()} == {1}
