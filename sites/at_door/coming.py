"""What does somebody find who scanned the code at the door? Whether he may be counted, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.clock import LEGAL_ZONE
from sites.announced import state_now
from sites.at_door.counted import TRADES, not_counted_words
from sites.at_door.selectors import code_in_force
from sites.models import ServiceSite
from sites.selectors import announced_now

OLD = "旧码已更换,您仍可以查看这里的最新情况。到站登记请扫门口新贴的二维码;没有看到新码的,请告诉现场人员。"
OUT_OF_SEASON = "现在不在开班期间,暂不登记。开班以后欢迎您来。"
NO_CODE = "到站登记要扫门口的二维码。请您到现场用手机扫码。"


@dataclass(frozen=True)
class AtDoor:
    """``mark``: what the form sends back; empty where nobody is counted. ``why_not`` says it to the visitor."""

    mark: str = ""
    why_not: str = ""
    trades: tuple[tuple[str, str], ...] = ()


def why_not_counted(site: ServiceSite, now: datetime) -> str:
    """Nobody comes to a site that is closed for a time, or to a holiday station out of its season; empty while people do."""
    announced = announced_now(site)
    if announced.is_out_of_season(now.astimezone(LEGAL_ZONE).date()):
        return not_counted_words(site.state) or OUT_OF_SEASON
    return not_counted_words(state_now(site.state, announced, now))


def at_door(site: ServiceSite, mark: str, now: datetime) -> AtDoor:
    """What the door offers to who comes with this mark."""
    closed = why_not_counted(site, now)
    if closed or not mark:
        return AtDoor(why_not=closed or NO_CODE)
    code = code_in_force(site)
    if code is None or code.mark != mark:
        return AtDoor(why_not=OLD)
    return AtDoor(mark, trades=tuple((trade, TRADES[trade]) for trade in site.kind.trades))
