"""Who may enter the back office, at this very request? Asked of the grants that hold today, not of a flag once set."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from accounts.second_factor.views import TwoSteps
from core.actor import Actor


class BackOfficeSignIn(TwoSteps, LoginView):
    """The sign-in page of the back office: no way around the second step."""

    authentication_form = AdminAuthenticationForm
    template_name = "admin/login.html"


class BackOffice(AdminSite):
    """Django's admin for people with the tick and a grant; all of it only for administrators of today."""

    def has_permission(self, request: HttpRequest) -> bool:
        actor: Actor = request.actor  # type: ignore[attr-defined]  # the middleware puts the actor on each request
        if not holds(actor, Role.ADMINISTRATOR):
            request.user.is_superuser = False  # for this request; never saved
        return super().has_permission(request) and bool(actor.grants)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's page shown by Django's code; what is sent from it is judged by the view above."""
        if request.method != "POST":
            return super().login(request, extra_context)
        context = {
            **self.each_context(request),
            "title": "登录",
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            REDIRECT_FIELD_NAME: request.POST.get(REDIRECT_FIELD_NAME, "") or reverse("admin:index"),
            **(extra_context or {}),
        }
        return BackOfficeSignIn.as_view(extra_context=context)(request)  # type: ignore[return-value]  # a page
