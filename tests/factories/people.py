"""People with grants, and the actors behind them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from accounts.actors import actor_for
from accounts.models import RoleGrant, Union, User
from accounts.services import create_user, grant_role
from core.actor import SYSTEM, Actor
from core.clock import LEGAL_ZONE
from tests.remembered import remembered

#: An ordinary working Monday, in the morning.
NOW = datetime(2026, 10, 12, 10, 0, tzinfo=LEGAL_ZONE)

TODAY = NOW.date()

PASSWORD = "huanghai-jiaozhouwan-2026"


@remembered
def person(
    username: str,
    role: str = "",
    over: Union | None = None,
    *,
    rights: dict[str, bool] | None = None,
    site_types: Iterable[str] = (),
    valid_until: date | None = None,
    **more: object,
) -> User:
    """A person of the union ``over``, with one grant there when a role is named."""
    more.setdefault("name", username)
    more.setdefault("home_union", over)
    more.setdefault("password", PASSWORD)
    user = create_user(username, actor=SYSTEM, now=NOW, **more)  # type: ignore[arg-type]  # columns by name
    if role and over is not None:
        grant(user, role, over, rights=rights, site_types=site_types, valid_until=valid_until)
    return User.objects.get(pk=user.pk)


@remembered
def grant(
    user: User,
    role: str,
    over: Union,
    *,
    rights: dict[str, bool] | None = None,
    site_types: Iterable[str] = (),
    valid_until: date | None = None,
) -> RoleGrant:
    return grant_role(
        user,
        role,
        over,
        actor=SYSTEM,
        now=NOW,
        rights=rights,
        site_types=site_types,
        valid_until=valid_until,
    )


def actor_of(user: User, on: date = TODAY) -> Actor:
    """The actor, read afresh."""
    return actor_for(User.objects.get(pk=user.pk), today=on)
