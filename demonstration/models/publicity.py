"""The list that hangs out before naming: the notice, its entries, other channels, proof that it hung."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from core.workflow import WorkflowModel
from rulebook.choices import Counted


class PublicityState(models.TextChoices):
    RUNNING = "running", "公示中"
    ENDED = "ended", "公示期满"
    REPLACED = "replaced", "已重新公示"


class Publicity(WorkflowModel):
    """《关于拟命名…的公示》 of one round. ``content`` is the canonical text that the page shows, ``digest`` its seal.

    It ends at ``ends_at`` (half open), counted from ``posted_at`` as the round says; with a provisional calendar
    nothing ends by itself. A material change makes a new one, and the old is ``replaced``. ``is_further``: beside the
    notice of the list, for what a request to look again changed after the names were given.
    """

    round = models.ForeignKey("demonstration.Round", models.PROTECT, related_name="publicities")
    number = models.CharField("公示编号", max_length=24, unique=True)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("正文")
    posted_at = models.DateTimeField("公示开始")
    days = models.PositiveSmallIntegerField("公示天数")
    counted = models.CharField("计算方式", max_length=8, choices=Counted.choices)
    counts_posting_day = models.BooleanField("发布当日计入")
    ends_on = models.DateField("公示截止日")
    ends_at = models.DateTimeField("公示截止时间")
    is_provisional = models.BooleanField("截止时间暂定", default=False)
    calendar_version = models.CharField("日历版本", max_length=40, blank=True)
    contact_office = models.CharField("受理部门", max_length=80)
    contact_phone = models.CharField("联系电话", max_length=30)
    contact_address = models.CharField("通信地址", max_length=120, blank=True)
    content = models.TextField("公示内容", editable=False)
    digest = models.CharField("内容摘要", max_length=64, editable=False)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    replaced_why = models.CharField("重新公示的原因", max_length=200, blank=True)
    is_further = models.BooleanField("补充公示", default=False, db_default=False)
    extended_why = models.CharField("延长的原因", max_length=200, blank=True)
    ended_at = models.DateTimeField("期满时间", null=True, editable=False)

    class Meta:
        verbose_name = "公示"
        verbose_name_plural = "公示"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=PublicityState.values), name="publicity_state_known"
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(state=PublicityState.RUNNING), name="one_running_publicity"
            ),
            models.CheckConstraint(condition=Q(posted_at__lt=F("ends_at")), name="publicity_lasts"),
            models.CheckConstraint(
                condition=~Q(state=PublicityState.ENDED) | Q(ended_at__gte=F("ends_at")),
                name="publicity_never_ends_early",
            ),
            models.CheckConstraint(
                condition=~Q(state=PublicityState.ENDED) | Q(is_provisional=False),
                name="provisional_publicity_never_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_label(self) -> str:
        return f"公示 {self.number}"

    @property
    def audit_path(self) -> str:
        return self.round.issuer.path or ""

    @property
    def audit_about(self) -> str:
        return f"demonstration.round:{self.round_id}"

    @property
    def state_label(self) -> str:
        return str(PublicityState(self.state).label)


class PublicityText(models.Model):
    """What the notice said from ``since`` on: the first text, and one more each time that its end moved later.

    ``content`` holds the lines of the page; cells of the list are parted by tabs. Never changed.
    """

    publicity = models.ForeignKey("demonstration.Publicity", models.PROTECT, related_name="texts")
    number = models.PositiveSmallIntegerField("版次")
    since = models.DateTimeField("起用时间")
    why = models.CharField("变动原因", max_length=200, blank=True)
    content = models.TextField("公示内容")
    digest = models.CharField("内容摘要", max_length=64)

    class Meta:
        verbose_name = "公示文本"
        verbose_name_plural = "公示文本"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publicity", "number"], name="publicity_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.publicity} {self.number}"


class PublicityEntry(models.Model):
    """One line of the notice. ``is_held``: an objection is open; ``removed_why``: it was upheld."""

    publicity = models.ForeignKey("demonstration.Publicity", models.PROTECT, related_name="entries")
    nomination = models.ForeignKey(
        "demonstration.Nomination", models.PROTECT, related_name="publicity_entries"
    )
    position = models.PositiveSmallIntegerField("序号")
    name = models.CharField("阵地名称", max_length=120)
    union = models.CharField("推荐工会", max_length=80)
    type_label = models.CharField("阵地类型", max_length=40)
    grade = models.CharField("等次", max_length=20, blank=True)
    is_held = models.BooleanField("暂缓命名", default=False, editable=False)
    removed_why = models.CharField("撤下原因", max_length=200, blank=True, editable=False)
    removed_at = models.DateTimeField("撤下时间", null=True, editable=False)

    class Meta:
        verbose_name = "公示名单"
        verbose_name_plural = "公示名单"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publicity", "nomination"], name="entry_once_per_publicity"),
            models.UniqueConstraint(fields=["publicity", "position"], name="entry_position_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PublicityChannel(models.Model):
    """Where else the notice hung: website, account, notice board; recorded, with its picture."""

    publicity = models.ForeignKey("demonstration.Publicity", models.PROTECT, related_name="channels")
    place = models.CharField("渠道", max_length=80)
    address = models.CharField("网址或地点", max_length=200, blank=True)
    posted_on = models.DateField("发布日期")
    picture = models.ForeignKey("service_sites.Attachment", models.PROTECT, null=True, related_name="+")
    entered_by = models.CharField("登记人", max_length=80)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "其他公示渠道"
        verbose_name_plural = "其他公示渠道"
        ordering: ClassVar = ["posted_on", "id"]

    def __str__(self) -> str:
        return self.place


class PageCheck(models.Model):
    """The portal looked at its own notice as the public does. Chained: each line seals the one before it."""

    publicity = models.ForeignKey("demonstration.Publicity", models.PROTECT, related_name="checks")
    sequence = models.PositiveIntegerField("次序")
    checked_at = models.DateTimeField("检查时间")
    status = models.PositiveSmallIntegerField("状态码", help_text="0:没有回应。")
    digest = models.CharField("所见内容摘要", max_length=64, blank=True)
    is_up = models.BooleanField("可访问且内容一致")
    previous = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64)

    class Meta:
        verbose_name = "公示自查"
        verbose_name_plural = "公示自查"
        ordering: ClassVar = ["sequence"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publicity", "sequence"], name="page_check_once")
        ]

    def __str__(self) -> str:
        return f"{self.publicity} {self.sequence}"
