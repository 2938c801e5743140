"""What does a checker write about a gap, and a sender about its mending?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from filing.forms.base import helper_for
from filing.models.deficiency import MOST_TEXT
from filing.phrases import Phrase
from sites.forms.fields import GuardedText

OWN_WORDS = "own"


class GapForm(forms.Form):
    """A ready sentence, or own words; words that are typed win."""

    use_required_attribute = False

    phrase = forms.ChoiceField(
        label="常用说法",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "没有这个选项,请从列表中选择。"},
    )
    problem = GuardedText(label="问题", max_length=MOST_TEXT, lines=2, help_text="选了常用说法的,可以不填。")
    remedy = GuardedText(
        label="怎样算合格", max_length=MOST_TEXT, lines=2, help_text="写清楚改成什么样就算合格。"
    )

    def __init__(self, data: Any = None, *, phrases: Sequence[Phrase], **more: Any) -> None:
        super().__init__(data, **more)
        self.phrases = phrases
        said = [(str(number), f"{each.problem}{each.remedy}") for number, each in enumerate(phrases)]
        self.fields["phrase"].choices = [*said, (OWN_WORDS, "自己写")]
        self.helper = helper_for("phrase", "problem", "remedy")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = data.get("phrase", "")
        ready = self.phrases[int(chosen)] if chosen.isdecimal() else Phrase("", "")
        data["problem"] = data.get("problem") or ready.problem
        data["remedy"] = data.get("remedy") or ready.remedy
        if not data["problem"] and "problem" not in self.errors:
            self.add_error("problem", "请选一条常用说法,或写明有什么问题。")
        elif not data["remedy"] and "remedy" not in self.errors:
            self.add_error("remedy", "请写明怎样算合格。")
        return data


class LetterForm(forms.Form):
    """What the letter says as a whole, and why something comes up only now."""

    note = GuardedText(label="总体说明", max_length=MOST_TEXT, lines=2)
    late_reason = GuardedText(label="后补提出的原因", max_length=MOST_TEXT, lines=2)


class AnswerForm(forms.Form):
    """One tap, with a word if there is something to say."""

    note = GuardedText(label="情况说明", max_length=MOST_TEXT, lines=2)
