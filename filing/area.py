"""Is a site as large as its measure wants? A sentence, or nothing; no query."""

from __future__ import annotations

from rulebook.terms import Measure, TypeTerms
from rulebook.wording import square_metres
from sites.models import SiteVersion
from sites.sections import BY_CODE

FACILITIES = BY_CODE["facilities"]


def _rule(version: SiteVersion, measure: Measure | None) -> TypeTerms | None:
    return measure.rule_for(version.site_type) if measure and measure.rules(version.site_type) else None


def _is_below(version: SiteVersion, tenths: int | None) -> bool:
    """An area that nobody knows is below nothing. Areas are stored in hundredths of a square metre."""
    return (
        tenths is not None and version.area_hundredths is not None and version.area_hundredths < tenths * 10
    )


def _said(version: SiteVersion, measure: Measure, tenths: int, wanted: str) -> str:
    area = f"{(version.area_hundredths or 0) / 100:g}"
    return f"使用面积 {area} 平方米,低于{measure.citation}{wanted} {square_metres(tenths)} 平方米"


def area_problem(version: SiteVersion, measure: Measure | None) -> str:
    """Why a site of this size cannot be filed; empty when it can."""
    rule = _rule(version, measure)
    floor = rule.area_floor_tenths if rule else None
    if measure is None or floor is None or not _is_below(version, floor):
        return ""
    said = _said(version, measure, floor, "规定的最低面积")
    return f"“{FACILITIES.title}”:{said},不予备案。请核对面积;面积无误的,请与主管工会商量扩大场地或另选场地。"


def area_warning(version: SiteVersion, measure: Measure | None) -> str:
    """What to think of before a small site is filed; empty when it is large enough, or too small to be filed."""
    rule = _rule(version, measure)
    warn = rule.area_warn_tenths if rule else None
    if measure is None or warn is None or not _is_below(version, warn) or area_problem(version, measure):
        return ""
    return f"{_said(version, measure, warn, '建议的面积')},可以提交,请核对面积是否填对。"
