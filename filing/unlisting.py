"""Would a change take its site off the public finder, why, and how is that avoided? A sentence, or nothing; no query."""

from __future__ import annotations

from functools import partial

from filing.models import Filing
from filing.states import FilingKind
from sites.listing import Unlisted, labels_of, lacking, why_unlisted
from sites.models import SiteVersion
from sites.summary import label_of

_KEEP_LISTED = "仍要对外公开的,请在“开放时间与对象”中把“公开范围”选为公开"

_HOW = {
    Unlisted.CHOSEN: f"公开范围选了不公开。{_KEEP_LISTED}。",
    Unlisted.STAFF: f"开放对象改为只接待本单位职工,这类阵地默认不公开。{_KEEP_LISTED}。",
    Unlisted.SEASON: "这一类型只在假期开放,在阵地档案的“假期开班”中确认以后才公开。",
}


def _why(version: SiteVersion, *, in_season: bool = True) -> str:
    """As in a season: that one is not confirmed hides a site with or without the change."""
    return why_unlisted(partial(getattr, version), is_seasonal=version.kind.is_seasonal, in_season=in_season)


def unlisting_warning(filing: Filing) -> str:
    """What to know before a change is handed in that hides a site which the public finds today."""
    before, after = filing.base_version, filing.version
    if filing.kind != FilingKind.CHANGE or before is None or _why(before):
        return ""
    if not (why := _why(after, in_season=not _is_retyped(before, after))):
        return ""
    cause = (
        f"阵地类型由“{before.type_label}”改为“{after.type_label}”后," if _is_retyped(before, after) else ""
    )
    lacks = labels_of(lacking(partial(getattr, after)), label_of)
    said = _HOW.get(Unlisted(why), f"还缺{lacks},补全后才公开。请在相应部分补填。")
    return f"变更生效后,公众将查不到这处阵地:{cause}{said}"


def _is_retyped(before: SiteVersion, after: SiteVersion) -> bool:
    return before.site_type != after.site_type
