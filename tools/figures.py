#!/usr/bin/env python3
"""How does the house measure up? Prints each watched figure beside its bar; exit 1 where a bar is broken."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.house import EDGES, ROOT, WRITERS, Function, Module, branches, in_rings, modules

SHOWN = 12


@dataclass
class Figure:
    name: str
    value: float
    bar: float
    places: list[str] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        return self.value > self.bar


def quantile(values: list[int], share: float) -> int:
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def sizes(house: list[Module]) -> list[Figure]:
    lines = {str(module.path): len(module.text.splitlines()) for module in house if module.text.strip()}
    functions = {
        f"{module.place(node)} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module in house
        for node in module.functions()
    }
    crowded = [
        f"{module.place(node)} {node.name}"
        for module in house
        for node in module.functions()
        if branches(node) > 10
    ]
    long = [place for place, length in functions.items() if length > 40]
    return [
        Figure("module lines, p95", quantile(list(lines.values()), 0.95), 200, _longer(lines, 200)),
        Figure("module lines, max", max(lines.values()), 400, _longer(lines, 400)),
        Figure("functions over 40 lines, %", 100 * len(long) / len(functions), 1, long),
        Figure("function lines, longest", max(functions.values()), 60, _longer(functions, 60)),
        Figure("functions over 10 branches", len(crowded), 0, crowded),
    ]


def _longer(lengths: dict[str, int], bar: int) -> list[str]:
    return [f"{place} ({length})" for place, length in lengths.items() if length > bar]


def rules(house: list[Module]) -> list[Figure]:
    at_edges = [place for module in house if EDGES & module.kinds for place in module.manager_uses()]
    outside = [place for module in house if not WRITERS & module.kinds for place in module.writes()]
    assigning = [place for module in house for place in module.states_assigned()]
    late = [place for module in house for place in module.late_imports()]
    rings = in_rings(house)
    windows = Counter(window for module in house for window in module.windows())
    twice = sum(times for times in windows.values() if times > 1)
    return [
        Figure("managers in views, forms, tasks, commands", len(at_edges), 0, at_edges),
        Figure("writes outside services, models, core", len(outside), 0, outside),
        Figure("states assigned beside the step", len(assigning), 0, assigning),
        Figure("modules in an import ring", len(rings), 0, rings),
        Figure("imports inside functions", len(late), 0, late),
        Figure("six-line windows standing twice, %", 100 * twice / max(1, windows.total()), 0.5),
    ]


#: Where every function says what it takes and gives.
TYPED = {"core", "rulebook", "policy", "transitions", "services"}


def types(house: list[Module]) -> Figure:
    watched = [module for module in house if TYPED & module.kinds]
    functions = [(module, node) for module in watched for node in module.functions()]
    typed = {id(node) for module in watched for node in module.typed_functions()}
    open_ones = [f"{module.place(node)} {node.name}" for module, node in functions if id(node) not in typed]
    share = 100 * len(open_ones) / max(1, len(functions))
    return Figure("untyped functions in core, rulebook, rights, services, %", share, 0, open_ones)


def thin_tests() -> Figure:
    """Tests that look at nothing but a status code, outside the table of addresses (tests/test_urls.py)."""
    tests = [
        (module, node)
        for module in modules("tests")
        if "urls" not in module.path.stem
        for node in module.functions()
        if node.name.startswith("test_")
    ]
    thin = [module.place(node) for module, node in tests if _only_status(node)]
    return Figure("tests that assert only a status code, %", 100 * len(thin) / max(1, len(tests)), 3, thin)


def _only_status(test: Function) -> bool:
    asserts = [node for node in ast.walk(test) if isinstance(node, ast.Assert)]
    return bool(asserts) and all("status_code" in ast.unparse(node.test) for node in asserts)


def main() -> int:
    house = modules()
    figures = [*sizes(house), *rules(house), types(house), thin_tests()]
    print(f"{len(house)} modules below {ROOT.name}\n{'figure':56}{'ours':>8}{'bar':>8}")
    for figure in figures:
        verdict = "  <- over" if figure.broken else ""
        print(f"{figure.name:56}{figure.value:>8.3g}{figure.bar:>8g}{verdict}")
    for figure in figures:
        if figure.broken:
            print(f"\n{figure.name}:")
            print("\n".join(f"  {place}" for place in figure.places[:SHOWN]))
    return 1 if any(figure.broken for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
