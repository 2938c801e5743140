"""Is the portal alive, and is everything it stands on? ``/readyz`` says each part in words."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from kombu import Connection

from core import clock
from core.heartbeat import last_beat
from core.registry import READINESS, Readiness

#: The worker shows itself every minute; three missed ones are a failure.
SILENCE = timedelta(minutes=3, seconds=30)


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, broker, worker and what apps contribute; 503 when one of them fails."""
    lines = [_database()]
    if lines[0].ok:
        lines += [_migrations(), _broker(), _worker(), *(ask(clock.now()) for ask in READINESS)]
    ready = all(line.ok is not False for line in lines)
    body = {line.name: {"ok": line.ok, "words": line.words} for line in lines}
    return JsonResponse({"ready": ready, "parts": body}, status=200 if ready else 503)


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
        return Readiness("broker", True, "使用文件队列。")
    try:
        with Connection(settings.REDIS_URL, connect_timeout=1) as link:
            link.ensure_connection(max_retries=1, timeout=1)
    except OSError:
        return Readiness("broker", False, "Redis 连接不上,请检查 Redis 服务;消息会在恢复后补发。")
    except link.connection_errors:
        return Readiness("broker", False, "Redis 连接不上,请检查 Redis 服务;消息会在恢复后补发。")
    return Readiness("broker", True, "Redis 正常。")


def _worker() -> Readiness:
    seen = last_beat("worker")
    if seen is None:
        return Readiness("worker", False, "后台任务还没有运行过,请启动 worker 和 beat。")
    quiet = clock.now() - seen
    words = (
        "后台任务正常。"
        if quiet < SILENCE
        else f"后台任务已 {int(quiet.total_seconds() // 60)} 分钟没有动静。"
    )
    return Readiness("worker", quiet < SILENCE, words)
