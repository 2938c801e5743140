"""One activity, session, repair or pile of paper forms, and why one is taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms

from sites.facilities import in_order
from sites.facilities import label_of as facility_label
from sites.forms.fields import Day, GuardedText, long_choice, short_choice
from sites.site_type import SiteType
from sites.use.checks import Frame
from sites.use.forms.frame import MOST_SESSIONS, Count, UseForm
from sites.use.kinds import ACTIVITY, FAULT, PAPER_RATING, SESSION, RecordKind
from sites.use.vocabulary import ACTIVITY_KINDS, ANSWERS, EXTRA_COUNTS, Holidays


class RecordForm(UseForm):
    """One record of a kind; judged by the same check that the service asks."""

    record: ClassVar[RecordKind]

    known = forms.BooleanField(
        label="不是重复登记", required=False, help_text="与已有记录日期重叠、但确实是另一次的,请勾选。"
    )

    def __init__(self, data: Any = None, *, frame: Frame, initial: Mapping[str, Any] | None = None) -> None:
        self.frame = frame
        super().__init__(data, initial=initial)
        self.fit(frame.kind)
        if data is None or not self.record.asks_overlaps:
            del self.fields["known"]

    def fit(self, kind: SiteType) -> None:
        """What a type asks differently."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            self.tell(self.record.problems(data, replace(self.frame, is_known=bool(data.get("known")))))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the record."""
        return {name: value for name, value in self.cleaned_data.items() if name != "known"}


class ActivityForm(RecordForm):
    """Something that was done for people."""

    record = ACTIVITY
    must = ("held_on", "kind", "title")
    grid = ("held_on", "sessions", "visits", *EXTRA_COUNTS)

    kind = short_choice("类别", ())
    title = GuardedText(
        label="活动名称", max_length=60, mobiles=True, help_text="如 女职工健康讲座。不写个人姓名。"
    )
    held_on = Day(label="日期", help_text="连续几天的填最后一天。")
    sessions = Count("场次", "场", least=1, most=MOST_SESSIONS)
    visits = Count("参加人次", "人次")
    joined = Count(EXTRA_COUNTS["joined"], "人", must=False, help_text="没有办理入会的留空。")
    cards_issued = Count(EXTRA_COUNTS["cards_issued"], "张", must=False, help_text="没有发卡的留空。")
    served = Count(EXTRA_COUNTS["served"], "人", must=False, help_text="一人参加几场只算一人,不清楚的留空。")

    def fit(self, kind: SiteType) -> None:
        self.fields["kind"].choices = [(code, ACTIVITY_KINDS[code]) for code in kind.use.activities]
        for name in set(EXTRA_COUNTS) - set(kind.use.counts):
            del self.fields[name]


class SessionForm(RecordForm):
    """One class in the school holidays."""

    record = SESSION
    must = ("holidays", "starts_on", "ends_on")
    grid = (
        *("starts_on", "ends_on", "days", "children", "child_days"),
        *("agreements", "insured", "staff"),
    )

    holidays = short_choice("假期", Holidays.choices)
    starts_on = Day(label="开班日期")
    ends_on = Day(label="结束日期", help_text="结束以后登记。")
    days = Count("办班天数", "天", least=1, most=366, help_text="实际开班的天数。")
    children = Count("报名儿童数", "人", least=1, most=5000, help_text="只填人数,不填姓名。")
    child_days = Count("出勤人天数", "人天", help_text="每天到班人数相加。")
    agreements = Count("签订协议份数", "份", most=5000)
    insured = Count("参保儿童数", "人", most=5000)
    staff = Count("工作人员数", "人", most=5000, help_text="含志愿者。")


class FaultForm(RecordForm):
    """Something broken."""

    record = FAULT
    must = ("what", "reported_on")
    grid = ("facility", "reported_on", "fixed_on")

    what = GuardedText(label="故障", max_length=60, mobiles=True, help_text="如 饮水机不出热水。")
    facility = long_choice(
        "坏的设施", (), help_text="选了以后,公众页面在修好以前显示“维修中”。不是登记过的设施的,不选。"
    )
    reported_on = Day(label="报修日期")
    fixed_on = Day(label="修复日期", help_text="还没修好的留空,修好以后再填。")

    def fit(self, kind: SiteType) -> None:
        offered = in_order({*self.frame.facilities, self.initial.get("facility") or ""} - {""})
        self.fields["facility"].choices = [
            ("", "不涉及"),
            *((code, facility_label(code)) for code in offered),
        ]


class PaperRatingForm(RecordForm):
    """Totals of forms filled in on paper."""

    record = PAPER_RATING
    must = ("first_day", "last_day")
    grid = ("first_day", "last_day", *ANSWERS)

    first_day = Day(label="起始日期", help_text="问卷收集的第一天。")
    last_day = Day(label="截止日期")
    satisfied = Count("满意", "份")
    mostly = Count("基本满意", "份")
    dissatisfied = Count("不满意", "份")


class RemovalForm(UseForm):
    """Why a record is taken away."""

    must = ("reason",)

    reason = GuardedText(label="删除原因", max_length=100, mobiles=True, help_text="如 重复登记。")
