"""The clock: legal time, and a pin for tests only."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from core import clock


def test_legal_time_is_shanghai_whatever_the_server_thinks(settings):
    settings.CLOCK_PIN = None
    with time_machine.travel(datetime(2026, 10, 12, 17, 30, tzinfo=UTC), tick=False):
        assert clock.now().isoformat() == "2026-10-13T01:30:00+08:00"
        assert clock.today() == date(2026, 10, 13)


@pytest.mark.parametrize(
    ("pin", "now"),
    [
        ("2026-02-28T23:59:59+08:00", "2026-02-28T23:59:59+08:00"),
        ("2026-02-28T16:00:00+00:00", "2026-03-01T00:00:00+08:00"),
    ],
)
def test_the_pin_stops_the_clock_there(settings, pin, now):
    settings.CLOCK_PIN = pin
    assert clock.now().isoformat() == now
    assert clock.today().isoformat() == now[:10]


def test_without_a_pin_time_goes_on(settings):
    settings.CLOCK_PIN = None
    with time_machine.travel(datetime(2026, 10, 12, tzinfo=UTC), tick=False) as traveller:
        before = clock.now()
        traveller.shift(timedelta(seconds=90))
        assert clock.now() - before == timedelta(seconds=90)
