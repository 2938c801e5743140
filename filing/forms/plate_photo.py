"""What came of the plate of a cancelled site? One picture, checked like every document of a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from filing.document_kinds import PLATE_PHOTO
from filing.services.documents import Described, checked_paper
from sites.paper_files import CleanPaper
from sites.refusals import Refusal
from sites.uploads import LARGEST, MEGABYTE, shown_name


class PlatePhoto(forms.FileField):
    """Gives the clean picture and what is said about it; ``None`` without a file."""

    def __init__(self) -> None:
        super().__init__(
            label="标识牌照片(选填)",
            required=False,
            help_text="收回的标识牌,或拆牌后的门口。不超过 20 MB,存入附件材料;请勿拍摄人员。",
            widget=forms.FileInput(attrs={"accept": "image/*"}),
            error_messages={"empty": "照片文件是空的,请重新选择。"},
        )

    def clean(self, data: Any, initial: Any = None) -> tuple[CleanPaper, Described] | None:
        sent = super().clean(data, initial)
        if not sent:
            return None
        name = shown_name(sent.name or "")
        if (sent.size or 0) > LARGEST:
            raise ValidationError(f"{name}:超过 {LARGEST // MEGABYTE} MB,请缩小后重新选择。")
        try:
            paper = checked_paper(sent.read(), sent.name or "", name)
        except Refusal as refused:
            raise ValidationError(f"{name}:{refused.sentence}") from None
        return paper, Described(*PLATE_PHOTO, name)
