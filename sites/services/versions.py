"""A decided version that puts single facts right at once, by a notice or a hand-over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.audit import Change
from core.workflow import TransitionRefused
from sites.models import ServiceSite, SiteVersion
from sites.seasons.selectors import is_in_season
from sites.services.registering import register_columns
from sites.services.succession import differences_of, draft_following


def correct_version(
    site: ServiceSite, facts: Mapping[str, Any], *, origin: str, now: datetime
) -> tuple[SiteVersion, dict[str, Change]]:
    """Put a decided copy with other ``facts`` in force; called within a step over the locked ``site``.

    Refused when nothing differs: a correction that corrects nothing is a slip.
    """
    base = site.version
    if base is None:
        raise TransitionRefused("本阵地还没有备案资料,不能更正。")
    version = draft_following(base, now=now)
    told = {"origin": origin, "base": base, "decided_at": now}
    for name, value in {**facts, **told}.items():
        setattr(version, name, value)
    version.save(update_fields=[*facts, *told])
    found = differences_of(base, version)
    if not found:
        raise TransitionRefused("填写的内容与现在登记的一样,没有需要更正的地方。")
    columns = {**register_columns(version, in_season=is_in_season(version)), "updated_at": now}
    for name, value in columns.items():
        setattr(site, name, value)
    site.save(update_fields=list(columns))
    return version, {label: (before, after) for label, before, after in found}
