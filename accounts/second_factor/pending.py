"""Who has shown the password and is not signed in yet? Kept in the session for half an hour, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.selectors import active_user

#: Long enough to install a program on a telephone.
HALF_WAY = timedelta(minutes=30)

_NAME = "second_factor"


@dataclass(frozen=True)
class Pending:
    """``key``: the secret of a telephone that is being set up; empty where a code of the known one is asked."""

    user: User
    key: str
    next_url: str


def begin(request: HttpRequest, user: User, next_url: str, *, now: datetime, key: str = "") -> None:
    """The password of this person was right just now. Whoever else was signed in here is not any more."""
    if request.user.is_authenticated and request.user.pk != user.pk:
        logout(request)
    request.session.cycle_key()
    request.session[_NAME] = {
        "user": user.pk,
        "mark": user.get_session_auth_hash(),
        "until": (now + HALF_WAY).timestamp(),
        "key": key,
        "next": next_url,
    }


def pending_of(request: HttpRequest, now: datetime) -> Pending | None:
    """Nobody once the time is over, the account is closed, or password or factor were changed meanwhile."""
    kept = request.session.get(_NAME)
    if not kept or kept["until"] <= now.timestamp():
        return None
    if request.user.is_authenticated and request.user.pk != kept["user"]:
        return None
    user = active_user(kept["user"])
    if user is None or not constant_time_compare(kept["mark"], user.get_session_auth_hash()):
        return None
    return Pending(user, kept["key"], kept["next"])


def finish(request: HttpRequest) -> None:
    request.session.pop(_NAME, None)
