"""The shell of a site: who manages it, where it stands, how far it has come, which version is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from accounts.reach import Place
from core.workflow import WorkflowModel
from sites.types import site_type
from sites.vocabulary import STANDING, Access, SiteState

if TYPE_CHECKING:
    from sites.models.notice import OperatingNotice

#: Notices that are not settled, and the last word on each supply.
STANDS = Q(over_at=None, kind__in=STANDING)


class ServiceSite(WorkflowModel):
    """A site from its first draft to its cancellation. Facts live in versions; what lists need is copied here.

    ``union_path`` copies the managing union's path, so that scope is one range on one table. ``public_search`` is
    filled where the public may find a site by fewer words than the staff: it narrows what ``search`` found.
    ``former_types`` names the types that it was of before, so that the ledger of a past day still finds it there.
    """

    code = models.CharField("阵地编码", max_length=12, unique=True, null=True, editable=False)
    site_type = models.CharField("阵地类型", max_length=24)
    former_types = models.CharField(max_length=200, editable=False, default="", db_default="")
    managing_union = models.ForeignKey(
        "accounts.Union", models.PROTECT, related_name="sites", verbose_name="主管工会"
    )
    union_path = models.CharField(max_length=120, editable=False, db_index=True)
    district = models.ForeignKey(
        "accounts.District", models.PROTECT, related_name="sites", verbose_name="区(市)"
    )
    version = models.ForeignKey(
        "service_sites.SiteVersion", models.PROTECT, null=True, related_name="+", editable=False
    )
    name = models.CharField("阵地名称", max_length=80, blank=True)
    access = models.CharField("开放对象", max_length=12, choices=Access.choices, blank=True)
    is_listed = models.BooleanField("公开展示", default=False)
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lng = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    search = models.TextField(editable=False, default="")
    public_search = models.TextField(editable=False, default="", db_default="")
    filing_number = models.CharField("备案编号", max_length=40, unique=True, null=True, editable=False)
    filed_on = models.DateField("备案日期", null=True)
    closed_on = models.DateField("停止服务起始日", null=True, editable=False)
    confirmed_on = models.DateField("最近核实日期", null=True)
    confirmed_by = models.CharField("核实工会", max_length=80, blank=True)
    is_sample = models.BooleanField("演示数据", default=False, editable=False)
    created_at = models.DateTimeField("创建时间")
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "阵地"
        verbose_name_plural = "阵地"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=SiteState.values), name="site_state_known"),
            models.CheckConstraint(
                condition=Q(state=SiteState.PLANNED) | Q(code__isnull=False, filing_number__isnull=False),
                name="filed_site_has_code_and_number",
            ),
        ]
        indexes: ClassVar = [
            # The union stands last so that a district's rows within reach are counted without touching one of them.
            models.Index(
                fields=["district", "state", "site_type", "-updated_at", "union_path"],
                name="site_by_district",
            ),
            models.Index(fields=["site_type", "state", "-updated_at"], name="site_by_type"),
            models.Index(fields=["-updated_at", "-id"], name="site_by_update"),
            models.Index(fields=["filed_on"], name="site_by_filing_day"),
            models.Index(fields=["confirmed_on"], name="site_by_confirmation"),
            models.Index(fields=["lat", "lng"], condition=Q(is_listed=True), name="site_near"),
            models.Index(
                fields=["district", "site_type", "name"], condition=Q(is_listed=True), name="site_listed"
            ),
            models.Index(
                fields=["site_type"], condition=Q(former_types__gt=""), name="site_of_another_type_before"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"未命名的{self.type_label}"

    #: Whether there may be any; ``public_site`` knows, and spares its page the question.
    has_faults = has_confirmations = True

    @cached_property
    def standing_notices(self) -> list[OperatingNotice]:
        """Closures and one-off hours not settled, and the last word on each supply; the latest first. Read once: to show, not to decide."""
        return list(self.notices.filter(STANDS).select_related("published_by"))

    @property
    def place(self) -> Place:
        return Place(self.union_path, self.district_id, self.site_type, self.pk)

    @cached_property
    def kind(self) -> Any:
        """The module of its type."""
        return site_type(self.site_type)

    @property
    def type_label(self) -> str:
        return str(self.kind.label)

    @property
    def state_label(self) -> str:
        return str(SiteState(self.state).label)

    @property
    def audit_label(self) -> str:
        return f"{self} {self.code or ''}".strip()

    @property
    def audit_path(self) -> str:
        return self.union_path

    @property
    def audit_about(self) -> str:
        return f"site:{self.pk}"


class SiteKeeper(models.Model):
    """A person who keeps one site (站长): may draft and confirm for it, nothing else."""

    site = models.ForeignKey("service_sites.ServiceSite", models.CASCADE, related_name="keepers")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="kept_sites")
    since = models.DateField("起始日期")

    class Meta:
        verbose_name = "阵地负责人"
        verbose_name_plural = "阵地负责人"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "user"], name="keeper_once_per_site")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.site}"


class HostAgreement(models.Model):
    """An agreement with the body that owns the room, and when it ends."""

    site = models.ForeignKey("service_sites.ServiceSite", models.CASCADE, related_name="agreements")
    host_name = models.CharField("共建单位", max_length=80)
    starts_on = models.DateField("协议起始日期")
    ends_on = models.DateField("协议截止日期")

    class Meta:
        verbose_name = "共建协议"
        verbose_name_plural = "共建协议"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.host_name} {self.starts_on}–{self.ends_on}"
