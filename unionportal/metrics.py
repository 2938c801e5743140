"""The numbers of the health page as Prometheus reads them: what waits, what failed, since when who is silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from core.heartbeat import age, last_beat
from core.running import long_work, oldest_owed, owed_messages
from core.scheduled import last_runs
from unionportal.parts import parts


@dataclass(frozen=True)
class Family:
    """One metric; ``samples``: labels and value."""

    name: str
    help: str
    kind: str = "gauge"
    samples: list[tuple[dict[str, str], float]] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        yield f"# HELP portal_{self.name} {self.help}"
        yield f"# TYPE portal_{self.name} {self.kind}"
        for labels, value in self.samples:
            said = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
            yield f"portal_{self.name}{{{said}}} {value:g}" if said else f"portal_{self.name} {value:g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def exposition(now: datetime) -> str:
    """All of it; without a database or its tables only what can be told without them."""
    lines = list(parts(now))
    standing = Family(
        "part_ok",
        "1 well, 0 failed, 0.5 warning",
        samples=[({"part": line.name}, {True: 1.0, False: 0.0, None: 0.5}[line.ok]) for line in lines],
    )
    ready = Family(
        "ready",
        "Whether /readyz answers 200",
        samples=[({}, float(all(line.ok is not False for line in lines)))],
    )
    asked = {line.name: line.ok for line in lines}
    families = [ready, standing]
    if asked.get("database") and asked.get("migrations"):
        families += _of_rows(now)
    return "\n".join(line for family in families for line in family.lines()) + "\n"


def _of_rows(now: datetime) -> list[Family]:
    owed, jobs, runs, oldest = owed_messages(now), long_work(now), last_runs(), oldest_owed()
    seen = {name: last_beat(name) for name in ("beat", "worker", "tasks", "backup", "restore drill")}
    return [
        Family(
            "seen_seconds_ago",
            "Since a process last showed itself",
            samples=[({"name": name}, age(at, now).total_seconds()) for name, at in seen.items() if at],
        ),
        Family(
            "messages",
            "Messages that are still owed",
            samples=[
                ({"standing": "waiting"}, owed.waiting),
                ({"standing": "late"}, owed.late),
                ({"standing": "stuck"}, owed.stuck),
            ],
        ),
        Family(
            "message_oldest_seconds",
            "Age of the oldest message still owed",
            samples=[({}, age(oldest, now).total_seconds() if oldest else 0)],
        ),
        Family(
            "jobs",
            "Long work; failed: in the last week",
            samples=[
                ({"standing": "waiting"}, jobs.waiting),
                ({"standing": "running"}, jobs.running),
                ({"standing": "late"}, jobs.late),
                ({"standing": "failed"}, jobs.failed),
            ],
        ),
        Family(
            "task_runs_total",
            "Runs of a task of the schedule",
            "counter",
            [({"task": name}, run.runs) for name, run in sorted(runs.items())],
        ),
        Family(
            "task_failures_total",
            "Failed runs of a task of the schedule",
            "counter",
            [({"task": name}, run.failures) for name, run in sorted(runs.items())],
        ),
        Family(
            "task_seconds",
            "How long the last run took",
            samples=[({"task": name}, run.took_ms / 1000) for name, run in sorted(runs.items())],
        ),
        Family(
            "task_last_seconds_ago",
            "Since the last run ended",
            samples=[
                ({"task": name}, age(run.ended_at, now).total_seconds()) for name, run in sorted(runs.items())
            ],
        ),
    ]
