"""Where may this reader do what a finding asks for? For the link beside a remedy; the page behind it decides for itself."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.reach import manages
from accounts.roles import Role
from core.actor import Actor
from core.checks import Check
from inspection.watching.words import act_address
from sites.models import ServiceSite


@dataclass(frozen=True)
class Way:
    """A link: its words and its address."""

    label: str
    url: str


def way_for(actor: Actor, check: Check | None, site: ServiceSite | None) -> Way | None:
    """For whoever holds over the site the role that the check names as the one who acts."""
    if check is None or check.act is None or site is None or not site.code:
        return None
    named = [role for role in Role if role.label == check.who_acts]
    if not manages(actor, site.place, named):
        return None
    return Way(check.act.label, act_address(check.act, site.code))
