"""Puts the actor on each request, read from the database only when somebody asks."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.actors import actor_for
from accounts.models import User
from core import clock
from core.actor import NOBODY, Actor


class ActorMiddleware:
    """``request.actor``: never ``None``, at worst nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def build() -> Actor:
            user = request.user
            return actor_for(user, today=clock.today()) if isinstance(user, User) else NOBODY

        request.actor = SimpleLazyObject(build)  # type: ignore[attr-defined]  # Django requests carry what middleware adds
        return self.get_response(request)
