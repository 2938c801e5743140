"""The pure draw: exact weights, the same for ever, and done again by a script that knows nothing of the portal."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from inspection.spot_checks.drawing import DrawList, Entry, draw, number_below, pick, seed_digest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs" / "replay_draw.py"

#: The 99.9 % point of chi-square by degrees of freedom.
CHI_999 = {3: 16.27, 4: 18.47, 5: 20.52}


def seed_of(number: int) -> str:
    return hashlib.sha256(f"seed {number}".encode()).hexdigest()


def some_list(chance: Random) -> DrawList:
    people = tuple(range(1, chance.randint(2, 9)))
    entries = tuple(
        Entry(f"S{number:03d}", chance.randint(1, 9), tuple(p for p in people if chance.random() < 0.3))
        for number in chance.sample(range(200), chance.randint(1, 40))
    )
    return DrawList("CC-2026-0001", chance.randint(1, 12), 2, entries, people)


def chi_square(found: Counter[int], weights: list[int]) -> float:
    total, whole = sum(found.values()), sum(weights)
    wanted = [total * weight / whole for weight in weights]
    return sum((found[at] - each) ** 2 / each for at, each in enumerate(wanted))


def test_ten_thousand_draws_fit_the_declared_weights():
    weights = [1, 2, 3, 1, 5, 8]
    found = Counter(pick(weights, 1, bytes.fromhex(seed_of(n)), "list|site")[0] for n in range(10_000))
    assert chi_square(found, weights) < CHI_999[5]


def test_the_second_site_fits_the_weights_that_are_left():
    """Given that the heaviest went first, the others share what is left by their own weights."""
    weights = [1, 2, 3, 4, 10]
    pairs = [pick(weights, 2, bytes.fromhex(seed_of(n)), "list|site") for n in range(10_000)]
    found = Counter(second for first, second in pairs if first == 4)
    assert sum(found.values()) > 4_000
    assert chi_square(found, weights[:4]) < CHI_999[3]


def test_a_draw_that_ignores_its_weights_would_be_noticed():
    found = Counter(number_below(6, bytes.fromhex(seed_of(n)), "even") for n in range(10_000))
    assert chi_square(found, [1] * 6) < CHI_999[5] < chi_square(found, [1, 2, 3, 1, 5, 8])


def test_every_number_is_below_its_total_and_the_lowest_is_drawn_too():
    seed = bytes.fromhex(seed_of(1))
    found = {number_below(3, seed, f"turn {n}") for n in range(100)}
    assert found == {0, 1, 2}
    assert number_below(1, seed, "only one") == 0


def test_the_order_of_the_rows_changes_nothing_and_every_member_is_drawn_once():
    chance = Random(7)
    for number in range(40):
        given = some_list(chance)
        entries, people = list(given.entries), list(given.inspectors)
        chance.shuffle(entries)
        chance.shuffle(people)
        other = DrawList(given.number, given.size, given.per_site, tuple(entries), tuple(people))
        found = draw(given, seed_of(number))
        assert (other.digest, draw(other, seed_of(number))) == (given.digest, found)
        codes = [each.code for each in found]
        assert len(codes) == len(set(codes)) == min(given.size, len(entries))


def test_nobody_is_sent_where_he_is_barred():
    chance = Random(8)
    for number in range(40):
        given = some_list(chance)
        barred = {entry.code: set(entry.barred) for entry in given.entries}
        for each in draw(given, seed_of(number)):
            free = set(given.inspectors) - barred[each.code]
            assert set(each.inspectors) <= free
            assert len(set(each.inspectors)) == min(2, len(free))


@pytest.mark.parametrize("change", ["weight", "code", "size", "inspector", "barred", "number"])
def test_any_change_of_the_list_changes_its_digest(change):
    base = {"number": "A", "size": 1, "per_site": 2, "entries": (Entry("S1", 1, (4,)),), "inspectors": (4, 5)}
    changed: dict[str, Any] = {
        "weight": {"entries": (Entry("S1", 2, (4,)),)},
        "code": {"entries": (Entry("S2", 1, (4,)),)},
        "size": {"size": 2},
        "inspector": {"inspectors": (4, 6)},
        "barred": {"entries": (Entry("S1", 1),)},
        "number": {"number": "B"},
    }
    assert DrawList(**(base | changed[change])).digest != DrawList(**base).digest


def record_for(given: DrawList, seed: str) -> dict[str, Any]:
    return {
        "list": given.text,
        "list_digest": given.digest,
        "seed_digest": seed_digest(seed),
        "seed": seed,
        "drawn": [[each.code, list(each.inspectors)] for each in draw(given, seed)],
    }


@pytest.fixture(scope="module")
def script() -> Any:
    spec = importlib.util.spec_from_file_location("replay_draw", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_independent_script_reproduces_every_draw(script):
    chance = Random(9)
    for number in range(60):
        record = record_for(some_list(chance), seed_of(number))
        assert script.replay(record) == "the same draw"


def test_the_script_refuses_another_list_another_seed_and_another_result(script):
    record = record_for(some_list(Random(10)), seed_of(1))
    other = record_for(some_list(Random(11)), seed_of(2))
    assert "list" in script.replay({**record, "list": other["list"]})
    assert "seed" in script.replay({**record, "seed": seed_of(3)})
    assert script.replay({**record, "drawn": record["drawn"][::-1]}).startswith("another draw")


def test_the_script_is_short_and_stands_alone(tmp_path):
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) <= 60
    record = tmp_path / "record.json"
    record.write_text(json.dumps(record_for(some_list(Random(12)), seed_of(5))), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(record)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert (ran.returncode, ran.stdout.strip()) == (0, "the same draw")
