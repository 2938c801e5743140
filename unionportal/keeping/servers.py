"""Databases as files and by their own tools, past the ORM: what is kept must not depend on the version that reads it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import md5
from pathlib import Path
from typing import Any, NamedTuple

import psycopg2
from psycopg2 import sql

#: By table: number of rows and a sum over the digests of all rows, which no order changes.
Tables = dict[str, list[Any]]


class Contents(NamedTuple):
    """What a database holds; ``migrations``: those that made it what it is, as app.name."""

    tables: Tables
    sequences: dict[str, int]
    migrations: list[str]


_MIGRATIONS = "django_migrations"
_APPLIED = f"SELECT app || '.' || name FROM {_MIGRATIONS} ORDER BY 1"  # noqa: S608  # own name

#: Rows that are read at once.
CHUNK = 2000


class NotKept(Exception):
    """It could not be done; the sentence says why and what to do."""


class Sqlite:
    """One file; copied by the database itself, so that nobody need stop."""

    vendor, file = "sqlite", "database.sqlite3"

    def __init__(self, told: dict[str, Any]) -> None:
        self.path = Path(told["NAME"])

    def save(self, into: Path) -> Contents:
        with closing(sqlite3.connect(self.path, timeout=30)) as live, closing(sqlite3.connect(into)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            return self._contents(copy)

    @contextmanager
    def restored(self, saved: Path, folder: Path, *, keep: bool) -> Iterator[dict[str, str]]:
        """A copy beside the live one, and the environment in which the portal would run on it."""
        shutil.copyfile(saved, folder / "portal.sqlite3")
        yield {"PORTAL_VAR": str(folder), "DATABASE_URL": ""}

    def contents(self, environment: dict[str, str]) -> Contents:
        with closing(sqlite3.connect(Path(environment["PORTAL_VAR"]) / "portal.sqlite3")) as copy:
            return self._contents(copy)

    def names(self, environment: dict[str, str], table: str, column: str) -> Iterator[str]:
        with closing(sqlite3.connect(Path(environment["PORTAL_VAR"]) / "portal.sqlite3")) as copy:
            yield from (name for (name,) in copy.execute(f'SELECT "{column}" FROM "{table}"') if name)  # noqa: S608

    def mark(self, environment: dict[str, str], moment: str) -> None:
        with closing(sqlite3.connect(Path(environment["PORTAL_VAR"]) / "portal.sqlite3")) as copy, copy:
            copy.execute("INSERT OR REPLACE INTO core_switch (name, since) VALUES ('copy', ?)", [moment])

    def _contents(self, copy: sqlite3.Connection) -> Contents:
        listed = (
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        tables = {name: _summed(copy.execute(f'SELECT * FROM "{name}"')) for (name,) in copy.execute(listed)}  # noqa: S608
        sequences = dict(copy.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        applied = copy.execute(_APPLIED).fetchall() if _MIGRATIONS in tables else []
        return Contents(tables, sequences, [name for (name,) in applied])


def _summed(rows: Any) -> list[Any]:
    count, total = 0, 0
    while chunk := rows.fetchmany(CHUNK):
        for row in chunk:
            total += int.from_bytes(md5(repr(row).encode(), usedforsecurity=False).digest()[:8])
        count += len(chunk)
    return [count, str(total)]


class Postgresql:
    """pg_dump and these sums look at one and the same snapshot, however much is written meanwhile."""

    vendor, file = "postgresql", "database.dump"

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told

    def save(self, into: Path) -> Contents:
        with closing(self._connect(self.told["NAME"])) as link, link.cursor() as cursor:
            link.set_session(isolation_level="REPEATABLE READ", readonly=True)
            cursor.execute("SELECT pg_export_snapshot()")
            ((snapshot,),) = cursor.fetchall()
            contents = self._contents(cursor)
            dump = ["--format=custom", "--compress=3", "--no-owner", "--no-privileges"]
            self._run("pg_dump", *dump, f"--snapshot={snapshot}", f"--file={into}", self.told["NAME"])
        return contents

    @contextmanager
    def restored(self, saved: Path, folder: Path, *, keep: bool) -> Iterator[dict[str, str]]:
        """A database of its own; when the drill breaks off it goes, also where it was to be kept."""
        name, stays = f"{self.told['NAME']}_restored_{os.getpid()}", False
        self._outside("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name)
        try:
            how = ["--no-owner", "--no-privileges", "--exit-on-error", "--jobs=2"]
            self._run("pg_restore", *how, f"--dbname={name}", str(saved))
            yield {"PORTAL_VAR": str(folder), "DATABASE_URL": self._address(name), "RESTORED_AS": name}
            stays = keep
        finally:
            if not stays:
                self._outside("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def contents(self, environment: dict[str, str]) -> Contents:
        with self._connected(environment["RESTORED_AS"]) as link, link.cursor() as cursor:
            return self._contents(cursor)

    def names(self, environment: dict[str, str], table: str, column: str) -> Iterator[str]:
        asked = sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), sql.Identifier(table))
        with self._connected(environment["RESTORED_AS"]) as link, link.cursor() as cursor:
            cursor.execute(asked)
            yield from (name for (name,) in cursor if name)

    def mark(self, environment: dict[str, str], moment: str) -> None:
        with self._connected(environment["RESTORED_AS"]) as link, link.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_switch (name, since) VALUES ('copy', %s) ON CONFLICT DO NOTHING", [moment]
            )

    def _contents(self, cursor: Any) -> Contents:
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
        tables: Tables = {}
        summed = "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text FROM {} t"
        for (name,) in cursor.fetchall():
            cursor.execute(sql.SQL(summed).format(sql.Identifier(name)))
            tables[name] = list(cursor.fetchone())
        cursor.execute(
            "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = current_schema()"
        )
        sequences = dict(cursor.fetchall())
        if _MIGRATIONS not in tables:
            return Contents(tables, sequences, [])
        cursor.execute(_APPLIED)
        return Contents(tables, sequences, [name for (name,) in cursor.fetchall()])

    def _connect(self, name: str) -> Any:
        given = {key: self.told.get(key.upper()) or None for key in ("user", "password", "host", "port")}
        more = {key: value for key, value in self.told.get("OPTIONS", {}).items() if key.startswith("ssl")}
        return psycopg2.connect(dbname=name, **given, **more)

    @contextmanager
    def _connected(self, name: str) -> Iterator[Any]:
        with closing(self._connect(name)) as link, link:
            yield link

    def _outside(self, statement: str, name: str) -> None:
        """Databases are made and dropped outside of any transaction."""
        with closing(self._connect(self.told["NAME"])) as link:
            link.autocommit = True
            try:
                link.cursor().execute(sql.SQL(statement).format(sql.Identifier(name)))
            except psycopg2.errors.InsufficientPrivilege as refused:
                words = "数据库账号不能新建数据库,无法演练恢复。请授予 CREATEDB,或换一个账号的 DATABASE_URL。"
                raise NotKept(words) from refused

    def _address(self, name: str) -> str:
        password = f":{self.told['PASSWORD']}" if self.told["PASSWORD"] else ""
        return f"postgresql://{self.told['USER']}{password}@{self.told['HOST']}:{self.told['PORT'] or 5432}/{name}"

    def _run(self, tool: str, *arguments: str) -> None:
        if shutil.which(tool) is None:
            raise NotKept(f"没有找到 {tool},请安装与数据库同版本或更新的 PostgreSQL 客户端。")
        where = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
        given = {name: str(self.told[key]) for name, key in where.items() if self.told.get(key)}
        done = subprocess.run(  # noqa: S603  # the database's own tool
            [tool, *arguments], env={**os.environ, **given}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NotKept(f"{tool} 没有成功:{done.stderr.strip()[-300:]}")


def server_of(told: dict[str, Any]) -> Sqlite | Postgresql:
    """By Django's settings of the database."""
    return Postgresql(told) if told["ENGINE"].endswith("postgresql") else Sqlite(told)


def differing(kept: Tables, found: Tables) -> Sequence[str]:
    """Sentences for tables whose rows are not those that were kept."""
    said = []
    for name in sorted(kept.keys() | found.keys()):
        before, after = kept.get(name), found.get(name)
        if before is None or after is None:
            said.append(f"数据表 {name} {'多出' if before is None else '缺失'}。")
        elif before[0] != after[0]:
            said.append(f"数据表 {name} 应有 {before[0]:,} 行,恢复后 {after[0]:,} 行。")
        elif before != after:
            said.append(f"数据表 {name} 的内容与备份时不同。")
    return said
