"""What is a channel? Takes one letter for one address; says no to this address, or that its server is away."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

#: Seconds that a server may keep us waiting for one answer.
PATIENCE = 10


class Refused(Exception):
    """This letter or this address was not taken; others may be."""


class Away(Exception):
    """The server cannot be reached or takes nothing at all now; nobody else need try at the moment."""


@dataclass(frozen=True)
class Letter:
    """``text`` is whole; ``short`` is what a telephone shows. ``key`` stays the same when it is sent again."""

    key: str
    address: str
    subject: str
    text: str
    short: str

    @property
    def mark(self) -> str:
        """Of one length, however many messages a letter tells: servers cut or refuse longer ones."""
        return sha256(self.key.encode()).hexdigest()[:32]


class Channel(Protocol):
    """``name`` is kept with what went out; ``asks`` is the label of the address it needs, empty for none."""

    name: str
    label: str
    asks: str
    help: str

    @property
    def is_offered(self) -> bool:
        """Whether the settings of this installation name its server."""

    def problem_with(self, address: str) -> str:
        """What is wrong with an address, in a sentence; empty when nothing is."""

    def send(self, letter: Letter) -> None:
        """Raises ``Refused`` or ``Away``."""
