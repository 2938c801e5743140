"""Rows of the door: its codes, what was printed, how many came, which facts were confirmed. Never a person who came."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from sites.at_door.counted import band_words, trade_words
from sites.at_door.odd import OddScan
from sites.confirming import BY_CODE, Source
from sites.models.entered import about_use


class DoorCode(models.Model):
    """What the sticker at one door carries. A site has one that counts; earlier ones only lead to its page."""

    site = models.ForeignKey("service_sites.ServiceSite", models.CASCADE, related_name="door_codes")
    number = models.PositiveSmallIntegerField("版次")
    mark = models.CharField("门口二维码", max_length=16, unique=True)
    issued_at = models.DateTimeField("启用时间")
    ended_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = "阵地门口二维码"
        verbose_name_plural = "阵地门口二维码"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "number"], name="door_code_number_once"),
            models.UniqueConstraint(
                fields=["site"], condition=Q(ended_at=None), name="one_door_code_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site}第{self.number}版门口二维码"


class StickerSheet(models.Model):
    """One print of stickers: who, when, how many on a page, for how many sites."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    actor_id = models.BigIntegerField("打印人编号")
    actor_name = models.CharField("打印人", max_length=80)
    office = models.CharField("所属工会", max_length=120, blank=True)
    scope_path = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField("打印时间")
    per_page = models.PositiveSmallIntegerField("每页张数")
    rows = models.PositiveIntegerField("标牌数")

    class Meta:
        verbose_name = "二维码标牌"
        verbose_name_plural = "二维码标牌"
        indexes: ClassVar = [models.Index(fields=["actor_id", "-at"], name="sticker_sheet_actor")]

    def __str__(self) -> str:
        return self.audit_label

    @property
    def audit_label(self) -> str:
        return f"二维码标牌 {self.rows} 张"

    @property
    def audit_path(self) -> str:
        return self.scope_path


class Sticker(models.Model):
    """One sticker of a print, with the code that it carried."""

    sheet = models.ForeignKey("service_sites.StickerSheet", models.CASCADE, related_name="stickers")
    code = models.ForeignKey("service_sites.DoorCode", models.CASCADE, related_name="stickers")
    position = models.PositiveIntegerField("次序")

    class Meta:
        verbose_name = "标牌"
        verbose_name_plural = "标牌"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "position"], name="sticker_position_once")
        ]

    def __str__(self) -> str:
        return f"标牌 {self.position}"


class CheckInCount(models.Model):
    """How many came by the code at the door, in one band of hours of one day, of one job. Nobody is behind it."""

    site = models.ForeignKey("service_sites.ServiceSite", models.CASCADE, related_name="check_ins")
    day = models.DateField("日期")
    band = models.PositiveSmallIntegerField("时段")
    trade = models.CharField("工种", max_length=12, blank=True)
    visits = models.PositiveIntegerField("扫码人次", default=0)

    class Meta:
        verbose_name = "扫码登记"
        verbose_name_plural = "扫码登记"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "day", "band", "trade"], name="one_check_in_count")
        ]

    def __str__(self) -> str:
        return f"{self.day} {band_words(self.band)} {trade_words(self.trade)}"

    @property
    def audit_label(self) -> str:
        return f"{self.site} 扫码登记"

    @property
    def audit_path(self) -> str:
        return self.site.union_path

    @property
    def audit_about(self) -> str:
        return about_use(self.site_id)


class OddScanCount(models.Model):
    """How often on one day a code was scanned as it should not be. Nobody and no place is behind it."""

    code = models.ForeignKey("service_sites.DoorCode", models.CASCADE, related_name="odd_scans")
    day = models.DateField("日期")
    kind = models.CharField("情形", max_length=4, choices=OddScan.choices)
    times = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = "异常扫码"
        verbose_name_plural = "异常扫码"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "day", "kind"], name="one_odd_scan_count"),
            models.CheckConstraint(condition=Q(kind__in=OddScan.values), name="odd_scan_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "day"], name="odd_scan_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"


class FactConfirmation(models.Model):
    """The last confirmation of one group of facts of a site; the trail and the notices keep the earlier ones."""

    site = models.ForeignKey("service_sites.ServiceSite", models.CASCADE, related_name="confirmations")
    group = models.CharField("资料", max_length=12)
    confirmed_on = models.DateField("核实日期")
    office = models.CharField("核实工会", max_length=80, blank=True)
    source = models.CharField("核实方式", max_length=8, choices=Source.choices)

    class Meta:
        verbose_name = "资料核实"
        verbose_name_plural = "资料核实"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "group"], name="one_confirmation_per_group"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="confirmation_source_known"),
        ]

    def __str__(self) -> str:
        group = BY_CODE.get(self.group)
        return f"{group.label if group else self.group} {self.confirmed_on}"
