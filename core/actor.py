"""Who acts, as plain values: the trail outlives people, so nothing here is a database row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """One person (or the system) at one moment.

    ``grants`` holds what the person may do; only the app that owns people reads it.
    ``office`` names the body the person acts for, ``path`` its place in the tree.
    """

    id: int | None
    name: str
    office: str = ""
    path: str = ""
    grants: tuple[Any, ...] = ()
    is_system: bool = False

    @property
    def key(self) -> int:
        """The id for look-ups; 0, which matches nobody, for the system and for visitors."""
        return self.id or 0

    @property
    def is_signed_in(self) -> bool:
        return self.id is not None


SYSTEM = Actor(id=None, name="系统", is_system=True)
NOBODY = Actor(id=None, name="访客")
