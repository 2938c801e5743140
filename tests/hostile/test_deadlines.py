"""T: a deadline to the minute, days that the calendar moves, a year whose calendar is missing: pages, mails, papers and jobs agree."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from core.delivering import deliver_owed
from demonstration.models import Nomination
from demonstration.publicity.services import end_notices
from demonstration.reviewing import services as reviewing
from filing.papers.pdf import can_make_pdf
from filing.services.escalating import escalate_lapsed
from rulebook.notice_files import read_notice
from rulebook.services.calendars import import_calendar_year
from tests.conftest import IN_CI
from tests.demonstration.nominating.scenes import again, filled, open_round, started
from tests.demonstration.nominating.visiting import at, body_of, frame, signed_in
from tests.demonstration.publicity.scenes import posted
from tests.factories import NOW, build_office, walk
from tests.inspection.boards import open_site
from tests.inspection.reviews import twin
from tests.inspection.scoring_pages import JSON
from tests.office import Crew, draft_of
from tests.office import build_office as build_portal
from tests.pdfs import words_in
from tests.sites.ledgers import bytes_of

pytestmark = pytest.mark.django_db

CLOSES = datetime(2026, 10, 14, 17, 0, tzinfo=LEGAL_ZONE)
SECOND = timedelta(seconds=1)
#: How an American browser asks.
AMERICA = {"HTTP_ACCEPT_LANGUAGE": "en-US,en", "HTTP_USER_AGENT": "Mozilla/5.0 (America/Los_Angeles)"}


def moments_of(text: str) -> set[str]:
    """Every time of day with a day, as a person reads it."""
    return set(re.findall(r"\d+年\d+月\d+日 ?\d\d:\d\d", text))


def test_t1_a_deadline_is_one_moment_and_said_alike_everywhere(server: str, settings: Any) -> None:
    """The window of a round closes at 17:00 in Shanghai, wherever machine and browser stand."""
    settings.CLOCK_PIN = NOW.isoformat()
    office = build_office()
    site = open_site(office)
    keeper, actor = signed_in(office.keeper), office.actor("keeper")
    keeper.defaults.update(AMERICA)
    round = open_round(
        office,
        closes_at=CLOSES,
        recommend_until=CLOSES + timedelta(days=2),
        review_until=CLOSES + timedelta(days=4),
    )
    in_time, late = (
        filled(started(round, each, actor), actor)
        for each in (site, twin(site, office.tree.primary, "第二站"))
    )

    def hand_in(row: Nomination, moment: datetime) -> Any:
        settings.CLOCK_PIN = moment.isoformat()
        return keeper.post(at("nomination-check", row), {**frame(row), "declared": "on"}, follow=True)

    assert "接下来" in body_of(hand_in(in_time, CLOSES - SECOND))
    assert "申报已于 2026年10月14日 17:00 截止" in body_of(hand_in(late, CLOSES), 409)
    assert [again(row).state for row in (in_time, late)] == ["submitted", "draft"]

    settings.CLOCK_PIN = (CLOSES - SECOND).isoformat()
    assert "10月14日" in body_of(keeper.get(reverse("desk")))
    for address in (
        reverse("nominations", args=[round.pk]),
        at("nomination", late),
        at("nomination-check", late),
    ):
        assert "2026年10月14日 17:00" in body_of(keeper.get(address)), address
    page = reverse("assessment", args=[late.assessment.number])  # type: ignore[union-attr]  # opened with it
    answers = [keeper.post(page, {"A1-seen": "1", "A1-level": level}, **JSON) for level in ("some", "none")]
    assert [each.status_code for each in answers] == [200, 409]
    assert answers[1].json()["present"]["A1"]["at"] == "2026年10月14日 16:59"
    receipt = moments_of(body_of(keeper.get(at("nomination-receipt", in_time))))
    assert receipt == {"2026年10月14日 16:59", "2026年10月16日 17:00", "2026年10月18日 17:00"}


def test_t1_a_link_in_a_mail_works_to_the_minute_that_the_mail_says(server: str, settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    office = build_office()
    round = open_round(
        office,
        closes_at=CLOSES - timedelta(days=2, hours=3),
        recommend_until=CLOSES - timedelta(days=1),
        review_until=CLOSES,
    )
    guest = reviewing.Invitee("guest", "王专家", email="guest@example.org")
    made = reviewing.invite_reviewer(round.pk, guest, actor=office.actor("city"), now=NOW)
    link = reverse("review-invitation", args=[made.token])
    assert deliver_owed(now=NOW) == 1
    assert moments_of(mail.outbox[0].body) == {"2026年10月14日 17:00"}
    visitor = Client(**AMERICA)
    settings.CLOCK_PIN = (CLOSES - SECOND).isoformat()
    assert moments_of(body_of(visitor.get(link))) == {"2026年10月14日 17:00"}
    settings.CLOCK_PIN = CLOSES.isoformat()
    assert "邀请链接不能使用" in body_of(visitor.get(link), 404)


def test_t1_what_was_received_in_the_last_minute_is_said_alike_on_every_paper(
    server: str, settings: Any
) -> None:
    settings.CLOCK_PIN = (CLOSES - SECOND).isoformat()
    office = build_portal()
    case = walk(draft_of(office, "keeper"), "submit", Crew(office, "keeper"), now=CLOSES - SECOND)
    keeper, told = office.client("keeper", **AMERICA), "2026年10月14日 16:59"
    for address in (reverse("filing-receipt", args=[case.number]), reverse("filing", args=[case.number])):
        assert told in body_of(keeper.get(address)), address
    if IN_CI or can_make_pdf():
        paper = keeper.get(reverse("filing-paper-pdf", args=[case.number, "receipt"]))
        assert told.replace(" ", "") in words_in(bytes_of(paper))


def test_t2_five_working_days_over_the_national_holidays(settings: Any) -> None:
    """The last two of them are a Saturday that is made up for, and the Monday after it."""
    handed_in = datetime(2026, 9, 29, 10, 0, tzinfo=LEGAL_ZONE)
    settings.CLOCK_PIN = handed_in.isoformat()
    office = build_portal()
    case = walk(draft_of(office, "keeper"), "submit", Crew(office, "keeper"), now=handed_in)
    page = reverse("filing", args=[case.number])
    keeper = office.client("keeper")
    assert "还剩 5 个工作日(2026年10月12日 17:30 前)" in body_of(keeper.get(page))
    settings.CLOCK_PIN = "2026-10-10T09:00:00+08:00"
    assert "还剩 1 个工作日(2026年10月12日 17:30 前)" in body_of(keeper.get(page))
    closes = datetime(2026, 10, 12, 17, 30, tzinfo=LEGAL_ZONE)
    assert [escalate_lapsed(now=each) for each in (closes - SECOND, closes, closes)] == [0, 1, 0]


NOTICE = """
year = 2027
document_number = "某办发明电〔2026〕1号"
issued_on = 2026-11-04
source = ""
[[holiday]]
name = "元旦"
from = 2027-01-01
to = 2027-01-03
makeup = [2027-01-09]
"""


def calendar_told() -> str:
    return str(Client().get("/readyz").json()["parts"]["calendar"]["state"])


def test_t2_a_year_without_its_calendar_binds_nobody_until_the_notice_arrives(settings: Any) -> None:
    handed_in = datetime(2026, 12, 29, 10, 0, tzinfo=LEGAL_ZONE)
    settings.CLOCK_PIN = handed_in.isoformat()
    office = build_portal()
    case = walk(draft_of(office, "keeper"), "submit", Crew(office, "keeper"), now=handed_in)
    page, keeper = reverse("filing", args=[case.number]), office.client("keeper")
    assert "2027年1月5日 17:30 前,暂定" in body_of(keeper.get(page))
    assert calendar_told() == "warning"
    long_after = datetime(2027, 2, 1, 10, 0, tzinfo=LEGAL_ZONE)
    settings.CLOCK_PIN = long_after.isoformat()
    assert escalate_lapsed(now=long_after) == 0
    assert "暂定" in body_of(keeper.get(page))
    import_calendar_year(read_notice(NOTICE.encode(), "2027.toml"), actor=SYSTEM, now=long_after)
    settled = body_of(keeper.get(page))
    assert "2027年1月6日 17:30 前" in settled
    assert "17:30 前,暂定" not in settled
    assert calendar_told() == "ok"
    assert [escalate_lapsed(now=long_after) for _ in range(2)] == [1, 0]


def test_t4_a_notice_whose_last_day_is_a_holiday_ends_alike_on_page_and_in_the_job(settings: Any) -> None:
    """Seven days from 24 September end on 1 October; the first working day after the holidays is the 8th."""
    posted_at = datetime(2026, 9, 24, 10, 0, tzinfo=LEGAL_ZONE)
    settings.CLOCK_PIN = posted_at.isoformat()
    office = build_office()
    site = open_site(office)
    row = posted(office, [site], now=posted_at, publicity_counted="days", publicity_days=7)
    over = datetime(2026, 10, 9, 0, 0, tzinfo=LEGAL_ZONE)
    page, objecting = reverse("notice", args=[row.pk]), reverse("notice-object", args=[row.pk])
    told = {}
    for moment in (posted_at, over - SECOND, over):
        settings.CLOCK_PIN = moment.isoformat()
        told[moment] = (objecting in body_of(Client().get(page)), end_notices(now=moment))
    assert told == {posted_at: (True, 0), over - SECOND: (True, 0), over: (False, 1)}
    assert "2026年10月8日24时" in body_of(Client().get(page))
