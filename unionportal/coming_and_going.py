"""Who signed in, signed out, or was locked out? One entry each in the trail; no address of the visitor is kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.actors import actor_for
from accounts.models import User
from accounts.selectors import person_named
from core import clock
from core.actor import NOBODY
from core.audit import record, was_told


def _is_a_visit(request: HttpRequest | None) -> bool:
    """Somebody sent a form; sessions that programs open for themselves are nobody's coming or going."""
    return request is not None and request.method == "POST"


def tell_sign_in(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    if _is_a_visit(request):
        now = clock.now()
        record(actor_for(user, today=now.date()), "user.sign_in", user, now=now, label="登录")


def tell_sign_out(sender: Any, request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    if user is not None and _is_a_visit(request):
        now = clock.now()
        record(actor_for(user, today=now.date()), "user.sign_out", user, now=now, label="退出登录")


def tell_lockout(sender: Any, request: HttpRequest, username: str | None, **kwargs: Any) -> None:
    """Once while the lock lasts, and only for a person there is: what strangers type is not kept."""
    person, now = person_named(username or ""), clock.now()
    if person is not None and not was_told("user.locked_out", person, since=now - settings.AXES_COOLOFF_TIME):
        record(NOBODY, "user.locked_out", person, now=now, label="密码或验证码多次输错,登录锁定")
