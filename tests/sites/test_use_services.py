"""What may be recorded of a site's use, by whom, what is refused in words, and what the trail keeps of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.actor import SYSTEM
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import NoteMissing, StaleEdit, TransitionRefused
from sites.models import Activity, Fault, HolidaySession, MonthlyUse, RequestCount, ServicePlan, ServiceSite
from sites.refusals import Refusal
from sites.services import Sender
from sites.use.freezing import FROZEN
from sites.use.kinds import ACTIVITY, FAULT, PAPER_RATING, SESSION
from sites.use.services import (
    add_one,
    enter_samples,
    remove_record,
    set_month,
    set_plan,
    set_requests,
    write_record,
)
from tests.factories import NOW, Tree, actor_of, person
from tests.sites.public_sites import opened_site
from tests.sites.use_records import KINDS, proper, recorded, seen

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def room(tree: Tree) -> ServiceSite:
    return opened_site(
        tree.primary, "爱心妈妈小屋", site_type="nursing_room", opened_on=date(2026, 3, 8), number="N-1"
    )


@pytest.fixture
def station(tree: Tree) -> ServiceSite:
    return opened_site(tree.primary, "托管驿站", site_type="holiday_station", number="H-1")


@pytest.fixture
def centre(tree: Tree) -> ServiceSite:
    return opened_site(tree.primary, "服务中心", site_type="comprehensive_centre", number="C-1")


def test_a_tap_adds_one_to_the_current_month_and_stands_in_the_trail(
    room: ServiceSite, keeper: Sender
) -> None:
    add_one(room.pk, by=keeper)
    row = add_one(room.pk, by=keeper)
    assert (row.month, row.visits, row.entered_as) == (OCTOBER, 2, "keeper")
    told = AuditEntry.objects.filter(about=f"use:{room.pk}").order_by("id")
    assert [entry.changes for entry in told] == [{"使用人次": ["0", "1"]}, {"使用人次": ["1", "2"]}]
    assert {entry.scope_path for entry in told} == {room.union_path}
    assert not AuditEntry.objects.filter(about=f"site:{room.pk}", action__startswith="use.").exists()


def test_a_typed_total_says_who_entered_it_for_which_union_and_a_correction_keeps_both(
    room: ServiceSite, keeper: Sender, district: Sender
) -> None:
    first = set_month(room.pk, SEPTEMBER, 120, by=seen(keeper, 0))
    assert (first.office, first.entered_as, first.entered_by_id) == ("甲公司工会", "keeper", keeper.actor.id)
    again = set_month(room.pk, SEPTEMBER, 130, by=seen(district, first.revision))
    assert (again.pk, again.office, again.entered_as) == (first.pk, "市南区总工会", "district")
    last = AuditEntry.objects.filter(about=f"use:{room.pk}").latest("id")
    assert last.changes == {"使用人次": ["120", "130"]}
    assert last.target_label == "爱心妈妈小屋 2026年9月使用人次"


@pytest.mark.parametrize(
    ("month", "visits", "said"),
    [
        (SEPTEMBER, -1, "应在 0 到 1,000,000 之间"),
        (SEPTEMBER, 10_000_000, "应在 0 到 1,000,000 之间"),
        (date(2026, 11, 1), 5, "2026年11月还没有到"),
        (date(2026, 2, 1), 5, "阵地2026年3月启用"),
        (date(2025, 6, 1), 5, "只能填报最近 15 个月,最早填到2025年7月"),
        (date(2026, 9, 2), 5, "请选择月份"),
    ],
)
def test_a_month_or_number_that_cannot_be_is_refused(
    room: ServiceSite, keeper: Sender, month: date, visits: int, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        set_month(room.pk, month, visits, by=seen(keeper, 0))
    assert not MonthlyUse.objects.exists()


def test_the_edges_of_what_can_be_entered_are_taken(room: ServiceSite, keeper: Sender, tree: Tree) -> None:
    old = opened_site(tree.primary, "老小屋", site_type="nursing_room", number="N-2")
    set_month(old.pk, date(2025, 7, 1), 0, by=seen(keeper, 0))
    set_month(room.pk, date(2026, 3, 1), 1_000_000, by=seen(keeper, 0))
    assert set(MonthlyUse.objects.values_list("visits", flat=True)) == {0, 1_000_000}
    set_month(room.pk, OCTOBER, 1_000_000, by=seen(keeper, 0))
    with pytest.raises(Refusal):
        add_one(room.pk, by=keeper)


def test_who_looked_at_an_older_number_is_refused_with_who_changed_it(
    room: ServiceSite, keeper: Sender, district: Sender
) -> None:
    set_month(room.pk, SEPTEMBER, 120, by=seen(district, 0))
    with pytest.raises(StaleEdit, match="市南区总工会修改"):
        set_month(room.pk, SEPTEMBER, 90, by=seen(keeper, 0))
    assert MonthlyUse.objects.get().visits == 120


@pytest.mark.parametrize("role", ["auditor", "city", "street"])
def test_only_who_keeps_the_site_or_its_district_records(room: ServiceSite, tree: Tree, role: str) -> None:
    over = tree.street if role == "street" else tree.city
    other = Sender(actor_of(person(role, role, over)), NOW)
    with pytest.raises(NotAllowed):
        add_one(room.pk, by=other)
    assert AuditEntry.objects.get(action="site.keep_records").outcome == "refused"
    assert not MonthlyUse.objects.exists()


def test_a_keeper_of_another_branch_records_nothing_here(room: ServiceSite, tree: Tree) -> None:
    other = Sender(actor_of(person("north", "keeper", tree.north_primary)), NOW)
    with pytest.raises(NotAllowed):
        write_record(room.pk, ACTIVITY, proper(ACTIVITY), by=other)


def test_a_cancelled_site_takes_no_more_records(room: ServiceSite, keeper: Sender) -> None:
    ServiceSite.objects.filter(pk=room.pk).update(state="cancelled")
    with pytest.raises(TransitionRefused, match="已注销"):
        add_one(room.pk, by=keeper)


@pytest.mark.parametrize("code", list(KINDS))
def test_a_record_is_written_corrected_and_taken_away_with_a_reason(
    station: ServiceSite, keeper: Sender, code: str
) -> None:
    kind = KINDS[code]
    row = recorded(station, kind, keeper)
    changed = write_record(station.pk, kind, proper(kind), by=seen(keeper, row.revision), key=row.pk)
    with pytest.raises(StaleEdit):
        remove_record(station.pk, kind, row.pk, "重复", by=seen(keeper, row.revision))
    with pytest.raises(NoteMissing):
        remove_record(station.pk, kind, row.pk, " ", by=seen(keeper, changed.revision))
    gone = remove_record(station.pk, kind, row.pk, "重复登记", by=seen(keeper, changed.revision))
    assert (gone.removed_at, gone.removal_reason) == (NOW, "重复登记")
    with pytest.raises(TransitionRefused, match="已被删除"):
        write_record(station.pk, kind, proper(kind), by=seen(keeper, gone.revision), key=row.pk)
    labels = (
        AuditEntry.objects.filter(about=f"use:{station.pk}").order_by("id").values_list("label", flat=True)
    )
    assert list(labels) == [f"{verb}{kind.label}" for verb in ("登记", "更正", "删除")]


def test_a_record_of_another_site_is_not_touched(station: ServiceSite, keeper: Sender, tree: Tree) -> None:
    other = opened_site(tree.primary, "别处", site_type="holiday_station", number="H-2")
    row = recorded(other, ACTIVITY, keeper)
    with pytest.raises(TransitionRefused):
        remove_record(station.pk, ACTIVITY, row.pk, "重复", by=seen(keeper, row.revision))
    assert Activity.objects.get().removed_at is None


BAD = [
    ("activity", {"held_on": date(2026, 10, 13)}, "日期不能晚于今天"),
    ("activity", {"held_on": date(2025, 6, 30)}, "最早到2025年7月1日"),
    ("activity", {"kind": "cooling"}, "没有这一类活动"),
    ("activity", {"title": "联系13800138000"}, "手机号码"),
    ("activity", {"title": "找张三 11010519491231002X"}, "身份证号码"),
    ("activity", {"title": ""}, "1 到 60 个字"),
    ("session", {"child_days": 1500}, "相当于出勤率 300.0%"),
    ("session", {"ends_on": date(2026, 7, 5), "days": 1}, "结束日期早于开班日期"),
    ("session", {"days": 27, "child_days": 0}, "只有 26 天"),
    ("session", {"agreements": 26}, "协议份数不能多于报名儿童数"),
    ("session", {"insured": 26}, "参保儿童数不能多于报名儿童数"),
    ("session", {"holidays": "winter"}, "日期不在寒假里"),
    ("session", {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 10, 30)}, "结束日期不能晚于今天"),
    ("fault", {"fixed_on": date(2026, 8, 31)}, "修复日期早于报修日期"),
    ("fault", {"fixed_on": date(2026, 10, 13)}, "修复日期不能晚于今天"),
    ("fault", {"what": "联系张师傅 138 0013 8000"}, "手机号码"),
    ("rating", {"last_day": date(2026, 8, 1)}, "截止日期早于起始日期"),
    ("rating", {"satisfied": 0, "mostly": 0, "dissatisfied": 0}, "没有可以登记的问卷"),
]


@pytest.mark.parametrize(("code", "changes", "said"), BAD)
def test_what_cannot_have_been_is_refused_in_words(
    station: ServiceSite, keeper: Sender, code: str, changes: dict[str, Any], said: str
) -> None:
    kind = KINDS[code]
    with pytest.raises(Refusal, match=said):
        recorded(station, kind, keeper, **changes)
    assert not kind.model._default_manager.exists()


def test_nothing_was_done_before_the_site_opened(room: ServiceSite, keeper: Sender) -> None:
    with pytest.raises(Refusal, match="早于阵地启用日期"):
        recorded(room, ACTIVITY, keeper, held_on=date(2026, 3, 7))
    recorded(room, ACTIVITY, keeper, held_on=date(2026, 3, 8))


@pytest.mark.parametrize("kind", [SESSION, PAPER_RATING])
def test_two_at_the_same_time_are_asked_about_and_taken_when_both_are_right(
    station: ServiceSite, keeper: Sender, kind: Any
) -> None:
    row = recorded(station, kind, keeper)
    with pytest.raises(Refusal, match="日期重叠"):
        recorded(station, kind, keeper)
    write_record(station.pk, kind, proper(kind), by=keeper, is_known=True)
    assert kind.model._default_manager.count() == 2
    write_record(
        station.pk, kind, proper(kind), by=seen(keeper, row.revision), key=row.pk, is_known=True
    )  # changing one is no overlap with itself


def test_sessions_and_requests_belong_to_the_types_that_have_them(room: ServiceSite, keeper: Sender) -> None:
    with pytest.raises(TransitionRefused, match="不登记办班记录"):
        recorded(room, SESSION, keeper)
    with pytest.raises(TransitionRefused, match="不统计诉求"):
        set_requests(room.pk, SEPTEMBER, {"received": 1, "closed": 1, "on_time": 1}, by=seen(keeper, 0))
    with pytest.raises(TransitionRefused, match="年度计划"):
        set_plan(room.pk, 2026, {"visits": 100}, by=seen(keeper, 0))
    assert not (
        HolidaySession.objects.exists() or RequestCount.objects.exists() or ServicePlan.objects.exists()
    )


@pytest.mark.parametrize(
    ("typed", "said"), [((3, 4, 0), "已办结不能多于收到"), ((3, 2, 3), "按时办结不能多于已办结")]
)
def test_requests_closed_were_received(
    centre: ServiceSite, keeper: Sender, typed: tuple[int, int, int], said: str
) -> None:
    counts = dict(zip(("received", "closed", "on_time"), typed, strict=True))
    with pytest.raises(Refusal, match=said):
        set_requests(centre.pk, SEPTEMBER, counts, by=seen(keeper, 0))
    row = set_requests(centre.pk, SEPTEMBER, {**counts, "closed": 3, "on_time": 2}, by=seen(keeper, 0))
    assert (row.received, row.closed, row.on_time) == (3, 3, 2)


@pytest.mark.parametrize(
    ("year", "typed", "said"),
    [
        (2026, {"activities": None, "visits": None}, "至少填写一项"),
        (2028, {"visits": 5}, "2025 年到 2027 年"),
    ],
)
def test_a_plan_says_something_and_of_a_near_year(
    centre: ServiceSite, keeper: Sender, year: int, typed: dict[str, int | None], said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        set_plan(centre.pk, year, typed, by=seen(keeper, 0))
    set_plan(centre.pk, 2026, {"activities": 12, "visits": 3000}, by=seen(keeper, 0))
    set_plan(centre.pk, 2026, {"activities": 12, "visits": 3600}, by=seen(keeper, 1))
    assert ServicePlan.objects.get().visits == 3600


def test_records_of_frozen_days_stay_as_they_are(
    station: ServiceSite, keeper: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = recorded(station, ACTIVITY, keeper, held_on=date(2026, 8, 31))

    def freezer(site: ServiceSite, first: date, last: date) -> str:
        return "2026年8月以前的记录已用于年度复核,不能再改。" if first < SEPTEMBER else ""

    monkeypatch.setitem(FROZEN._items, "test", freezer)
    for work in (
        lambda: write_record(station.pk, ACTIVITY, proper(ACTIVITY), by=seen(keeper, 1), key=row.pk),
        lambda: remove_record(station.pk, ACTIVITY, row.pk, "重复", by=seen(keeper, 1)),
        lambda: recorded(station, ACTIVITY, keeper, held_on=date(2026, 8, 1)),
        lambda: set_month(station.pk, date(2026, 8, 1), 5, by=seen(keeper, 0)),
    ):
        with pytest.raises(TransitionRefused, match="已用于年度复核"):
            work()
    set_month(station.pk, SEPTEMBER, 5, by=seen(keeper, 0))


def test_a_fault_is_in_time_up_to_its_seventh_day(station: ServiceSite, keeper: Sender) -> None:
    row = recorded(station, FAULT, keeper, fixed_on=date(2026, 9, 8))
    assert isinstance(row, Fault)
    assert not row.is_overdue(NOW.date())
    row = write_record(
        station.pk, FAULT, proper(FAULT, fixed_on=date(2026, 9, 9)), by=seen(keeper, 1), key=row.pk
    )
    assert isinstance(row, Fault)
    assert row.is_overdue(NOW.date())


def test_nobody_but_the_demo_writes_samples_and_only_for_samples(room: ServiceSite) -> None:
    row = MonthlyUse(site=room, month=SEPTEMBER, visits=3, entered_at=NOW)
    with pytest.raises(ValueError, match="sample"):
        enter_samples([row], now=NOW)
    ServiceSite.objects.filter(pk=room.pk).update(is_sample=True)
    room.refresh_from_db()
    enter_samples([row], now=NOW)
    assert MonthlyUse.objects.get().visits == 3
    assert AuditEntry.objects.get(action="use.samples").actor_name == SYSTEM.name
