"""What do the sources look like? One syntax tree per module and the few questions the house asks of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = ("desk", "demonstration", "filing", "inspection", "sites", "rulebook", "accounts", "core")
SKIPPED = {"migrations", "__pycache__"}
EDGES = {"views", "forms", "tasks", "commands", "api", "admin"}
#: Who may write rows: services and models by nature, core for its own tables, number series from their locked
#: counters, and the tools that build cities of their own.
WRITERS = {"services", "models", "core", "numbers", "bench", "demo", "drill", "seeds"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
WRITING = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}

Function = ast.FunctionDef | ast.AsyncFunctionDef
BRANCHES = (ast.If, ast.For, ast.While, ast.IfExp, ast.ExceptHandler, ast.comprehension)


def branches(function: ast.AST) -> int:
    nodes = list(ast.walk(function))
    forks = sum(isinstance(node, BRANCHES) for node in nodes)
    return 1 + forks + sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))


def _is_write(call: ast.Call) -> bool:
    """A call that changes rows, as far as its form tells; pictures and forms that are saved take an argument."""
    if not isinstance(call.func, ast.Attribute):
        return False
    names = {keyword.arg for keyword in call.keywords}
    match call.func.attr:
        case "save":
            return not call.args and "commit" not in names
        case "delete":
            return not call.args and not names
        case "update":
            return not call.args and isinstance(call.func.value, ast.Call)
        case "create":
            return not call.args and bool(names)
        case name:
            return name in WRITING


def _assigns_state(node: ast.AST) -> bool:
    """By name. The step itself sets the fields of its edge from a table, and is the only one to do so."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr":
        return isinstance(node.args[1], ast.Constant) and node.args[1].value == "state"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
        return any(keyword.arg == "state" for keyword in node.keywords)
    return False


def _is_typed(function: Function) -> bool:
    every = function.args
    named = [*every.posonlyargs, *every.args, *every.kwonlyargs, every.vararg, every.kwarg]
    asked = [each for each in named if each is not None and each.arg not in {"self", "cls"}]
    return function.returns is not None and all(each.annotation is not None for each in asked)


@dataclass(frozen=True)
class Module:
    """One source file; ``path`` is relative to the project."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @property
    def app(self) -> str:
        return self.path.parts[0]

    @property
    def kinds(self) -> set[str]:
        """The words its place says about it: folders and file name."""
        return {*self.path.parts[:-1], self.path.stem}

    @property
    def dotted(self) -> str:
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def functions(self) -> list[Function]:
        return [node for node in self.nodes if isinstance(node, Function)]

    def typed_functions(self) -> list[Function]:
        """Those whose every argument and whose answer have a type."""
        return [node for node in self.functions() if _is_typed(node)]

    def place(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    def manager_uses(self) -> list[str]:
        return [
            self.place(node)
            for node in self.nodes
            if isinstance(node, ast.Attribute) and node.attr in MANAGERS
        ]

    def writes(self) -> list[str]:
        return [self.place(node) for node in self.nodes if isinstance(node, ast.Call) and _is_write(node)]

    def states_assigned(self) -> list[str]:
        return [self.place(node) for node in self.nodes if _assigns_state(node)]

    def late_imports(self) -> list[str]:
        inside = (inner for function in self.functions() for inner in ast.walk(function))
        return sorted({self.place(node) for node in inside if isinstance(node, ast.Import | ast.ImportFrom)})

    def imported(self) -> Iterator[str]:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def windows(self) -> Iterator[str]:
        """Every six lines that stand together, without imports, comments and lone brackets."""
        lines = [re.sub(r"\s+", " ", line.strip()) for line in self.text.splitlines()]
        lines = [
            line
            for line in lines
            if line
            and not line.startswith(("#", "import ", "from "))
            and not re.fullmatch(r"[\[\](){},:]*", line)
        ]
        return ("\n".join(lines[start : start + 6]) for start in range(len(lines) - 5))


def modules(*packages: str) -> list[Module]:
    """All sources of the portal, or of the packages named."""
    found = []
    for package in packages or ("unionportal", *APPS):
        for path in sorted((ROOT / package).rglob("*.py")):
            if not SKIPPED & set(path.parts):
                found.append(Module(path.relative_to(ROOT), path.read_text(encoding="utf-8")))
    return found


def in_rings(everything: list[Module]) -> list[str]:
    """Modules that reach themselves by imports."""
    names = {module.dotted for module in everything}
    graph: dict[str, set[str]] = {}
    for module in everything:
        targets = graph.setdefault(module.dotted, set())
        for name in module.imported():
            while name and name not in names:
                name = name.rpartition(".")[0]
            if name and name != module.dotted:
                targets.add(name)
    return sorted(name for name in graph if name in _reach(graph, name))


def _reach(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        fresh = graph[todo.pop()] - seen
        seen |= fresh
        todo += fresh
    return seen
