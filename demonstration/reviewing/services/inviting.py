"""People are invited into a round, accept, and leave with it. The link of an invitation works once.

Only the digest of a link is kept. An address that is known is told through the outbox; there the link is replaced as
soon as it was used.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from accounts.actors import actor_for
from accounts.models import RoleGrant, User
from accounts.roles import Role
from accounts.second_factor.selectors import has_factor, only_reviewing
from accounts.second_factor.services import take_factor
from accounts.services import (
    change_password,
    close_account,
    open_account,
    revoke_role,
)
from core.actor import Actor
from core.audit import record
from core.clock import LEGAL_ZONE
from core.outbox import owe, redirect_owed
from core.words import chinese_moment
from core.workflow import TransitionRefused, attempt
from demonstration.models import Reviewer, ReviewerState, Round
from demonstration.reviewing.services.invited import Invitee, account_of, grant_duty
from demonstration.reviewing.services.reaching import require_lead
from demonstration.reviewing.transitions import OPEN_TO_REVIEWERS, REVIEWER

#: As long as a link works; never longer than the round is reviewed.
LINK_DAYS = timedelta(days=14)


@dataclass(frozen=True)
class Invitation:
    """``token`` is told once and kept nowhere."""

    reviewer: Reviewer
    token: str


def digest_of(token: str) -> str:
    """What is kept of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite_reviewer(round_id: int, invitee: Invitee, *, actor: Actor, now: datetime) -> Invitation:
    """A new account, or one that is there, becomes a reviewer of the round. Raises ``TransitionRefused``."""
    round = Round.objects.select_related("issuer").get(pk=round_id)
    require_lead(round, "invite", "邀请评审专家", actor=actor, now=now)
    with attempt(actor, "reviewers.invite", round, now=now, label="邀请评审专家"):
        round = Round.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=round_id)
        if round.state not in OPEN_TO_REVIEWERS:
            raise TransitionRefused(f"本次评定{round.state_label},不能再邀请评审专家。")
        user = account_of(round, invitee, actor, now)
        if Reviewer.objects.filter(round=round, user=user).exists():
            raise TransitionRefused(f"{user.name}已在本次评审专家名单中,需要新链接的请点“重新发出邀请”。")
        reviewer = Reviewer.objects.create(
            round=round,
            user=user,
            state=ReviewerState.INVITED,
            site_types=sorted(invitee.site_types),
            employer=invitee.employer,
            employer_code=invitee.employer_code,
            home_path=(user.home_union.path or "") if user.home_union else "",
            district=invitee.district,
            most_cases=invitee.most_cases,
            invited_at=now,
            invite_until=now,
        )
        token = _new_link(reviewer, now)
        record(actor, "reviewer.invite", reviewer, now=now, label="邀请评审专家", after=reviewer.state)
    return Invitation(reviewer, token)


def renew_invitation(reviewer_id: int, *, actor: Actor, now: datetime, seen: int | None = None) -> Invitation:
    """A new link; the old one is dead."""
    with REVIEWER.step(reviewer_id, "renew", actor=actor, now=now, seen=seen) as step:
        row = step.row
        open_account(row.user, actor=actor, now=now)
        grant_duty(row.round, row.user, row.site_types, actor, now)
        return Invitation(row, _new_link(row, now))


def accept_invitation(token: str, password: str, *, now: datetime) -> Reviewer:
    """The person of this link chooses a password; the link is used up. Raises ``TransitionRefused``.

    Where the account has a password already, ``password`` is empty and the old one holds: a link never opens an
    account that somebody uses.
    """
    row = Reviewer.objects.select_related("user").filter(invite_digest=digest_of(token)).first()
    if row is None or row.invite_until <= now:
        raise TransitionRefused("邀请链接已失效或已使用。请联系主办工会重新发出邀请。")
    user = row.user
    person = actor_for(user, today=now.astimezone(LEGAL_ZONE).date())
    with REVIEWER.step(row.pk, "accept", actor=person, now=now) as step:
        if step.row.invite_digest != digest_of(token):
            raise TransitionRefused("邀请链接已失效或已使用。请联系主办工会重新发出邀请。")
        step.row.invite_digest = ""
        step.row.save(update_fields=["invite_digest"])
        redirect_owed(_message_key(step.row), reverse("reviews-mine"))
        if needs_password(user):
            change_password(user, password, actor=person, now=now)
    return step.row


def reset_second_factor(
    reviewer_id: int, *, note: str, actor: Actor, now: datetime, seen: int | None = None
) -> None:
    """A reviewer lost the telephone. Whoever has other work here too is reset by an administrator alone."""
    with REVIEWER.step(reviewer_id, "reset_factor", actor=actor, now=now, note=note, seen=seen) as step:
        person = step.row.user
        if has_factor(person) and not only_reviewing([person.pk]):
            raise TransitionRefused(f"{person.name}在本系统还有其他工作,请由系统管理员重置。")
        take_factor(person, now=now)


def needs_password(user: User) -> bool:
    """Nobody has chosen one yet."""
    return not user.has_usable_password()


def end_reviewers(round_id: int, *, actor: Actor, now: datetime) -> int:
    """The round is over: each reviewer's role ends, and the account where it was for this alone. Gives how many.

    A second run ends nobody.
    """
    rows = Reviewer.objects.filter(round_id=round_id).exclude(state=ReviewerState.ENDED)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        with REVIEWER.step(key, "end", actor=actor, now=now, ended_at=now, invite_digest="") as step:
            close_duty(step.row, actor, now)
    return len(keys)


def close_duty(row: Reviewer, actor: Actor, now: datetime) -> None:
    """Take the role away unless another round of the same issuer still needs it."""
    others = Reviewer.objects.filter(user_id=row.user_id, round__issuer_id=row.round.issuer_id)
    others = others.exclude(pk=row.pk).exclude(state__in=[ReviewerState.ENDED, ReviewerState.DECLINED])
    if others.exists():
        return
    for grant in RoleGrant.objects.filter(
        user_id=row.user_id, role=Role.REVIEWER, union_id=row.round.issuer_id
    ):
        revoke_role(grant, actor=actor, now=now)
    close_account(User.objects.get(pk=row.user_id), actor=actor, now=now)


def _new_link(row: Reviewer, now: datetime) -> str:
    token = secrets.token_urlsafe(24)
    row.invite_digest = digest_of(token)
    row.invited_at, row.invite_until = now, min(now + LINK_DAYS, row.round.review_until)
    row.save(update_fields=["invite_digest", "invited_at", "invite_until"])
    if row.user.email:
        owe(
            row.user_id,
            f"邀请您担任{row.round.title}的评审专家",
            key=_message_key(row),
            now=now,
            body=f"请在{chinese_moment(row.invite_until.astimezone(LEGAL_ZONE))}前打开下面的链接,"
            "设置密码并签署保密和回避承诺。链接只能用一次。",
            url=reverse("review-invitation", args=[token]),
            address=row.user.email,
            urgent=True,
        )
    return token


def _message_key(row: Reviewer) -> str:
    """One message for each link."""
    return f"reviewer:{row.pk}:invite:{row.invited_at.timestamp():.0f}"
