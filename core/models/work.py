"""Long work, keys of sent forms, heartbeats, how scheduled tasks ended, switches of the whole installation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


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


class ScheduledRun(models.Model):
    """How a task of the schedule ended the last time it ran. ``undone``: what it had to leave, although it ended."""

    name = models.CharField(max_length=120, primary_key=True)
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("最近一次运行")
    took_ms = models.PositiveIntegerField("用时")
    changed = models.PositiveIntegerField("处理条数", null=True)
    failed_at = models.DateTimeField("最近一次失败", null=True)
    error = models.CharField("失败原因", max_length=200, blank=True)
    undone = models.CharField("没有完成的部分", max_length=300, blank=True, default="", db_default="")
    runs = models.PositiveIntegerField("运行次数", default=0)
    failures = models.PositiveIntegerField("失败次数", default=0)

    #: How people call it, where the schedule is known that has its word.
    title = ""

    class Meta:
        verbose_name = "定时任务"
        verbose_name_plural = "定时任务"

    def __str__(self) -> str:
        return self.name

    @property
    def audit_label(self) -> str:
        return self.title or self.name


class TaskRun(models.Model):
    """One run of a task of the schedule that changed something, failed or left something; of each task the last few."""

    name = models.CharField(max_length=120)
    started_at = models.DateTimeField("开始时间")
    took_ms = models.PositiveIntegerField("用时")
    changed = models.PositiveIntegerField("处理条数", null=True)
    error = models.CharField("失败原因", max_length=200, blank=True)
    undone = models.CharField("没有完成的部分", max_length=300, blank=True)

    class Meta:
        verbose_name = "定时任务运行记录"
        verbose_name_plural = "定时任务运行记录"
        indexes = [models.Index(fields=["name", "-id"], name="task_run_latest")]

    def __str__(self) -> str:
        return f"{self.name} {self.started_at}"


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
