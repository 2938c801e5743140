"""How does the installation stand, for its administrator? Each part well or with what to do; failed work started again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from core.audit import record
from core.jobs import job_at, recent_jobs, start_again
from core.models import JobRun
from core.policy import NotAllowed
from core.scheduled import last_runs
from core.tasks import start_after_commit
from core.views import OfficePage
from unionportal.parts import backup, is_late, parts, title_of, watched_entries

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
            columns=[
                {"label": label, "numeric": label == "用时"}
                for label in ("定时任务", "结果", "最近一次", "用时", "处理")
            ],
            tasks=[{"cells": self._cells(name, runs.get(name))} for name in watched_entries()],
        )

    def _cells(self, name: str, run: Any) -> list[dict[str, Any]]:
        title = {"text": title_of(name)}
        if run is None:
            return [
                title,
                {"text": "还没有运行", "tag": "plain"},
                {"text": "—"},
                {"text": "—"},
                {"text": "—"},
            ]
        if run.error:
            standing = {"text": "失败", "tag": "closed"}
            title["sub"] = run.error
        elif is_late(name, run, self.now):
            standing = {"text": "没有按时运行", "tag": "limited"}
        else:
            standing = {"text": "正常", "tag": "open"}
        changed = "—" if run.changed is None else f"{run.changed:,} 条"
        took = f"{run.took_ms / 1000:.1f} 秒"
        return [
            title,
            standing,
            {"template": "health_moment.html", "row": run},
            {"text": took},
            {"text": changed},
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
        messages.success(request, f"“{job.label}”已重新排队,几分钟后刷新本页查看结果。")
        return answer

    def _again(self, job: JobRun) -> str:
        start_after_commit(start_again(job.key, now=self.now))
        record(self.actor, "job.again", job, now=self.now, label="重新开始后台任务")
        return reverse("health")
