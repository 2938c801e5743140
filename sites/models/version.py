"""All facts of a site at one time: editable while it is a draft, frozen once decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.utils.functional import cached_property

from sites.types import site_type
from sites.vocabulary import Access, BuildMode, Datum, Entry, Extent, HostKind, Origin

if TYPE_CHECKING:
    from sites.models.attachment import SitePhoto
    from sites.site_type import SiteType


#: Facts of types that are the last day of a paper; the nightly watch looks for those that end soon or have ended.
ENDING_FACTS = (
    *("papers_end", "carer_papers_end", "health_papers_end"),
    *("insurance_ends", "certificates_end", "medicine_ends"),
)


def money(label: str) -> models.BigIntegerField[int | None, int | None]:
    """An amount in integer fen; empty means not verified."""
    return models.BigIntegerField(label, null=True, blank=True)


class SiteVersion(models.Model):
    """One version of the facts. An empty fact is 未核实, never a guessed default.

    ``base`` is the version it was copied from by a notice or a hand-over; ``origin`` says by which. Both are empty for
        what a case proposed. ``area_hundredths`` counts hundredths of a square metre, as deeds write it; the pin is WGS-84
        and ``pin_datum`` says what it was read in.
    """

    site = models.ForeignKey("service_sites.ServiceSite", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("版本")
    created_at = models.DateTimeField("创建时间")
    decided_at = models.DateTimeField("决定时间", null=True, editable=False)
    origin = models.CharField("来源", max_length=10, choices=Origin.choices, null=True, editable=False)
    base = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name="改自", editable=False
    )

    site_type = models.CharField("阵地类型", max_length=24, default="", db_default="")
    name = models.CharField("阵地名称", max_length=80, blank=True)
    build_mode = models.CharField("建设方式", max_length=12, choices=BuildMode.choices, blank=True)
    host_name = models.CharField("承建(共建)单位", max_length=80, blank=True)
    host_kind = models.CharField("单位类别", max_length=12, choices=HostKind.choices, blank=True)
    host_credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    built_on = models.DateField("建成日期", null=True, blank=True)
    opened_on = models.DateField("启用日期", null=True, blank=True)
    agreement_starts_on = models.DateField("共建协议起始日期", null=True, blank=True)
    agreement_ends_on = models.DateField("共建协议截止日期", null=True, blank=True)
    union_fen = money("工会经费")
    employer_fen = money("单位投入")
    fiscal_fen = money("财政资金")
    upper_union_fen = money("上级工会补助")

    district = models.ForeignKey("accounts.District", models.PROTECT, related_name="+", verbose_name="区(市)")
    address = models.CharField("详细地址", max_length=120, blank=True)
    building = models.CharField("楼宇", max_length=40, blank=True)
    floor = models.CharField("楼层", max_length=20, blank=True)
    room = models.CharField("房间", max_length=20, blank=True)
    directions = models.CharField("怎么找到门", max_length=200, blank=True)
    line = models.CharField("线路", max_length=40, blank=True)
    station = models.CharField("车站", max_length=40, blank=True)
    depot = models.CharField("车辆段(场)", max_length=40, blank=True)
    lat = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    lng = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    pin_datum = models.CharField("坐标取自", max_length=8, choices=Datum.choices, blank=True)

    area_hundredths = models.PositiveIntegerField("使用面积", null=True, blank=True)
    capacity = models.PositiveIntegerField("可容纳人数", null=True, blank=True)
    facilities = models.JSONField("设施", default=list, blank=True)
    type_facts = models.JSONField("类型信息", default=dict, blank=True)

    hours = models.JSONField("开放时间", null=True, blank=True)
    access = models.CharField("开放对象", max_length=12, choices=Access.choices, blank=True)
    entry = models.CharField("进入方式", max_length=12, choices=Entry.choices, blank=True)
    extent = models.CharField("公开范围", max_length=10, choices=Extent.choices, blank=True)
    is_sensitive = models.BooleanField("敏感单位", default=False)
    listed_amap = models.BooleanField("高德地图已上图", null=True, blank=True)
    listed_baidu = models.BooleanField("百度地图已上图", null=True, blank=True)
    listed_tencent = models.BooleanField("腾讯地图已上图", null=True, blank=True)

    manager_name = models.CharField("负责人", max_length=40, blank=True)
    manager_post = models.CharField("职务", max_length=40, blank=True)
    manager_phone = models.CharField("办公电话(内部)", max_length=30, blank=True)
    daily_keeper = models.CharField("日常管理员", max_length=40, blank=True)
    public_phone = models.CharField("对外电话", max_length=30, blank=True)

    class Meta:
        verbose_name = "阵地版本"
        verbose_name_plural = "阵地版本"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lng__isnull=True) | Q(lat__isnull=False, lng__isnull=False),
                name="pin_has_both_coordinates",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["name"], name="version_by_name"),
            models.Index(
                fields=["agreement_ends_on"],
                condition=Q(agreement_ends_on__isnull=False),
                name="version_by_agreement",
            ),
            *(
                models.Index(
                    KeyTextTransform(name, "type_facts"),
                    condition=Q(type_facts__has_key=name),
                    name=f"version_by_{name}",
                )
                for name in ENDING_FACTS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} 第{self.number}版"

    @property
    def kind(self) -> SiteType:
        """The module of the type that this version is of: a change may propose another than the register has."""
        return site_type(self.site_type)

    @property
    def type_label(self) -> str:
        return self.kind.label

    @cached_property
    def pictures(self) -> list[SitePhoto]:
        """Its pictures that are not erased, by slot and order. Read once a row object."""
        if self.pk is None:
            return []
        return list(self.photos.filter(attachment__erased_at=None).select_related("attachment"))

    def forget_pictures(self) -> None:
        """They have changed: the next question reads them anew."""
        self.__dict__.pop("pictures", None)
