"""G2: every task of the schedule, given out twice, does what it did once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as told
from django.core import mail
from django.utils.module_loading import import_string

from tests.digest import changed, tables
from tests.office import NOW, build_office, case_in

pytestmark = pytest.mark.django_db

#: Where every run shows that it was there.
SIGNS = {"core_heartbeat", "core_scheduledrun"}


@pytest.fixture
def late(settings):
    """An office in which much is due: everything waited for a year."""
    settings.CLOCK_PIN = NOW.isoformat()
    settings.CELERY_TASK_EAGER_PROPAGATES = True
    office = build_office()
    for state in ("district_check", "acceptance", "filed", "returned"):
        case_in(office, state)
    settings.CLOCK_PIN = (NOW + timedelta(days=380)).isoformat()
    return office


def run_all():
    for entry in told.CELERY_BEAT_SCHEDULE.values():
        import_string(entry["task"]).apply(args=entry.get("args", ()), throw=True)


def test_a_second_delivery_changes_nothing_and_tells_nobody_again(late):
    before = tables()
    run_all()
    assert changed(before) - SIGNS, "something was due"
    for _ in range(2):  # what one round finds, the next may tell and the one after send
        run_all()
    after, letters = tables(), len(mail.outbox)
    run_all()
    assert changed(after) - SIGNS == set()
    assert len(mail.outbox) == letters
