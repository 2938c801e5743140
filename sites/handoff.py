"""Which links open this place in the reader's map app? Each in the datum that its map draws. Asks no service."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from sites.geo import BD09, GCJ02, Point, from_wgs84

#: Six places are a tenth of a metre.
_PLACES = 6


@dataclass(frozen=True)
class Handoff:
    """A link to one map, with the name people call it by."""

    label: str
    url: str


def _pair(first: float, second: float) -> str:
    return f"{first:.{_PLACES}f},{second:.{_PLACES}f}"


def _plain(text: str) -> str:
    """Without the marks that part the fields of a marker."""
    return text.replace(";", " ").replace(":", " ").replace("|", " ")


def handoffs(name: str, address: str, pin: Point) -> tuple[Handoff, ...]:
    """Links to the three maps for a pin in WGS-84."""
    gcj, bd = from_wgs84(pin, GCJ02), from_wgs84(pin, BD09)
    amap = {"position": _pair(gcj.lng, gcj.lat), "name": name, "coordinate": "gaode", "callnative": "1"}
    baidu = {
        "location": _pair(bd.lat, bd.lng),
        "title": name,
        "content": address or name,
        "coord_type": "bd09ll",
        "output": "html",
        "src": "webapp.union.portal",
    }
    marker = f"coord:{_pair(gcj.lat, gcj.lng)};title:{_plain(name)};addr:{_plain(address or name)}"
    tencent = {"marker": marker, "referer": "unionportal"}
    return (
        Handoff("高德地图", f"https://uri.amap.com/marker?{urlencode(amap)}"),
        Handoff("百度地图", f"https://api.map.baidu.com/marker?{urlencode(baidu)}"),
        Handoff("腾讯地图", f"https://apis.map.qq.com/uri/v1/marker?{urlencode(tencent)}"),
    )


def coordinates_text(pin: Point, datum: str = GCJ02) -> str:
    """The pin in a datum, which is always named."""
    shown = from_wgs84(pin, datum)
    maps = {GCJ02: "高德、腾讯地图", BD09: "百度地图"}
    return f"北纬 {shown.lat:.5f},东经 {shown.lng:.5f}(适用于{maps.get(datum, '天地图和 GPS')})"
