"""Who is invited: his account, made or found, and the role that ends with the round."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import District, RoleGrant, Union, User
from accounts.roles import Role
from accounts.selectors import active_user, person_named
from accounts.services import (
    change_grant,
    create_user,
    grant_role,
    open_account,
)
from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.workflow import TransitionRefused
from demonstration.models import Round


@dataclass(frozen=True)
class Invitee:
    """Whom the city invites. ``most_cases`` empty: as the round says."""

    username: str
    name: str
    post: str = ""
    email: str = ""
    employer: str = ""
    employer_code: str = ""
    home_union: Union | None = None
    district: District | None = None
    site_types: Collection[str] = ()
    most_cases: int | None = None


def ends_on(round: Round) -> date:
    """The last day on which a reviewer's account opens the round."""
    return round.review_until.astimezone(LEGAL_ZONE).date()


def account_of(round: Round, invitee: Invitee, actor: Actor, now: datetime) -> User:
    user = person_named(invitee.username)
    if user is None:
        user = create_user(
            invitee.username,
            invitee.name,
            password=None,
            home_union=invitee.home_union,
            actor=actor,
            now=now,
            post=invitee.post,
            email=invitee.email,
        )
    elif user.name != invitee.name:
        raise TransitionRefused("这个用户名已由其他人使用,请换一个用户名。")
    open_account(user, actor=actor, now=now)
    grant_duty(round, user, invitee.site_types, actor, now)
    return active_user(user.pk) or user


def grant_duty(round: Round, user: User, types: Collection[str], actor: Actor, now: datetime) -> None:
    """The role until the round has been reviewed; one that is there is made to last as long."""
    last = ends_on(round)
    grant = RoleGrant.objects.filter(user=user, role=Role.REVIEWER, union_id=round.issuer_id).first()
    if grant is None:
        grant_role(
            user, Role.REVIEWER, round.issuer, actor=actor, now=now, site_types=types, valid_until=last
        )
    elif grant.valid_until is not None and grant.valid_until < last:
        changes = {"有效期至": (str(grant.valid_until), str(last))}
        grant.valid_until = last
        change_grant(grant, changes, actor=actor, now=now)
