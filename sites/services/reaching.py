"""What follows when somebody posts to a site where he may not? The attempt stands in the trail."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import attempt
from sites.models import ServiceSite
from sites.policy import SITES
from sites.transitions import SITE


def require_telling(site: ServiceSite, *, actor: Actor, now: datetime) -> None:
    """Before a form is read: may the person tell anything of this site? Raises ``NotAllowed``, recorded."""
    with attempt(actor, "site.notify", site, now=now, label=SITE.edges["notify"].label):
        SITES.require(actor, "notify", site)


def note_site_out_of_reach(code: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on a site that exists; a code that nobody has leaves nothing."""
    site = ServiceSite.objects.filter(code=code).first()
    if site is not None:
        said = "阵地不在办理范围内。"
        record(actor, "site.reach", site, now=now, label="办理范围外的阵地", note=said, outcome="refused")
