"""A draft begins with what a similar site has; each part of it counts once the writer has looked at it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.actor import Actor
from core.audit import Change
from core.workflow import TransitionRefused
from filing.models import Filing
from sites.copying import facts_to_copy, sections_with
from sites.models import ServiceSite
from sites.sections import BY_CODE
from sites.selectors import sites_like
from sites.services import update_facts

OUT_OF_REACH = "所选的相近阵地不在可选范围内,或者已经注销,请重新选择。"


def begin_like(filing: Filing, like: ServiceSite, *, actor: Actor, now: datetime) -> dict[str, Change]:
    """Write into a fresh draft what the similar site has; returns old and new as texts.

    Raises ``TransitionRefused`` for a site beyond reach, of another type or no longer in use.
    """
    pattern = sites_like(actor, filing.site.site_type).filter(pk=like.pk).select_related("version").first()
    if pattern is None or pattern.version is None:
        raise TransitionRefused(OUT_OF_REACH)
    facts = facts_to_copy(pattern.version)
    filing.copied_from = pattern.version
    filing.unchecked = sections_with(facts)
    filing.save(update_fields=["copied_from", "unchecked"])
    return update_facts(filing.version, facts, actor=actor, now=now) if facts else {}


def note_checked(filing: Filing, columns: Iterable[str]) -> None:
    """A section that was saved as a whole has been looked at."""
    saved = set(columns)
    left = [code for code in filing.unchecked if not saved.issuperset(BY_CODE[code].fields)]
    if left != filing.unchecked:
        filing.unchecked = left
        filing.save(update_fields=["unchecked"])
