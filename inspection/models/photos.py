"""Which picture proves what: of a thing that was mended, or of a visit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class InspectionPhoto(models.Model):
    """One picture of an item of an order, or of a visit."""

    attachment = models.ForeignKey(
        "service_sites.Attachment", models.PROTECT, related_name="inspection_photos"
    )
    item = models.ForeignKey("inspection.RectificationItem", models.PROTECT, null=True, related_name="photos")
    visit = models.ForeignKey("inspection.Visit", models.PROTECT, null=True, related_name="photos")

    class Meta:
        verbose_name = "检查照片"
        verbose_name_plural = "检查照片"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(item=None, visit__isnull=False) | Q(item__isnull=False, visit=None),
                name="inspection_photo_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"照片 {self.attachment_id}"
