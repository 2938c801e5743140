"""What is told at once: the door minute by minute, the register that follows, facts that are put right."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import StaleEdit, TransitionRefused
from rulebook.selectors import load_calendar
from sites import tasks
from sites.finder import finder_page
from sites.hours import Interval
from sites.models import OperatingNotice, ServiceSite, SiteKeeper
from sites.refusals import Refusal
from sites.selectors import SiteFilter
from sites.services import (
    Sender,
    announce_closure,
    announce_hours,
    announce_reopening,
    follow_notices,
    recall_hours,
    reopen_site,
    suspend_site,
)
from sites.transitions import SITE
from tests.factories import NOW, Tree
from tests.sites.public_sites import OFFICE_HOURS, opened_site
from tests.sites.telling import fresh, page_of

pytestmark = pytest.mark.django_db

ALL_DAY: dict[str, Any] = {**OFFICE_HOURS, "week": [[[0, 1440]]] * 7}
NIGHTS: dict[str, Any] = {**OFFICE_HOURS, "week": [[[1320, 1560]]] * 7}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE)


def midnight(text: str) -> datetime:
    return at(f"{text}T00:00")


def is_found_open(moment: datetime) -> bool:
    page = finder_page(SiteFilter(), page=1, now=moment, calendar=load_calendar(), open_now=True)
    return page.total == 1


def closed(
    site: ServiceSite, by: Sender, start: str = "", last: str = "", reason: str = "内部装修"
) -> OperatingNotice:
    ends = midnight(last) + timedelta(days=1) if last else None
    starts = midnight(start) if start else by.now
    return announce_closure(site.pk, starts_at=starts, ends_at=ends, reason=reason, by=by)


@pytest.mark.parametrize(
    ("moment", "line", "is_open"),
    [
        ("2026-10-19T17:59", "现在开放,到 18:00", True),
        ("2026-10-19T18:00", "已关门,10月26日 8:30 开", False),
        ("2026-10-19T23:59", "已关门,10月26日 8:30 开", False),
        ("2026-10-20T00:00", "暂停开放至 10月25日", False),
        ("2026-10-25T23:59", "今天暂停开放", False),
        ("2026-10-26T00:00", "已关门,今天 8:30 开", False),
        ("2026-10-26T08:30", "现在开放,到 18:00", True),
    ],
)
def test_the_door_follows_a_closure_to_the_minute_though_no_task_ever_ran(
    tree: Tree, keeper: Sender, moment: str, line: str, is_open: bool
) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    closed(site, keeper, "2026-10-20", "2026-10-25")
    door = page_of(site, at(moment)).door
    assert (door.line, door.is_open) == (line, is_open)
    assert is_found_open(at(moment)) is is_open


def test_a_closure_from_now_on_shows_from_its_very_minute(tree: Tree, keeper: Sender) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    assert is_found_open(NOW)
    closed(site, keeper)
    door = page_of(site).door
    assert (door.line, door.reason, door.kind) == ("暂停开放,恢复时间另行通知", "内部装修", "closed")
    assert not is_found_open(NOW)
    assert page_of(site, NOW - timedelta(minutes=1)).door.reason == ""


def test_the_closure_that_lies_ahead_is_announced(tree: Tree, keeper: Sender) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    closed(site, keeper, "2026-10-20", "2026-10-25")
    assert page_of(site).door.ahead == ("10月20日至25日暂停开放:内部装修",)
    assert page_of(site).state == "open"
    assert page_of(site, at("2026-10-20T00:00")).state_label == "暂停开放"
    assert page_of(site, at("2026-10-20T00:00")).door.ahead == ()


@pytest.mark.parametrize(
    ("start", "last", "words"),
    [
        ("2026-10-20", "2026-10-20", "10月20日暂停开放:内部装修"),
        ("2026-10-28", "2026-11-02", "10月28日至11月2日暂停开放:内部装修"),
        ("2026-12-30", "2027-01-05", "12月30日至2027年1月5日暂停开放:内部装修"),
        ("2026-10-20", "", "10月20日起暂停开放,恢复时间另行通知:内部装修"),
    ],
)
def test_the_days_of_a_closure_are_said_shortly(
    tree: Tree, keeper: Sender, start: str, last: str, words: str
) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    closed(site, keeper, start, last)
    assert page_of(site).door.ahead == (words,)


def test_closures_that_touch_are_one_for_the_reader(tree: Tree, keeper: Sender) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    closed(site, keeper, "", "2026-10-20")
    closed(site, keeper, "2026-10-21", "2026-10-25", reason="设备检修")
    door = page_of(site).door
    assert (door.line, door.reason) == ("暂停开放至 10月25日", "内部装修;设备检修")
    follow_notices(now=at("2026-10-21T00:00"))
    assert fresh(site).state == "suspended"
    assert OperatingNotice.objects.get(over_at=None).reason == "设备检修"


@pytest.mark.parametrize(
    ("hours", "moment", "line"),
    [
        (ALL_DAY, "2026-10-19T12:00", "现在开放,到 24:00"),
        (NIGHTS, "2026-10-19T23:00", "现在开放,到 24:00"),
        (NIGHTS, "2026-10-20T01:00", "暂停开放,恢复时间另行通知"),
    ],
)
def test_no_opening_is_promised_beyond_the_midnight_at_which_it_closes(
    tree: Tree, keeper: Sender, hours: dict[str, Any], moment: str, line: str
) -> None:
    site = opened_site(tree.primary, hours=hours)
    closed(site, keeper, "2026-10-20")
    assert page_of(site, at(moment)).door.line == line


def test_a_room_for_own_staff_and_one_without_hours_say_that_they_are_closed(
    tree: Tree, keeper: Sender
) -> None:
    staff = opened_site(tree.primary, "小屋", access="own_staff", hours=OFFICE_HOURS)
    unknown = opened_site(tree.primary, "未知驿站")
    for site in (staff, unknown):
        closed(site, keeper, "", "2026-10-20")
        assert page_of(site).door.line == "暂停开放至 10月20日"


def test_a_closure_after_a_closed_day_is_not_said_with_an_invented_end(tree: Tree, keeper: Sender) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    first = {"starts_at": midnight("2026-10-12"), "ends_at": midnight("2026-10-13")}
    announce_hours(site.pk, **first, intervals=(), reason="盘点", by=keeper)
    closed(site, keeper, "2026-10-13")
    assert page_of(site).door.line == "暂停开放,恢复时间另行通知"


def test_the_register_follows_begin_and_end_and_a_second_run_does_nothing(
    tree: Tree, keeper: Sender, settings: Any
) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    closed(site, keeper, "2026-10-20", "2026-10-25")
    for moment, state, followed in (
        ("2026-10-19T23:59", "open", 0),
        ("2026-10-20T00:00", "suspended", 1),
        ("2026-10-20T00:05", "suspended", 0),
        ("2026-10-25T23:59", "suspended", 0),
        ("2026-10-26T00:00", "open", 1),
        ("2026-10-26T00:05", "open", 0),
    ):
        settings.CLOCK_PIN = at(moment).isoformat()
        assert (tasks.follow_notices(), fresh(site).state) == (followed, state), moment
    steps = AuditEntry.objects.filter(action__in=("site.suspend", "site.reopen")).order_by("id")
    assert [(step.action, step.actor_name) for step in steps] == [
        ("site.suspend", "系统"),
        ("site.reopen", "系统"),
    ]


def test_a_task_that_slept_over_the_whole_closure_settles_it_without_walking(
    tree: Tree, keeper: Sender
) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    closed(site, keeper, "2026-10-20", "2026-10-25")
    assert follow_notices(now=at("2026-11-01T00:00")) == 1
    assert fresh(site).state == "open"
    assert not AuditEntry.objects.filter(action="site.suspend").exists()


def test_a_site_suspended_without_any_closure_is_left_alone(tree: Tree) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    ServiceSite.objects.filter(pk=site.pk).update(state="suspended")
    assert follow_notices(now=NOW) == 0
    assert page_of(site).door.line == "暂停开放"
    assert not is_found_open(NOW)


def test_each_closure_is_followed_by_itself(tree: Tree, keeper: Sender) -> None:
    first, second = (opened_site(tree.primary, name, hours=OFFICE_HOURS) for name in ("甲驿站", "乙驿站"))
    for site in (first, second):
        closed(site, keeper, "2026-10-20")
    with SITE.step(first.pk, "rectify", actor=SYSTEM, now=NOW):
        pass
    assert follow_notices(now=at("2026-10-20T00:00")) == 2
    assert (fresh(first).state, fresh(second).state) == ("rectifying", "suspended")


def test_reopening_ends_it_at_once_and_the_old_notice_stays_as_it_was_told(
    tree: Tree, keeper: Sender
) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    closure = closed(site, keeper, "", "2026-10-25")
    assert fresh(site).state == "suspended"
    later = Sender(keeper.actor, NOW + timedelta(hours=2))
    announce_reopening(site.pk, closure.pk, at=later.now, by=later)
    closure.refresh_from_db()
    assert fresh(site).state == "open"
    assert (closure.reason, closure.starts_at, closure.ends_at) == ("内部装修", NOW, later.now)
    assert page_of(site, later.now).door.line == "现在开放,到 18:00"
    entry = AuditEntry.objects.filter(action="site.notify").last()
    assert entry.changes["公告"] == ["2026年10月12日至2026年10月25日", "恢复开放:停开2026年10月12日"]


def test_reopening_may_be_told_for_a_day_ahead(tree: Tree, keeper: Sender) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    closure = closed(site, keeper)
    announce_reopening(site.pk, closure.pk, at=midnight("2026-10-20"), by=keeper)
    assert page_of(site).door.line == "暂停开放至 10月19日"
    follow_notices(now=midnight("2026-10-20"))
    assert fresh(site).state == "open"


def test_a_closure_ahead_that_is_taken_back_never_holds(tree: Tree, keeper: Sender) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    closure = closed(site, keeper, "2026-10-20", "2026-10-25")
    announce_reopening(site.pk, closure.pk, at=NOW, by=keeper)
    assert page_of(site).door.ahead == ()
    assert page_of(site, at("2026-10-21T10:00")).door.is_open
    assert follow_notices(now=at("2026-10-21T10:00")) == 0


def test_a_keeper_cannot_end_what_was_decided(tree: Tree, keeper: Sender, district: Sender) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    span = {"starts_at": NOW, "ends_at": None, "reason": "整改期间停止服务"}
    with pytest.raises(NotAllowed):
        suspend_site(site.pk, **span, actor=keeper.actor, now=NOW)
    decided = suspend_site(site.pk, **span, actor=district.actor, now=NOW)
    for by in (keeper, district):
        with pytest.raises(TransitionRefused, match="不能用公告恢复开放"):
            announce_reopening(site.pk, decided.pk, at=NOW, by=by)
    with pytest.raises(NotAllowed):
        reopen_site(site.pk, at=NOW, actor=keeper.actor, now=NOW)
    assert fresh(site).state == "suspended"
    reopen_site(site.pk, at=NOW, actor=district.actor, now=NOW)
    assert fresh(site).state == "open"


def test_a_site_under_rectification_does_not_leave_it_by_a_notice(tree: Tree, keeper: Sender) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    with SITE.step(site.pk, "rectify", actor=SYSTEM, now=NOW):
        pass
    closure = closed(site, keeper)
    assert (fresh(site).state, page_of(site).door.line) == ("rectifying", "暂停开放,恢复时间另行通知")
    announce_reopening(site.pk, closure.pk, at=NOW, by=keeper)
    assert fresh(site).state == "rectifying"


def test_a_site_whose_rectification_ends_during_a_closure_is_suspended_again(
    tree: Tree, keeper: Sender
) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    with SITE.step(site.pk, "rectify", actor=SYSTEM, now=NOW):
        pass
    closed(site, keeper)
    with SITE.step(site.pk, "resume", actor=SYSTEM, now=NOW):
        pass
    assert not page_of(site).door.is_open
    assert follow_notices(now=NOW) == 1
    assert fresh(site).state == "suspended"


@pytest.mark.parametrize(
    ("start", "last"), [("", ""), ("", "2026-10-20"), ("2026-10-25", "2026-10-30"), ("2026-10-22", "")]
)
def test_closures_never_overlap(tree: Tree, keeper: Sender, start: str, last: str) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    closed(site, keeper, "2026-10-20", "2026-10-25")
    with pytest.raises(TransitionRefused, match="与已发布的停开时间重叠:2026年10月20日至2026年10月25日"):
        closed(site, keeper, start, last)
    assert OperatingNotice.objects.count() == 1


def test_the_second_of_two_who_looked_at_the_same_page_is_told_to_look_again(
    tree: Tree, keeper: Sender, district: Sender
) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    seen = fresh(site).revision
    closed(site, Sender(keeper.actor, NOW, seen), "2026-10-20", "2026-10-25")
    with pytest.raises(StaleEdit, match="发布运营公告"):
        closed(site, Sender(district.actor, NOW, seen), "2026-11-01", "2026-11-05")
    assert OperatingNotice.objects.count() == 1


def test_what_was_told_is_never_edited_and_never_removed(tree: Tree, keeper: Sender) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    closed(site, keeper, "2026-10-20", "2026-10-25")
    rows = OperatingNotice.objects.all()
    for change in ({"reason": "别的原因"}, {"starts_at": NOW}, {"kind": "hours"}, {"office": "别的工会"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete(rows.db)


def test_the_district_is_told_and_the_keeper_learns_what_was_told_for_him(
    tree: Tree, keeper: Sender, district: Sender
) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    SiteKeeper.objects.create(site=site, user_id=keeper.actor.id, since=NOW.date())
    closure = closed(site, keeper)
    told = OwedMessage.objects.get()
    assert told.recipient_id == district.actor.id
    assert told.body == ("甲公司工会发布公告:临时停开,2026年10月12日起,恢复时间另行通知。")
    notice = announce_reopening(site.pk, closure.pk, at=NOW, by=district)
    assert OwedMessage.objects.latest("pk").recipient_id == keeper.actor.id
    assert (closure.published_as, closure.office) == ("keeper", "甲公司工会")
    assert (notice.published_as, notice.office) == ("district", "市南区总工会")


@pytest.mark.parametrize(
    ("moment", "line"),
    [
        ("2026-10-12T10:00", "现在开放,到 18:00"),
        ("2026-10-12T18:00", "已关门,明天 10:00 开"),
        ("2026-10-13T09:00", "已关门,今天 10:00 开"),
        ("2026-10-13T11:00", "现在开放,到 12:00"),
        ("2026-10-13T12:00", "已关门,明天 8:30 开"),
    ],
)
def test_other_hours_hold_on_their_day_alone(tree: Tree, keeper: Sender, moment: str, line: str) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    day = {"starts_at": midnight("2026-10-13"), "ends_at": midnight("2026-10-14")}
    announce_hours(site.pk, **day, intervals=(Interval(600, 720),), reason="开会", by=keeper)
    assert page_of(site, at(moment)).door.line == line
    assert is_found_open(at(moment)) is line.startswith("现在开放")
    assert [(each.label, each.text) for each in page_of(site).hours][-1] == (
        "2026年10月13日",
        "10:00–12:00(开会)",
    )


@pytest.mark.parametrize(
    ("day", "span", "said"),
    [
        ("2026-10-13", (480, 1080), "临时时间只能缩短或挪动"),
        ("2026-10-17", (600, 660), "平时不开放,临时时间不能增加开放日"),
        ("2027-01-01", (0, 1440), "临时时间只能缩短或挪动"),
    ],
)
def test_a_notice_never_opens_longer_than_usual(
    tree: Tree, keeper: Sender, day: str, span: tuple[int, int], said: str
) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    days = {"starts_at": midnight(day), "ends_at": midnight(day) + timedelta(days=1)}
    with pytest.raises(Refusal, match=said):
        announce_hours(site.pk, **days, intervals=(Interval(*span),), reason="", by=keeper)
    assert not OperatingNotice.objects.exists()


def test_a_day_may_be_shifted_and_the_shift_taken_back(tree: Tree, keeper: Sender) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    day = {"starts_at": midnight("2026-10-12"), "ends_at": midnight("2026-10-13")}
    shifted = announce_hours(site.pk, **day, intervals=(Interval(630, 1200),), reason="", by=keeper)
    assert page_of(site).door.line == "已关门,今天 10:30 开"
    recall_hours(site.pk, shifted.pk, by=keeper)
    assert page_of(site).door.line == "现在开放,到 18:00"
    with pytest.raises(TransitionRefused, match="已经结束或已取消"):
        recall_hours(site.pk, shifted.pk, by=keeper)
