"""Who has a second factor, since when, and how many recovery codes are left? Never the secret itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import RoleGrant, User
from accounts.policy import PEOPLE
from accounts.roles import Role
from core.actor import Actor


@dataclass(frozen=True)
class Factor:
    """What the pages tell of it."""

    since: datetime | None
    codes_left: int


def has_factor(user: User) -> bool:
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def factor_of(user: User) -> Factor | None:
    device = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    return Factor(device.created_at, codes_left(user)) if device else None


def codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user, device__confirmed=True).count())


def person_kept_by(actor: Actor, key: int) -> User | None:
    """A person within reach of whoever keeps people."""
    return PEOPLE.visible_to(actor).filter(pk=key).select_related("home_union").first()


def person_there(key: int) -> User | None:
    return User.objects.filter(pk=key).select_related("home_union").first()


def only_reviewing(keys: Collection[int]) -> set[int]:
    """Of these people, those with a second factor whose account serves reviewing alone."""
    having = TOTPDevice.objects.filter(user__in=list(keys), confirmed=True).values_list("user_id", flat=True)
    busy = RoleGrant.objects.filter(user__in=list(keys)).exclude(role=Role.REVIEWER)
    return set(having) - set(busy.values_list("user_id", flat=True))
