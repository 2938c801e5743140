"""How does a person want to be told? By one channel outside of the portal, at once or once a day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from core.actor import Actor
from core.audit import record
from core.channels import CHANNELS, default_channel, offered_channels
from core.models import ChannelChoice
from core.workflow import TransitionRefused


def choice_of(recipient_id: int) -> ChannelChoice:
    """What was chosen; what holds for whoever chose nothing, not stored."""
    chosen = ChannelChoice.objects.filter(recipient_id=recipient_id).first()
    return chosen or ChannelChoice(recipient_id=recipient_id, channel=default_channel())


def choose_channel(channel: str, address: str, pace: str, *, actor: Actor, now: datetime) -> ChannelChoice:
    """Keep how the actor wants to be told. The trail says by which way, never the address."""
    if channel not in {each.name for each in offered_channels()}:
        raise TransitionRefused("本系统现在没有这种发送方式,请重新选择。")
    with transaction.atomic():
        kept, _ = ChannelChoice.objects.update_or_create(
            recipient_id=actor.key, defaults={"channel": channel, "address": address, "pace": pace}
        )
        note = f"{CHANNELS[channel].label};{ChannelChoice.Pace(pace).label}"
        record(actor, "channel.choose", kept, now=now, label="修改消息接收方式", note=note)
    return kept
