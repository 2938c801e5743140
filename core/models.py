"""The rows of the grammar: audit trail and its seals, what is owed and by which channel, long work, keys of sent forms,
heartbeats, how scheduled tasks ended, switches of the whole installation."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.words import chinese_moment


class AuditEntry(models.Model):
    """One thing done or refused. Never changes: triggers refuse UPDATE and DELETE.

    The actor is kept as a plain id and name, so that the entry outlives the person and needs no model above it.
    """

    class Outcome(models.TextChoices):
        DONE = "done", "已办理"
        REFUSED = "refused", "未获准"

    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("操作人编号", null=True, blank=True)
    actor_name = models.CharField("操作人", max_length=80)
    actor_office = models.CharField("所属工会", max_length=120, blank=True)
    action = models.CharField("操作代码", max_length=60)
    label = models.CharField("操作", max_length=60)
    target_type = models.CharField("对象类别", max_length=60)
    target_id = models.CharField("对象编号", max_length=40)
    target_label = models.CharField("对象", max_length=200)
    about = models.CharField("归属", max_length=100)
    scope_path = models.CharField("范围", max_length=120, blank=True)
    before = models.CharField("原状态", max_length=16, blank=True)
    after = models.CharField("新状态", max_length=16, blank=True)
    note = models.TextField("说明", blank=True)
    changes = models.JSONField("变更内容", default=dict, blank=True)
    details = models.JSONField("附加信息", default=dict, blank=True)
    outcome = models.CharField("结果", max_length=8, choices=Outcome.choices, default=Outcome.DONE)

    #: What a page says beside the label, for one reader; never stored.
    said = ""

    class Meta:
        verbose_name = "操作日志"
        verbose_name_plural = "操作日志"
        indexes = [
            models.Index(fields=["about", "id"], name="audit_about"),
            models.Index(fields=["target_type", "target_id", "id"], name="audit_target"),
            models.Index(fields=["actor_id", "id"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """Who did what when, for a person who came second."""
        office = f"({self.actor_office})" if self.actor_office else ""
        moment = timezone.localtime(self.at)
        return f"{self.actor_name}{office}已于{chinese_moment(moment)}办理“{self.label}”"

    def as_sealed(self) -> dict[str, Any]:
        """Every column, as values that canonical JSON takes."""
        return {
            field.attname: getattr(self, field.attname).isoformat()
            if field.name == "at"
            else getattr(self, field.attname)
            for field in self._meta.concrete_fields
        }


class AuditSeal(models.Model):
    """A block of entries and the digest that chains it to the block before."""

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    entries = models.PositiveIntegerField()
    marks = models.TextField(help_text="各条记录摘要的前 16 位,依次相连。")
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = "日志封存"
        verbose_name_plural = "日志封存"

    def __str__(self) -> str:
        return f"{self.first_id}–{self.last_id}"


class OwedMessage(models.Model):
    """A message somebody is owed; the queue is only the doorbell, this row is the memory."""

    key = models.CharField(max_length=120, unique=True)
    recipient_id = models.BigIntegerField()
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=200, blank=True)
    is_urgent = models.BooleanField("立即发送", default=False, db_default=False)
    owed_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)
    channel = models.CharField("发送方式", max_length=10, blank=True, default="", db_default="")
    taken_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "待发消息"
        verbose_name_plural = "待发消息"
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(sent_at=None), name="owed_waiting"),
            models.Index(fields=["recipient_id", "-owed_at"], name="owed_recipient"),
        ]

    def __str__(self) -> str:
        return self.subject


class JobRun(models.Model):
    """A long piece of work that somebody asked for; the queue is only the doorbell, this row is the memory.

    How it stands follows from its moments. ``holder`` names the run that works on it now, ``seen_at`` when that
    run last showed itself; a run that is no longer the holder keeps nothing.
    """

    class Standing(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"

    key = models.CharField(max_length=120, unique=True, editable=False)
    kind = models.CharField(max_length=40, editable=False)
    label = models.CharField("任务", max_length=60)
    about = models.CharField("对象", max_length=200)
    actor_id = models.BigIntegerField("申请人编号", null=True)
    actor_name = models.CharField("申请人", max_length=80)
    given = models.JSONField(default=dict, editable=False)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    asked_at = models.DateTimeField("申请时间")
    started_at = models.DateTimeField("开始时间", null=True)
    seen_at = models.DateTimeField("最近进展")
    ended_at = models.DateTimeField("结束时间", null=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    holder = models.UUIDField(null=True, editable=False)
    error = models.CharField("失败原因", max_length=300, blank=True)
    result_url = models.CharField("结果地址", max_length=200, blank=True)

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        indexes = [models.Index(fields=["seen_at"], condition=Q(ended_at=None), name="job_not_ended")]

    def __str__(self) -> str:
        return f"{self.label} {self.about}"

    @property
    def standing(self) -> Standing:
        if self.ended_at is not None:
            return self.Standing.FAILED if self.error else self.Standing.DONE
        return self.Standing.RUNNING if self.holder else self.Standing.WAITING


class FormKey(models.Model):
    """The key of a form that was sent: the same form sent again leads to the same result."""

    key = models.UUIDField(primary_key=True)
    actor_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    result = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "表单键"
        verbose_name_plural = "表单键"

    def __str__(self) -> str:
        return str(self.key)


class Heartbeat(models.Model):
    """When a background process was last seen alive; ``holder``: which one, where only one of a kind may work."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField()
    holder = models.CharField(max_length=80, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "心跳"
        verbose_name_plural = "心跳"

    def __str__(self) -> str:
        return self.name


class ChannelChoice(models.Model):
    """How one person wants to be told; who has no row is told as ever: by mail, urgent things at once."""

    class Pace(models.TextChoices):
        USUAL = "usual", "要紧的立即发送,其余每天早上合成一条"
        AT_ONCE = "at_once", "全部立即发送"
        DIGEST = "digest", "全部每天早上合成一条"

    recipient_id = models.BigIntegerField(unique=True)
    channel = models.CharField("发送方式", max_length=10)
    address = models.CharField("接收地址", max_length=120, blank=True)
    pace = models.CharField("发送时间", max_length=8, choices=Pace.choices, default=Pace.USUAL)

    class Meta:
        verbose_name = "消息接收方式"
        verbose_name_plural = "消息接收方式"

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.channel}"


class ChannelState(models.Model):
    """How a channel stands: whether its server is away, and since when it last took something."""

    name = models.CharField(max_length=10, primary_key=True)
    away_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    last_sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "发送方式状态"
        verbose_name_plural = "发送方式状态"

    def __str__(self) -> str:
        return self.name


class ScheduledRun(models.Model):
    """How a task of the schedule ended the last time it ran."""

    name = models.CharField(max_length=120, primary_key=True)
    ended_at = models.DateTimeField("最近一次运行")
    took_ms = models.PositiveIntegerField("用时")
    changed = models.PositiveIntegerField("处理条数", null=True)
    failed_at = models.DateTimeField("最近一次失败", null=True)
    error = models.CharField("失败原因", max_length=200, blank=True)
    runs = models.PositiveIntegerField("运行次数", default=0)
    failures = models.PositiveIntegerField("失败次数", default=0)

    class Meta:
        verbose_name = "定时任务"
        verbose_name_plural = "定时任务"

    def __str__(self) -> str:
        return self.name


class Switch(models.Model):
    """What holds for the whole installation while the row is there: ``maintenance``, or ``copy`` of another one."""

    name = models.CharField(max_length=20, primary_key=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "运行开关"
        verbose_name_plural = "运行开关"

    def __str__(self) -> str:
        return self.name
