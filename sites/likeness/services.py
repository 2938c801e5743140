"""Two places look alike: somebody decides whether they are one. Told in the trail, asked once."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.workflow import TransitionRefused, attempt
from sites.likeness.selectors import likely_same, pair_mark
from sites.models import LikenessDecision, SiteVersion
from sites.policy import SITES
from sites.vocabulary import LikenessVerdict

#: Longest reason that is kept.
MOST_REASON = 200


def decide_likeness(
    version: SiteVersion, other_site_id: int, verdict: str, reason: str, *, actor: Actor, now: datetime
) -> LikenessDecision:
    """同一处 or 不是同一处, with a reason. Only about a place that is really asked about."""
    site, meant = version.site, LikenessVerdict(verdict)
    with attempt(actor, "site.liken", site, now=now, label=f"认定{meant.label}"):
        SITES.require(actor, "liken", site)
        twin = next((each for each in likely_same(actor, version) if each.site.pk == other_site_id), None)
        if twin is None:
            raise TransitionRefused("资料已有更新,这两处不再相近。请刷新页面查看。")
        if not reason.strip():
            raise TransitionRefused("请写明认定的理由。")
        first, second = sorted((site.pk, twin.site.pk))
        row = LikenessDecision.objects.create(
            first_id=first,
            second_id=second,
            verdict=meant,
            reason=reason.strip()[:MOST_REASON],
            mark=pair_mark(version, twin.version),
            decided_by_id=actor.key,
            decided_at=now,
        )
        details = {"other_site": twin.site.pk, "score": twin.likeness.score}
        label = f"认定{meant.label}"
        record(actor, "site.liken", site, now=now, label=label, note=row.reason, details=details)
    return row
