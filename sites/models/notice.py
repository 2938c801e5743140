"""What was told of a site at once: closed for a time, other hours for a few days, a corrected telephone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from core.clock import LEGAL_ZONE
from sites.announced import Closure, span_words
from sites.supplies import SupplyTold
from sites.vocabulary import LASTING, Basis, NoticeKind, SupplyState

#: Longest reason; it stands on the public page and on the door's first screen.
MOST_REASON = 60


class OperatingNotice(models.Model):
    """One notice as it was told: never edited, only ended.

    ``ends_at`` is the first moment at which it no longer holds, empty until further notice; a reopening sets it.
    ``begun_at`` and ``over_at`` say when the register followed; the public page reads the other two.
    """

    site = models.ForeignKey("service_sites.ServiceSite", models.PROTECT, related_name="notices")
    kind = models.CharField("公告事项", max_length=12, choices=NoticeKind.choices)
    basis = models.CharField("依据", max_length=8, choices=Basis.choices, default=Basis.NOTICE)
    reason = models.CharField("原因", max_length=MOST_REASON, blank=True)
    hours = models.JSONField("临时开放时间", null=True)
    supply = models.CharField("物资", max_length=20, blank=True, db_default="")
    supply_state = models.CharField(
        "物资情况", max_length=8, choices=SupplyState.choices, blank=True, db_default=""
    )
    supply_count = models.PositiveIntegerField("数量", null=True)
    expires_on = models.DateField("最早到期日", null=True)
    starts_at = models.DateTimeField("起始时间")
    ends_at = models.DateTimeField("结束时间", null=True)
    begun_at = models.DateTimeField("生效时间", null=True)
    over_at = models.DateTimeField("办结时间", null=True)
    ended_by = models.ForeignKey(
        "service_sites.OperatingNotice",
        models.PROTECT,
        null=True,
        related_name="ends",
        verbose_name="终止公告",
    )
    version = models.ForeignKey("service_sites.SiteVersion", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField("发布时间")
    published_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    published_as = models.CharField("发布身份", max_length=16, blank=True)
    office = models.CharField("发布工会", max_length=80, blank=True)

    class Meta:
        verbose_name = "运营公告"
        verbose_name_plural = "运营公告"
        ordering: ClassVar = ["-published_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="notice_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(kind=NoticeKind.CLOSURE) | ~Q(reason=""), name="closure_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(kind=NoticeKind.SUPPLIES, supply_state__in=SupplyState.values) & ~Q(supply="")
                | ~Q(kind=NoticeKind.SUPPLIES) & Q(supply="", supply_state="", expires_on=None),
                name="supply_has_its_state",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["site", "starts_at"],
                condition=Q(over_at=None, kind__in=LASTING),
                name="notice_standing",
            ),
            models.Index(
                fields=["starts_at"], condition=Q(begun_at=None, over_at=None), name="notice_to_begin"
            ),
            models.Index(fields=["ends_at"], condition=Q(over_at=None), name="notice_to_end"),
            models.Index(fields=["site", "-published_at"], name="notice_by_site"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.site}"

    @property
    def spell(self) -> Closure:
        """From when to when it holds, as a plain value."""
        return Closure(self.starts_at, self.ends_at, self.reason)

    @property
    def supply_told(self) -> SupplyTold:
        """What a notice of supplies says, as a plain value."""
        day = self.published_at.astimezone(LEGAL_ZONE).date()
        return SupplyTold(
            self.supply, self.supply_state, day, self.expires_on, self.reason, self.supply_count
        )

    @property
    def span_words(self) -> str:
        return span_words(self.spell)
