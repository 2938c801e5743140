"""Who has written in a pack? Asked by each service that writes; the authors never check it."""

from __future__ import annotations

from core.actor import Actor
from rulebook.models import RulePack


def authors_with(pack: RulePack, actor: Actor) -> tuple[list[int], str]:
    """The authors with one more; the system is nobody."""
    if actor.id is None or actor.id in pack.author_ids:
        return pack.author_ids, pack.author_names
    names = [name for name in (pack.author_names, actor.name) if name]
    return [*pack.author_ids, actor.id], "、".join(names)[:200]
