"""Some of the pictures of a site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from sites.models import SitePhoto

NONE_TICKED = "还没有选择照片,请至少勾选一张。"
NOT_THERE = "选中的照片已不在阵地照片中,请重新选择。"


class ChoosePhotos(forms.Form):
    """``photos``: keys of pictures that stand on the page; the page draws them itself."""

    def __init__(self, shown: Sequence[SitePhoto], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"] = forms.TypedMultipleChoiceField(
            label="照片",
            coerce=UUID,
            choices=[(str(each.attachment_id), each.get_slot_display()) for each in shown],
            error_messages={"required": NONE_TICKED, "invalid_choice": NOT_THERE},
        )

    @property
    def ticked(self) -> list[str]:
        return list(self.data.getlist("photos")) if self.is_bound else []  # type: ignore[attr-defined]  # of a request
