"""What is typed into a notice, and by what its sites are narrowed? Only what the person may choose is known."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from accounts.models import Union
from core.words import chinese_day
from inspection.models import YearlyReview
from inspection.reviewing.selectors import Chosen
from inspection.reviewing.services import Notice
from inspection.reviewing.stages import Stage
from sites.forms.fields import Day, GuardedText
from sites.types import type_choices

#: Fields that may stay away.
_FREE = frozenset({"notice_number"})

_YEARS = (2020, 2100)


class NoticeForm(forms.Form):
    """A notice as it is drafted. ``types`` are those that the person may lead; a single issuer is not asked for."""

    use_required_attribute = False

    issuer = forms.ChoiceField(label="发文工会")
    title = GuardedText(label="名称", max_length=80)
    notice_number = GuardedText(
        label="通知文号", max_length=40, help_text="例如 青工办发〔2026〕12号;还没有文号的可以先不填。"
    )
    noticed_on = Day(label="通知日期")
    year = forms.IntegerField(label="年度", min_value=_YEARS[0], max_value=_YEARS[1])
    site_types = forms.MultipleChoiceField(
        label="阵地类型", widget=forms.CheckboxSelectMultiple, help_text="所选类型的在用阵地都参加。"
    )
    cycle_first = Day(label="周期起始日")
    cycle_last = Day(label="周期截止日", help_text="使用统计和活动按这段时间计算;公布时周期应已结束。")
    joins_until = Day(
        label="参加复核的最晚备案日期",
        help_text="此日(含)以前备案的参加;自查期间新备案的,由系统自动加入。",
    )
    own_due_on = Day(label="自查截止日期")
    district_due_on = Day(label="区(市)复核截止日期")
    spot_percent = forms.IntegerField(
        label="市总抽查比例(%)",
        min_value=1,
        max_value=100,
        help_text="每个区(市)、产业工会按此比例随机抽取,不足1处的抽1处。",
    )

    def __init__(self, *args: Any, issuers: list[Union], types: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuers = issuers
        self.fields["site_types"].choices = [each for each in type_choices() if each[0] in types]
        if len(issuers) == 1:
            del self.fields["issuer"]
        else:
            self.fields["issuer"].choices = [("", "请选择"), *((str(each.pk), each.name) for each in issuers)]
        for name, field in self.fields.items():
            field.required = name not in _FREE
            verb = "选择" if name in ("issuer", "site_types") else "填写"
            field.error_messages["required"] = f"请{verb}{field.label}。"
            field.error_messages["invalid_choice"] = "不在可选范围内,请从列表中选择。"
        for name, limits in (("year", _YEARS), ("spot_percent", (1, 100))):
            sentence = f"{self.fields[name].label}请填写 {limits[0]} 到 {limits[1]} 之间的整数。"
            self.fields[name].error_messages["invalid"] = sentence
            for validator in self.fields[name].validators:
                validator.message = sentence.replace("%", "%%")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for before, after, sentence in (
            ("cycle_first", "cycle_last", "周期截止日早于起始日,请核对。"),
            ("cycle_last", "own_due_on", "自查截止日期应在周期截止日之后,请核对。"),
            ("own_due_on", "district_due_on", "区(市)复核截止日期早于自查截止日期,请核对。"),
        ):
            first, second = cleaned.get(before), cleaned.get(after)
            if isinstance(first, date) and isinstance(second, date) and second < first:
                self.add_error(after, sentence)
        until, due = cleaned.get("joins_until"), cleaned.get("own_due_on")
        if until and due and until > due:
            self.add_error("joins_until", "晚于自查截止日期,新备案的阵地来不及自评,请改早。")
        return cleaned

    @property
    def chosen_issuer(self) -> Union:
        wanted = self.cleaned_data.get("issuer") or str(self.issuers[0].pk)
        return next(each for each in self.issuers if str(each.pk) == wanted)

    @property
    def notice(self) -> Notice:
        values = {name: value for name, value in self.cleaned_data.items() if name != "issuer"}
        return Notice(**{**values, "site_types": tuple(values["site_types"])})


class LongerForm(forms.Form):
    """Later days with the reason; a deadline whose stage is over is not asked for."""

    use_required_attribute = False

    own_due_on = Day(label="自查截止日期")
    district_due_on = Day(label="区(市)复核截止日期")
    note = GuardedText(
        label="延期理由",
        max_length=120,
        help_text="随通知发给还没有完成的阵地负责人和区(市)总工会经办人。",
    )

    def __init__(self, data: Any, *, review: YearlyReview, open_columns: tuple[str, ...]) -> None:
        names = ("own_due_on", "district_due_on")
        super().__init__(data, initial={name: getattr(review, name) for name in names})
        for name in names:
            self.fields[name].help_text = f"现在是{chinese_day(getattr(review, name))},不延长的不改。"
            if name not in open_columns:
                del self.fields[name]
        for field in self.fields.values():
            field.required = True
            field.error_messages["required"] = f"请填写{field.label}。"


def initial_of(row: YearlyReview) -> dict[str, Any]:
    """What the form of a draft starts with."""
    names = [name for name in NoticeForm.base_fields if name != "issuer"]
    return {name: getattr(row, name) for name in names}


class SitesForm(forms.Form):
    """Stage, branch and type; what is not understood filters nothing."""

    stage = forms.ChoiceField(label="进度", required=False)
    branch = forms.ChoiceField(label="复核工会", required=False)
    type = forms.ChoiceField(label="阵地类型", required=False)

    def __init__(
        self, data: Any, *, stages: dict[str, Stage], branches: list[tuple[str, str]], types: list[str]
    ) -> None:
        super().__init__(data)
        everything = ("", "全部")
        self.fields["stage"].choices = [everything, *((name, each.label) for name, each in stages.items())]
        self.fields["branch"].choices = [everything, *branches]
        self.fields["type"].choices = [everything, *(each for each in type_choices() if each[0] in types)]

    @property
    def chosen(self) -> Chosen:
        self.is_valid()
        values = self.cleaned_data
        return Chosen(values.get("stage", ""), values.get("branch", ""), values.get("type", ""))
