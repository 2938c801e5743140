"""Does a bare machine get its environment, and is a foreign one left alone? Standard library code, no Django."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from unionportal import bootstrap

ROOT = Path(__file__).resolve().parents[2]


def test_it_needs_nothing_but_the_standard_library() -> None:
    for file in ("manage.py", "unionportal/__init__.py", "unionportal/bootstrap.py"):
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        top = {
            name.split(".")[0]
            for node in tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in ([node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
            if name
        }
        assert top - {"unionportal", "__future__"} <= set(sys.stdlib_module_names), file


def test_testing_needs_the_lock_that_adds_the_test_tools() -> None:
    assert bootstrap.lock_for(["portal", "--empty"]).name == "requirements.txt"
    assert bootstrap.lock_for([]).name == "requirements.txt"
    assert bootstrap.lock_for(["test", "-k", "clock"]).name == "requirements-test.txt"


def test_the_locks_agree_where_they_overlap() -> None:
    def versions(name: str) -> dict[str, str]:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        pinned = [line.split(" ")[0].split("==") for line in lines if "==" in line and line[0].isalnum()]
        return dict(pinned)  # type: ignore[arg-type]  # each line splits in two

    runtime, test, dev = map(versions, ("requirements.txt", "requirements-test.txt", "requirements-dev.txt"))
    assert runtime.items() <= test.items() <= dev.items()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A machine with an environment already made, where every installation is only noted."""
    installed: list[str] = []
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "installed.json")
    monkeypatch.setattr(bootstrap, "_quietly", lambda command, environment=None: True)
    monkeypatch.setattr(bootstrap, "_install", lambda lock: installed.append(lock.name))
    return installed


def test_a_second_start_installs_nothing_and_a_changed_lock_once_more(
    tmp_path: Path, machine: list[str]
) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("a==1\n")
    bootstrap.install_missing(lock)
    bootstrap.install_missing(lock)
    assert machine == ["requirements.txt"]
    lock.write_text("a==2\n")
    bootstrap.install_missing(lock)
    assert machine == ["requirements.txt"] * 2
    lock.write_text("a==1\n")
    bootstrap.install_missing(lock)
    assert len(machine) == 3, "going back is a change as well"


def test_a_torn_stamp_is_as_good_as_none(machine: list[str]) -> None:
    bootstrap.STAMP.write_text("{")
    bootstrap.install_missing(ROOT / "requirements.txt")
    assert machine == ["requirements.txt"]
    assert set(json.loads(bootstrap.STAMP.read_text())) == {"requirements.txt"}


def test_uv_is_told_the_package_source_that_pip_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    configuration = "global.index-url='mirror-a'\n:env:.find-links='one two'\nglobal.timeout='60'\n"
    told = bootstrap.uv_environment(configuration)
    assert told["UV_DEFAULT_INDEX"] == "mirror-a"
    assert told["UV_FIND_LINKS"] == "one,two"
    assert "60" not in {told.get("UV_INDEX"), told.get("SSL_CERT_FILE")}


def test_what_the_environment_says_about_uv_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "chosen")
    assert bootstrap.uv_environment("global.index-url='mirror-a'")["UV_DEFAULT_INDEX"] == "chosen"


@pytest.mark.parametrize("reason", ["switched off", "foreign environment"])
def test_a_foreign_environment_is_left_alone(reason: str, tmp_path: Path) -> None:
    """In a copy without ``.venv``: nothing is made, and the answer is Python's own about the missing Django."""
    (tmp_path / "unionportal").mkdir()
    for file in ("manage.py", "unionportal/__init__.py", "unionportal/bootstrap.py"):
        (tmp_path / file).write_bytes((ROOT / file).read_bytes())
    python = Path(sys.executable).resolve()
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    if reason == "switched off":
        environment["PORTAL_NO_BOOTSTRAP"] = "1"
    else:
        subprocess.run([python, "-m", "venv", "--without-pip", tmp_path / "other"], check=True)
        python = tmp_path / "other" / "bin" / "python"
    run = subprocess.run(
        [python, "manage.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert not (tmp_path / ".venv").exists()
    assert ".venv" not in run.stdout


def test_the_stamp_belongs_to_nobody_else() -> None:
    assert bootstrap.STAMP.parent == bootstrap.VENV == ROOT / ".venv"
    assert os.path.commonpath([bootstrap.PYTHON, bootstrap.VENV]) == str(bootstrap.VENV)
