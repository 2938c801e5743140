"""By which way does a person want to be told? Only what this installation offers can be chosen."""

from __future__ import annotations

from typing import Any

from django import forms

from core.channels import CHANNELS, offered_channels
from core.models import ChannelChoice


class ChannelForm(forms.Form):
    """One channel, the address it needs, and how often."""

    channel = forms.ChoiceField(label="发送方式", widget=forms.RadioSelect)
    address = forms.CharField(label="接收地址", max_length=120, required=False)
    pace = forms.ChoiceField(label="发送时间", choices=ChannelChoice.Pace.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, choice: ChannelChoice, **kwargs: Any) -> None:
        first = {"channel": choice.channel, "address": choice.address, "pace": choice.pace}
        super().__init__(*args, initial=first, **kwargs)
        offered = offered_channels()
        self.fields["channel"].choices = [(each.name, each.label) for each in offered]
        self.fields["channel"].help_text = " ".join(f"{each.label}:{each.help}" for each in offered)
        asking = [f"选“{each.label}”的,填写{each.asks}" for each in offered if each.asks]
        if asking:
            self.fields["address"].help_text = ";".join(asking) + ";其他方式不用填。"
        else:
            del self.fields["address"]

    def clean(self) -> dict[str, Any]:
        """The address of a channel that needs none is dropped."""
        data = super().clean() or {}
        channel = CHANNELS.get(data.get("channel", ""))
        address = str(data.get("address", "")).strip()
        if channel is not None and channel.asks:
            problem = channel.problem_with(address) if address else f"请填写{channel.asks}。"
            if problem:
                self.add_error("address", problem)
        data["address"] = address if channel is not None and channel.asks else ""
        return data
