"""How are wrong codes slowed? By the lock of the sign-in page: a wrong code counts like a wrong password."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from accounts.models import User


def is_locked(request: HttpRequest, user: User) -> bool:
    """Then nothing is looked at; the guard's own page is the answer."""
    locked = not AxesProxyHandler.is_allowed(request, _names(user))
    if locked:
        request.axes_locked_out = True  # type: ignore[attr-defined]  # read by the guard's middleware
    return locked


def note_failure(request: HttpRequest, user: User) -> None:
    user_login_failed.send(sender=__name__, credentials=_names(user), request=request)


def _names(user: User) -> dict[str, str]:
    return {"username": user.username}
