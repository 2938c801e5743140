"""Builds each world once a process: a second time, what its services wrote is written again with the same keys.

A builder is deterministic: the same call on the same rows makes the same rows. "The same rows" is known exactly, for a
test begins with what the migrations left and every statement is heard: after a write that no remembered builder made,
and after any rollback, the test is on its own and everything is built by the services again.

Not for tests that commit, nor for those that put something in the place of code (``monkeypatch``) or of the clock.
"""

from __future__ import annotations

import hashlib
import pickle
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import pytest
from django.conf import UserSettingsHolder, settings
from django.core import mail
from django.db import connection, models, transaction
from django.db.models.fields.files import FieldFile

from tests.asking import asked_for
from tests.tape import Recorder, Reel, Tape

P = ParamSpec("P")
R = TypeVar("R")

PLAIN = (str, int, bool, float, bytes, Decimal, date, time, timedelta, Enum, UUID, FieldFile, type(None))
#: Fixtures under which the same call need not make the same world.
REPLACING = {"monkeypatch", "time_machine", "mocker"}
#: So many worlds are kept, the ones not asked for longest go first.
MOST = 600


class _NoKey(Exception):
    """A value that cannot be told from another one."""


@dataclass(frozen=True)
class _World:
    tape: Tape
    play: Reel
    result: bytes
    owed: list[tuple[Callable[[], Any], bool]]
    files: Path | None


class _Memory:
    """``stands``: which remembered calls, in their order, made the rows there are; ``None``: others did."""

    def __init__(self) -> None:
        self.stands: str | None = None
        self.worlds: OrderedDict[str, _World] = OrderedDict()
        self.recorder = Recorder(self._other_write)
        self.store = Path(tempfile.gettempdir())

    def _other_write(self) -> None:
        self.stands = None

    def listens(self) -> bool:
        """Was this connection heard all along? From now on it is. A loop that runs in this thread has one of its own:
        from the first step of a browser on, every test speaks by that one."""
        heard = self.recorder in connection.execute_wrappers
        if not heard:
            connection.execute_wrappers.append(self.recorder)
        return heard

    def call(self, builder: Callable[..., Any], args: Any, given: Any) -> Any:
        if not self.listens():
            self.stands = None
        if self.stands is None or not connection.in_atomic_block:
            return builder(*args, **given)
        try:
            key = self._key(builder, args, given)
        except _NoKey:
            return builder(*args, **given)
        if key in self.worlds:
            return self._again(key)
        return self._first_time(key, builder, args, given)

    def _key(self, builder: Callable[..., Any], args: Any, given: Any) -> str:
        name = f"{builder.__module__}.{builder.__qualname__}"
        told = repr((self.stands, name, _told(args), _told(given), _changed_settings()))
        return hashlib.sha256(told.encode()).hexdigest()

    def _again(self, key: str) -> Any:
        world = self.worlds[key]
        self.worlds.move_to_end(key)
        world.play()
        self.recorder.replayed(world.tape)
        for func, robust in world.owed:
            transaction.on_commit(func, robust=robust)
        if world.files:
            shutil.copytree(world.files, settings.MEDIA_ROOT, dirs_exist_ok=True)
        self.stands = key
        return pickle.loads(world.result)

    def _first_time(self, key: str, builder: Callable[..., Any], args: Any, given: Any) -> Any:
        arguments, letters, owed, files = (
            _told((args, given)),
            _letters(),
            len(connection.run_on_commit),
            _files(),
        )
        with self.recorder.running() as tape:
            result = builder(*args, **given)
        left = _files()
        is_whole = tape.is_fit and _told((args, given)) == arguments and _letters() == letters
        if not is_whole or not files.items() <= left.items():
            self.stands = None
            return result
        self.worlds[key] = _World(
            tape=tape,
            play=tape.wound(),
            result=pickle.dumps(result),
            owed=[(func, robust) for _, func, robust in connection.run_on_commit[owed:]],
            files=self._kept(key, left.keys() - files.keys()),
        )
        if len(self.worlds) > MOST:
            self.worlds.popitem(last=False)
        self.stands = key
        return result

    def _kept(self, key: str, paths: set[Path]) -> Path | None:
        """Copies of files that came with the world."""
        for path in paths:
            copy = self.store / key / path.relative_to(settings.MEDIA_ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        return self.store / key if paths else None


def _files() -> dict[Path, tuple[int, int]]:
    """Every stored file with its size and time."""
    found = (path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


def _letters() -> int:
    return len(getattr(mail, "outbox", ()))


def _changed_settings() -> Any:
    """Settings that a test changed, its private directory left out."""
    changed: dict[str, Any] = {}
    holder = settings._wrapped
    while isinstance(holder, UserSettingsHolder):
        changed = {name: value for name, value in vars(holder).items() if name.isupper()} | changed
        holder = holder.default_settings
    changed.pop("MEDIA_ROOT", None)
    return sorted((name, repr(value)) for name, value in changed.items())


def _told(value: Any) -> Any:
    """The value in words that are equal when it is; rows by all their columns. Raises ``_NoKey``."""
    if isinstance(value, PLAIN):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return [_told(each) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted(repr(_told(each)) for each in value)
    if isinstance(value, dict):
        return [(_told(name), _told(each)) for name, each in value.items()]
    if isinstance(value, models.Model):
        columns = [field.attname for field in value._meta.concrete_fields]
        return value._meta.label, [_told(value.__dict__[name]) for name in columns if name in value.__dict__]
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__qualname__, [_told(getattr(value, each.name)) for each in fields(value)]
    raise _NoKey


_memory = _Memory()


def remembered(builder: Callable[P, R]) -> Callable[P, R]:
    """A builder of rows: the same call in the same world writes what it wrote the first time."""

    @wraps(builder)
    def build(*args: P.args, **given: P.kwargs) -> R:
        return _memory.call(builder, args, given)  # type: ignore[no-any-return]  # what the builder returned

    return build


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test begins with the rows of the migrations, unless a world of its module lies below it."""
    _memory.listens()
    is_plain = not connection.in_atomic_block and not REPLACING & asked_for(item)
    _memory.stands = "migrated" if is_plain else None


@pytest.fixture(scope="session", autouse=True)
def remembers_worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    _memory.store = tmp_path_factory.mktemp("worlds")
    yield
    _memory.worlds.clear()
