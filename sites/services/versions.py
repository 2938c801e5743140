"""A decided version that puts single facts right at once, by a notice or a hand-over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from core.audit import Change
from core.workflow import TransitionRefused
from sites.models import ServiceSite, SiteVersion
from sites.services.registering import register_columns
from sites.services.succession import differences_of, draft_following
from sites.site_type import validate_facts
from sites.types import site_type


def kept_by_type(version: SiteVersion, type_code: str, today: date) -> dict[str, Any]:
    """The facts that depend on the type, as another type would have them: what it does not know is left out."""
    kind = site_type(type_code)
    known = {fact.name for fact in kind.facts}
    facts = {name: value for name, value in version.type_facts.items() if name in known}
    clean, _ = validate_facts(kind, facts, today)
    facilities = [code for code in version.facilities if code in kind.facilities]
    return {"type_facts": clean, "facilities": facilities}


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
    columns = {**register_columns(version), "updated_at": now}
    for name, value in columns.items():
        setattr(site, name, value)
    site.save(update_fields=list(columns))
    return version, {label: (before, after) for label, before, after in found}
