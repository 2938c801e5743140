"""The second step of signing in: a page of its own between the password and the desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth import login
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from accounts.actors import actor_for
from accounts.models import User
from accounts.second_factor import services
from accounts.second_factor.forms import CodeForm, RecoveryForm
from accounts.second_factor.guard import is_locked, note_failure
from accounts.second_factor.pending import Pending, begin, finish, pending_of
from accounts.second_factor.policy import must_have
from accounts.second_factor.selectors import codes_left, has_factor
from accounts.second_factor.services import Tried
from accounts.second_factor.words import chinese_wait
from core import clock

BACKEND = "accounts.backends.OfficeBackend"

TOO_LATE = "输入密码后过了太久,请重新登录。"


def way_in(request: HttpRequest, user: User, next_url: str) -> str:
    """Where the second step is, for whoever has just shown the password; empty for whoever needs none."""
    now = clock.now()
    if has_factor(user):
        begin(request, user, next_url, now=now)
        return reverse("second-step")
    if lacks_factor(user):
        begin(request, user, next_url, now=now, key=services.new_key())
        return reverse("second-factor-setup")
    return ""


def lacks_factor(user: User) -> bool:
    """Must have one and has none yet."""
    return must_have(user, actor_for(user, today=clock.today())) and not has_factor(user)


class TwoSteps:
    """For a sign-in page: the right password is half of the way for whoever has a second factor or must have one."""

    def form_valid(self, form: Any) -> HttpResponse:
        step = way_in(self.request, form.get_user(), self.get_success_url())
        return HttpResponseRedirect(step) if step else super().form_valid(form)


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
class CodePage(View):
    """``/accounts/code/``: six digits of the telephone."""

    form_class: ClassVar[type[Form]] = CodeForm
    template_name = "accounts/second_step.html"
    wrong = (
        "验证码不正确。请输入手机上现在显示的 6 位数字;用过的要等下一个。手机时间不准的,先打开自动设置时间。"
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.pending = pending_of(request, clock.now())
        if request.user.is_authenticated:
            return redirect("desk")
        if self.pending is None or self.pending.key:
            messages.warning(request, TOO_LATE)
            return redirect("login")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form_class())

    def post(self, request: HttpRequest) -> HttpResponse:
        pending: Pending = self.pending
        form = self.form_class(request.POST)
        if is_locked(request, pending.user):
            return self.show(form, 429)
        if not form.is_valid():
            return self.show(form, 400)
        tried = self.tried(pending.user, form.cleaned_data["code"])
        if not tried.is_right:
            return self.refuse(form, tried)
        finish(request)
        login(request, pending.user, backend=BACKEND)
        self.welcome(pending.user)
        return HttpResponseRedirect(pending.next_url)

    def refuse(self, form: Form, tried: Tried) -> HttpResponse:
        """A try that came too soon counts as well: hammering is what the lock is for."""
        note_failure(self.request, self.pending.user)
        soon = f"刚才输错了,请等 {chinese_wait(tried.wait)}再输入。"
        form.add_error("code", soon if tried.wait else self.wrong)
        return self.show(form, 400)

    def tried(self, user: User, code: str) -> Tried:
        return services.try_code(user, code, now=clock.now())

    def welcome(self, user: User) -> None:
        """Nothing to say: the desk says it all."""

    def show(self, form: Form, status: int = 200) -> HttpResponse:
        given = {"form": form, "recovers": self.form_class is RecoveryForm}
        response = render(self.request, self.template_name, given, status=status)
        add_never_cache_headers(response)
        return response


class RecoveryPage(CodePage):
    """``/accounts/code/recovery/``: the telephone is not at hand."""

    form_class = RecoveryForm
    wrong = "恢复码不正确或已用过。请换一个没有用过的;都不能用的,请联系系统管理员或邀请您的工会重置。"

    def tried(self, user: User, code: str) -> Tried:
        now = clock.now()
        return services.try_recovery_code(user, code, actor=actor_for(user, today=now.date()), now=now)

    def welcome(self, user: User) -> None:
        left = codes_left(user)
        messages.warning(
            self.request, f"您用恢复码登录,还剩 {left} 个。手机丢失的,请到页面底部的“两步验证”换一部手机。"
        )
