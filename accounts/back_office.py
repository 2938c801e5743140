"""Who may enter the back office, at this very request? Asked of the grants that hold today, not of a flag once set."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor


class BackOffice(AdminSite):
    """Django's admin for people with the tick and a grant; all of it only for administrators of today."""

    def has_permission(self, request: HttpRequest) -> bool:
        actor: Actor = request.actor  # type: ignore[attr-defined]  # the middleware puts the actor on each request
        if not holds(actor, Role.ADMINISTRATOR):
            request.user.is_superuser = False  # for this request; never saved
        return super().has_permission(request) and bool(actor.grants)
