"""What one contribution puts on somebody's desk, by the road that the page takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from core.actor import Actor
from core.registry import Inbox, InboxList, Reader
from desk.inbox import told


def desk_from(contribute: Callable[[Reader], Iterable[InboxList]], actor: Actor, now: datetime) -> Inbox:
    return told(Reader(actor, now), [contribute])
