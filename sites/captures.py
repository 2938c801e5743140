"""Where was a picture taken, in words beside the pin of its site? Told inside, never judged and never public."""

from __future__ import annotations

from sites.geo import Point, distance_m
from sites.models import Attachment, SiteVersion
from sites.public import distance_words

UNKNOWN = "未知"
NO_PIN = "已知,登记位置尚未填写,无法比较"


def place_words(picture: Attachment, version: SiteVersion) -> str:
    """与登记位置相距约 120 米; both positions are WGS-84."""
    if picture.taken_lat is None or picture.taken_lng is None:
        return UNKNOWN
    if version.lat is None or version.lng is None:
        return NO_PIN
    taken = Point(float(picture.taken_lat), float(picture.taken_lng))
    metres = distance_m(taken, Point(float(version.lat), float(version.lng)))
    return f"与登记位置相距约 {distance_words(metres)}"
