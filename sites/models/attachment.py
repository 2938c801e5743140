"""Files: who owns them, what is in them, and what they show. Never served by address, only through a policy."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.fields.files import FieldFile

from sites.vocabulary import PhotoSlot

JPEG, PDF = "image/jpeg", "application/pdf"


#: Where all files of cases and sites lie, in folders by the first two digits of their keys.
FOLDER = "attachments"


def stored_name(row: Attachment, filename: str) -> str:
    """A generated name: nothing of the uploaded name reaches the disk."""
    return f"{FOLDER}/{row.pk.hex[:2]}/{row.pk.hex}.{row.ending}"


def thumb_name(row: Attachment, filename: str) -> str:
    return small_name(stored_name(row, filename))


def small_name(name: str) -> str:
    """Beside the kept file, so that it is found also when the row is gone or does not know of it yet."""
    return f"{name.rpartition('.')[0]}_s.jpg"


class Attachment(models.Model):
    """One stored file. Kept only as a clean copy; what a camera wrote was read once into columns.

    ``thumb`` is drawn in the background from the kept file, for pictures of sites; empty until then.
    ``uploader`` is empty for what somebody of the public sent in.
    ``erased_at``: the files are gone because they showed persons; the digest stays for what was handed in.
    ``pages`` is the number of pages of a PDF, and empty for a picture. Width and height are pixels, of a PDF the
    points of its first page.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_union = models.ForeignKey("accounts.Union", models.PROTECT, related_name="+")
    uploader = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    file = models.FileField(upload_to=stored_name, max_length=120)
    thumb = models.FileField(upload_to=thumb_name, max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField("字节")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField("页数", null=True, editable=False)
    taken_at = models.DateTimeField("拍摄时间", null=True)
    taken_lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    taken_lng = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    created_at = models.DateTimeField("上传时间")
    erased_at = models.DateTimeField("删除时间", null=True, editable=False)

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        indexes: ClassVar = [
            models.Index(
                fields=["-created_at"],
                condition=models.Q(thumb="", pages=None, erased_at=None),
                name="attachment_without_small",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_pdf(self) -> bool:
        return self.pages is not None

    @property
    def small(self) -> FieldFile:
        """What a list of pictures shows: the small copy, the whole picture until there is one."""
        return self.thumb or self.file

    @property
    def media_type(self) -> str:
        return PDF if self.is_pdf else JPEG

    @property
    def ending(self) -> str:
        """How the file ends, on the disk and when it is handed out."""
        return "pdf" if self.is_pdf else "jpg"


class SitePhoto(models.Model):
    """Which picture shows what, in which version of a site."""

    version = models.ForeignKey("service_sites.SiteVersion", models.CASCADE, related_name="photos")
    attachment = models.ForeignKey("service_sites.Attachment", models.PROTECT, related_name="site_photos")
    slot = models.CharField("内容", max_length=12, choices=PhotoSlot.choices)
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "照片"
        verbose_name_plural = "照片"
        ordering: ClassVar = ["slot", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "attachment"], name="photo_once_per_version")
        ]

    def __str__(self) -> str:
        return self.get_slot_display()
