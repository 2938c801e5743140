"""The portal itself: the message stands on the pages of its receiver and goes nowhere."""

from __future__ import annotations

from core.channels.base import Letter


class Inside:
    name = "inside"
    label = "只在系统内查看"
    asks = ""
    help = "不发到系统外;消息都在待办和消息页上。"

    @property
    def is_offered(self) -> bool:
        return True

    def problem_with(self, address: str) -> str:
        return ""

    def send(self, letter: Letter) -> None:
        """It is there already."""
