"""What is remembered of a picture to know it again, and which pictures look alike. For people only: nothing is judged by it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sites.pictures.signs import Sign


def _band() -> models.IntegerField[int | None, int | None]:
    """One of the numbers under which a picture is looked up; empty when its part says too little."""
    return models.IntegerField(null=True, editable=False, db_index=True)


class PictureSign(models.Model):
    """The sign of one picture, drawn in the background; goes with the picture's files.

    Without a pattern the file could not be read as a picture. ``compared_at``: when it was looked for among all others.
    """

    attachment = models.OneToOneField("service_sites.Attachment", models.CASCADE, related_name="sign")
    bits = models.BinaryField(editable=False)
    pattern = models.BinaryField(editable=False)
    is_plain = models.BooleanField("画面单一", default=False, editable=False)
    compared_at = models.DateTimeField("比对时间", null=True, editable=False)
    band_0 = _band()
    band_1 = _band()
    band_2 = _band()
    band_3 = _band()
    band_4 = _band()
    band_5 = _band()
    band_6 = _band()
    band_7 = _band()

    class Meta:
        verbose_name = "照片特征"
        verbose_name_plural = "照片特征"

    def __str__(self) -> str:
        return str(self.attachment_id)

    @property
    def sign(self) -> Sign:
        return Sign(int.from_bytes(self.bits, "big"), bytes(self.pattern))


class PictureTwin(models.Model):
    """Two pictures that look like one; ``earlier`` was uploaded first. ``agreement`` is in hundredths."""

    picture = models.ForeignKey(PictureSign, models.CASCADE, related_name="twins")
    earlier = models.ForeignKey(PictureSign, models.CASCADE, related_name="later_twins")
    agreement = models.PositiveSmallIntegerField("相近程度", editable=False)

    class Meta:
        verbose_name = "相近照片"
        verbose_name_plural = "相近照片"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["picture", "earlier"], name="twin_once"),
        ]

    def __str__(self) -> str:
        return f"{self.picture_id} ~ {self.earlier_id}"
