"""G2: every task of the schedule, given out twice, does what it did once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as told
from django.core import mail
from django.utils.module_loading import import_string

from accounts.models import User
from tests.digest import changed, tables
from tests.office import NOW, build_office, case_in

pytestmark = pytest.mark.django_db

#: Where every run shows that it was there.
SIGNS = {"core_heartbeat", "core_scheduledrun", "core_taskrun"}


@pytest.fixture
def late(settings):
    """An office in which much is due: everything waited for a year, and everybody has mail."""
    settings.CLOCK_PIN = NOW.isoformat()
    settings.CELERY_TASK_EAGER_PROPAGATES = True
    office = build_office()
    for person in User.objects.all():
        User.objects.filter(pk=person.pk).update(email=f"p{person.pk}@example.org")
    for state in ("district_check", "acceptance", "filed", "returned"):
        case_in(office, state)
    settings.CLOCK_PIN = (NOW + timedelta(days=380)).isoformat()
    return office


def run(name):
    entry = told.CELERY_BEAT_SCHEDULE[name]
    import_string(entry["task"]).apply(args=entry.get("args", ()), throw=True)


def test_a_second_delivery_changes_nothing_and_tells_nobody_again(late):
    """One after the other, each twice: what a task owed again would stand in the tables at once."""
    before, again = tables(), {}
    for name in told.CELERY_BEAT_SCHEDULE:
        run(name)
        after, letters = tables(), len(mail.outbox)
        run(name)
        again[name] = (changed(after) - SIGNS, len(mail.outbox) - letters)
    assert {name: found for name, found in again.items() if found != (set(), 0)} == {}
    assert changed(before) - SIGNS, "something was due"
    assert mail.outbox, "somebody was told"


def test_the_round_comes_to_rest(late):
    """What one round finds the next tells: then nothing is due any more."""
    for _ in range(2):
        for name in told.CELERY_BEAT_SCHEDULE:
            run(name)
    after, letters = tables(), len(mail.outbox)
    for name in told.CELERY_BEAT_SCHEDULE:
        run(name)
    assert (changed(after) - SIGNS, len(mail.outbox)) == (set(), letters)
