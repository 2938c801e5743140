"""Ten thousand rows: a counted number of statements, everything or nothing, and the memory of one chunk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from core.jobs import HoldLost
from filing.imports import services
from filing.imports.services import checking, staging
from filing.imports.tasks import run_import
from filing.models import Filing
from filing.models.imports import ImportBatch
from tests.factories import actor_of
from tests.imports.lists import csv_of, row_of
from tests.office import NOW, Office

MANY = 10_000

#: Statements per thousand rows. SQLite takes 999 values in one statement, so inserts are cut smaller there: a column
#: more in a case or version costs about two statements. Each thousand is a transaction of its own, which counts as two; one more
#: shows the back office how far the run is.
#: A COPY of PostgreSQL passes the counter by: two for a thousand rows that are read and checked, four when they are written.
MOST_TO_CHECK = {"sqlite": 41, "postgresql": 18}
#: Two steps of the batch are two transactions, which the test makes savepoints of its own.
SAVEPOINTS = 4
#: Names of districts, sites and plans that may be the same, pairs noted before: once for a list of any length.
LIKENESS = 4
#: The run stands among the jobs of the back office: noted, claimed, ended.
SHOWN = 6
MOST_TO_WRITE = {"sqlite": 155, "postgresql": 12}


def started(office: Office, text: str, tmp_path) -> ImportBatch:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    actor = actor_of(office.people["district"])
    return services.start_import(union=office.south, path=path, name="list.csv", actor=actor, now=NOW)


def counted(batch: ImportBatch) -> int:
    """Statements of one run; counted and not kept, because there may be thousands."""
    statements = 0

    def count(execute, *args):
        nonlocal statements
        statements += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        run_import(batch.pk)
    batch.refresh_from_db()
    return statements


@pytest.mark.slow
def test_ten_thousand_rows_take_a_bounded_number_of_statements(office, tmp_path):
    batch = started(office, csv_of(*(row_of(number) for number in range(MANY))), tmp_path)
    checking = counted(batch)
    assert (batch.state, batch.total_rows, batch.sites.count()) == ("review", MANY, MANY)
    actor = actor_of(office.people["district"])
    services.confirm_import(batch.pk, seen=batch.revision, actor=actor, now=NOW)
    writing = counted(batch)
    assert (batch.state, Filing.objects.count()) == ("done", MANY)
    assert (checking, writing) != (0, 0)
    assert checking <= MOST_TO_CHECK[connection.vendor] * MANY / 1000
    assert writing <= MOST_TO_WRITE[connection.vendor] * MANY / 1000
    services.undo_import(batch.pk, seen=None, actor=actor, now=NOW)
    assert Filing.objects.count() == 0


def test_one_wrong_row_at_the_end_of_many_keeps_all_of_them_out(office, tmp_path):
    rows = [*(row_of(number) for number in range(2_000)), row_of(2_000, 启用日期="2026-02-31")]
    batch = started(office, csv_of(*rows), tmp_path)
    run_import(batch.pk)
    assert [(each.number, each.column) for each in batch.questions.all()] == [(2_002, "启用日期")]
    assert Filing.objects.count() == 0


@pytest.mark.pg
def test_a_thousand_rows_are_read_and_checked_with_fifteen_statements_and_what_likeness_asks(
    office, tmp_path
):
    """With all that is wrong in them; claims, locks, rights and the trail included."""
    rows = [row_of(number, 启用日期="2026-02-31" if number % 10 else "") for number in range(1_000)]
    batch = started(office, csv_of(*rows), tmp_path)
    assert counted(batch) - SAVEPOINTS <= 15 + LIKENESS + SHOWN
    assert (batch.state, batch.questions.count(), batch.sites.count()) == ("review", 900, 100)


def test_a_list_of_one_row_and_of_three_takes_the_same_statements(office, tmp_path):
    counted(started(office, csv_of(row_of(9)), tmp_path))
    one = counted(started(office, csv_of(row_of(1)), tmp_path))
    three = counted(started(office, csv_of(row_of(4), row_of(5), row_of(6)), tmp_path))
    assert three == one


@pytest.mark.parametrize(("module", "step"), [(staging, "_save"), (checking, "in_chunks")])
def test_a_run_that_stalled_keeps_nothing_after_another_took_over(
    office, tmp_path, monkeypatch, module, step
):
    """It stood still for longer than a run may be silent, and goes on when the other one has finished."""
    batch = started(office, csv_of(*(row_of(number) for number in range(3))), tmp_path)
    monkeypatch.setattr(module, "_CHUNK", 1)
    own, stalled = getattr(module, step), []

    def stand_still(*given, **more):
        if not stalled:
            stalled.append(step)
            ImportBatch.objects.filter(pk=batch.pk).update(progressed_at=NOW - timedelta(minutes=4))
            run_import(batch.pk)
        return own(*given, **more)

    monkeypatch.setattr(module, step, stand_still)
    run_import(batch.pk)
    batch.refresh_from_db()
    assert stalled
    assert (batch.state, batch.rows.count(), batch.sites.count()) == ("review", 3, 3)


def test_a_run_that_lost_its_batch_keeps_no_rows_with_its_last_step(office, tmp_path):
    """The other one has only begun: the state is still the same."""
    batch = started(office, csv_of(row_of(1)), tmp_path)
    stalled = services.claim_run(batch.pk, NOW)
    assert services.claim_run(batch.pk, NOW + timedelta(minutes=4)) is not None
    actor = actor_of(office.people["district"])
    with pytest.raises(HoldLost):
        services.stage_rows(stalled, actor=actor, now=NOW, tick=lambda done: None)
    batch.refresh_from_db()
    assert (batch.state, batch.rows.count()) == ("reading", 0)


def test_a_list_that_died_while_it_was_read_is_read_from_the_start(office, tmp_path):
    batch = started(office, csv_of(row_of(1), row_of(2)), tmp_path)
    services.claim_run(batch.pk, NOW)
    batch.rows.create(sheet="名单", number=2, cells=[])
    ImportBatch.objects.filter(pk=batch.pk).update(progressed_at=NOW - timedelta(minutes=4))
    run_import(batch.pk)
    assert batch.rows.count() == 2
