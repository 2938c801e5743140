"""Two officers at one list, two lists at one register, two runs of one approval: each time one thing happens."""

from __future__ import annotations

from typing import Any

import pytest

from core.workflow import TransitionRefused
from filing import services as cases
from filing.imports import services
from filing.imports.tasks import run_import
from filing.models import Filing, NumberSeries
from filing.models.imports import ImportBatch
from filing.services import checked_paper
from sites.models import ServiceSite
from tests.factories import actor_of, person, walk
from tests.filing.test_races import SOON, crowd, held_open, see_waiting
from tests.imports.lists import row_of, xlsx
from tests.office import NOW, Crew, Office, build_office, case_in
from tests.pdfs import plain_pdf

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]

__all__ = ["crowd"]


@pytest.fixture
def city(settings: Any) -> Office:
    settings.CLOCK_PIN = NOW.isoformat()
    office = build_office()
    office.people["city3"] = person("city3", "city", office.city, name="孙立")
    return office


def signed(city: Office, tmp_path: Any, *rows: list[Any]) -> ImportBatch:
    """A list that waits for its last signature."""
    path = tmp_path / f"{rows[0][1]}.xlsx"
    path.write_bytes(xlsx(*rows))
    writer = actor_of(city.people["district"])
    batch = services.start_import(
        union=city.south, path=path, name="名单.xlsx", actor=writer, now=NOW, mode="existing"
    )
    run_import(batch.pk)
    batch.refresh_from_db()
    cited = services.Cited("", "青工发〔2023〕18号", NOW.date())
    batch = services.propose_enrolment(
        batch.pk, cited, checked_paper(plain_pdf()), seen=batch.revision, actor=writer, now=NOW
    )
    actor = actor_of(city.people["city"])
    return services.sign_enrolment(batch.pk, seen=batch.revision, actor=actor, now=NOW)


def approve(city: Office, batch: ImportBatch, who: str, seen: int | None = None) -> ImportBatch:
    actor = actor_of(city.people[who])
    return services.approve_enrolment(
        batch.pk, seen=batch.revision if seen is None else seen, actor=actor, now=NOW
    )


def test_two_officers_approve_one_list_and_the_second_reads_who_did(city, tmp_path, crowd):
    batch = signed(city, tmp_path, row_of(1), row_of(2))
    with held_open(lambda: approve(city, batch, "city2")):
        second = crowd(lambda: approve(city, batch, "city3"))
        see_waiting()
        assert not second.done()
    with pytest.raises(TransitionRefused, match=r"city2同志.*办理“批准入册”"):
        second.result(timeout=SOON)
    run_import(batch.pk)
    assert (Filing.objects.count(), ServiceSite.objects.count()) == (2, 2)
    assert batch.sign_offs.count() == 2


def test_one_approves_while_another_sends_it_back(city, tmp_path, crowd):
    batch = signed(city, tmp_path, row_of(1))
    actor = actor_of(city.people["city3"])
    with held_open(
        lambda: services.return_enrolment(batch.pk, seen=batch.revision, actor=actor, now=NOW, note="有误")
    ):
        second = crowd(lambda: approve(city, batch, "city2"))
        see_waiting()
    with pytest.raises(TransitionRefused, match="退回经办人"):
        second.result(timeout=SOON)
    batch.refresh_from_db()
    assert (batch.state, batch.sign_offs.count(), Filing.objects.count()) == ("review", 0, 0)


def test_one_approval_carried_out_by_two_workers_is_carried_out_once(city, tmp_path, crowd):
    batch = approve(city, signed(city, tmp_path, row_of(1), row_of(2)), "city2")
    actor = actor_of(city.people["city2"])
    with held_open(lambda: services.enrol_sites(batch, actor=actor, now=NOW)):
        second = crowd(lambda: services.enrol_sites(batch, actor=actor, now=NOW))
        see_waiting()
    with pytest.raises(TransitionRefused):
        second.result(timeout=SOON)
    assert (Filing.objects.count(), ServiceSite.objects.count()) == (2, 2)
    assert NumberSeries.objects.get(series="filing").last == 2


def test_of_two_lists_with_one_place_the_second_writes_nothing(city, tmp_path, crowd):
    first = approve(city, signed(city, tmp_path, row_of(1, 阵地名称="栈桥驿站")), "city2")
    other = row_of(1, 阵地名称="八大关驿站")
    second = approve(city, signed(city, tmp_path, other, row_of(2)), "city2")
    actor = actor_of(city.people["city2"])
    with held_open(lambda: services.enrol_sites(first, actor=actor, now=NOW)):
        waiting = crowd(lambda: run_import(second.pk))
        see_waiting()
    waiting.result(timeout=SOON)
    second.refresh_from_db()
    assert second.state == "failed" and "新增了与名单相近的阵地" in second.failure
    assert ServiceSite.objects.get().name == "栈桥驿站"


def test_a_single_case_and_a_list_draw_different_numbers(city, tmp_path, crowd):
    case = walk(case_in(city, "city_filing"), "sign", Crew(city, "keeper"))
    batch = approve(city, signed(city, tmp_path, row_of(1), row_of(2)), "city2")
    actor = actor_of(city.people["city2"])
    with held_open(lambda: services.enrol_sites(batch, actor=actor, now=NOW)):
        single = crowd(lambda: cases.approve_filing(case.pk, actor=actor_of(city.people["city3"]), now=NOW))
        see_waiting()
    single.result(timeout=SOON)
    numbers = set(Filing.objects.exclude(filing_number=None).values_list("filing_number", flat=True))
    assert {number[-4:] for number in numbers} == {"0001", "0002", "0003"}
