"""What is typed when titles are given, changed, asked about, used and looked for? Validates; saves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from demonstration.models import Meeting, RoundGrade, TitleLevel
from demonstration.titles.selectors import Sought
from demonstration.titles.services import Told
from demonstration.titles.words import PUBLIC_WORDS
from sites.forms.fields import Day, GuardedText
from sites.types import type_choices

#: Chosen where the meeting is not entered yet.
NEW = "new"
WRONG_CHOICE = "不在可选范围内,请从列表中选择。"

#: How people are called; an honour is named without them.
_PERSON = re.compile(r"同志|先生|女士|姓名|本人")
NO_NAMES = "这里只写荣誉名称,不写个人姓名,请修改。"


class MeetingFields(forms.Form):
    """A meeting that was entered, or a new one."""

    use_required_attribute = False

    meeting = forms.ChoiceField(
        label="会议", widget=forms.RadioSelect, error_messages={"required": "请选择会议,或登记新的会议。"}
    )
    name = GuardedText(label="会议名称", max_length=80, help_text="登记新的会议时填写,如 主席办公会。")
    held_on = Day(label="会议日期")
    minutes_number = GuardedText(label="纪要编号", max_length=40, help_text="如 〔2026〕第9期。")

    def __init__(self, data: Any = None, *, meetings: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["meeting"].choices = [
            *(
                (str(each.pk), f"{each.name},{each.held_on:%Y-%m-%d},纪要编号 {each.minutes_number}")
                for each in meetings
            ),
            (NEW, "登记新的会议"),
        ]
        self.fields["meeting"].error_messages["invalid_choice"] = WRONG_CHOICE
        for name, message in self.musts().items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = message

    def musts(self) -> dict[str, str]:
        """Fields that must be filled, with the sentence that asks for them."""
        return {}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("meeting") == NEW:
            for name in ("name", "held_on", "minutes_number"):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, f"请填写{self.fields[name].label}。")
        return told

    @property
    def told(self) -> Told:
        told = self.cleaned_data
        if told["meeting"] != NEW:
            return Told(int(told["meeting"]))
        return Told(None, told["name"], told["held_on"], told["minutes_number"])


class NameForm(MeetingFields):
    """The decision that names."""

    document_number = GuardedText(label="决定文号", max_length=40, help_text="如 青工发〔2026〕30号。")
    decided_on = Day(label="决定日期")
    title = GuardedText(label="决定标题", max_length=120)
    body = GuardedText(label="决定正文", max_length=4000, lines=6)

    field_order = ("document_number", "decided_on", "title", "body")

    def musts(self) -> dict[str, str]:
        return {
            "document_number": "请填写决定文号。",
            "decided_on": "请填写决定日期。",
            "title": "请填写决定标题。",
            "body": "请填写决定正文。",
        }


class NameMoreForm(MeetingFields):
    """A supplementary act under the number of the decision."""

    decided_on = Day(label="命名日期")

    field_order = ("decided_on",)

    def musts(self) -> dict[str, str]:
        return {"decided_on": "请填写命名日期。"}


class ChangeForm(MeetingFields):
    """Why a title is lowered or taken away, since when, on which meeting."""

    ground = GuardedText(
        label="依据",
        max_length=300,
        lines=3,
        help_text="写明违反的规定和事实;不写人名。对外是否公开在下面选择。",
    )
    on = Day(label="决定日期")
    document_number = GuardedText(label="文号", max_length=40)

    def musts(self) -> dict[str, str]:
        return {"ground": "请填写依据。", "on": "请填写决定日期。"}


class LowerForm(ChangeForm):
    grade = forms.ChoiceField(
        label="降低为",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择降低后的等次。", "invalid_choice": WRONG_CHOICE},
    )

    field_order = ("grade", "ground", "on", "document_number")

    def __init__(self, *args: Any, grades: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [(name, name) for name in grades]


class RevokeForm(ChangeForm):
    is_public = forms.BooleanField(
        label="依据已签批对外公开", required=False, help_text="不选时,公众只看到“取消”,看不到依据。"
    )

    field_order = ("ground", "is_public", "on", "document_number")


class KeepForm(forms.Form):
    use_required_attribute = False

    why = GuardedText(label="保留的理由", max_length=300, lines=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = True
        self.fields["why"].error_messages["required"] = "请填写保留的理由。"


class AskForm(forms.Form):
    use_required_attribute = False

    reason = GuardedText(
        label="申请理由", max_length=800, lines=8, help_text="写明对哪一点有异议和事实依据,最多 800 字。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = "请填写申请理由。"


class AnswerForm(forms.Form):
    """Kept or changed, with words; about a nomination also the grade that it gets."""

    use_required_attribute = False

    verdict = forms.ChoiceField(
        label="结论",
        choices=[("keep", "维持原决定"), ("change", "撤销原决定")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结论。", "invalid_choice": WRONG_CHOICE},
    )
    grade = forms.ChoiceField(
        label="撤销时列入的等次", required=False, error_messages={"invalid_choice": WRONG_CHOICE}
    )
    reply = GuardedText(
        label="复核意见", max_length=800, lines=6, help_text="写明核实情况和理由;申请单位会看到。"
    )

    def __init__(self, *args: Any, grades: Iterable[RoundGrade], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.pk), each.name) for each in grades]
        if choices:
            self.fields["grade"].choices = [("", "请选择"), *choices]
        else:
            del self.fields["grade"]
        self.fields["reply"].required = True
        self.fields["reply"].error_messages["required"] = "请填写复核意见。"

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("verdict") == "change" and "grade" in self.fields and not told.get("grade"):
            self.add_error("grade", "撤销原决定时请选择列入哪个等次。")
        return told

    @property
    def grade_id(self) -> int | None:
        told = self.cleaned_data.get("grade")
        return int(told) if told else None


class UseForm(forms.Form):
    """For which honour a priority is used; never a name of a person."""

    use_required_attribute = False

    used_for = GuardedText(
        label="用于推荐的荣誉",
        max_length=120,
        mobiles=True,
        help_text="如 2026年市工人先锋号。推荐个人时也只写荣誉名称,不写姓名。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["used_for"].required = True
        self.fields["used_for"].error_messages["required"] = "请填写用于推荐的荣誉。"

    def clean_used_for(self) -> str:
        words = str(self.cleaned_data["used_for"])
        if _PERSON.search(words):
            raise ValidationError(NO_NAMES)
        return words


class RegisterForm(forms.Form):
    """What the register is narrowed by; what is not understood narrows nothing."""

    q = forms.CharField(
        label="查找",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "阵地名称、称号或编号"}),
    )
    type = forms.ChoiceField(label="阵地类型", required=False)
    year = forms.ChoiceField(label="命名年份", required=False)
    level = forms.ChoiceField(label="级别", required=False, choices=[("", "全部"), *TitleLevel.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *PUBLIC_WORDS.items()])

    def __init__(self, data: Any, *, years: Iterable[int]) -> None:
        super().__init__(data)
        self.fields["type"].choices = [("", "全部"), *type_choices()]
        self.fields["year"].choices = [("", "全部"), *((str(year), f"{year} 年") for year in years)]
        self.is_valid()

    @property
    def sought(self) -> Sought:
        told = self.cleaned_data
        year = told.get("year", "")
        return Sought(
            told.get("q", "").strip(),
            told.get("type", ""),
            int(year) if year else None,
            told.get("level", ""),
            told.get("state", ""),
        )

    def chips(self, query: QueryDict) -> list[dict[str, str]]:
        """What is filtered, in words, each with the address without it."""
        found = []
        for name, value in self.cleaned_data.items():
            if value:
                rest = query.copy()
                rest.pop(name, None)
                rest.pop("page", None)
                label = dict(getattr(self.fields[name], "choices", ())).get(value, value)
                found.append({"label": f"{self.fields[name].label}:{label}", "url": f"?{rest.urlencode()}"})
        return found


def year_of(text: str, today: date) -> int:
    """The year in an address; this one for anything else."""
    return int(text) if re.fullmatch(r"20\d\d", text, re.ASCII) else today.year
