"""Which picture files came with a form, and how is a stored one shown? Knows neither orders nor visits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

from core.text_guard import normalise_text
from inspection.models import InspectionPhoto
from sites.models import Attachment
from sites.refusals import Refusal

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE

NO_PERSONS = "请勿拍摄人员,尤其是未成年人。每张不超过 20 MB,可一次选择多张。"


class SeveralPictures(forms.ClearableFileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Whatever came: each file is judged by itself, later."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return data


def pictures_field(label: str) -> forms.FileField:
    """Several pictures; on a phone the camera is offered."""
    widget = SeveralPictures(attrs={"accept": "image/*", "multiple": True})
    return PicturesField(label=label, required=False, widget=widget, help_text=NO_PERSONS)


def shown_name(name: str) -> str:
    """A file's name as it may be shown: one line, bounded, its end kept."""
    text = normalise_text(name.replace("\\", "/").rpartition("/")[2]) or "未命名文件"
    return text if len(text) <= 60 else f"{text[:40]}…{text[-16:]}"


def keep_each(files: Iterable[UploadedFile[bytes]], keep: Callable[[bytes], Any]) -> tuple[int, list[str]]:
    """Each file by itself, so that a bad one never takes a good one along: how many were kept, what is wrong with the others."""
    kept, errors = 0, []
    for file in files:
        try:
            if (file.size or 0) > LARGEST:
                raise Refusal(f"超过 {LARGEST // MEGABYTE} MB,请缩小后重新上传。")
            keep(file.read())
            kept += 1
        except Refusal as refused:
            errors.append(f"{shown_name(file.name or '')}:{refused.sentence}")
    return kept, errors


def picture_rows(photos: Iterable[InspectionPhoto], address: Callable[[Any], str]) -> list[dict[str, Any]]:
    """What a page shows of pictures that were not erased."""
    return [
        {
            "key": photo.attachment_id,
            "pk": photo.pk,
            "url": address(photo.attachment_id),
            "thumb": f"{address(photo.attachment_id)}?size=s",
            "taken_at": photo.attachment.taken_at,
        }
        for photo in photos
    ]


def as_picture(attachment: Attachment | None, *, small: bool) -> FileResponse:
    """The stored bytes, never kept by a browser or a proxy; a file that is gone is not found."""
    if attachment is None:
        raise Http404
    file: FieldFile = attachment.small if small else attachment.file
    try:
        opened = file.open("rb")
    except (FileNotFoundError, ValueError):
        raise Http404 from None
    response = FileResponse(opened, content_type="image/jpeg")
    response["Content-Disposition"] = f'inline; filename="{attachment.pk}.jpg"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
