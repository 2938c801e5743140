"""What is typed when a title is given, lowered, taken away or kept, and on which meeting?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from demonstration.rounds.forms.meeting import WRONG_CHOICE, MeetingForm
from demonstration.titles.services import Told
from sites.forms.fields import Day, GuardedText


class DecidingForm(MeetingForm):
    """A decision on a title, with the meeting that it rests on."""

    #: Fields that must be filled, with the sentence that asks for them.
    musts: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, message in self.musts.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = message

    @property
    def told(self) -> Told:
        told = self.cleaned_data
        if not self.is_new:
            return Told(int(told["meeting"]))
        return Told(None, told["name"], told["held_on"], told["minutes_number"])


class NameForm(DecidingForm):
    """The decision that names."""

    document_number = GuardedText(label="决定文号", max_length=40, help_text="如 青工发〔2026〕30号。")
    decided_on = Day(label="决定日期")
    title = GuardedText(label="决定标题", max_length=120)
    body = GuardedText(label="决定正文", max_length=4000, lines=6)

    field_order = ("document_number", "decided_on", "title", "body")

    musts = {
        "document_number": "请填写决定文号。",
        "decided_on": "请填写决定日期。",
        "title": "请填写决定标题。",
        "body": "请填写决定正文。",
    }


class NameMoreForm(DecidingForm):
    """A supplementary act under the number of the decision."""

    decided_on = Day(label="命名日期")

    field_order = ("decided_on",)

    musts = {"decided_on": "请填写命名日期。"}


class ChangeForm(DecidingForm):
    """Why a title is lowered or taken away, since when, on which meeting."""

    ground = GuardedText(
        label="依据",
        max_length=300,
        lines=3,
        help_text="写明违反的规定和事实;不写人名。",
    )
    on = Day(label="决定日期")
    document_number = GuardedText(label="文号", max_length=40)

    musts = {"ground": "请填写依据。", "on": "请填写决定日期。"}


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
