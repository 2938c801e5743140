"""How is a stored pin said? In the datum it was read in, so that everybody sees what was typed. No database."""

from __future__ import annotations

from sites.geo import Point, from_wgs84
from sites.models import SiteVersion
from sites.vocabulary import Datum


def pin_as_read(version: SiteVersion) -> tuple[str, str]:
    """Latitude and longitude as they stood on the map they were read from; empty without a pin."""
    if version.lat is None or version.lng is None:
        return "", ""
    point = from_wgs84(Point(float(version.lat), float(version.lng)), version.pin_datum or Datum.WGS84)
    return f"{point.lat:.6f}", f"{point.lng:.6f}"


def pin_words(version: SiteVersion) -> str:
    """The pin with the map it was read from; empty without a pin."""
    lat, lng = pin_as_read(version)
    source = f"(取自{Datum(version.pin_datum).label})" if version.pin_datum else ""
    return f"北纬 {lat},东经 {lng}{source}" if lat else ""
