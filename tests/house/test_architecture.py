"""Does the house keep its own rules? Reads the sources, runs nothing of the portal."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.house import APPS, EDGES, ROOT, WRITERS, Module, branches, in_rings, modules

HOUSE = modules()
#: Modules with a meaning of their own in every app. Whatever else stands in an app must be pure or named below.
ROLES = {"admin", "api", "apps", "contributions", "forms", "policy", "selectors", "services", "tasks"}
ROLES |= {"__init__", "models", "transitions", "urls", "views", "management", "migrations", "templatetags"}
ROLES |= {"middleware", "seeds", "public", "types", "context_processors"}
#: Where rows are read or written under another name, because the name says more.
READERS = {
    "core": {
        *("audit", "choosing", "delivering", "due_messages", "guards", "heartbeat", "jobs", "many", "once"),
        *("outbox", "running", "scheduled", "sealing", "search_index", "switches", "workflow"),
    },
    "accounts": {"actors", "reach", "watched"},
    "demonstration": {
        *("blind", "candidates", "doubles", "inbox", "leading", "rehearsing", "replay", "site_file"),
        *("verification", "walls", "watched"),
    },
    "desk": {"inbox"},
    "filing": {"handover", "inbox", "lines", "numbers", "replay", "scan_inbox", "verification", "watched"},
    "inspection": {
        *("hindrances", "inbox", "proof_uses", "reading", "rehearsing", "replay", "undone"),
        *("verification", "watched"),
    },
    "rulebook": {"standing", "watched"},
    "sites": {"making", "uses", "watched"},
}
ORM = re.compile(r"^django\.db\.(models|transaction|connection)")


def named(found: list[Module]) -> list[str]:
    return [str(module.path) for module in found]


def test_every_module_opens_with_a_sentence() -> None:
    silent = [module for module in HOUSE if module.text.strip() and not ast.get_docstring(module.tree)]
    assert named(silent) == []


def test_edges_leave_rows_to_selectors_and_services() -> None:
    assert [place for module in HOUSE if EDGES & module.kinds for place in module.manager_uses()] == []


def test_rows_are_written_by_services_alone() -> None:
    assert [place for module in HOUSE if not WRITERS & module.kinds for place in module.writes()] == []


def test_only_the_step_assigns_a_state() -> None:
    assert [place for module in HOUSE for place in module.states_assigned()] == []


def test_nothing_is_imported_late_or_in_a_ring() -> None:
    assert [place for module in HOUSE for place in module.late_imports()] == []
    assert in_rings(HOUSE) == []


def test_only_edges_and_wiring_read_the_clock() -> None:
    lawful = EDGES | {"unionportal", "middleware", "clock"}
    readers = [
        module.place(node)
        for module in HOUSE
        if not lawful & module.kinds
        for node in module.nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"clock.now", "clock.today"}
    ]
    assert readers == []


def test_no_signals_of_the_domain_and_no_generic_relations() -> None:
    hidden = re.compile(r"@receiver|(pre|post)_(save|delete)\b|m2m_changed|GenericForeignKey")
    assert named([module for module in HOUSE if module.app in APPS and hidden.search(module.text)]) == []


@pytest.mark.parametrize("app", APPS)
def test_a_module_outside_the_roles_of_an_app_touches_no_rows(app: str) -> None:
    lawful = ROLES | READERS.get(app, set())
    unknown = [module for module in HOUSE if module.app == app and not lawful & set(module.kinds - {app})]
    assert [place for module in unknown for place in module.manager_uses() + module.writes()] == []


@pytest.mark.parametrize("app", ["rulebook"])
def test_arithmetic_of_the_rulebook_knows_no_database(app: str) -> None:
    pure = [module for module in HOUSE if module.app == app and module.path.stem in {"terms", "workdays"}]
    assert pure
    assert [name for module in pure for name in module.imported() if name.startswith("django.db")] == []


def test_functions_fit_on_a_screen_and_modules_on_a_few() -> None:
    long = [
        f"{module.place(node)} {node.name}"
        for module in HOUSE
        for node in module.functions()
        if (node.end_lineno or node.lineno) - node.lineno >= 60
    ]
    assert long == []
    assert named([module for module in HOUSE if len(module.text.splitlines()) > 400]) == []


def test_comments_promise_nothing() -> None:
    promise = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b")
    assert named([module for module in HOUSE if promise.search(module.text)]) == []


def tracked() -> list[Path]:
    if shutil.which("git") is None:
        pytest.skip("no git on this machine: no list of tracked files")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git work tree: no list of tracked files")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_tracked_file_names_a_package_index_or_a_path_of_one_machine() -> None:
    address = re.compile(rb"https?://[^\s\"']*/(simple|packages)\b|--(extra-)?index-url|--find-links")
    machine = re.compile(rb"(?<![\w.~/-])/(root|work|home/[a-z]+|Users/[A-Za-z]+)/")
    own = Path(__file__)
    texts = {path: path.read_bytes() for path in tracked() if path != own}
    found = [str(path) for path, text in texts.items() if address.search(text) or machine.search(text)]
    assert found == []


def test_the_reader_itself_sees_what_it_looks_for() -> None:
    """Otherwise every test above could pass on anything."""
    bad = Module(
        Path("filing/views/bad.py"),
        "def view(row):\n"
        "    import os\n"
        "    row.state = 'filed'\n"
        "    Filing.objects.filter(pk=1).update(state='filed')\n"
        "    row.save()\n"
        "    return Filing._default_manager.first() or Filing._base_manager.first()\n",
    )
    assert len(bad.states_assigned()) == 2
    assert len(bad.writes()) == 2
    assert len(bad.manager_uses()) == 3
    assert bad.typed_functions() == []
    assert len(bad.late_imports()) == 1
    assert branches(ast.parse("a if b and c else d")) == 3
