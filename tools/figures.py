#!/usr/bin/env python3
"""How does the house measure up? Prints each watched figure beside its bar; exit 1 where a bar is broken."""

from __future__ import annotations

import ast
import collections
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = (
    "unionportal",
    "desk",
    "demonstration",
    "filing",
    "inspection",
    "sites",
    "rulebook",
    "accounts",
    "core",
)
SKIP = {"tests", "migrations", "seeds"}
EDGES = {"views", "forms", "tasks", "commands", "api"}
WRITERS = {"services", "models", "core", "bench", "demo", "seeds"}
WRITE = re.compile(r"\.(save|create|delete|update|bulk_create|bulk_update|get_or_create|update_or_create)\(")
STATE = re.compile(r"\w\.state\s*=[^=]")


def sources() -> Iterator[tuple[Path, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if not SKIP & set(relative.parts):
                yield relative, path.read_text(encoding="utf-8")


def quantile(values: list[int], share: float) -> int:
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def branches(function: ast.AST) -> int:
    hits = (ast.If, ast.For, ast.While, ast.IfExp, ast.ExceptHandler, ast.comprehension)
    own = [node for node in ast.walk(function) if isinstance(node, hits)]
    booleans = [len(node.values) - 1 for node in ast.walk(function) if isinstance(node, ast.BoolOp)]
    return 1 + len(own) + sum(booleans)


class House:
    """One walk over all sources, then the figures."""

    def __init__(self) -> None:
        self.files = list(sources())
        self.names = {self._name(path): path for path, _ in self.files}
        self.lengths: list[int] = []
        self.functions: list[int] = []
        self.branching = self.late = self.at_edges = self.orm = self.writes = self.outside = 0
        self.untyped = self.typed = 0
        self.state_places: set[str] = set()
        self.graph: dict[str, set[str]] = collections.defaultdict(set)
        self.windows: collections.Counter[str] = collections.Counter()
        for path, text in self.files:
            self._read(path, text)

    @staticmethod
    def _name(path: Path) -> str:
        parts = path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def _read(self, path: Path, text: str) -> None:
        if text.strip():
            self.lengths.append(len(text.splitlines()))
        kinds = {*path.parts[:-1], path.stem}
        self._read_tree(path, ast.parse(text))
        lines = [re.sub(r"\s+", " ", line.strip()) for line in text.splitlines()]
        lines = [
            x
            for x in lines
            if x and not x.startswith(("#", "import ", "from ")) and not re.fullmatch(r"[\[\](){},:]*", x)
        ]
        for line in lines:
            self.orm += ".objects" in line
            self.at_edges += ".objects" in line and bool(EDGES & kinds)
            self.writes += bool(WRITE.search(line))
            self.outside += bool(WRITE.search(line)) and not WRITERS & kinds and path.stem not in {"numbers"}
            if STATE.search(line):
                self.state_places.add(str(path))
        self.windows.update("\n".join(lines[i : i + 6]) for i in range(len(lines) - 5))

    def _read_tree(self, path: Path, tree: ast.Module) -> None:
        me = self._name(path)
        package = me if path.name == "__init__.py" else me.rpartition(".")[0]
        stack: list[tuple[ast.AST, bool]] = [(tree, False)]
        while stack:
            node, inside = stack.pop()
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if is_function and not inside:
                self._count_function(node)
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._count_import(node, me, package, inside)
            stack += [(child, inside or is_function) for child in ast.iter_child_nodes(node)]

    def _count_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.functions.append((node.end_lineno or node.lineno) - node.lineno + 1)
        self.branching += branches(node) > 10
        self.typed += node.returns is not None
        self.untyped += node.returns is None

    def _count_import(self, node: ast.Import | ast.ImportFrom, me: str, package: str, inside: bool) -> None:
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        else:
            found = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in found:
            while name and name not in self.names:
                name = name.rpartition(".")[0]
            if name and name != me:
                self.graph[me].add(name)
                self.late += inside

    def rings(self) -> int:
        def reach(start: str) -> set[str]:
            seen: set[str] = set()
            todo = [start]
            while todo:
                fresh = self.graph[todo.pop()] - seen
                seen |= fresh
                todo += fresh
            return seen

        return sum(name in reach(name) for name in list(self.graph))

    def rows(self) -> list[tuple[str, str, float, float]]:
        """Figure, as read, value, bar."""
        functions = self.functions
        over = 100 * sum(n > 40 for n in functions) / len(functions)
        twice = 100 * sum(n for n in self.windows.values() if n > 1) / max(1, sum(self.windows.values()))
        p95, longest = quantile(self.lengths, 0.95), max(self.lengths)
        return [
            ("modules, lines p95", f"{p95} of {len(self.lengths)} modules", p95, 200),
            ("longest module, lines", str(longest), longest, 400),
            ("functions over 40 lines, %", f"{over:.1f} of {len(functions)}", over, 1),
            ("longest function, lines", str(max(functions)), max(functions), 60),
            ("functions over 10 branches", str(self.branching), self.branching, 0),
            (".objects at edges", f"{self.at_edges} of {self.orm}", self.at_edges, 0),
            ("writes outside services, models, core", f"{self.outside} of {self.writes}", self.outside, 0),
            ("places that assign a state", str(len(self.state_places)), len(self.state_places), 1),
            ("modules in an import ring", str(self.rings()), self.rings(), 0),
            ("imports inside functions", str(self.late), self.late, 0),
            ("six-line windows standing twice, %", f"{twice:.2f}", twice, 0.5),
        ]


def main() -> int:
    broken = 0
    print(f"{'figure':42}{'ours':>26}{'bar':>8}")
    for name, shown, value, bar in House().rows():
        verdict = "" if value <= bar else "  <- over"
        broken += bool(verdict)
        print(f"{name:42}{shown:>26}{bar:>8g}{verdict}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
