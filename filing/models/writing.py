"""Who wrote, and who signed at which level: what cases and lists keep of it alike."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Authorship(models.Model):
    """Anyone who wrote in it; an author never signs last."""

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.user)


class LevelSigned(models.Model):
    """One level of the sign-off, by whom and with what opinion."""

    level = models.PositiveSmallIntegerField("级次")
    level_name = models.CharField("环节", max_length=20)
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    opinion = models.TextField("意见", blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        abstract = True
        ordering: ClassVar = ["level"]

    def __str__(self) -> str:
        return f"{self.level_name} {self.user}"


class FilingAuthor(Authorship):
    """Anyone who edited or submitted the case."""

    filing = models.ForeignKey("filing.Filing", models.CASCADE, related_name="authors")

    class Meta:
        verbose_name = "填报人"
        verbose_name_plural = "填报人"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["filing", "user"], name="author_once_per_case")
        ]


class SignOff(LevelSigned):
    """One level of the city's sign-off of a case."""

    filing = models.ForeignKey("filing.Filing", models.PROTECT, related_name="sign_offs")

    class Meta(LevelSigned.Meta):
        verbose_name = "签批"
        verbose_name_plural = "签批"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["filing", "level"], name="one_sign_off_per_level"),
            models.UniqueConstraint(fields=["filing", "user"], name="one_sign_off_per_person"),
        ]


class ImportAuthor(Authorship):
    """Anyone who sent, mapped, answered or submitted a list."""

    batch = models.ForeignKey("filing.ImportBatch", models.CASCADE, related_name="authors")

    class Meta:
        verbose_name = "名单经办人"
        verbose_name_plural = "名单经办人"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "user"], name="author_once_per_batch")
        ]


class EnrolmentSignOff(LevelSigned):
    """One level of the sign-off of a whole list."""

    batch = models.ForeignKey("filing.ImportBatch", models.CASCADE, related_name="sign_offs")

    class Meta(LevelSigned.Meta):
        verbose_name = "入册签批"
        verbose_name_plural = "入册签批"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "level"], name="one_enrolment_sign_off_per_level"),
            models.UniqueConstraint(fields=["batch", "user"], name="one_enrolment_sign_off_per_person"),
        ]
