"""An entry that is written long before it is committed is not passed over by the seal."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction

from core.actor import SYSTEM
from core.audit import record
from core.models import AuditEntry, AuditSeal, Heartbeat
from core.sealing import first_altered, seal_entries

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]


def test_whoever_commits_late_is_sealed_in_his_place():
    now = datetime.now(UTC)
    row = Heartbeat.objects.create(name="worker", seen_at=now)
    written, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            record(SYSTEM, "first", row, now=now)
            written.set()
            go_on.wait(60)
        connections.close_all()

    other = threading.Thread(target=slow)
    other.start()
    assert written.wait(60)
    record(SYSTEM, "second", row, now=now)
    assert seal_entries(now=now + timedelta(hours=1)) is None, "the first one may still come"
    go_on.set()
    other.join()
    assert seal_entries(now=now + timedelta(hours=1)) is not None
    assert (AuditSeal.objects.get().entries, first_altered()) == (2, "")
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["first", "second"]
