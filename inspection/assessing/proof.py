"""Which points stand without proof? Counted and shown, never taken away; no database."""

from __future__ import annotations

from collections.abc import Collection

from rulebook.outcome import Item, Outcome

#: Proof that somebody has to lay beside the points; the rest is looked up or seen on site.
_LAID_BESIDE = frozenset({"photo", "document", "record", "survey", "link"})


def wants_proof(item: Item) -> bool:
    """Whether a person claims points here that a picture, a paper or a record should carry."""
    return (
        item.earned > 0
        and not item.criterion.is_automatic
        and not _LAID_BESIDE.isdisjoint(item.criterion.evidence)
    )


def unproved(outcome: Outcome, proved: Collection[str]) -> tuple[Item, ...]:
    """Items with points and without proof; ``proved`` holds the codes that have some."""
    return tuple(item for item in outcome.items if wants_proof(item) and item.criterion.code not in proved)


def unproved_points(outcome: Outcome, proved: Collection[str]) -> int:
    """The same in tenths of a point."""
    return sum(item.earned for item in unproved(outcome, proved))
