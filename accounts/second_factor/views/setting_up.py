"""A telephone is set up: picture, secret in groups, six digits to show that it works, then ten recovery codes, once."""

from __future__ import annotations

from base64 import b32encode
from typing import Any

from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from accounts.actors import actor_for
from accounts.models import User
from accounts.second_factor import services
from accounts.second_factor.forms import CodeForm
from accounts.second_factor.pending import finish, pending_of
from accounts.second_factor.views.signing import BACKEND, TOO_LATE
from accounts.second_factor.words import in_groups
from core import clock
from core.qr import qr_url


def show_codes(
    request: HttpRequest, user: User, codes: list[str], next_url: str, *, said: str
) -> HttpResponse:
    """They stand on this page and nowhere else."""
    given = {
        "codes": [in_groups(code, between="-") for code in codes],
        "person": user,
        "next_url": next_url,
        "said": f"{said},您在其他设备上的登录已全部退出。",
        "made_at": clock.now(),
    }
    response = render(request, "accounts/recovery_codes.html", given)
    add_never_cache_headers(response)
    return response


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
class SetUpPage(View):
    """``/accounts/second-factor/setup/``: after the password, for whoever is signed in and whoever is not yet."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.pending = pending_of(request, clock.now())
        if self.pending is None or not self.pending.key:
            if request.user.is_authenticated:
                return redirect("second-factor")
            messages.warning(request, TOO_LATE)
            return redirect("login")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        user, now = self.pending.user, clock.now()
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.show(form, 400)
        actor = actor_for(user, today=now.date())
        codes = services.turn_on(user, self.pending.key, form.cleaned_data["code"], actor=actor, now=now)
        if not codes:
            form.add_error(
                "code", "验证码不正确。请输入手机上现在显示的 6 位数字;手机时间不准的,先打开自动设置时间。"
            )
            return self.show(form, 400)
        finish(request)
        if request.user.is_authenticated:
            update_session_auth_hash(request, user)
        else:
            login(request, user, backend=BACKEND)
        return show_codes(request, user, codes, self.pending.next_url, said="两步验证可以使用了")

    def show(self, form: Form, status: int = 200) -> HttpResponse:
        phone = services.unsaved_phone(self.pending.user, self.pending.key)
        given = {
            "form": form,
            "person": self.pending.user,
            "address": phone.config_url,
            "picture": qr_url(phone.config_url),
            "secret": in_groups(b32encode(phone.bin_key).decode()),
            "frame": "base.html" if self.request.user.is_authenticated else "accounts/base_signing.html",
        }
        response = render(self.request, "accounts/second_factor_setup.html", given, status=status)
        add_never_cache_headers(response)
        return response
