"""Where do picked findings go to be looked at before somebody signs? Whoever prepares steps over them says it here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from core.actor import Actor
from core.registry import Registry

#: Given the person, the keys of findings within reach and the day: the address of the preview, empty where no step stands on any.
PREVIEWS: Registry[Callable[[Actor, Sequence[int], date], str]] = Registry("previews of steps over findings")


def preview_of(actor: Actor, keys: Sequence[int], today: date) -> str:
    """The first preview that has something to show of these findings."""
    return next((url for tell in PREVIEWS if (url := tell(actor, keys, today))), "")
