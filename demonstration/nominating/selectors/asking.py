"""Which rounds ask for which sites?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.models import Union
from accounts.reach import branch_key
from accounts.selectors import issuer_of, issuing_paths
from core.actor import Actor
from core.clock import LEGAL_ZONE
from demonstration.models import (
    Nomination,
    Round,
    RoundState,
)
from demonstration.nominating.policy import FILLERS
from demonstration.nominating.selectors.rows import STANDING
from sites.fact_values import Cycle
from sites.models import ServiceSite
from sites.selectors import sites_in_use_managed_by
from sites.vocabulary import IN_USE

#: Days that use and activities are counted over.
YEAR_BACK = timedelta(days=364)


def cycle_of(round: Round) -> Cycle:
    """The year before the call, the same for everybody who takes part."""
    last = round.opens_at.astimezone(LEGAL_ZONE).date() - timedelta(days=1)
    return Cycle(last - YEAR_BACK, last)


def is_asked(round: Round, site: ServiceSite) -> bool:
    """A site in use of one of the types, whose nearest issuing union holds the round."""
    fits = site.state in IN_USE and site.version_id is not None and site.site_type in round.site_types
    if not fits:
        return False
    issuer = issuer_of(site.union_path)
    return issuer is not None and issuer.pk == round.issuer_id


def rounds_open_at(now: datetime) -> QuerySet[Round]:
    """Rounds whose window is open now, whoever asks for whom."""
    rows = Round.objects.filter(state=RoundState.OPEN, opens_at__lte=now, closes_at__gt=now)
    return rows.select_related("issuer").order_by("closes_at", "pk")


def rounds_asking_for(site: ServiceSite, running: Sequence[Round]) -> list[Round]:
    """Of these rounds those of the site's own issuer and type."""
    fitting = [row for row in running if site.site_type in row.site_types]
    issuer = issuer_of(site.union_path) if fitting else None
    return [row for row in fitting if issuer is not None and row.issuer_id == issuer.pk]


def sites_to_nominate(actor: Actor, round: Round) -> QuerySet[ServiceSite]:
    """Sites of this person that the round asks for and that do not take part yet."""
    path = round.issuer.path or ""
    rows = sites_in_use_managed_by(actor, FILLERS).filter(
        site_type__in=round.site_types, union_path__startswith=path, version__isnull=False
    )
    for nearer in issuing_paths():
        if nearer != path and nearer.startswith(path):
            rows = rows.exclude(union_path__startswith=nearer)
    taken = Nomination.objects.filter(STANDING, round=round).values("site_id")
    rows = rows.exclude(pk__in=taken).select_related("managing_union", "version")
    return rows.defer("search", "public_search", "managing_union__search").order_by("union_path", "id")


def branch_of(round: Round, site: ServiceSite) -> Union:
    """The union right below the issuer that answers for the site; the issuer for its own."""
    return Union.objects.get(pk=branch_key(site.union_path, round.issuer.path or ""))
