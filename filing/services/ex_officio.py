"""注销备案 as a rung of the ladder: the signature opens the case at the managing branch, which goes the way of every case."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from core.actor import Actor
from core.registry import CarriedOut, LadderHandler, Signed
from filing.models import Filing
from filing.particulars import EMPLOYER_DUTY, CancelGround, Plate, known_from
from filing.services.drafting import save_particulars
from filing.services.starting import start_cancellation
from filing.states import OPEN_CASES, FilingKind
from inspection.laddering.selectors import led_to
from inspection.laddering.services import fall_through
from rulebook.choices import LadderAction
from sites.models import ServiceSite
from sites.vocabulary import IN_USE

NURSING_ROOM = "nursing_room"


def sites_to_cancel(keys: Collection[int], day: date) -> set[int]:
    """Sites in use whose cancellation is not under way."""
    under_way = Filing.objects.filter(site__in=keys, kind=FilingKind.CANCEL, state__in=OPEN_CASES)
    rows = ServiceSite.objects.filter(pk__in=keys, state__in=IN_USE)
    return set(rows.exclude(pk__in=under_way.values("site_id")).values_list("pk", flat=True))


def open_cancellation(signed: Signed, actor: Actor, now: datetime) -> CarriedOut:
    """A draft with its reasons; what becomes of things is written before it is handed in.

    Raises ``NotAllowed``, ``TransitionRefused``.
    """
    site = ServiceSite.objects.select_related("version").get(pk=signed.site_id)
    case = start_cancellation(site, actor=actor, now=now)
    told: dict[str, Any] = {
        "ground": CancelGround.UNFIT,
        "explanation": f"按管理办法的处置措施提出。{signed.reason}"[:300],
        "plate": Plate.PENDING,
        **(known_from(site.version) if site.version else {}),
    }
    lacking = {name: value for name, value in told.items() if not case.particulars.get(name)}
    case = save_particulars(case.pk, lacking, seen=case.revision, actor=actor, now=now)
    return CarriedOut(
        "已建立注销备案草稿,请补填停止服务日期、设备处置等内容后提交,经市总工会签批后注销。",
        reverse("filing", args=[case.number]),
        case.number,
    )


def duty(site: Any) -> str:
    """Said of a nursing room alone."""
    return EMPLOYER_DUTY if site.site_type == NURSING_ROOM else ""


CANCEL = LadderHandler(
    concerns=sites_to_cancel,
    effect="由主管工会建立注销备案案件;提交时同一阵地正在办理的变更备案终止,经市总工会签批后才注销。",
    carry_out=open_cancellation,
    duty=duty,
)


def note_not_cancelled(case: Filing, why: str, *, now: datetime) -> None:
    """The case ended and the site stays: a rung that had led to it does not stand as signed any more."""
    if case.kind == FilingKind.CANCEL:
        led = led_to(case.site_id, LadderAction.CANCEL, case.number).values_list("pk", flat=True)
        fall_through(led, f"{case.number} {why},阵地没有注销;问题仍未解决的,重新起算天数", now=now)
