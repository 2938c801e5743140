"""How did a task of the schedule end? Noted after each run; nothing begins during maintenance or on a copy.

An administrator reads the reason in plain words; what the program said stands in the log.
"""

from __future__ import annotations

import errno
import logging
from time import monotonic
from typing import Any

from celery import Task
from celery.exceptions import Ignore, SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as BrokerError

from core import clock
from core.scheduled import note_run
from core.switches import is_paused

logger = logging.getLogger(__name__)

#: What went wrong, by the class of the exception; the first that fits.
REASONS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    ((OperationalError, InterfaceError), "数据库连接不上或正忙,没有完成。请检查数据库服务。"),
    ((BrokerError, ConnectionError), "任务队列或外部服务器连接不上,没有完成。请检查网络和 Redis 服务。"),
    ((SoftTimeLimitExceeded, TimeoutError), "用时超过限度,已经停止,没有完成。请检查数据库和网络是否繁忙。"),
    (PermissionError, "服务器上的文件夹不能读写,没有完成。请检查文件夹的权限。"),
)
DISK_FULL = "磁盘空间不足,没有完成。请清理磁盘或扩容。"
UNEXPECTED = "运行时出现意外错误,没有完成,错误已记入系统日志。重新运行仍不成功的,请联系技术支持。"

#: What shows that tasks get their turn goes on in any case.
ALWAYS = "core.tasks.worker_alive"


def entry_of(name: str, args: Any) -> str:
    """Under which name the schedule knows a task with these arguments; empty when it does not."""
    for entry, told in settings.CELERY_BEAT_SCHEDULE.items():
        if told["task"] == name and tuple(told.get("args", ())) == tuple(args or ()):
            return str(entry)
    return ""


def reason_of(error: Any) -> str:
    """In words that say what to do; never what the program says of a row."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return DISK_FULL
    return next((words for kinds, words in REASONS if isinstance(error, kinds)), UNEXPECTED)


class WatchedTask(Task):
    """Every task of the portal."""

    abstract = True

    def before_start(self, task_id: str, args: Any, kwargs: Any) -> None:
        self.request.began = monotonic()
        if self.name != ALWAYS and is_paused():
            raise Ignore

    def after_return(
        self, status: str, retval: Any, task_id: str, args: Any, kwargs: Any, einfo: Any
    ) -> None:
        entry = entry_of(self.name, args)
        if not entry or self.name == ALWAYS:
            return
        failed = status == "FAILURE"
        if failed:
            logger.error("task %s of the schedule failed: %s: %s", entry, type(retval).__name__, retval)
        note_run(
            entry,
            took_ms=int(1000 * (monotonic() - getattr(self.request, "began", monotonic()))),
            changed=retval if isinstance(retval, int) and not isinstance(retval, bool) else None,
            error=reason_of(retval) if failed else "",
            undone=getattr(retval, "undone", ""),
            now=clock.now(),
        )
