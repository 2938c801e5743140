"""However many come at once, so many are let through and no more."""

from __future__ import annotations

import threading

import pytest
from django.core.cache import cache

from core.crowds import is_within

#: Without Redis the cache is a table.
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def emptied():
    cache.clear()
    yield
    cache.clear()


def test_the_first_ones_are_within_and_then_nobody():
    assert [is_within("a", 3, 60) for _ in range(5)] == [True, True, True, False, False]
    assert is_within("b", 1, 60), "somewhere else is counted apart"


def test_what_ended_in_between_begins_anew(monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args: False)
    assert [is_within("c", 1, 60), is_within("c", 1, 60)] == [True, False]


@pytest.mark.redis
def test_two_hundred_at_once_get_no_place_more():
    barrier, let_in = threading.Barrier(20), []

    def come():
        barrier.wait(20)
        for _ in range(10):
            if is_within("crowd", 10, 60):
                let_in.append(1)

    crowd = [threading.Thread(target=come) for _ in range(20)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert len(let_in) == 10
