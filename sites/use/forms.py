"""What was counted, held, broken, planned, answered? Read and judged as it was typed; saves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError

from sites.forms.fields import Amount, Day, GuardedText, short_choice
from sites.models.use import MOST_VISITS
from sites.site_type import SiteType
from sites.use.checks import Frame, plan_problems, request_problems
from sites.use.kinds import ACTIVITY, FAULT, PAPER_RATING, SESSION, RecordKind
from sites.use.vocabulary import ACTIVITY_KINDS, ANSWERS, EXTRA_COUNTS, Holidays

#: More sessions, days or papers of one record are a slip of the finger.
MOST_SESSIONS = 1000


class Count(Amount):
    """A whole number of something; nought is a number, nothing is none."""

    def __init__(
        self,
        label: str,
        unit: str,
        *,
        least: int = 0,
        most: int = MOST_VISITS,
        must: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(label=label, places=0, least=least, most=most, unit=unit, hint="如 12。", **kwargs)
        self.required = must

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        if number is None and self.required:
            raise ValidationError(
                f"请填写{self.label},单位为{self.unit}。{'没有的填 0。' if not self.least else ''}"
            )
        return number


class UseForm(forms.Form):
    """The part that all share: which fields must be there, and the grid they stand in."""

    use_required_attribute = False
    must: ClassVar[tuple[str, ...]] = ()
    #: Fields that stand side by side; the others come first, one below the other.
    grid: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for name in self.must:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = f"请填写{self.fields[name].label}。"

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf = False, True
        beside = [name for name in self.grid if name in self.fields]
        above = [name for name in self.fields if name not in beside and name != "known"]
        known = ["known"] if "known" in self.fields else []
        helper.layout = Layout(*above, Div(*beside, css_class="form-grid"), *known)
        return helper

    def tell(self, problems: Mapping[str, str]) -> None:
        for field, said in problems.items():
            self.add_error(field or None, said)


class MonthForm(UseForm):
    """The total of a month."""

    visits = Count(
        "使用人次", "人次", help_text="一人来一次算一人次,不含参加活动的人次。没有人用的月份填 0。"
    )


class RequestsForm(UseForm):
    """What was asked for in a month."""

    grid = ("received", "closed", "on_time")

    received = Count("收到诉求", "件")
    closed = Count("已办结", "件", help_text="这些诉求中到现在已经办结的。")
    on_time = Count("按时办结", "件", help_text="已办结的诉求中在承诺时限以内的。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            self.tell(request_problems(data))
        return data


class PlanForm(UseForm):
    """What the site means to do in a year."""

    grid = ("activities", "visits", "monthly_visits")

    activities = Count("计划活动场次", "场", most=MOST_SESSIONS, must=False)
    visits = Count("计划服务人次", "人次", must=False, help_text="全年,含参加活动的人次。")
    monthly_visits = Count("计划每月使用人次", "人次", must=False)

    def __init__(
        self, data: Any = None, *, year: int, frame: Frame, initial: Mapping[str, Any] | None = None
    ) -> None:
        self.frame, self.year = frame, year
        super().__init__(data, initial=initial)
        for name in ("activities", "visits", "monthly_visits"):
            if name not in frame.kind.use.plan:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            self.tell(plan_problems(data, self.year, self.frame.today))
        return data


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
    grid = ("reported_on", "fixed_on")

    what = GuardedText(label="故障", max_length=60, mobiles=True, help_text="如 饮水机不出热水。")
    reported_on = Day(label="报修日期")
    fixed_on = Day(label="修复日期", help_text="还没修好的留空,修好以后再填。")


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
