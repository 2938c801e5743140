"""Which rounds are there, who may lead one, and what is still wanting before it is published?"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from accounts.models import Union
from accounts.selectors import issuers_within
from core.actor import Actor
from demonstration.models import (
    RUNNING,
    Meeting,
    Round,
    RoundQuota,
    RoundState,
)
from demonstration.rounds.policy import ROUNDS
from rulebook.selectors import Measure, pack_in_force
from sites.types import site_type, site_types


def rounds_within(actor: Actor) -> QuerySet[Round]:
    """The latest first."""
    rows = ROUNDS.visible_to(actor).select_related("issuer")
    return rows.defer("issuer__search", "call", "list_text").order_by("-year", "-id")


def round_within(actor: Actor, key: int) -> Round | None:
    rows = ROUNDS.visible_to(actor).select_related("issuer").defer("issuer__search", "list_text")
    return rows.filter(pk=key).first()


def due_to_close(now: datetime) -> list[int]:
    """Rounds whose window is over and was not closed yet: for what runs in the background."""
    return list(
        Round.objects.filter(state=RoundState.OPEN, closes_at__lte=now)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def clashing_with(round: Round) -> Round | None:
    """Another running round of the same issuer that gives the same title to one of the types."""
    others = Round.objects.filter(issuer=round.issuer_id, title_name=round.title_name, state__in=RUNNING)
    mine = set(round.site_types)
    return next((each for each in others.exclude(pk=round.pk) if set(each.site_types) & mine), None)


def issuers_led_by(actor: Actor) -> list[Union]:
    """Issuing unions for which this person may write a round of at least one type."""
    return [union for union in issuers_within(actor) if types_led_by(actor, union)]


def types_led_by(actor: Actor, issuer: Union) -> list[str]:
    """Types over which this person may lead a round of this union."""
    return [
        kind.code
        for kind in site_types()
        if ROUNDS.decide(actor, "write", Round(issuer=issuer, site_types=[kind.code]))
    ]


def measure_for(round: Round, on: date) -> Measure | None:
    """The measure that the round would pin on this day; ``None`` where none is in force or types have several."""
    families = {site_type(code).family for code in round.site_types}
    return pack_in_force(round.issuer.path or "", families.pop(), on) if len(families) == 1 else None


def branches_of(issuer: Union) -> list[Union]:
    """The unions right below the issuer, in the order of the tree, and the issuer itself last."""
    below = Union.objects.filter(parent=issuer, is_active=True).defer("search").order_by("path")
    return [*below, issuer]


def quotas_of(round: Round) -> list[RoundQuota]:
    return list(round.quotas.select_related("union").defer("union__search"))


def meetings_of(issuer_id: int) -> QuerySet[Meeting]:
    return Meeting.objects.filter(issuer=issuer_id)


def what_is_wanting(round: Round, now: datetime) -> list[str]:
    """Everything that a draft needs before it can be published, as sentences; all at once."""
    measure = measure_for(round, now.date())
    quotas = {quota.site_type for quota in round.quotas.all() if quota.places}
    tables = [code for code in round.site_types if measure is not None and measure.rubric_for(code) is None]
    asked = (
        (not round.document_number, "请填写通知文号。"),
        (not round.call.strip(), "请填写通知正文。"),
        (not round.contact_office or not round.contact_phone, "请填写受理部门和联系电话,公示时要用。"),
        (round.closes_at <= now, "申报截止时间已过,请修改。"),
        (not round.grades.exists(), "请填写等次。"),
        (measure is None, "所选类型没有同一份施行中的管理办法,请核对阵地类型,或请系统管理员先公布管理办法。"),
    )
    found = [sentence for is_wanting, sentence in asked if is_wanting]
    found += [f"管理办法没有“{site_type(code).label}”的评分表。" for code in tables]
    found += [
        f"请分配“{site_type(code).label}”的推荐名额。" for code in round.site_types if code not in quotas
    ]
    return found
