"""Two machines run the same night at once: the second is seen waiting, and finds it done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from core.clock import start_of
from core.registry import CHECKS
from inspection.models import CheckRun, Finding
from inspection.watching.services import follow_checks
from tests.factories import build_office
from tests.filing.test_races import SOON, crowd, see_waiting
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
