"""Which steps stand on findings, and where are picked ones looked at before somebody signs? Whoever prepares steps says it here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.actor import Actor
from core.registry import Registry
from inspection.models import Finding


@dataclass(frozen=True)
class StepOver:
    """What is announced because of a finding: in words with its day, where it is read, whether this person signs it now."""

    key: int
    words: str
    url: str
    may_sign: bool


@dataclass(frozen=True)
class Preview:
    """``steps``: by the key of the finding, on a day, for all findings of a page in one statement. ``address``: where the
    steps with these keys are looked at."""

    steps: Callable[[Actor, Sequence[Finding], date], Mapping[int, Sequence[StepOver]]]
    address: Callable[[Sequence[int]], str]


@dataclass(frozen=True)
class Next:
    """On which day something follows from a finding that is not mended, in words with the day."""

    on: date
    words: str


#: Of these findings, all of one person's sites, those from which something follows; whoever prepares steps fills it in.
NEXT: Registry[Callable[[Sequence[Finding], date], Mapping[int, Next]]] = Registry(
    "what follows from findings"
)


def next_of(findings: Sequence[Finding], day: date) -> dict[int, Next]:
    """What comes first for each of these findings; those from which nothing follows are left out."""
    found: dict[int, Next] = {}
    for tell in NEXT:
        for key, step in tell(findings, day).items():
            found[key] = min(found.get(key, step), step, key=lambda each: each.on)
    return found


PREVIEWS: Registry[Preview] = Registry("previews of steps over findings")


def steps_over(actor: Actor, findings: Sequence[Finding], day: date) -> dict[int, list[StepOver]]:
    """Everything that stands on each of these findings; those without anything are left out."""
    found: dict[int, list[StepOver]] = {}
    for each in PREVIEWS:
        for key, steps in each.steps(actor, findings, day).items():
            found.setdefault(key, []).extend(steps)
    return found


def preview_of(actor: Actor, findings: Sequence[Finding], day: date) -> str:
    """Where what this person may sign over these findings is looked at; empty where that is nothing."""
    for each in PREVIEWS:
        steps = each.steps(actor, findings, day).values()
        keys = sorted({step.key for some in steps for step in some if step.may_sign})
        if keys:
            return each.address(keys)
    return ""
