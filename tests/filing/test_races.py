"""Two at the same moment, forced: the first holds its step open, the second is seen waiting and then refused."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from core.models import AuditEntry, FormKey, OwedMessage
from core.once import perform_once
from core.workflow import StaleEdit, TransitionRefused
from filing import services
from filing.models import Filing, NumberSeries
from filing.numbers import draw_serial
from filing.transitions import FILING
from sites.models import ServiceSite
from tests.factories import (
    ADDRESS_GAP,
    NOW,
    actor_of,
    build_office,
    draft_by,
    filing_in,
    person,
    walk,
)

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]

SOON = 20.0
PAUSE = threading.Event()
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def office():
    return build_office()


@pytest.fixture
def crowd():
    """Threads with connections of their own, closed when the work is done."""
    with ThreadPoolExecutor(max_workers=52) as pool:

        def start(work: Callable[[], object]) -> Future[object]:
            def run() -> object:
                try:
                    return work()
                finally:
                    connections.close_all()

            return pool.submit(run)

        yield start


def waiting_for_a_lock() -> int:
    """Sessions of this database that the server itself says are waiting for another one's lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # inside a transaction the view is frozen otherwise
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND wait_event_type = 'Lock' AND cardinality(pg_blocking_pids(pid)) > 0"
        )
        return cursor.fetchone()[0]


def see_waiting(sessions: int = 1) -> None:
    """Returns as soon as so many sessions are seen waiting; fails when that never happens."""
    deadline = time.monotonic() + SOON
    while waiting_for_a_lock() < sessions:
        assert time.monotonic() < deadline, "nobody was seen waiting"
        PAUSE.wait(0.02)


@contextmanager
def held_open(work: Callable[[], object]):
    """``work`` done in a transaction that is still open inside the block and commits with it."""
    with transaction.atomic():
        work()
        yield


def done(case, action):
    return AuditEntry.objects.filter(
        target_type="filing.filing", target_id=str(case.pk), action=action, outcome="done"
    ).count()


def test_two_city_officers_decide_one_case_and_the_second_reads_who_did(office, crowd):
    case = walk(filing_in("city_filing", office), "sign", office)
    third = actor_of(person("city3", "city", office.tree.city, name="孙立"))
    first = office.actor("city2")
    with held_open(lambda: services.approve_filing(case.pk, actor=first, now=NOW)):
        second = crowd(lambda: services.approve_filing(case.pk, actor=third, now=LATER))
        see_waiting()
        assert not second.done()
    with pytest.raises(TransitionRefused) as refusal:
        second.result(timeout=SOON)
    assert "周敏(市总工会)已于2026年10月12日 10:00办理“同意备案”" in refusal.value.reason
    assert Filing.objects.get(pk=case.pk).decided_at == NOW
    assert done(case, "filing.approve") == 1
    assert NumberSeries.objects.get().last == 1
    assert AuditEntry.objects.get(outcome="refused").actor_name == "孙立"


def test_one_approves_while_another_returns(office, crowd):
    case = walk(filing_in("city_filing", office), "sign", office)
    third = actor_of(person("city3", "city", office.tree.city, name="孙立"))
    first = office.actor("city2")
    services.note_gap(case.pk, *ADDRESS_GAP, actor=first, now=NOW)
    with held_open(lambda: services.return_filing(case.pk, actor=first, now=NOW, note="请补照片")):
        second = crowd(lambda: services.approve_filing(case.pk, actor=third, now=LATER))
        see_waiting()
    with pytest.raises(TransitionRefused, match=r"周敏.*办理“退回补正”"):
        second.result(timeout=SOON)
    case.refresh_from_db()
    assert (case.state, case.filing_number, case.site.code) == ("returned", None, None)
    assert (done(case, "filing.return"), done(case, "filing.approve")) == (1, 0)
    messages = OwedMessage.objects.filter(key__startswith=f"filing:{case.pk}:{case.revision}:")
    assert messages.count() == 1


def test_two_officers_sign_the_first_level_and_only_one_signature_stands(office, crowd):
    case = filing_in("city_filing", office)
    with held_open(lambda: services.sign_filing(case.pk, actor=office.actor("city"), now=NOW)):
        second = crowd(lambda: services.sign_filing(case.pk, actor=office.actor("city2"), now=LATER))
        see_waiting()
    with pytest.raises(TransitionRefused, match=r"最后签批环节.*赵强.*办理“签署意见”"):
        second.result(timeout=SOON)
    assert case.sign_offs.count() == 1


def test_the_second_of_two_tabs_is_stale(office, crowd):
    case = filing_in("draft", office)
    keeper, district = office.actor("keeper"), office.actor("district")

    def save(actor, room, now):
        return services.save_section(case.pk, {"room": room}, seen=case.revision, actor=actor, now=now)

    with held_open(lambda: save(district, "201", NOW)):
        second = crowd(lambda: save(keeper, "999", LATER))
        see_waiting()
    with pytest.raises(StaleEdit, match="李娜"):
        second.result(timeout=SOON)
    assert Filing.objects.get(pk=case.pk).version.room == "201"


def test_an_edit_that_comes_while_the_case_is_handed_in_is_refused(office, crowd):
    case = filing_in("draft", office)
    keeper, district = office.actor("keeper"), office.actor("district")
    with held_open(lambda: services.submit_filing(case.pk, seen=case.revision, actor=keeper, now=NOW)):
        second = crowd(
            lambda: services.save_section(
                case.pk, {"room": "999"}, seen=case.revision, actor=district, now=LATER
            )
        )
        see_waiting()
    with pytest.raises(TransitionRefused, match=r"王芳.*提交备案"):
        second.result(timeout=SOON)
    assert Filing.objects.get(pk=case.pk).version.room == ""


def test_fifty_numbers_drawn_at_once_have_no_gap(office, crowd):
    barrier = threading.Barrier(50, timeout=SOON)

    def draw():
        connection.ensure_connection()
        barrier.wait()
        with transaction.atomic():
            return draw_serial(office.tree.city.pk, "filing", 2026)

    numbers = [work.result(timeout=SOON * 2) for work in [crowd(draw) for _ in range(50)]]
    assert sorted(numbers) == list(range(1, 51))
    assert NumberSeries.objects.get().last == 50


def test_ten_cases_approved_at_once_get_ten_numbers_and_ten_codes(office, crowd):
    cases = [walk(filing_in("city_filing", office), "sign", office) for _ in range(10)]
    barrier = threading.Barrier(10, timeout=SOON)
    actor = office.actor("city2")

    def approve(pk):
        connection.ensure_connection()
        barrier.wait()
        return services.approve_filing(pk, actor=actor, now=NOW).filing_number

    works = [crowd(lambda pk=case.pk: approve(pk)) for case in cases]
    numbers = sorted(work.result(timeout=SOON * 2) for work in works)
    assert numbers == [f"370202-HWYZ-2026-{n:04d}" for n in range(1, 11)]
    assert ServiceSite.objects.filter(state="open").values("code").distinct().count() == 10


def test_a_rolled_back_number_is_drawn_again(office, crowd):
    issuer = office.tree.city.pk
    with transaction.atomic():
        assert draw_serial(issuer, "filing", 2026) == 1
        waiting = crowd(lambda: _draw(issuer))
        see_waiting()
        transaction.set_rollback(True)
    assert waiting.result(timeout=SOON) == 1


def _draw(issuer):
    with transaction.atomic():
        return draw_serial(issuer, "filing", 2026)


def test_a_form_sent_twice_at_the_same_moment_makes_one_case_and_one_receipt(office, crowd):
    keeper, tree = office.actor("keeper"), office.tree
    key = uuid.UUID(int=7)
    started = threading.Event()
    may_end = threading.Event()
    district = tree.in_south

    def send(now):
        def work():
            case = draft_by(keeper, tree.primary, district, now=now)
            case = services.submit_filing(case.pk, seen=case.revision, actor=keeper, now=now)
            started.set()
            assert may_end.wait(SOON)
            return f"/desk/filings/{case.number}/"

        return perform_once(key, {"type": "outdoor_station"}, work, actor=keeper, now=now)

    first = crowd(lambda: send(NOW))
    assert started.wait(SOON)
    second = crowd(lambda: send(LATER))
    see_waiting()
    may_end.set()
    assert first.result(timeout=SOON) == second.result(timeout=SOON)
    case = Filing.objects.get()
    assert case.submitted_at == NOW
    assert done(case, "filing.submit") == 1
    assert FormKey.objects.count() == 1


def test_a_step_holds_the_lock_of_its_row(office, crowd):
    """A reader that skips locked rows does not see the case while its step is open."""
    case = walk(filing_in("city_filing", office), "sign", office)

    def free_rows():
        with transaction.atomic():
            return len(Filing.objects.select_for_update(skip_locked=True).filter(pk=case.pk))

    with FILING.step(case.pk, "approve", actor=office.actor("city2"), now=NOW, filing_number="X-1"):
        assert crowd(free_rows).result(timeout=SOON) == 0
    assert crowd(free_rows).result(timeout=SOON) == 1
