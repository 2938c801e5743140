"""What is typed into a report, into its explanation and its answer? Validates; saves nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from inspection.models.reports import MOST_TEXT, MOST_WORDS
from inspection.photo_files import LARGEST, MEGABYTE
from inspection.reporting.states import ReportState, Wrong
from sites.forms.fields import WRONG_CHOICE, GuardedText, VisitorText

#: True, and put right by now.
MENDED = "mended"
ANSWERS = (
    (ReportState.CONFIRMED, "核实属实,还没有改正"),
    (MENDED, "核实属实,已经改正"),
    (ReportState.REFUTED, "核实不符"),
    (ReportState.UNCLEAR, "无法核实"),
)


class ReportForm(forms.Form):
    """One choice; words and a picture only if somebody wants to."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label="您遇到的情况",
        choices=Wrong.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择您遇到的情况。", **WRONG_CHOICE},
    )
    text = VisitorText(
        label="补充说明",
        max_length=MOST_TEXT,
        lines=2,
        help_text="可以不填。请不要写姓名、电话和身份证号。",
    )
    photo = forms.FileField(
        label="照片",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        help_text="可以不传。请拍门和设施,请勿拍摄人员,尤其是未成年人。不超过 20 MB。",
        error_messages={"empty": "照片是空的,请重新选择。", "invalid": "照片没有传上来,请重新选择。"},
    )

    def clean_photo(self) -> Any:
        photo = self.cleaned_data["photo"]
        if photo and photo.size > LARGEST:
            raise ValidationError(f"照片超过 {LARGEST // MEGABYTE} MB,请缩小后重新选择。")
        return photo


class ExplainForm(forms.Form):
    """What the site says of it."""

    use_required_attribute = False

    words = GuardedText(
        label="情况说明",
        max_length=MOST_WORDS,
        mobiles=True,
        lines=3,
        help_text="供区(市)总工会核实,不公开。",
    )


class AnswerForm(forms.Form):
    """What was found, and what whoever told of it reads."""

    use_required_attribute = False

    verdict = forms.ChoiceField(
        label="核实结果",
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核实结果。", **WRONG_CHOICE},
    )
    words = GuardedText(
        label="答复",
        max_length=MOST_WORDS,
        mobiles=True,
        lines=3,
        help_text="反映人凭编号和查询码可以看到;核实属实的,公众页面显示 30 天。请不要写姓名、电话。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = True
        self.fields["words"].error_messages["required"] = "请填写答复。"
