"""Dates over a year without a calendar are provisional; the notice settles them, once."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from core.models import AuditEntry
from filing.models import Filing
from rulebook.notice_files import read_notice
from rulebook.services.calendars import import_calendar_year
from tests.factories import build_office, filing_in, walk

pytestmark = pytest.mark.django_db

LATE = datetime(2026, 12, 28, 10, tzinfo=LEGAL_ZONE)

NOTICE = """
year = 2027
document_number = "某办发明电〔2026〕1号"
issued_on = 2026-11-04
source = ""
[[holiday]]
name = "元旦"
from = 2027-01-01
to = {to}
makeup = []
"""


def notice(to="2027-01-03"):
    return read_notice(NOTICE.format(to=to).encode(), "2027.toml")


@pytest.fixture
def office():
    return build_office()


def settled():
    return AuditEntry.objects.filter(action="filing.settle_date")


def test_the_notice_settles_the_dates_of_open_cases_and_tells_each_once(office):
    case = filing_in("district_check", office, now=LATE)
    ended = walk(filing_in("district_check", office, now=LATE), "withdraw", office, now=LATE)
    assert (case.due_is_provisional, case.due_on) == (True, date(2027, 1, 4))
    revision, version = case.revision, case.calendar_version
    imported = import_calendar_year(notice(), actor=SYSTEM, now=LATE)
    case.refresh_from_db()
    assert (case.due_is_provisional, case.due_on) == (False, date(2027, 1, 5))
    assert case.calendar_version != version
    assert (imported.moved, case.revision) == (1, revision)
    (entry,) = settled()
    assert entry.target_id == str(case.pk)
    assert entry.changes == {"办理期限": ["2027年1月4日(暂定)", "2027年1月5日"]}
    assert Filing.objects.get(pk=ended.pk).due_on is None


def test_the_same_notice_once_more_moves_nothing(office):
    filing_in("district_check", office, now=LATE)
    import_calendar_year(notice(), actor=SYSTEM, now=LATE)
    assert import_calendar_year(notice(), actor=SYSTEM, now=LATE).moved == 0
    assert import_calendar_year(notice("2027-01-05"), actor=SYSTEM, now=LATE).moved == 0
    assert settled().count() == 1


def test_days_that_a_checker_used_up_before_a_letter_still_count(office):
    case = filing_in("district_check", office, now=datetime(2026, 12, 24, 10, tzinfo=LEGAL_ZONE))
    case = walk(walk(case, "return", office, now=LATE), "mend", office, now=LATE)
    assert case.workdays_spent > 0
    import_calendar_year(notice(), actor=SYSTEM, now=LATE)
    again = Filing.objects.get(pk=case.pk)
    assert again.workdays_spent == case.workdays_spent
    assert again.state_since == case.state_since
    assert not again.due_is_provisional
