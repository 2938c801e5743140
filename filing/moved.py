"""Did a site move on paper while its pin and the way to its door stayed? A sentence, or nothing; no query."""

from __future__ import annotations

from sites.models import SiteVersion


def moved_warning(before: SiteVersion | None, after: SiteVersion) -> str:
    """What to look at when the address changed and what leads there did not."""
    if before is None or before.address == after.address:
        return ""
    stayed = []
    if after.lat is not None and (before.lat, before.lng) == (after.lat, after.lng):
        stayed.append("坐标")
    if after.directions and before.directions == after.directions:
        stayed.append("怎么找到门")
    if not stayed:
        return ""
    return f"地址改了,{'和'.join(f'“{each}”' for each in stayed)}还是原来的。请核对,需要改的在“位置”中修改。"
