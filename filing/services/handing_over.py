"""A leaving person's sites, roles and cases go to another: offered and confirmed, or done by the district alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from accounts.models import RoleGrant, User
from accounts.roles import Role
from accounts.selectors import people_with_role
from accounts.services import grant_role, revoke_role
from accounts.widening import widen_grant
from core.actor import Actor
from core.audit import record
from core.outbox import owe
from core.workflow import TransitionRefused, attempt
from filing.handover import Duties, branch_of, duties_of, takers_for
from filing.models import Filing, FilingAuthor, Handover
from filing.models.handover import HandoverState
from filing.policy import HANDOVERS
from filing.transitions import HANDOVER
from sites.services.handing import hand_over_site, sites_naming


@dataclass(frozen=True)
class Wish:
    """What goes from whom to whom, why and from which day on."""

    giver: User
    taker: User
    sites: tuple[int, ...]
    grants: tuple[int, ...]
    cases: tuple[int, ...]
    reason: str
    handed_on: date


def offer_handover(wish: Wish, *, actor: Actor, now: datetime) -> Handover:
    """By the giver himself; the taker confirms, or the district does it alone."""
    branch = branch_of(wish.giver.home_union)
    row = Handover(
        state=HandoverState.OFFERED,
        giver=wish.giver,
        taker=wish.taker,
        branch=branch,
        reason=wish.reason,
        handed_on=wish.handed_on,
        sites=list(wish.sites),
        grants=list(wish.grants),
        cases=list(wish.cases),
        created_at=now,
        created_by_id=actor.key,
    )
    with attempt(actor, "handover.offer", row, now=now, label="提出交接"):
        HANDOVERS.require(actor, "offer", row)
        User.objects.select_for_update().get(pk=wish.giver.pk)
        _refuse_wrong(wish, branch)
        row.save(force_insert=True)
        duties = duties_of(wish.giver, branch).only(wish.sites, wish.grants, wish.cases)
        told = {"交接内容": ("", duties.words)}
        record(actor, "handover.offer", row, now=now, label="提出交接", note=wish.reason, changes=told)
        _tell([wish.taker], row, f"{wish.giver.name}向您交接{duties.words},请确认", actor, now)
    return row


def hand_over_alone(wish: Wish, *, actor: Actor, now: datetime) -> Handover:
    """By the district in one go: nobody has to confirm, the giver may be gone."""
    branch = branch_of(wish.giver.home_union)
    about = Handover(giver=wish.giver, taker=wish.taker, branch=branch)
    with attempt(actor, "handover.finish", about, now=now, label=HANDOVER.edges["finish"].label):
        HANDOVERS.require(actor, "finish", about)
        row = offer_handover(wish, actor=actor, now=now)
        return finish_handover(row.pk, actor=actor, now=now)


def confirm_handover(
    key: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Handover:
    """The taker takes it."""
    return _walk(key, "confirm", _move, actor=actor, now=now, note=note, seen=seen)


def finish_handover(
    key: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Handover:
    """The district does not wait for the taker's word."""
    return _walk(key, "finish", _move, actor=actor, now=now, note=note, seen=seen)


def decline_handover(
    key: int, *, actor: Actor, now: datetime, note: str, seen: int | None = None
) -> Handover:
    """The taker does not take it; the giver is told why."""
    return _walk(key, "decline", _tell_refused, actor=actor, now=now, note=note, seen=seen)


def take_back_handover(
    key: int, *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> Handover:
    """The offer is taken back before anybody confirmed."""
    return _walk(key, "take_back", _tell_taken_back, actor=actor, now=now, note=note, seen=seen)


def _walk(
    key: int,
    action: str,
    follow: Callable[[Handover, Actor, datetime], str],
    *,
    actor: Actor,
    now: datetime,
    note: str,
    seen: int | None,
) -> Handover:
    with HANDOVER.step(key, action, actor=actor, now=now, note=note, seen=seen, closed_at=now) as step:
        step.changes["交接内容"] = ("", follow(step.row, actor, now))
    return step.row


def _refuse_wrong(wish: Wish, branch: str) -> None:
    if not takers_for(wish.giver, branch).filter(pk=wish.taker.pk).exists():
        raise TransitionRefused("接收人须是同一区(市)、产业或集团工会范围内的在用账号,请重新选择。")
    duties = duties_of(wish.giver, branch)
    chosen = duties.only(wish.sites, wish.grants, wish.cases)
    if len(chosen) != len({*wish.sites}) + len({*wish.grants}) + len({*wish.cases}):
        raise TransitionRefused("所选的阵地、授权或案件已有变化,请返回重新核对。")
    if not len(chosen):
        raise TransitionRefused("没有选择要交接的内容,请至少选择一项。")
    if Handover.objects.filter(giver=wish.giver, state=HandoverState.OFFERED).exists():
        raise TransitionRefused(f"{wish.giver.name}已有一项交接等待确认,请先办结或取消。")


def _move(row: Handover, actor: Actor, now: datetime) -> str:
    """Everything listed that the giver still has; what he lost meanwhile is nobody's to give."""
    duties = duties_of(row.giver, row.branch, besides=row.pk).only(row.sites, row.grants, row.cases)
    if not takers_for(row.giver, row.branch).filter(pk=row.taker_id).exists():
        raise TransitionRefused("接收人的账号已停用或已调离,请取消后另选接收人。")
    sites = {site.pk for site in duties.sites}
    for grant in duties.grants:
        sites |= set(sites_naming(row.giver, grant.union.path or ""))
        _move_grant(grant, row, actor, now)
    for key in sorted(sites):
        since, note = row.handed_on, row.reason
        hand_over_site(key, row.giver, row.taker, since=since, note=note, actor=actor, now=now)
    _move_cases(duties.cases, row, actor, now)
    _tell_done(row, duties, actor, now)
    return duties.words


def _move_grant(grant: RoleGrant, row: Handover, actor: Actor, now: datetime) -> None:
    """The same role over the same union with the same rights and term; a lesser one of the taker grows to it."""
    own = RoleGrant.objects.filter(user=row.taker, role=Role.KEEPER, union=grant.union).first()
    if own is not None:
        widen_grant(own, grant, actor=actor, now=now)
    else:
        rights = {name: getattr(grant, f"can_{name}") for name in ("people", "data", "export", "decide")}
        term: dict[str, Any] = {"site_types": grant.site_types, "valid_until": grant.valid_until}
        grant_role(row.taker, grant.role, grant.union, actor=actor, now=now, rights=rights, **term)
    revoke_role(grant, actor=actor, now=now)


def _move_cases(cases: Iterable[Filing], row: Handover, actor: Actor, now: datetime) -> None:
    """The taker writes on. The giver stays named as author: whoever wrote never signs last."""
    for case in cases:
        FilingAuthor.objects.get_or_create(filing=case, user=row.taker, defaults={"since": now})
        changes = {"填报人": (row.giver.name, row.taker.name)}
        record(actor, "filing.hand_over", case, now=now, label="交接案件", note=row.reason, changes=changes)


def _tell_done(row: Handover, duties: Duties, actor: Actor, now: datetime) -> None:
    district = people_with_role(row.branch, Role.DISTRICT, on=now.date())
    said = f"{row.giver.name}的{duties.words}已交接给{row.taker.name}"
    _tell([row.taker, *([row.giver] if row.giver.is_active else []), *district], row, said, actor, now)


def _tell_refused(row: Handover, actor: Actor, now: datetime) -> str:
    said = f"{row.taker.name}没有接收您的交接"
    _tell([row.giver, row.created_by], row, said, actor, now)
    return "未接收"


def _tell_taken_back(row: Handover, actor: Actor, now: datetime) -> str:
    _tell([row.taker, row.giver], row, f"{row.giver.name}的交接已取消", actor, now)
    return "已取消"


def _tell(people: Iterable[User], row: Handover, subject: str, actor: Actor, now: datetime) -> None:
    url = reverse("handover", args=[row.pk])
    for person in people:
        if person.pk != actor.id:
            key = f"handover:{row.pk}:{row.revision}:{person.pk}"
            owe(person.pk, subject, key=key, now=now, url=url, address=person.email)
