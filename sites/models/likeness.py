"""What somebody decided about two places that look alike. A new decision is a new row; the latest holds."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sites.vocabulary import LikenessVerdict


class LikenessDecision(models.Model):
    """One decision on a pair of sites, the one with the smaller key first.

    ``mark`` is a digest of what both looked like: once address, point or name of one is another, the pair is
    asked about again.
    """

    first = models.ForeignKey("service_sites.ServiceSite", models.CASCADE, related_name="+")
    second = models.ForeignKey("service_sites.ServiceSite", models.CASCADE, related_name="+")
    verdict = models.CharField("认定", max_length=10, choices=LikenessVerdict.choices)
    reason = models.CharField("理由", max_length=200)
    mark = models.CharField(max_length=64, editable=False)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("认定时间")

    class Meta:
        verbose_name = "同一处认定"
        verbose_name_plural = "同一处认定"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likeness_pair_in_order"),
            models.CheckConstraint(
                condition=Q(verdict__in=LikenessVerdict.values), name="likeness_verdict_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["first", "second", "id"], name="likeness_pair")]

    def __str__(self) -> str:
        return f"{self.first_id}–{self.second_id} {self.get_verdict_display()}"
