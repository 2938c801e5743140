"""Signing in and out, and the own password."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import is_valid_path, reverse_lazy
from django.views.generic import FormView

from accounts import services
from accounts.forms import ChangePasswordForm, SignInForm
from accounts.selectors import is_empty_office
from core import clock


class SignIn(LoginView):
    """Sign in; leads to the desk or to the page that asked, never to another host."""

    template_name = "accounts/login.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An office without anybody is set up first."""
        return redirect("setup") if is_empty_office() else super().get(request, *args, **kwargs)

    def get_redirect_url(self) -> str:
        """Only an address of the portal itself; anything else leads to the desk."""
        wanted = super().get_redirect_url()
        path = unquote(urlsplit(wanted).path)
        return wanted if path.startswith("/") and is_valid_path(path) else ""


class ChangePassword(LoginRequiredMixin, FormView):
    """The own password; the other sessions end."""

    template_name = "accounts/password.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("desk")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        user = services.change_password(
            self.request.user, form.cleaned_data["new_password1"], actor=self.request.actor, now=clock.now()
        )
        update_session_auth_hash(self.request, user)
        messages.success(self.request, "密码已修改,您在其他设备上的登录已全部退出。")
        return super().form_valid(form)
