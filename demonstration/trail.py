"""What must one person not read in the trail and among messages, of everything that hangs on a nomination?"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from core.actor import Actor
from core.walls import Walled
from demonstration.publicity.walls import objection_walls
from demonstration.reviewing.walls import trail_walls as nomination_walls
from demonstration.subsidies.walls import trail_walls as money_walls
from demonstration.titles.walls import appeal_trail_walls

#: What came of a nomination; nothing of it is walled for whom no nomination is.
FURTHER: tuple[Callable[[Actor], Walled], ...] = (objection_walls, appeal_trail_walls, money_walls)


def trail_walls(actor: Actor) -> Walled:
    """One statement for the many who have no conflict at all."""
    first = nomination_walls(actor)
    if not first.abouts:
        return first
    return reduce(_joined, (wall(actor) for wall in FURTHER), first)


def _joined(one: Walled, other: Walled) -> Walled:
    """Both; no two of them name rows of the same model."""
    return Walled(one.abouts + other.abouts, {**one.rows, **other.rows}, one.addresses + other.addresses)
