"""E6 and E7, forced: the same file at the same moment, one run twice, and a worker killed while it writes."""

from __future__ import annotations

import os
import signal

import pytest
from django.db import connection, connections

from core.workflow import TransitionRefused
from filing.imports import services
from filing.imports.services import writing
from filing.imports.tasks import run_import
from filing.models import Filing
from filing.models.imports import ImportBatch, ImportState
from inspection.models import Finding
from sites.models import ServiceSite
from tests.factories import actor_of
from tests.filing.test_races import SOON, crowd, held_open, see_waiting
from tests.imports.lists import row_of, xlsx
from tests.office import NOW, build_office, case_in

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["crowd"]


@pytest.fixture
def city(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx(*(row_of(number) for number in range(1, 8))))
    return path


def start(city, path):
    actor = actor_of(city.people["district"])
    return services.start_import(union=city.south, path=path, name=f"名单{path.suffix}", actor=actor, now=NOW)


def confirmed(city, path) -> ImportBatch:
    batch = start(city, path)
    run_import(batch.pk)
    batch.refresh_from_db()
    actor = actor_of(city.people["district"])
    return services.confirm_import(batch.pk, seen=batch.revision, actor=actor, now=NOW)


@pytest.mark.pg
def test_the_same_file_at_the_same_moment_becomes_one_batch(city, path, crowd):
    with held_open(lambda: start(city, path)):
        second = crowd(lambda: start(city, path))
        see_waiting()
    with pytest.raises(services.AlreadyTaken) as taken:
        second.result(timeout=SOON)
    batch = ImportBatch.objects.get()
    assert taken.value.batch == batch
    assert f"第 {batch.pk} 批" in taken.value.reason


@pytest.mark.pg
def test_one_batch_written_by_two_workers_is_written_once(city, path, crowd):
    batch = confirmed(city, path)
    actor = actor_of(city.people["district"])
    with held_open(lambda: services.write_sites(batch, actor=actor, now=NOW)):
        second = crowd(lambda: services.write_sites(batch, actor=actor, now=NOW))
        see_waiting()
    with pytest.raises(TransitionRefused):
        second.result(timeout=SOON)
    assert (Filing.objects.count(), ServiceSite.objects.count()) == (7, 7)


def found_at_night(site):
    """What is found is written, and the database has looked whether its site is there: that is held until the end."""
    told = {"began_on": NOW.date(), "found_on": NOW.date(), "found_at": NOW}
    Finding.objects.create(code="test_other", site=site, severity="hint", **told)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.pg
def test_a_night_that_ends_holds_up_no_list_that_changes_the_same_sites(city, tmp_path, crowd):
    """It looks after one site and then after another; a list that waited for either could make both wait."""
    sites = [case_in(city, "filed", name=name, address=name).site for name in ("大学路9号", "湛山路3号")]
    codes = ServiceSite.objects.filter(pk__in=[each.pk for each in sites]).values_list("code", flat=True)
    path = tmp_path / "list.csv"
    path.write_text("阵地编码,楼层,阵地名称\n" + "\n".join(f"{code},3层," for code in codes))
    batch, actor = confirmed(city, path), actor_of(city.people["district"])
    with held_open(lambda: found_at_night(sites[1])):
        writing_it = crowd(lambda: services.write_sites(batch, actor=actor, now=NOW))
        writing_it.result(timeout=SOON)
        found_at_night(sites[0])
    assert Filing.objects.filter(kind="change").count() == 2


@pytest.mark.parametrize("chunk", [1, 2, 4])
def test_a_worker_killed_while_it_writes_leaves_nothing(city, path, monkeypatch, chunk):
    """A real process and a real SIGKILL; afterwards the batch is taken up again and comes out whole."""
    batch = confirmed(city, path)
    monkeypatch.setattr(writing, "_CHUNK", 2)
    connections.close_all()
    child = os.fork()
    if child == 0:
        die_at_chunk(chunk)
        run_import(batch.pk)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert (Filing.objects.count(), ServiceSite.objects.count()) == (0, 0)
    batch.refresh_from_db()
    assert batch.state == ImportState.WRITING
    ImportBatch.objects.update(progressed_at=None)
    run_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, Filing.objects.count()) == ("done", 7)


def die_at_chunk(number: int) -> None:
    """The process that calls this is killed when it has written so many chunks."""
    left = [number]
    work = writing.number_cases

    def number_and_die(*args):
        work(*args)
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    writing.number_cases = number_and_die
