"""What a union chose for the heads of a list, so that the next list with the same heads asks nothing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ImportMapping(models.Model):
    """How a union mapped a set of heads the last time."""

    union = models.ForeignKey("accounts.Union", models.CASCADE, related_name="+")
    heads_digest = models.CharField(max_length=64)
    mapping = models.JSONField("表头对应", default=dict)

    class Meta:
        verbose_name = "表头对应"
        verbose_name_plural = "表头对应"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["union", "heads_digest"], name="one_mapping_per_union_and_heads")
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.heads_digest[:8]}"
