"""Puts the actor on each request, and leads whoever has a password of somebody else's choosing to replace it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from accounts.actors import actor_for
from accounts.models import User
from core import clock
from core.actor import NOBODY, Actor

#: The office; public pages, signing out and the page of the password itself are elsewhere.
_OFFICE = ("/desk/", "/admin/")
_SIGN_OUT = "/admin/logout/"


class ActorMiddleware:
    """Read from the database only when somebody asks. ``request.actor``: never ``None``, at worst nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def build() -> Actor:
            user = request.user
            return actor_for(user, today=clock.today()) if isinstance(user, User) else NOBODY

        request.actor = SimpleLazyObject(build)  # type: ignore[attr-defined]  # Django requests carry what middleware adds
        return self.get_response(request)


class OwnPasswordMiddleware:
    """Nothing of the office opens before the person has chosen a password of their own; signing out always does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        in_office = request.path.startswith(_OFFICE) and request.path != _SIGN_OUT
        if in_office and getattr(request.user, "must_change_password", False):
            return redirect("password")
        return self.get_response(request)
