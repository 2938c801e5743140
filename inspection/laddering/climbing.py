"""What follows for a site, and when? The one rule that pages show and the nightly job obeys. Pure: no row, no clock.

A finding is reminded of, then ordered to be mended; an order that was not obeyed leads to the plate being suspended, to
a title being taken away, to the filing being cancelled. A rung counts from the day on which the one before was taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from inspection.laddering.states import FINDING, OF_FINDINGS, OF_ORDERS
from rulebook.choices import LadderAction
from rulebook.term_rows import LadderStep

#: The order of the rungs, the mildest first.
ORDER_OF_RUNGS = {action: place for place, action in enumerate(LadderAction.values)}


@dataclass(frozen=True)
class Cause:
    """A finding or an order that stands, as far as the ladder knows it.

    ``taken``: when each rung was taken because of it. ``spared``: when a person took a rung back. ``not_before``: no
    further rung earlier. ``stopped``: why it does not climb now, in words; ``rests``: it may go on from where it stands, so
    what was announced stays, and is not signed meanwhile. ``grades``: the milder findings out of which it grew, which are
    the same matter. ``is_reported``: an order that was reported up, for which the site hands in nothing any more.
    """

    kind: str
    key: int
    title: str
    since: date
    pack_id: int
    taken: Mapping[str, date] = field(default_factory=dict)
    spared: Mapping[str, date] = field(default_factory=dict)
    not_before: date | None = None
    stopped: str = ""
    rests: bool = False
    grades: frozenset[tuple[str, int]] = frozenset()
    is_reported: bool = False

    @property
    def name(self) -> tuple[str, int]:
        return self.kind, self.key

    def leads_on(self, *, rests: bool) -> bool:
        """Whether it climbs; with ``rests`` also one that may go on from where it stands."""
        return not self.stopped or (rests and self.rests)

    @property
    def names(self) -> frozenset[tuple[str, int]]:
        """What was told under any of these was told of this cause."""
        return self.grades | {self.name}


@dataclass(frozen=True)
class Announced:
    """A rung that was announced and is not decided; ``earliest_on`` is the first day on which it can be signed."""

    key: int
    announced_on: date
    earliest_on: date
    is_provisional: bool
    is_objected: bool
    causes: frozenset[tuple[str, int]]
    objected_on: date | None = None
    is_answered: bool = False


@dataclass(frozen=True)
class Standing:
    """Where one site stands. ``concerned``: the rungs that can be taken against it at all."""

    site_id: int
    causes: tuple[Cause, ...]
    announced: Mapping[str, Announced]
    concerned: frozenset[str]


@dataclass(frozen=True)
class Ahead:
    """The next rung for some causes of a site: ripe on a day, or announced already. ``after``: the rung taken before.

    One that is announced and has no causes left falls.
    """

    action: str
    pack_id: int
    wording: str
    days: int
    ripe_on: date
    causes: tuple[Cause, ...]
    announced: Announced | None = None
    after: str = ""

    def is_ripe(self, day: date) -> bool:
        """Whether the job takes it up on this day: reminds, or announces."""
        return self.announced is None and self.ripe_on <= day

    @property
    def falls(self) -> bool:
        return self.announced is not None and not self.causes

    @property
    def rests(self) -> str:
        """Why what was announced is not signed now, in words; empty when a cause leads on."""
        stopped = [cause.stopped for cause in self.causes]
        return ";".join(dict.fromkeys(stopped)) if self.announced and all(stopped) else ""


@dataclass(frozen=True)
class Rung:
    """``after``: the rung from which it counts; empty where it counts from the cause itself."""

    step: LadderStep
    ripe_on: date
    after: str = ""


def next_rung(
    ladder: Iterable[LadderStep], cause: Cause, concerned: Collection[str], *, rests: bool = False
) -> Rung | None:
    """The first rung that was not taken because of this cause; none is passed over that concerns the site.

    ``rests``: also for a cause that rests.
    """
    if not cause.leads_on(rests=rests):
        return None
    wanted = OF_FINDINGS if cause.kind == FINDING else OF_ORDERS
    base = cause.taken.get(LadderAction.RECTIFY, cause.since) if wanted is OF_ORDERS else cause.since
    after = str(LadderAction.RECTIFY) if wanted is OF_ORDERS else ""
    for step in sorted(ladder, key=lambda each: ORDER_OF_RUNGS[each.action]):
        if step.action not in wanted:
            continue
        if step.action in cause.taken:
            base, after = cause.taken[step.action], step.action
        elif step.action in concerned:
            return Rung(step, _ripe(step, cause, base), after)
    return None


def _ripe(step: LadderStep, cause: Cause, base: date) -> date:
    """So many days after the rung before; after a person took this one back, as many days again."""
    last = max(base, cause.spared.get(step.action, base))
    ripe = last + timedelta(days=step.days)
    return max(ripe, cause.not_before) if cause.not_before else ripe


Ladders = Mapping[int, Sequence[LadderStep]]


def leading(
    standing: Standing, action: str, names: Collection[tuple[str, int]], ladders: Ladders, day: date
) -> list[tuple[Rung, Cause]]:
    """Of the named causes, those that lead to this very rung on a day, or rest before it: what was told still holds for them."""
    found = []
    for cause in standing.causes:
        rung = next_rung(ladders.get(cause.pack_id, ()), cause, standing.concerned, rests=True)
        is_told = not cause.names.isdisjoint(names)
        if is_told and rung is not None and rung.step.action == action and rung.ripe_on <= day:
            found.append((rung, cause))
    return found


def what_follows(standing: Standing, ladders: Ladders, day: date) -> tuple[Ahead, ...]:
    """Every rung ahead of a site on a day, the mildest first. ``ladders``: by the key of their measure."""
    coming: dict[str, list[tuple[Rung, Cause]]] = {}
    for cause in standing.causes:
        rung = next_rung(ladders.get(cause.pack_id, ()), cause, standing.concerned)
        if rung is not None:
            coming.setdefault(rung.step.action, []).append((rung, cause))
    found = [
        _told(action, told, leading(standing, action, told.causes, ladders, day))
        for action, told in standing.announced.items()
    ]
    waiting = {ahead.action for ahead in found if not ahead.falls}
    found += [_ahead(action, each, day) for action, each in coming.items() if action not in waiting]
    return tuple(sorted(found, key=lambda ahead: ORDER_OF_RUNGS[ahead.action]))


def _told(action: str, told: Announced, left: Sequence[tuple[Rung, Cause]]) -> Ahead:
    """What was announced stands on the causes that were told, as far as they still lead to it."""
    if not left:
        return Ahead(action, 0, "", 0, told.announced_on, (), told)
    step, causes = left[0][0].step, tuple(cause for _, cause in left)
    ripe_on = min(rung.ripe_on for rung, _ in left)
    return Ahead(action, causes[0].pack_id, step.wording, step.days, ripe_on, causes, told, left[0][0].after)


def _ahead(action: str, coming: Sequence[tuple[Rung, Cause]], day: date) -> Ahead:
    """All that is ripe under the measure of the ripest goes together; before that, what becomes ripe first."""
    first, before = min(coming, key=lambda each: (each[0].ripe_on, each[1].kind, each[1].key))
    ripe_by = max(first.ripe_on, day)
    together = tuple(
        cause for rung, cause in coming if cause.pack_id == before.pack_id and rung.ripe_on <= ripe_by
    )
    step = first.step
    return Ahead(action, before.pack_id, step.wording, step.days, first.ripe_on, together, after=first.after)
