"""The own second factor: turned on, carried to another telephone, turned off; the password is asked each time."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from accounts.second_factor import services
from accounts.second_factor.forms import OwnPasswordForm
from accounts.second_factor.guard import is_locked, note_failure
from accounts.second_factor.pending import begin
from accounts.second_factor.policy import may_turn_off, must_have
from accounts.second_factor.selectors import factor_of
from accounts.second_factor.views.setting_up import show_codes
from core.policy import NotAllowed
from core.views import OfficePage


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class OwnFactor(OfficePage):
    """``/accounts/second-factor/``"""

    template_name = "accounts/second_factor.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(OwnPasswordForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        acts = {"on": self.on, "codes": self.codes, "off": self.off}
        act = acts.get(request.POST.get("action", ""))
        if act is None:
            raise BadRequest("an unknown action")
        form = OwnPasswordForm(request.POST, user=request.user)
        if is_locked(request, request.user):
            return self.show(form, 429)
        if not form.is_valid():
            if form.data.get("password"):
                note_failure(request, request.user)
            return self.show(form, 400)
        return act()

    def on(self) -> HttpResponse:
        request = self.request
        begin(request, request.user, reverse("second-factor"), now=self.now, key=services.new_key())
        return redirect("second-factor-setup")

    def codes(self) -> HttpResponse:
        user = self.request.user
        if factor_of(user) is None:
            return redirect("second-factor")
        codes = services.renew_codes(user, actor=self.actor, now=self.now)
        update_session_auth_hash(self.request, user)
        return show_codes(self.request, user, codes, reverse("second-factor"), said="恢复码已重新生成")

    def off(self) -> HttpResponse:
        user = self.request.user
        decision = may_turn_off(user, self.actor)
        if not decision:
            raise NotAllowed(decision.reason)
        services.turn_off(user, actor=self.actor, now=self.now)
        update_session_auth_hash(self.request, user)
        messages.success(self.request, "两步验证已关闭,您在其他设备上的登录已全部退出。")
        return redirect("second-factor")

    def show(self, form: OwnPasswordForm, status: int = 200) -> HttpResponse:
        user = self.request.user
        return self.page(status, form=form, factor=factor_of(user), required=must_have(user, self.actor))
