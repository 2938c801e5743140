"""What the people of the portal tell the outbox: where each is reached now, and who is no longer here."""

from __future__ import annotations

from accounts.selectors import mail_addresses
from core.registry import RECEIVERS

RECEIVERS.register("accounts", mail_addresses)
