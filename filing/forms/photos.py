"""Which files came for which slot? Each is judged by itself, so that a bad one never takes a good one along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from sites.uploads import LARGEST, shown_name
from sites.vocabulary import PhotoSlot

#: What a picture of each slot should show.
SHOWS = {
    PhotoSlot.PLATE: "门口的统一标识牌,字迹清楚。",
    PhotoSlot.OVERVIEW: "室内全景,看得出大小和布局。",
    PhotoSlot.FACILITIES: "主要设施设备。",
    PhotoSlot.RULES: "上墙的管理制度和服务时间。",
    PhotoSlot.ENTRANCE: "从路上走过来看到的入口。",
}


@dataclass(frozen=True)
class Upload:
    """One file that came, by the name the person knows."""

    slot: str
    name: str
    file: UploadedFile

    @property
    def is_too_large(self) -> bool:
        return (self.file.size or 0) > LARGEST


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosForm(forms.Form):
    """Several files for each slot."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slot in PhotoSlot:
            widget = SeveralFiles(attrs={"accept": "image/*", "multiple": True})
            self.fields[slot.value] = forms.FileField(label=slot.label, required=False, widget=widget)

    def uploads(self) -> Iterator[Upload]:
        """Every file that came, in the order of the slots."""
        for slot in PhotoSlot:
            for file in self.files.getlist(slot.value):
                yield Upload(slot.value, shown_name(file.name or ""), file)
