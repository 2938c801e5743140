"""By which ways does a message leave the portal? Each knows its server and nothing of who is owed what."""

from __future__ import annotations

from core.channels.available import CHANNELS, default_channel, offered_channels
from core.channels.base import Away, Channel, Letter, Refused

__all__ = ["CHANNELS", "Away", "Channel", "Letter", "Refused", "default_channel", "offered_channels"]
