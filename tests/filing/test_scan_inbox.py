"""The stamped form that is due after the filing stands on the sender's desk until it is there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.registry import Inbox
from filing.papers.codes import address_of
from filing.scan_inbox import scans_inbox
from filing.services.scans import take_in_scan
from tests.desks import desk_from
from tests.factories import NOW, actor_of
from tests.filing.test_scans import ORIGIN, code_of, ruled, scan
from tests.filing.test_scans import office as office  # the fixture
from tests.office import case_in

pytestmark = pytest.mark.django_db


def desk(office, who: str, now: datetime = NOW) -> Inbox:
    return desk_from(scans_inbox, actor_of(office.people[who]), now)


def test_before_the_day_it_comes_soon_and_after_it_waits(office):
    case = case_in(office, "filed")
    (item,) = desk(office, "keeper").upcoming
    assert item.title == case.version.name
    assert item.url == f"/desk/filings/{case.number}/"
    assert item.due_words.startswith("还剩 10 个工作日(")
    last = NOW + (item.due - NOW.date())
    on_the_day, after = desk(office, "keeper", last), desk(office, "keeper", last + timedelta(days=1))
    assert (len(on_the_day.upcoming), len(on_the_day.waiting)) == (1, 0)
    assert on_the_day.upcoming[0].due_words.startswith("今天到期")
    assert (len(after.upcoming), len(after.waiting)) == (0, 1)
    late = desk(office, "keeper", last + timedelta(days=3)).waiting
    assert late[0].due_words.startswith("已超期 ")


def test_a_day_that_went_by_over_a_weekend_is_not_called_today(office):
    case = case_in(office, "filed")
    case.decided_at = NOW.replace(year=2026, month=11, day=6)  # ten working days end on a Friday, the 20th
    case.save(update_fields=["decided_at"])
    saturday = NOW.replace(year=2026, month=11, day=21)
    assert desk(office, "keeper", saturday).waiting[0].due_words.startswith("已到期(2026年11月20日前)")


def test_it_vanishes_when_the_scan_is_filed_and_another_paper_is_not_it(office):
    case, keeper = case_in(office, "filed"), actor_of(office.people["keeper"])
    sheet = address_of(ORIGIN, f"{case.number}-YS", case.verify_token)
    take_in_scan(scan(sheet), "验收表.pdf", actor=keeper, now=NOW)
    assert len(desk(office, "keeper").upcoming) == 1
    take_in_scan(scan(code_of(case)), "申报表.pdf", actor=keeper, now=NOW)
    assert desk(office, "keeper") == Inbox()


def test_only_who_sent_it_or_keeps_the_site_is_reminded(office):
    case_in(office, "filed")
    case_in(office, "filed", by="district")
    assert len(desk(office, "district").upcoming) == 1
    assert len(desk(office, "keeper").upcoming) == 2
    for who in ("city", "district2", "auditor", "finance"):
        assert desk(office, who) == Inbox()


def test_no_reminder_before_the_filing_nor_where_the_pack_asks_otherwise(office):
    for state in ("draft", "district_check", "city_filing", "refused"):
        case_in(office, state)
    assert desk(office, "keeper") == Inbox()
    case_in(office, "filed")
    assert len(desk(office, "keeper").upcoming) == 1
    ruled(office, "before_decision")
    assert len(desk(office, "keeper").upcoming) == 1, "the pack of the case counts, not the one of today"


def test_the_desk_shows_it_and_the_number_of_questions_stays(office):
    counts = []
    for _ in range(2):
        case_in(office, "filed")
        desk(office, "keeper")
        with CaptureQueriesContext(connection) as queries:
            desk(office, "keeper")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
    page = office.client("keeper").get("/desk/").content.decode()
    assert "盖章的申报表还没有上传" in page
