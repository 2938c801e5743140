"""Is the portal alive, and is everything it stands on? For machines that watch it; nothing about people or cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from kombu.exceptions import OperationalError

from core import clock
from core.heartbeat import last_beat
from core.registry import READINESS, Readiness
from unionportal.celery import app

#: The worker shows itself every minute; three missed ones are a failure.
SILENCE = timedelta(minutes=3, seconds=30)
WORDS = {None: "warning", True: "ok", False: "failed"}


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """503 when something needed is missing; a warning alone keeps 200."""
    lines = list(_lines(clock.now()))
    ready = all(line.ok is not False for line in lines)
    parts = {line.name: {"state": WORDS[line.ok], "detail": line.words} for line in lines}
    body = {"ready": ready, "parts": parts}
    return JsonResponse(body, status=200 if ready else 503, json_dumps_params={"ensure_ascii": False})


def _lines(now: datetime) -> Iterator[Readiness]:
    yield _broker()
    database = _database()
    yield database
    if not database.ok:
        return
    migrations = _migrations()
    yield migrations
    if migrations.ok:
        yield _worker(now)
        yield from (ask(now) for ask in READINESS)


def _database() -> Readiness:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Readiness("database", False, "数据库连接不上,请检查数据库服务。")
    return Readiness("database", True, "数据库正常。")


def _migrations() -> Readiness:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    words = f"有 {len(pending)} 项数据库变更未执行,请运行 migrate。" if pending else "数据库结构是最新的。"
    return Readiness("migrations", not pending, words)


def _broker() -> Readiness:
    if not settings.REDIS_URL:
        there = (settings.BROKER_DIR / "queue").is_dir()
        return Readiness("broker", there, "使用文件队列。" if there else "任务队列目录不存在,请重新启动。")
    try:
        with app.connection_for_write(connect_timeout=1) as link:
            link.ensure_connection(max_retries=1, timeout=1)
    except (OSError, OperationalError):
        return Readiness("broker", False, "Redis 连接不上,请检查 Redis 服务;消息会在恢复后补发。")
    return Readiness("broker", True, "Redis 正常。")


def _worker(now: datetime) -> Readiness:
    seen = last_beat("worker")
    if seen is None:
        return Readiness("worker", False, "后台任务还没有运行过,请启动后台任务(worker 和 beat)。")
    quiet = now - seen
    if quiet < SILENCE:
        return Readiness("worker", True, "后台任务正常。")
    return Readiness("worker", False, f"后台任务已 {int(quiet.total_seconds() // 60)} 分钟没有动静,请检查。")
