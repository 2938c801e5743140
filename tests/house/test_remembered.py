"""Is a remembered world the one that the services build? And is everything else built by them?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from accounts.models import Union
from tests.digest import tables
from tests.factories import union
from tests.office import build_office, case_in
from tests.remembered import _memory, remembered

pytestmark = pytest.mark.django_db

BUILT: list[str] = []
RUNG: list[str] = []


@remembered
def noted(name: str) -> Union:
    """Says when it is really run."""
    BUILT.append(name)
    transaction.on_commit(partial(RUNG.append, name))
    return union(name, "city")


@pytest.fixture(autouse=True)
def _nothing_noted() -> None:
    BUILT.clear()
    RUNG.clear()
    _memory.worlds.clear()


@contextmanager
def _as_migrated() -> Iterator[None]:
    """As at the beginning of a test, and taken back."""
    with transaction.atomic():
        _memory.stands = "migrated"
        yield
        transaction.set_rollback(True)


def _built(*steps: Callable[[], Any]) -> list[str]:
    """Which builders really ran."""
    BUILT.clear()
    with _as_migrated():
        for step in steps:
            step()
    return list(BUILT)


def _counts() -> dict[str, int]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model._base_manager.count() for model in models}


def test_the_second_world_is_the_first_one_with_its_rows_and_files(settings):
    seen = []
    for _ in range(2):
        settings.MEDIA_ROOT = Path(settings.MEDIA_ROOT) / "again"
        with _as_migrated():
            case = case_in(build_office(), "filed", photos=2)
            files = {path.name: path.read_bytes() for path in settings.MEDIA_ROOT.rglob("*.*")}
            seen.append((case.pk, case.state, case.version.name, tables(), files))
    assert seen[0] == seen[1]
    assert len(seen[0][4]) >= 2


def test_it_has_as_many_rows_as_what_the_services_build():
    with _as_migrated():
        case_in(build_office(), "city_filing")
    with _as_migrated():
        case_in(build_office(), "city_filing")
        again = _counts()
    with _as_migrated():
        _memory.stands = None
        case_in(build_office(), "city_filing")
        assert _counts() == again


def test_a_call_is_built_once_and_again_for_another_argument_order_or_setting(settings):
    first, second = partial(noted, "甲"), partial(noted, "乙")
    assert _built(first, second) == ["甲", "乙"]
    assert _built(first, second) == []
    assert _built(second, first) == ["乙", "甲"]
    settings.CLOCK_PIN = "2026-10-12T10:00:00+08:00"
    assert _built(first) == ["甲"]


def test_after_a_write_of_the_test_everything_is_built_by_the_services():
    call = partial(noted, "甲")
    assert _built(call) == ["甲"]
    write = partial(Union.objects.create, name="外", code="外", kind="city")
    assert _built(write, call) == ["甲"]
    assert _built(call) == []


def test_after_a_rollback_as_well():
    def undone() -> None:
        with transaction.atomic():
            noted("甲")
            transaction.set_rollback(True)

    assert _built(partial(noted, "甲")) == ["甲"]
    assert _built(undone, partial(noted, "甲")) == ["甲"]


def test_a_connection_that_was_not_heard_is_built_upon_and_heard_from_then_on():
    """As another one begins to answer in the middle of a run: nothing of it may be remembered as an empty world."""
    call = partial(noted, "甲")

    def with_deaf_ears() -> None:
        connection.execute_wrappers.remove(_memory.recorder)
        call()

    assert _built(with_deaf_ears) == ["甲"]
    assert _built(call) == ["甲"]
    assert _built(call, lambda: Union.objects.get(name="甲")) == []


def test_what_waits_for_the_commit_waits_again(django_capture_on_commit_callbacks):
    for _ in range(2):
        with _as_migrated(), django_capture_on_commit_callbacks(execute=True):
            noted("甲")
    assert (BUILT, RUNG) == (["甲"], ["甲", "甲"])


def test_what_a_caller_does_to_a_row_stays_with_the_caller():
    with _as_migrated():
        noted("甲").name = "乙"
    with _as_migrated():
        assert noted("甲").name == "甲"


def test_a_test_that_replaces_code_builds_everything(monkeypatch):
    assert _memory.stands is None
