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
    who = f"“{site.name}”" if site.is_listed else "一处不公开的同类阵地"
    return (
        f"距{who}约 {rounded(metres)} 米,小于{measure.citation}要求的间距 {wanted} 米,"
        "请核对坐标和选址是否合适。"
    )
