"""Where do picked findings go to be looked at before somebody signs? Whoever prepares steps over them says it here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.actor import Actor
from core.registry import Registry

#: Given the person and the keys of findings within reach: the address of the preview, empty where no step stands on any.
PREVIEWS: Registry[Callable[[Actor, Sequence[int]], str]] = Registry("previews of steps over findings")


def preview_of(actor: Actor, keys: Sequence[int]) -> str:
    """The first preview that has something to show of these findings."""
    return next((url for tell in PREVIEWS if (url := tell(actor, keys))), "")
