"""What demonstration rounds give to the apps around them, and their packages to one another."""

from __future__ import annotations

from core.registry import INBOX
from demonstration.rounds.inbox import rounds_inbox

INBOX.register("demonstration.rounds", rounds_inbox)
