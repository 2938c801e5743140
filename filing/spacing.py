"""Does a station stand nearer to another than the measure wants? A sentence, or nothing."""

from __future__ import annotations

from rulebook.selectors import Measure
from sites.likeness.scoring import rounded
from sites.likeness.selectors import nearest_of_type
from sites.models import SiteVersion


def spacing_warning(version: SiteVersion, measure: Measure | None) -> str:
    """What to say of a station nearer to another than the measure wants; only a public one by its name."""
    wanted = measure.min_spacing_m if measure else None
    found = nearest_of_type(version, wanted) if wanted else None
    if measure is None or wanted is None or found is None or found[1] >= wanted:
        return ""
    site, metres = found
    return too_near_words(who_is_near(site.name, is_listed=site.is_listed), metres, measure)


def who_is_near(name: str, *, is_listed: bool) -> str:
    """The other place as it may be told of: only a public one by its name."""
    return f"“{name}”" if is_listed else "一处不公开的同类阵地"


def too_near_words(who: str, metres: float, measure: Measure) -> str:
    """``who`` in the words of the page; metres between the two."""
    wanted = measure.min_spacing_m
    return (
        f"距{who}约 {rounded(metres)} 米,小于{measure.citation}要求的间距 {wanted} 米,"
        "请核对坐标和选址是否合适。"
    )
