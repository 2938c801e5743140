"""The drills, small: the command runs them, writes down what they saw, and fails when a property breaks."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from unionportal.drill.drills import DRILLS, Drill
from unionportal.drill.hostile_sheets import READ, REFUSED
from unionportal.drill.outcome import Outcome


@pytest.fixture
def drills(db, monkeypatch, tmp_path):
    """Drills of which one breaks and one is stopped; gives a run of the command."""
    chosen = {}

    def run(name: str, *broken: str, cut: str = "") -> None:
        def work(size, say, until):
            return Outcome(("第一条。",), f"{size} 次", rows=[], broken=list(broken), cut=cut, peak_mib=12)

        chosen[name] = Drill(name, f"{name}的说明", 3, work)

    run("good")
    run("bad", "第 7 号出错")
    run("stopped", cut="3 次中走了 0 次")
    monkeypatch.setattr("unionportal.management.commands.drill.DRILLS", chosen)
    return lambda *more: call_command("drill", *more, "--into", str(tmp_path))


def test_a_drill_is_written_down_with_its_size_and_what_was_checked(drills, tmp_path):
    drills("good", "--size", "5")
    page = (tmp_path / "drill-good.md").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["drill-good.md"]
    for words in ("5 次", "第一条。", "12 MiB", "全部成立", "年"):
        assert words in page


def test_without_a_name_all_are_listed_and_run_and_a_broken_one_fails_the_command(drills, tmp_path, capsys):
    with pytest.raises(CommandError) as failed:
        drills()
    assert "bad、stopped" in str(failed.value) and "good" not in str(failed.value)
    assert "good的说明" in capsys.readouterr().out
    assert "第 7 号出错" in (tmp_path / "drill-bad.md").read_text(encoding="utf-8")
    assert (tmp_path / "drill-good.md").is_file()


def test_a_drill_that_was_stopped_says_how_far_it_came_and_fails_the_command(drills, tmp_path, capsys):
    with pytest.raises(CommandError) as failed:
        drills("stopped")
    assert "stopped" in str(failed.value)
    for told in ((tmp_path / "drill-stopped.md").read_text(encoding="utf-8"), capsys.readouterr().out):
        assert "没有走完,不能说明性质成立:3 次中走了 0 次" in told and "全部成立" not in told


def test_a_drill_below_its_full_size_does_not_say_that_everything_holds(drills, tmp_path, capsys):
    drills("good", "--size", "2")
    for told in ((tmp_path / "drill-good.md").read_text(encoding="utf-8"), capsys.readouterr().out):
        assert "在这一规模内没有性质被打破(规模 2,足量为 3)" in told and "全部成立" not in told


def test_an_unknown_name_says_which_there_are(drills, tmp_path):
    with pytest.raises(CommandError) as failed:
        drills("other")
    assert "good、bad、stopped" in str(failed.value)
    assert list(tmp_path.iterdir()) == []


def test_every_drill_has_a_name_of_its_own_and_a_line():
    names = {name for name, each in DRILLS.items() if each.line}
    assert names == {
        *("labels", "labels-crowd", "recompute", "restore", "return", "seasons", "severity", "spreadsheets")
    }


@pytest.mark.once
@pytest.mark.slow
def test_every_hostile_file_is_answered_and_nobody_dies(tmp_path: Path) -> None:
    """The whole command, as it is typed: the real reader, a real server, a database of its own."""
    command = [sys.executable, "manage.py", "drill", "spreadsheets", "--size", "20", "--into", str(tmp_path)]
    told = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    page = (tmp_path / "drill-spreadsheets.md").read_text(encoding="utf-8")
    for hostile in (*REFUSED.values(), *READ.values()):
        assert re.search(
            rf"^\| {hostile.what} \|.*\| {400 if hostile in REFUSED.values() else 302} \|$", page, re.M
        )
    assert "网页进程内存增加" in page
