"""What does the portal stand on, and how does each part stand? One line each: well, or what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from celery.beat import ScheduleEntry
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from kombu.exceptions import OperationalError

from core.channels import CHANNELS, offered_channels
from core.clock import LEGAL_ZONE
from core.heartbeat import age, last_beat
from core.models import ScheduledRun
from core.registry import READINESS, Readiness
from core.running import channels_away, long_work, owed_messages
from core.scheduled import last_runs
from core.switches import maintenance
from core.words import chinese_moment
from unionportal.celery import app
from unionportal.schema import unknown_migrations
from unionportal.settings.schedule import TITLES
from unionportal.watched import ALWAYS

#: Worker and scheduler show themselves four times a minute; three missed ones are a failure.
SILENCE = timedelta(seconds=50)
#: Two machines that work may tell times so far apart; more than that, and the clock was set back.
CLOCKS_APART = timedelta(minutes=10)
#: A task that waits so long for its turn waits behind long work.
QUEUE = timedelta(minutes=3, seconds=30)


def parts(now: datetime) -> Iterator[Readiness]:
    """What stops the whole first; without a database the rest cannot be asked."""
    yield _broker()
    database = _database()
    yield database
    if not database.ok:
        return
    migrations = _migrations()
    yield migrations
    if migrations.ok:
        yield _seen("beat", "定时调度(beat)", now)
        yield _seen("worker", "后台任务进程(worker)", now)
        yield _tasks(now)
        yield _messages(now)
        yield _channels(now)
        yield _jobs(now)
        yield _schedule(now)
        yield _disk()
        yield _maintenance()
        yield from (ask(now) for ask in READINESS)


def _database() -> Readiness:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return Readiness("database", False, "数据库连接不上,请检查数据库服务。")
    return Readiness("database", True, "数据库正常。")


def _migrations() -> Readiness:
    """A program that is older than its database would write rows past what the newer one rules."""
    executor = MigrationExecutor(connection)
    unknown = unknown_migrations(map(".".join, executor.loader.applied_migrations))
    if unknown:
        words = f"数据库比程序新,有 {len(unknown)} 项变更是本程序没有的,请升级程序,不要继续办理。"
        return Readiness("migrations", False, words)
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


def _seen(name: str, label: str, now: datetime) -> Readiness:
    """A process that shows itself by a row."""
    seen = last_beat(name)
    if seen is None:
        return Readiness(name, False, f"{label}还没有运行过,请在服务器上启动(办法见运行手册)。")
    quiet = age(seen, now)
    if quiet < SILENCE:
        return Readiness(name, True, f"{label}正常。")
    if seen > now and quiet < CLOCKS_APART:
        return Readiness(name, None, f"{label}的时间比网站快{_span(quiet)},请校准各台服务器的时间。")
    if seen > now:
        words = f"{label}最近一次动静的时间比现在晚,服务器的时间可能调回过:请核对时间,一分钟后仍然这样的,请重新启动。"
        return Readiness(name, False, words)
    return Readiness(name, False, f"{label}已{_span(quiet)}没有动静,请检查并重新启动。")


def _tasks(now: datetime) -> Readiness:
    seen = last_beat("tasks")
    if seen is not None and age(seen, now) < QUEUE:
        return Readiness("tasks", True, "任务随到随办。")
    return Readiness("tasks", None, "任务排队超过 3 分钟:后台进程正忙或停了。经常如此的,请增加 worker。")


def _messages(now: datetime) -> Readiness:
    owed = owed_messages(now)
    if owed.late or owed.stuck:
        words = f"有 {owed.late} 条消息到时没有发出,{owed.stuck} 条多次未能发出,请在“待发消息”中查看原因。"
        return Readiness("messages", None, words)
    return Readiness("messages", True, f"没有积压,{owed.waiting} 条等候定时发送。")


def _channels(now: datetime) -> Readiness:
    away = channels_away(now)
    if not away:
        return Readiness("channels", True, "邮件等发送方式正常。")
    said = ";".join(f"{each.name}:{each.last_error}" for each in away)
    return Readiness("channels", None, f"发送服务器连接不上({said}),请检查;消息会在恢复后补发。"[:300])


def _jobs(now: datetime) -> Readiness:
    jobs = long_work(now)
    if jobs.late or jobs.failed:
        words = f"有 {jobs.late} 项任务等候过久,近 7 天 {jobs.failed} 项失败,请在下面的“后台任务”中查看。"
        return Readiness("jobs", None, words)
    return Readiness("jobs", True, f"正在处理 {jobs.running} 项,等候 {jobs.waiting} 项。")


def _schedule(now: datetime) -> Readiness:
    runs = last_runs()
    if not runs:
        return Readiness("schedule", None, "定时任务还没有运行过;后台任务进程启动后,会按各自的时间运行。")
    failing = [title_of(name) for name, run in runs.items() if run.error]
    late = [title_of(name) for name, run in runs.items() if is_late(name, run, now)]
    partly = [title_of(name) for name, run in runs.items() if run.undone and not run.error]
    told = {"没有成功": failing, "没有全部完成": partly, "没有按时运行": late}
    said = "".join(f"{words}:{'、'.join(titles)}。" for words, titles in told.items() if titles)
    return Readiness("schedule", None if said else True, f"定时任务{said or '正常。'}")


def title_of(entry: str) -> str:
    return TITLES.get(entry, entry)


def is_late(entry: str, run: ScheduledRun, now: datetime) -> bool:
    """Three turns were missed."""
    told = settings.CELERY_BEAT_SCHEDULE.get(entry)
    if told is None:
        return False
    every = ScheduleEntry(**told, app=app).schedule
    span = getattr(every, "run_every", timedelta(days=1))
    return age(run.ended_at, now) > 3 * span + timedelta(minutes=2)


def watched_entries() -> list[str]:
    """Those of the schedule whose runs are kept, in its order; without channels that are not offered here."""
    absent = CHANNELS.keys() - {each.name for each in offered_channels()}
    return [
        name
        for name, told in settings.CELERY_BEAT_SCHEDULE.items()
        if told["task"] != ALWAYS and not absent.intersection(told.get("args", ()))
    ]


def _disk() -> Readiness:
    """Of the folder where uploaded files lie, or where they will."""
    place = Path(settings.MEDIA_ROOT)
    while not place.exists():
        place = place.parent
    usage = shutil.disk_usage(place)
    free, share = usage.free / 1024**3, usage.free / usage.total
    if share < settings.DISK_SHARE:
        words = f"存放文件的磁盘只剩 {free:.1f} GB({share:.0%}),请尽快清理或扩容。"
        return Readiness("disk", None, words)
    return Readiness("disk", True, f"存放文件的磁盘还有 {free:.0f} GB({share:.0%})。")


def _maintenance() -> Readiness:
    switch = maintenance()
    if switch is None:
        return Readiness("maintenance", True, "正常办理,没有维护。")
    since = chinese_moment(switch.since.astimezone(LEGAL_ZONE))
    until = f",预计 {chinese_moment(switch.until.astimezone(LEGAL_ZONE))} 恢复" if switch.until else ""
    return Readiness("maintenance", None, f"自 {since} 起维护,只能查看{until};完成后请运行 maintenance off。")


def backup(now: datetime) -> Readiness:
    """Only the administrator's page asks: a machine that makes its copies otherwise leaves no trace here."""
    last, drilled = last_beat("backup"), last_beat("restore drill")
    if last is None:
        return Readiness("backup", None, "还没有用 backup 命令备份过,请按运行手册安排每天备份。")
    said = f"最近一次备份 {chinese_moment(last.astimezone(LEGAL_ZONE))}"
    said += (
        f",恢复演练 {chinese_moment(drilled.astimezone(LEGAL_ZONE))}。"
        if drilled
        else ",还没有做过恢复演练。"
    )
    if age(last, now) > timedelta(days=settings.BACKUP_DAYS):
        return Readiness("backup", None, f"{said}已超过 {settings.BACKUP_DAYS} 天,请检查备份任务。")
    return Readiness("backup", True if drilled else None, said)


def _span(quiet: timedelta) -> str:
    seconds = int(quiet.total_seconds())
    return f" {seconds} 秒" if seconds < 120 else f" {seconds // 60} 分钟"
