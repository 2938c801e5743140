"""Did the rung before stand, and has every effect its signature? Asked of the rows, by questions of its own."""

from __future__ import annotations

from filing.models import Filing
from filing.states import FilingKind
from inspection.laddering.states import ConsequenceState
from inspection.models import Consequence, Rectification
from rulebook.choices import LadderAction
from sites.models import OperatingNotice, ServiceSite
from sites.vocabulary import SiteState
from unionportal.drill.outcome import require

#: The rung that must stand before, by the rung. A site without a title goes past the rung of titles.
BEFORE = {"rectify": "remind", "suspend": "rectify", "revoke": "suspend", "cancel": "suspend"}


def require_rung_before(row: Consequence, what: str, *, holds: bool) -> None:
    """``holds``: whether the site holds a title on the day of the signature; kept by a meeting, it holds it still."""
    require(holds or row.action != LadderAction.REVOKE, f"{what}:阵地没有在有效期内的称号")
    require(not holds or row.action != LadderAction.CANCEL, f"{what}:阵地还有在有效期内的称号")
    before = BEFORE[row.action]
    taken = [ConsequenceState.SETTLED, ConsequenceState.SIGNED]
    for cause in row.causes.all():
        if row.action == LadderAction.SUSPEND:
            require(cause.order_id is not None, f"{what}:没有整改通知")
            continue
        same = (
            {"causes__finding": cause.finding_id} if cause.finding_id else {"causes__order": cause.order_id}
        )
        stands = Consequence.objects.filter(action=before, state__in=taken, **same)
        require(stands.exists(), f"{what}:上一级措施没有采取")


def require_nothing_else() -> None:
    """Every effect has its signature, and every signature its person."""
    signed = Consequence.objects.exclude(state__in=["announced", "objected", "dropped"])
    unsigned = signed.exclude(action=LadderAction.REMIND).filter(signed_by=None)
    require(not unsigned.exists(), "有措施没有签批人")
    given = signed.filter(action=LadderAction.RECTIFY).count()
    require(Rectification.objects.count() == given, "整改通知与签批不一致")
    closures = set(
        OperatingNotice.objects.filter(kind="closure", basis="decision").values_list("pk", flat=True)
    )
    told = {int(key) for key in signed.filter(action="suspend").values_list("outcome_key", flat=True) if key}
    require(closures == told, "暂停挂牌与签批不一致")
    drafts = set(Filing.objects.filter(kind=FilingKind.CANCEL).values_list("number", flat=True))
    opened = set(signed.filter(action=LadderAction.CANCEL).values_list("outcome_key", flat=True))
    require(drafts == opened, "注销草稿与签批不一致")
    gone = ServiceSite.objects.filter(state=SiteState.CANCELLED)
    require(not gone.exists(), "有阵地没有经过注销办理就被注销")
