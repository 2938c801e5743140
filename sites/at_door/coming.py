"""What does somebody find who scanned the code at the door? Whether he may be counted, or why not."""

from __future__ import annotations

from dataclasses import dataclass

from sites.at_door.counted import TRADES, not_counted_words
from sites.at_door.selectors import code_in_force
from sites.models import ServiceSite

OLD = "旧码已更换,您仍可以查看这里的最新情况。到站登记请扫门口新贴的二维码;没有看到新码的,请告诉现场人员。"
NO_CODE = "到站登记要扫门口的二维码。请您到现场用手机扫码。"


@dataclass(frozen=True)
class AtDoor:
    """``mark``: what the form sends back; empty where nobody is counted. ``why_not`` says it to the visitor."""

    mark: str = ""
    why_not: str = ""

    @property
    def trades(self) -> list[tuple[str, str]]:
        return list(TRADES.items())


def at_door(site: ServiceSite, mark: str) -> AtDoor:
    """What the door offers to who comes with this mark."""
    closed = not_counted_words(site.state)
    if closed or not mark:
        return AtDoor(why_not=closed or NO_CODE)
    code = code_in_force(site)
    if code is None or code.mark != mark:
        return AtDoor(why_not=OLD)
    return AtDoor(mark)
