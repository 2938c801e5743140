"""A list of sites on its way to becoming draft cases: the batch, its staged rows, what is asked, what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from accounts.reach import Place
from core.workflow import WorkflowModel


class ImportState(models.TextChoices):
    READING = "reading", "读取中"
    MAPPING = "mapping", "待对应表头"
    CHECKING = "checking", "核对中"
    REVIEW = "review", "待确认"
    PROPOSED = "proposed", "待批准入册"
    WRITING = "writing", "导入中"
    DONE = "done", "已导入"
    UNDONE = "undone", "已撤销"
    FAILED = "failed", "未能导入"
    DROPPED = "dropped", "已放弃"


#: Something runs in the background; the page shows how far it is.
WORKING = (ImportState.READING, ImportState.CHECKING, ImportState.WRITING)
#: The same file cannot be taken in a second time while one of these stands. A list that waits for signatures is looked
#: for before: nobody can send its file anew, so that it comes back into these states alone.
TAKEN = (*WORKING, ImportState.MAPPING, ImportState.REVIEW, ImportState.DONE)


class ImportMode(models.TextChoices):
    DRAFTS = "drafts", "逐处建立备案草稿"
    CHAIN = "chain", "同一共建单位的多处阵地"
    EXISTING = "existing", "既有阵地入册(凭一份文件,一次批准)"


class ImportBatch(WorkflowModel):
    """One file taken in for one union. The file itself is deleted once its rows are staged."""

    union = models.ForeignKey("accounts.Union", models.PROTECT, related_name="+", verbose_name="主管工会")
    uploader = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    mode = models.CharField("方式", max_length=8, choices=ImportMode.choices, default=ImportMode.DRAFTS)
    site_type = models.CharField("阵地类型", max_length=24, blank=True)
    to_districts = models.BooleanField("归各区(市)总工会", default=False)
    shared = models.JSONField("统一填写", default=dict, blank=True)
    file_name = models.CharField("文件名", max_length=120)
    digest = models.CharField("文件摘要", max_length=64)
    stored = models.FileField("暂存文件", upload_to="imports", blank=True, editable=False)
    epoch = models.CharField(max_length=10, blank=True, editable=False)
    heads = models.JSONField("表头", default=list, blank=True)
    mapping = models.JSONField("表头对应", default=dict, blank=True)
    answers = models.JSONField("答复", default=dict, blank=True)
    readings = models.JSONField("已这样理解", default=list, blank=True)
    notices = models.JSONField("说明", default=list, blank=True)
    total_rows = models.PositiveIntegerField("总行数", default=0)
    done_rows = models.PositiveIntegerField("已处理行数", default=0)
    left_out = models.PositiveIntegerField("不导入行数", default=0)
    unchanged_rows = models.PositiveIntegerField("与名册一致行数", default=0, db_default=0)
    created_sites = models.PositiveIntegerField("新建草稿数", default=0)
    sign_levels = models.PositiveSmallIntegerField("签批级数", default=0, db_default=0, editable=False)
    signed_levels = models.PositiveSmallIntegerField("已签级数", default=0, db_default=0, editable=False)
    failure = models.CharField("未能导入的原因", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    progressed_at = models.DateTimeField("最近进展", null=True)
    created_at = models.DateTimeField("上传时间")
    done_at = models.DateTimeField("导入时间", null=True)

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
            models.UniqueConstraint(
                fields=["union", "digest"], condition=Q(state__in=TAKEN), name="one_batch_per_union_and_file"
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.pk} 批"

    @property
    def place(self) -> Place:
        return Place(self.union.path or "", None, self.site_type)

    @property
    def is_existing(self) -> bool:
        """Whether the sites are taken into the register by one decision instead of becoming drafts."""
        return self.mode == ImportMode.EXISTING

    @cached_property
    def writers(self) -> frozenset[int]:
        """Keys of those who wrote the list. Read once a row object."""
        return frozenset(self.authors.values_list("user_id", flat=True))

    @cached_property
    def signers(self) -> frozenset[int]:
        """Keys of those who signed since it was last submitted. Read once a row object."""
        return frozenset(self.sign_offs.values_list("user_id", flat=True))

    @property
    def state_label(self) -> str:
        if self.is_existing and self.state == ImportState.DONE:
            return "已入册"
        return str(ImportState(self.state).label)

    @property
    def audit_label(self) -> str:
        return f"批量导入 {self}"

    @property
    def audit_path(self) -> str:
        return self.union.path or ""


class ImportRow(models.Model):
    """One row of the file as it was read; identity numbers never get here."""

    batch = models.ForeignKey("filing.ImportBatch", models.CASCADE, related_name="rows")
    sheet = models.CharField("工作表", max_length=40)
    number = models.PositiveIntegerField("行号")
    is_hidden = models.BooleanField("隐藏行", default=False)
    cells = models.JSONField("内容", default=list)

    class Meta:
        verbose_name = "暂存行"
        verbose_name_plural = "暂存行"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.sheet} 第{self.number}行"


class ImportedSite(models.Model):
    """What one row was understood to be, and after the import the case that came of it.

    ``base`` is the version in force with which a row that carries a code was compared; ``facts`` are then only those
    that differ from it. ``lacks`` and ``unlisted`` are told of existing sites alone: names of the facts without which
    no public page is shown, and why the finder will not show the site; ``enters_as`` is the state that the list says.
    ``kept_number`` and ``kept_code``: what a site bore that left the register again with its list.
    """

    batch = models.ForeignKey("filing.ImportBatch", models.CASCADE, related_name="sites")
    sheet = models.CharField("工作表", max_length=40)
    number = models.PositiveIntegerField("行号")
    site_type = models.CharField("阵地类型", max_length=24)
    union = models.ForeignKey("accounts.Union", models.PROTECT, related_name="+", verbose_name="主管工会")
    district = models.ForeignKey(
        "accounts.District", models.PROTECT, related_name="+", verbose_name="所属区(市)"
    )
    name = models.CharField("阵地名称", max_length=80)
    facts = models.JSONField("资料", default=dict)
    base = models.ForeignKey(
        "service_sites.SiteVersion", models.PROTECT, null=True, related_name="+", verbose_name="变更前资料"
    )
    lacks = models.CharField("还缺", max_length=60, blank=True, default="", db_default="")
    unlisted = models.CharField("不公开的原因", max_length=12, blank=True, default="", db_default="")
    enters_as = models.CharField("入册时状态", max_length=16, blank=True, default="", db_default="")
    spacing = models.CharField("间距提醒", max_length=300, blank=True, default="", db_default="")
    kept_number = models.CharField("原备案编号", max_length=60, blank=True, default="", db_default="")
    kept_code = models.CharField("原阵地编码", max_length=16, blank=True, default="", db_default="")
    filing = models.OneToOneField("filing.Filing", models.SET_NULL, null=True, related_name="imported")

    class Meta:
        verbose_name = "导入结果"
        verbose_name_plural = "导入结果"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class ImportQuestion(models.Model):
    """What is wrong or unclear in one row; rows that write the same word share a ``key`` and one answer."""

    batch = models.ForeignKey("filing.ImportBatch", models.CASCADE, related_name="questions")
    sheet = models.CharField("工作表", max_length=40)
    number = models.PositiveIntegerField("行号")
    key = models.CharField(max_length=200, db_index=True)
    column = models.CharField("列", max_length=60, blank=True)
    typed = models.CharField("原文", max_length=60, blank=True)
    sentence = models.CharField("说明", max_length=300)
    choices = models.CharField("可以怎样答复", max_length=60)

    class Meta:
        verbose_name = "待答复事项"
        verbose_name_plural = "待答复事项"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.sentence
