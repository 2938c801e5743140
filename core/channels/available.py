"""Which channels are there, and which does this installation offer?"""

from __future__ import annotations

from core.channels.base import Channel
from core.channels.console import Console
from core.channels.inside import Inside
from core.channels.mail import Mail
from core.channels.robot import Robot
from core.channels.sms import Sms

#: In the order in which a person reads them.
CHANNELS: dict[str, Channel] = {each.name: each for each in (Mail(), Console(), Robot(), Sms(), Inside())}


def offered_channels() -> list[Channel]:
    """Without a mail server the console stands in its place."""
    hidden = "mail" if CHANNELS["console"].is_offered else "console"
    return [each for each in CHANNELS.values() if each.is_offered and each.name != hidden]


def default_channel() -> str:
    """For whoever chose nothing, and for whoever chose what is no longer offered."""
    return offered_channels()[0].name
