"""What one contribution puts on somebody's desk, by the road that the page takes."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.registry import Contribution, Inbox, Reader
from desk.inbox import told


def desk_from(contribute: Contribution, actor: Actor, now: datetime) -> Inbox:
    return told(Reader(actor, now), [contribute])
