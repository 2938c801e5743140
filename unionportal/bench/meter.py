"""What did the work cost? CPU of all processes that served it, from the kernel's own books; the clock beside it."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def cpu_of(pids: Iterable[int]) -> float:
    """User plus system seconds spent so far; a process that ended counts nothing."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def children_of(pid: int) -> list[int]:
    """Direct children, e.g. the workers of a server."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


def memory_of(pid: int, line_of: str = "VmRSS") -> float:
    """Resident MiB; with ``VmHWM`` the most that it ever was."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{line_of}:"):
            return int(line.split()[1]) / 1024
    return 0.0


@dataclass(frozen=True)
class Cost:
    """Seconds per unit of work: CPU and wall."""

    cpu: float
    wall: float


def measure(work: Callable[[], int], pids: Callable[[], Iterable[int]]) -> Cost:
    """Cost of one unit; ``work`` returns how many units it did."""
    before, start = {pid: cpu_of([pid]) for pid in pids()}, time.perf_counter()
    units = work()
    wall = time.perf_counter() - start
    # A database process that was renewed meanwhile counts from its own beginning.
    spent = sum(cpu_of([pid]) - before.get(pid, 0.0) for pid in pids())
    return Cost(spent / units, wall / units)


@dataclass(frozen=True)
class Ratio:
    """Feature over floor, taken in turn: the median of the rounds, and their spread."""

    cpu: float
    wall: float
    lowest: float
    highest: float


def ratio(pairs: list[tuple[Cost, Cost]]) -> Ratio:
    """From (feature, floor) pairs of each round."""
    cpus = [feature.cpu / max(floor.cpu, 1e-9) for feature, floor in pairs]
    walls = [feature.wall / max(floor.wall, 1e-9) for feature, floor in pairs]
    return Ratio(statistics.median(cpus), statistics.median(walls), min(cpus), max(cpus))
