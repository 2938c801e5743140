"""How does the installation stand, for its administrator? Each part well or with what to do; failed work started again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse

from core.audit import record
from core.clock import LEGAL_ZONE
from core.jobs import job_at, recent_jobs, start_again
from core.models import JobRun, ScheduledRun, TaskRun
from core.policy import NotAllowed
from core.scheduled import kept_runs, last_runs
from core.tasks import start_after_commit
from core.views import OfficePage
from inspection.models import CheckRun
from inspection.watching.selectors import to_try_again
from inspection.watching.services import DayRefused, try_again
from unionportal.parts import backup, is_late, parts, title_of, watched_entries
from unionportal.ringing import CHECKS, entry_at, ring_after_commit, slug_of

NAMES = {
    "broker": "任务队列",
    "database": "数据库",
    "migrations": "数据库结构",
    "beat": "定时调度",
    "worker": "后台任务进程",
    "tasks": "任务排队",
    "messages": "待发消息",
    "channels": "邮件和短信",
    "jobs": "后台任务",
    "schedule": "定时任务",
    "disk": "磁盘",
    "maintenance": "维护状态",
    "calendar": "工作日历",
    "measures": "管理办法",
    "backup": "备份",
}
#: Where the rows behind a part's numbers stand.
ROWS = {
    "messages": ("查看待发消息", "/admin/core/owedmessage/?sent=no"),
    "jobs": ("查看全部后台任务", "/admin/core/jobrun/"),
    "schedule": ("查看定时任务", "#tasks"),
}
TAGS = {True: ("open", "正常"), None: ("limited", "请留意"), False: ("closed", "异常")}


#: How a run of a task ended.
WELL = {"text": "正常", "tag": "open"}
PARTLY = {"text": "部分完成", "tag": "limited"}
FAILED = {"text": "失败", "tag": "closed"}
#: So many of the last runs stand on the page.
SHOWN = 30
QUEUED = "已重新排队,几分钟后刷新本页查看结果。"


class AdministratorPage(OfficePage):
    """Whoever may enter the back office; anybody else is told so."""

    def refuse_others(self) -> None:
        if not self.request.user.is_superuser:
            raise NotAllowed("运行状态只有系统管理员可以查看。")


class HealthPage(AdministratorPage):
    template_name = "health.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        self.refuse_others()
        lines = [*parts(self.now), backup(self.now)]
        runs = last_runs()
        return self.page(
            parts=[
                (NAMES.get(line.name, line.name), *TAGS[line.ok], line.words, ROWS.get(line.name))
                for line in lines
            ],
            is_well=all(line.ok for line in lines),
            jobs=recent_jobs(),
            checks=to_try_again(self.now.astimezone(LEGAL_ZONE).date()),
            columns=[
                {"label": label, "numeric": label == "用时"}
                for label in ("定时任务", "结果", "开始", "用时", "处理", "办理")
            ],
            tasks=[{"cells": self._cells(name, runs.get(name))} for name in watched_entries()],
            run_columns=[
                {"label": label, "numeric": label == "用时"}
                for label in ("定时任务", "结果", "开始", "用时", "处理")
            ],
            kept=[
                {"cells": [_title(run.name, run), *_told(run, standing_of(run))]} for run in kept_runs(SHOWN)
            ],
        )

    def _cells(self, name: str, run: Any) -> list[dict[str, Any]]:
        again = {
            "template": "health_again.html",
            "row": {"slug": slug_of(name), "title": title_of(name), "csrf": get_token(self.request)},
        }
        if run is None:
            nothing = {"text": "—"}
            return [
                _title(name, run),
                {"text": "还没有运行", "tag": "plain"},
                nothing,
                nothing,
                nothing,
                again,
            ]
        standing = standing_of(run)
        if standing is WELL and is_late(name, run, self.now):
            standing = {"text": "没有按时运行", "tag": "limited"}
        return [_title(name, run), *_told(run, standing), again]


def standing_of(run: ScheduledRun | TaskRun) -> dict[str, str]:
    """How a run ended."""
    if run.error:
        return FAILED
    return PARTLY if run.undone else WELL


def _title(name: str, run: ScheduledRun | TaskRun | None) -> dict[str, Any]:
    """The task, and below it why it failed or what it left."""
    reason = (run.error or run.undone) if run else ""
    return {"text": title_of(name), "sub": reason} if reason else {"text": title_of(name)}


def _told(run: ScheduledRun | TaskRun, standing: dict[str, str]) -> list[dict[str, Any]]:
    return [
        standing,
        {"template": "health_moment.html", "row": run.started_at},
        {"text": f"{run.took_ms / 1000:.1f} 秒"},
        {"text": "—" if run.changed is None else f"{run.changed:,} 条"},
    ]


class StartAgain(AdministratorPage):
    """A failed job waits once more."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.refuse_others()
        job = job_at(pk)
        if job is None:
            raise Http404
        answer = self.once(lambda: self._again(job))
        messages.success(request, f"“{job.label}”{QUEUED}")
        return answer

    def _again(self, job: JobRun) -> str:
        start_after_commit(start_again(job.key, now=self.now))
        record(self.actor, "job.again", job, now=self.now, label="重新开始后台任务")
        return reverse("health")


class TaskAgain(AdministratorPage):
    """A task of the schedule runs now, and not only at its time."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.refuse_others()
        entry = entry_at(slug)
        if entry is None:
            raise Http404
        answer = self.once(lambda: self._again(entry))
        messages.success(request, f"“{title_of(entry)}”{QUEUED}")
        return answer

    def _again(self, entry: str) -> str:
        ring_after_commit(entry)
        about = ScheduledRun(name=entry)
        about.title = title_of(entry)
        record(self.actor, "task.again", about, now=self.now, label="重新运行定时任务")
        return reverse("health")


class CheckAgain(AdministratorPage):
    """A day of a check that did not end is tried once more, also when it was given up."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.refuse_others()
        try:
            answer = self.once(lambda: self._again(pk))
        except CheckRun.DoesNotExist as unknown:
            raise Http404 from unknown
        except DayRefused as refused:
            messages.warning(request, refused.reason)
            return HttpResponseRedirect(reverse("health"))
        messages.success(request, f"预警检查{QUEUED}")
        return answer

    def _again(self, pk: int) -> str:
        try_again(pk, actor=self.actor, now=self.now)
        ring_after_commit(CHECKS)
        return reverse("health")
