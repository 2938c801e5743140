"""A backup: the database, every file, and a list by which anybody can tell whether it is whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import FileField

from unionportal.keeping.servers import NotKept, Postgresql, Sqlite, Tables

MANIFEST, SEAL, LISTED, MEDIA = "manifest.json", "manifest.sha256", "media.txt", "media"
FORMAT = 1
BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """What a manifest says. ``migrations``: those of the database; older manifests name none."""

    made_at: str
    vendor: str
    file: str
    tables: Tables
    sequences: dict[str, int]
    media: int
    migrations: list[str]


def save(server: Sqlite | Postgresql, media: Path, into: Path, *, now: datetime) -> Kept:
    """Into a folder that is not there yet; one that was cut off keeps the ending .partial and is no backup."""
    if into.exists() and any(into.iterdir()):
        raise NotKept(f"{into} 里已有内容,请换一个新的文件夹。")
    if is_within(into, media) or is_within(media, into):
        raise NotKept(
            f"{into} 与存放上传文件的文件夹 {media} 套在一起,请换一个单独的文件夹,最好在另一块磁盘上。"
        )
    draft = into.with_name(f"{into.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        told = _written(server, media, draft, now=now)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)  # what broke off is of no use to anybody and takes room
        raise
    if into.exists():
        into.rmdir()
    draft.rename(into)
    return _kept(told)


def is_within(inner: Path, outer: Path) -> bool:
    """Links and dots are followed first."""
    return inner.resolve().is_relative_to(outer.resolve())


def _written(server: Sqlite | Postgresql, media: Path, draft: Path, *, now: datetime) -> dict[str, Any]:
    """Everything of a backup, its list and the digest of the list."""
    kept = server.save(draft / server.file)
    count = _copy_files(media, draft)
    told = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "vendor": server.vendor,
        "file": server.file,
        "tables": kept.tables,
        "sequences": kept.sequences,
        "migrations": kept.migrations,
        "media": count,
        "digests": {name: digest_of(draft / name) for name in (server.file, LISTED)},
    }
    (draft / MANIFEST).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    (draft / SEAL).write_text(f"{digest_of(draft / MANIFEST)}\n", encoding="utf-8")
    return told


def _copy_files(media: Path, into: Path) -> int:
    """Files are never changed in place, so a copy taken after the database holds all it knows."""
    (into / MEDIA).mkdir()
    count = 0
    with (into / LISTED).open("w", encoding="utf-8") as listed:
        for path in files_below(media):
            target = into / MEDIA / path
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                size, digest = _copied(media / path, target)
            except FileNotFoundError:
                continue  # erased in the meantime, with its row
            listed.write(f"{digest} {size} {path}\n")
            count += 1
    return count


def files_below(folder: Path) -> Iterator[str]:
    """Paths within the folder, in order."""
    for place, inner, names in os.walk(folder):
        inner.sort()
        yield from (str((Path(place) / name).relative_to(folder)) for name in sorted(names))


def _copied(source: Path, target: Path) -> tuple[int, str]:
    digest, size = sha256(), 0
    with source.open("rb") as read, target.open("wb") as write:
        while block := read.read(BLOCK):
            digest.update(block)
            size += len(block)
            write.write(block)
    return size, digest.hexdigest()


def digest_of(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as read:
        while block := read.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def examine(folder: Path, say: Callable[[str], None]) -> Kept:
    """What the backup says it holds, after every byte of it was looked at. Raises ``NotKept`` naming what is damaged."""
    try:
        seal = (folder / SEAL).read_text(encoding="utf-8").strip()
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as unreadable:
        raise NotKept(f"{folder} 不是完整的备份:缺少清单或清单读不出来。请换一份备份。") from unreadable
    if seal != digest_of(folder / MANIFEST):
        raise NotKept(f"备份已损坏:清单 {MANIFEST} 与备份时不同。请换一份备份。")
    if told.get("format") != FORMAT:
        raise NotKept("这份备份由另一版本的系统制作,格式不同,没有恢复。请用制作它的版本恢复,再升级。")
    damaged = [name for name, digest in told["digests"].items() if _is_damaged(folder / name, digest)]
    if not damaged:
        damaged = list(_damaged_files(folder))
    if damaged:
        raise NotKept(f"备份已损坏,没有恢复:{'、'.join(damaged[:10])}{_more(len(damaged))}。请换一份备份。")
    say(f"备份完整:数据库 {len(told['tables'])} 张表,文件 {told['media']:,} 个。")
    return _kept(told)


def _more(count: int) -> str:
    return f"等 {count} 处" if count > 10 else ""


def _is_damaged(path: Path, digest: str) -> bool:
    return not path.is_file() or digest_of(path) != digest


def _damaged_files(folder: Path) -> Iterator[str]:
    """Missing, changed, or there without being listed."""
    listed = set()
    with (folder / LISTED).open(encoding="utf-8") as lines:
        for line in lines:
            digest, _, path = line.rstrip("\n").split(" ", 2)
            listed.add(path)
            if _is_damaged(folder / MEDIA / path, digest):
                yield f"{MEDIA}/{path}"
    yield from (f"{MEDIA}/{path}" for path in files_below(folder / MEDIA) if path not in listed)


def _kept(told: dict[str, Any]) -> Kept:
    names = ("made_at", "vendor", "file", "tables", "sequences", "media")
    return Kept(**{name: told[name] for name in names}, migrations=told.get("migrations", []))


def columns_of_files() -> Iterator[tuple[str, str]]:
    """Table and column of everything that names a file."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                yield model._meta.db_table, str(field.column)
