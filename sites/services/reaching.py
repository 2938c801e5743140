"""What follows when somebody posts to a site where he may not? The attempt stands in the trail."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.reaching import note_beyond, require
from sites.codes import is_valid_code, normalise_code
from sites.models import ServiceSite
from sites.transitions import SITE


def require_telling(site: ServiceSite, *, actor: Actor, now: datetime) -> None:
    """Before a form is read: may the person tell anything of this site? Raises ``NotAllowed``, recorded."""
    require(SITE, site, "notify", actor=actor, now=now)


def note_site_out_of_reach(code: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a site that exists; a code that nobody has leaves nothing."""
    if not is_valid_code(code):
        return
    site = ServiceSite.objects.filter(code=normalise_code(code)).first()
    note_beyond(site, "site", "阵地", actor=actor, now=now)
