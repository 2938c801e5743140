"""Stopping the portal: everybody ends, also who does not want to, and nothing half done stays."""

from __future__ import annotations

import os
import sqlite3
import textwrap
from pathlib import Path

import pytest

from unionportal.household import Household


def ready(flag: Path) -> None:
    """Until the child says so; the test's own time limit ends a child that never does."""
    while not flag.exists():
        os.sched_yield()


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def stubborn(tmp_path: Path) -> Path:
    """A child that ignores being asked, in the middle of a transaction, with a child of its own."""
    script = tmp_path / "stubborn.py"
    script.write_text(
        textwrap.dedent(
            f"""
            import pathlib, signal, sqlite3, subprocess, sys
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            own = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
            base = sqlite3.connect({str(tmp_path / "base.sqlite3")!r}, isolation_level=None)
            base.execute("CREATE TABLE done (what TEXT)")
            base.execute("INSERT INTO done VALUES ('before')")
            base.execute("BEGIN IMMEDIATE")
            base.execute("INSERT INTO done VALUES ('half of it')")
            pathlib.Path({str(tmp_path / "pid.part")!r}).write_text(str(own.pid))
            pathlib.Path({str(tmp_path / "pid.part")!r}).rename({str(tmp_path / "pid")!r})
            signal.pause()
            """
        )
    )
    return script


def test_a_child_that_ignores_being_asked_ends_with_all_it_started(stubborn: Path, tmp_path: Path) -> None:
    household = Household()
    household.start("后台任务", str(stubborn), module=False)
    ready(tmp_path / "pid")
    grandchild = int((tmp_path / "pid").read_text())
    assert is_alive(grandchild)
    household.stop()
    while is_alive(grandchild):  # killed, but the system takes a moment to say so
        os.sched_yield()
    assert list(household.ended()) == []


def test_a_child_cut_off_in_a_transaction_leaves_none_of_it(stubborn: Path, tmp_path: Path) -> None:
    household = Household()
    household.start("后台任务", str(stubborn), module=False)
    ready(tmp_path / "pid")
    household.stop()
    with sqlite3.connect(tmp_path / "base.sqlite3") as base:
        assert base.execute("SELECT what FROM done").fetchall() == [("before",)]
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_who_ends_when_asked_is_not_cut_off(tmp_path: Path) -> None:
    script = tmp_path / "polite.py"
    script.write_text(
        textwrap.dedent(
            f"""
            import pathlib, signal, sys
            said = pathlib.Path({str(tmp_path)!r})
            signal.signal(signal.SIGTERM, lambda *_: ((said / "bye").touch(), sys.exit(0)))
            (said / "pid").touch()
            signal.pause()
            """
        )
    )
    household = Household()
    household.start("网页服务", str(script), module=False)
    ready(tmp_path / "pid")
    household.stop()
    assert (tmp_path / "bye").exists()
