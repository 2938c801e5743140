"""Ten thousand sites with their pictures, kept while people go on writing, restored beside it, and damaged on purpose."""

from __future__ import annotations

import random
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from accounts.models import Union
from core.canonical import digest
from core.clock import LEGAL_ZONE
from core.outbox import owe
from sites.models import Attachment, ServiceSite
from unionportal.bench import dataset
from unionportal.bench.people import officer_of
from unionportal.drill.outcome import Broken, Outcome, Say, require
from unionportal.drill.throwaway import throwaway_database
from unionportal.keeping.restoring import restore_beside
from unionportal.keeping.saving import LISTED, MANIFEST, MEDIA, save
from unionportal.keeping.servers import NotKept, server_of

SEED = 20261012
START = datetime(2026, 10, 12, 10, 0, tzinfo=LEGAL_ZONE)
#: Bytes of a picture, at least and at most: small ones, as many of them as at full size.
SMALLEST, LARGEST = 2_000, 40_000
CHUNK = 1000

CHECKED = (
    "备份期间有人不断写入,备份仍是同一时刻的内容。",
    "恢复到旁边的副本后,逐表行数和内容、编号序列、每个文件的摘要与备份时一致;操作日志封存链和全部结果核对通过。",
    "改动备份的任意一处(数据库、照片、照片清单、清单,或缺一张照片),都被指明,没有恢复。",
    "演练前后,正在使用的数据库的内容没有变化,副本已删除。",
)


def drill(size: int, say: Say, until: float) -> Outcome:
    """``size`` sites with a picture each."""
    outcome = Outcome(CHECKED, heads=("步骤", "用时(秒)"))
    if connection.vendor != "postgresql":
        outcome.broken.append("这个演练需要 PostgreSQL,请设置 DATABASE_URL。")
        return outcome
    with throwaway_database(), tempfile.TemporaryDirectory(prefix="portal-kept-") as kept:
        try:
            _all_of_it(size, Path(kept) / "backup", outcome, say)
        except (Broken, NotKept) as broken:
            outcome.broken.append(str(broken))
    outcome.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return outcome


def _all_of_it(size: int, backup: Path, outcome: Outcome, say: Say) -> None:
    media = Path(settings.MEDIA_ROOT)
    with _timed("建立阵地和照片", outcome, say):
        dataset.load(size)
        written = _pictures(media)
    server = server_of(connection.settings_dict)
    with _somebody_writing() as told, _timed("备份", outcome, say):
        kept = save(server, media, backup, now=START)
    require(told() > 0, "备份期间没有写入,不能说明问题。")
    before = _live_rows()
    with _timed("恢复、核对、重算", outcome, say):
        report = restore_beside(server, backup, say, keep=False, now=START)
    require(not report.problems, "".join(report.problems))
    require(report.missing == 0, f"有 {report.missing} 个登记的文件不在备份里。")
    outcome.counted |= {"阵地": size, "照片": kept.media, "行": report.rows, "备份期间写入": told()}
    with _timed("损坏的备份", outcome, say):
        outcome.counted["损坏后被指明"] = _damage(server, backup)
    require(_live_rows() == before, "演练改变了正在使用的数据库。")
    require(_copies() == 0, "副本没有删除。")
    outcome.size = f"{size:,} 个阵地,{kept.media:,} 张照片,{written / 1024**2:.0f} MiB"


@contextmanager
def _timed(step: str, outcome: Outcome, say: Say) -> Iterator[None]:
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    outcome.rows.append((step, f"{took:.1f}"))
    say(f"  {step}:{took:.1f} 秒")


def _pictures(media: Path) -> int:
    """One for each site, past the services: what matters here is bytes and rows."""
    rng, written = random.Random(SEED), 0
    city = Union.objects.filter(parent=None).order_by("pk")[0]
    uploader = officer_of(city)
    keys = list(ServiceSite.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        files = []
        for site in keys[start : start + CHUNK]:
            content = rng.randbytes(rng.randrange(SMALLEST, LARGEST))
            written += len(content)
            name = f"sites/{site % 256:02x}/{site}.jpg"
            (media / name).parent.mkdir(parents=True, exist_ok=True)
            (media / name).write_bytes(content)
            row = Attachment(
                owner_union=city,
                uploader=uploader,
                file=name,
                sha256=sha256(content).hexdigest(),
                size=len(content),
                width=800,
                height=600,
                created_at=START,
            )
            files.append(row)
        Attachment.objects.bulk_create(files)
    return written


@contextmanager
def _somebody_writing() -> Iterator[Callable[[], int]]:
    """A person of another connection, all the while; gives how much was written."""
    ended, written = threading.Event(), []

    def write() -> None:
        try:
            while not ended.is_set():
                number = len(written)
                owe(number, "备份期间", key=f"meanwhile:{number}", now=START, urgent=True)
                written.append(number)
        finally:
            connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield lambda: len(written)
    finally:
        ended.set()
        thread.join()


def _damage(server: object, backup: Path) -> int:
    """Each place once; everything is put back before the next."""
    named = 0
    picture = next((backup / MEDIA).rglob("*.jpg"))
    for path in (backup / "database.dump", picture, backup / LISTED, backup / MANIFEST):
        whole = path.read_bytes()
        spoilt = bytearray(whole)
        spoilt[len(whole) // 2] ^= 1
        for content in (bytes(spoilt), None):
            path.unlink() if content is None else path.write_bytes(content)
            named += _is_named(server, backup, path)
            path.write_bytes(whole)
    return named


def _is_named(server: object, backup: Path, path: Path) -> int:
    try:
        restore_beside(server, backup, lambda line: None, keep=False, now=START)  # type: ignore[arg-type]
    except NotKept as refused:
        words = str(refused)
        require(path.name in words or "清单" in words, f"损坏的是 {path.name},说的是:{words}")
        return 1
    raise Broken(f"{path.name} 已损坏,却恢复了。")


def _live_rows() -> str:
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
            counts[table] = cursor.fetchone()[0]
    return digest(counts)


def _copies() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_database WHERE datname LIKE %s",
            [f"{connection.settings_dict['NAME']}_restored_%"],
        )
        return int(cursor.fetchone()[0])
