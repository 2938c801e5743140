"""Every task runs twice; the second run changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from core.actor import SYSTEM
from core.audit import record
from core.heartbeat import last_beat
from core.models import AuditSeal, Heartbeat
from core.outbox import owe
from core.tasks import deliver_messages, seal_audit, worker_alive
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stopped_clock(settings):
    settings.CLOCK_PIN = (NOW + timedelta(hours=1)).isoformat()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_messages_are_delivered_once():
    owe(7, "待您审核", key="k", now=NOW, address="wang@union.example", urgent=True)
    assert (deliver_messages(), deliver_messages()) == (1, 0)
    assert len(mail.outbox) == 1


def test_the_trail_is_sealed_once():
    record(SYSTEM, "test", Heartbeat(name="x"), now=NOW)
    seal_audit()
    seal_audit()
    assert AuditSeal.objects.get().entries == 1


def test_a_task_shows_when_tasks_last_had_their_turn():
    assert last_beat("tasks") is None
    worker_alive()
    worker_alive()
    assert last_beat("tasks") == NOW + timedelta(hours=1)
    assert Heartbeat.objects.count() == 1
