"""What is typed when an order is given, answered, lengthened and looked at again?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from django import forms

from core.text_guard import normalise_text
from core.widgets import QuickSelect
from core.words import chinese_day
from inspection.models import Visit
from inspection.photo_files import pictures_field
from inspection.rectifying.services import Wanted
from inspection.rectifying.states import (
    SAY_WHAT_IS_LEFT,
    ExtensionVerdict,
    ItemVerdict,
    RectificationState,
    Source,
)
from sites.forms.chips import offer_districts
from sites.forms.fields import MOST_TYPED, Day, GuardedText, long_choice, short_choice
from sites.ledger.forms import helper_for
from sites.types import type_choices

#: Says of a day why an order is not lengthened to it; nothing where it may be.
WhyNot = Callable[[date], str]

#: Items of one order, and how many are open at first.
MOST_ITEMS = 12
OPEN_ITEMS = 3

MOST_NOTE = 2000

#: What a person may name as the source; acceptance and assessments name themselves.
_SOURCES = [
    (source.value, source.label) for source in (Source.OTHER, Source.REPORT, Source.VISIT, Source.SPOT_CHECK)
]


def require(form: forms.Form, *names: str) -> None:
    """These fields must be filled; the sentence names the field."""
    for name in names:
        field = form.fields[name]
        field.required = True
        verb = "选择" if isinstance(field, forms.ChoiceField) else "填写"
        field.error_messages["required"] = f"请{verb}{field.label}。"


def refuse_day(form: Any, name: str) -> None:
    """Says beside the field what speaks against the day in it."""
    day = form.cleaned_data.get(name)
    if day is not None and (problem := form.why_not(day)):
        form.add_error(name, problem)


class NoteForm(forms.Form):
    """The written reason of a step."""

    note = GuardedText(label="说明", max_length=MOST_NOTE, lines=4)


class OrderForm(forms.Form):
    """What is to be mended, item by item. ``visit``, ``assessment`` (its number): what the order rests on."""

    use_required_attribute = False

    source = long_choice("来源", _SOURCES)
    grounds = GuardedText(
        label="情况说明", max_length=500, lines=3, help_text="什么时候、怎样发现的;不写人员姓名和电话。"
    )
    until = Day(label="提前完成日期")

    def __init__(
        self, data: Any = None, *, due: date | None, visit: Visit | None = None, assessment: str = ""
    ) -> None:
        self.visit, self.assessment = visit, assessment
        initial: dict[str, Any] = {"source": Source.OTHER}
        if visit is not None:
            initial = {
                "source": visit.kind.replace("unannounced", "visit"),
                "problem_1": visit.findings[:300],
            }
        if assessment:
            initial = {"source": Source.ASSESSMENT}
        super().__init__(data, initial=initial)
        if assessment:
            self.fields["source"].choices = [(Source.ASSESSMENT.value, f"评定 {assessment}")]
        for number in range(1, MOST_ITEMS + 1):
            self.fields[f"problem_{number}"] = GuardedText(
                label=f"第 {number} 项:存在的问题", max_length=300, lines=2
            )
            self.fields[f"remedy_{number}"] = GuardedText(
                label=f"第 {number} 项:怎样算合格", max_length=300, lines=2
            )
        if due is not None:
            self.fields["until"].help_text = f"留空时按规定期限({chinese_day(due)});情况紧急的可以提前。"
        require(self, "source")

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"problem_{n}"], self[f"remedy_{n}"]) for n in range(1, MOST_ITEMS + 1)]

    @property
    def first_rows(self) -> list[tuple[Any, Any]]:
        return self.rows[:OPEN_ITEMS]

    @property
    def more_rows(self) -> list[tuple[Any, Any]]:
        return self.rows[OPEN_ITEMS:]

    @property
    def is_long(self) -> bool:
        """Whether something was typed, or is wrong, beyond the rows that are open at first."""
        return any(field.value() or field.errors for row in self.more_rows for field in row)

    def clean(self) -> dict[str, Any]:
        numbers = range(1, MOST_ITEMS + 1)
        self.items = [pair for number in numbers if (pair := self._pair(number)) is not None]
        if not self.items and not self.errors:
            self.add_error("problem_1", "请至少写明一项存在的问题和怎样算合格。")
        return self.cleaned_data

    def _pair(self, number: int) -> tuple[str, str] | None:
        """One item; half of one is told beside the half that is missing."""
        problem, remedy = (self.cleaned_data.get(f"{name}_{number}") for name in ("problem", "remedy"))
        if problem and remedy == "":
            self.add_error(f"remedy_{number}", f"请写明第 {number} 项怎样算合格。")
        if remedy and problem == "":
            self.add_error(f"problem_{number}", f"请写明第 {number} 项存在的问题。")
        return (problem, remedy) if problem and remedy else None

    def wanted(self) -> Wanted:
        data, visit = self.cleaned_data, self.visit
        return Wanted(
            source=data["source"],
            items=self.items,
            grounds=data["grounds"],
            source_key=str(visit.pk) if visit else self.assessment,
            visit=visit,
            until=data["until"],
        )

    def refuse(self, problems: Mapping[str, str]) -> None:
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)


class AnswerForm(forms.Form):
    """What was done about one item, with pictures."""

    use_required_attribute = False

    answer = GuardedText(
        label="整改情况", max_length=300, lines=3, help_text="写明怎样处理的;有照片的可以不写。"
    )
    photos = pictures_field("整改后的照片")


class JudgeForm(forms.Form):
    """What the second look found."""

    use_required_attribute = False

    verdict = short_choice("复查结论", ItemVerdict.choices)
    words = GuardedText(label="复查意见", max_length=300, lines=2)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        require(self, "verdict")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("verdict") == ItemVerdict.NOT_OK and data.get("words") == "":
            self.add_error("words", SAY_WHAT_IS_LEFT)
        return data


class LongerForm(forms.Form):
    """More time, and why. ``why_not``: what speaks against a day."""

    use_required_attribute = False

    wished_on = Day(label="申请延至")
    reason = GuardedText(label="延期理由", max_length=300, lines=3)

    def __init__(self, data: Any = None, *, why_not: WhyNot) -> None:
        super().__init__(data)
        self.why_not = why_not
        require(self, "wished_on", "reason")
        self.helper = helper_for("wished_on", "reason")

    def clean(self) -> dict[str, Any]:
        refuse_day(self, "wished_on")
        return self.cleaned_data


class LongerAnswerForm(forms.Form):
    """Yes with a day, or no with a reason. ``why_not``: what speaks against a day."""

    use_required_attribute = False

    verdict = short_choice("答复", ExtensionVerdict.choices)
    granted_on = Day(label="同意延至", help_text="同意时填写,可以与申请的日期不同。")
    answer = GuardedText(label="答复说明", max_length=300, lines=2, help_text="不同意时写明理由。")

    def __init__(self, data: Any = None, *, why_not: WhyNot, wished_on: date | None = None) -> None:
        super().__init__(data, initial={"granted_on": wished_on})
        self.why_not = why_not
        require(self, "verdict")
        self.helper = helper_for(InlineRadios("verdict"), "granted_on", "answer")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        verdict = data.get("verdict")
        has_no_day = data.get("granted_on") is None and "granted_on" not in self.errors
        if verdict == ExtensionVerdict.GRANTED and has_no_day:
            self.add_error("granted_on", "同意延期的,请填写同意延至的日期。")
        if verdict == ExtensionVerdict.GRANTED:
            refuse_day(self, "granted_on")
        if verdict == ExtensionVerdict.REFUSED and data.get("answer") == "":
            self.add_error("answer", "不同意延期的,请写明理由。")
        return data


class InspectionFilterForm(forms.Form):
    """What a list of inspections is narrowed to; a filter nobody knows is left out, never an error."""

    tab = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        label="阵地名称或编号",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 60}),
    )
    state = forms.ChoiceField(label="状态", required=False, widget=QuickSelect)
    type = forms.ChoiceField(
        label="阵地类型", required=False, choices=[("", "全部"), *type_choices()], widget=QuickSelect
    )
    district = forms.ChoiceField(label="区(市)", required=False, widget=QuickSelect)

    def __init__(
        self, data: Any, *, districts: Mapping[str, str], states: Any = RectificationState.choices
    ) -> None:
        super().__init__(data)
        self.fields["state"].choices = [("", "全部"), *states]
        offer_districts(self.fields["district"], districts)

    def clean_q(self) -> str:
        return normalise_text(self.cleaned_data["q"][:MOST_TYPED])[:60]

    def chosen(self) -> dict[str, str]:
        """The filters that hold, by the names of the selectors."""
        self.full_clean()
        data = self.cleaned_data
        names = {"words": "q", "state": "state", "site_type": "type", "district": "district"}
        return {name: data.get(field, "") for name, field in names.items()}
