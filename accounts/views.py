"""Signing in and out, the own password, the own messages and how they arrive."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import is_valid_path, reverse, reverse_lazy
from django.views.generic import FormView

from accounts import services
from accounts.forms import ChangePasswordForm, ChannelForm, SignInForm
from accounts.second_factor.views import TwoSteps
from accounts.selectors import is_empty_office
from core import clock
from core.channels import CHANNELS
from core.choosing import choice_of, choose_channel
from core.outbox import messages_for, owe
from core.views import OfficePage


class SignIn(TwoSteps, LoginView):
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


#: Messages on one page; what is older has long been dealt with.
MOST_MESSAGES = 100


class MyMessages(OfficePage):
    """What I was told, newest first, and by which way it arrives."""

    template_name = "accounts/messages.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        choice = choice_of(self.actor.key)
        return self.page(
            told=messages_for(self.actor)[:MOST_MESSAGES],
            most=MOST_MESSAGES,
            channel=CHANNELS[choice.channel].label,
            pace=choice.get_pace_display(),
            has_mail=bool(request.user.email),
            choice=choice,
        )


class ChooseChannel(OfficePage):
    """One channel beside the portal itself, and how often; a first message shows that it works."""

    template_name = "accounts/message_channel.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(form=ChannelForm(choice=choice_of(self.actor.key)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ChannelForm(request.POST, choice=choice_of(self.actor.key))
        if not form.is_valid():
            return self.page(status=400, form=form)
        return self.once(lambda: self._choose(form))

    def _choose(self, form: ChannelForm) -> str:
        told = form.cleaned_data
        choose_channel(told["channel"], told["address"], told["pace"], actor=self.actor, now=self.now)
        owe(
            self.actor.key,
            f"今后用“{CHANNELS[told['channel']].label}”接收消息",
            key=f"channel:{self.actor.key}:{self.key}",
            now=self.now,
            body="收到本条,说明这种方式可以使用。",
            url=reverse("message-channel"),
            address=self.request.user.email,
            urgent=True,
        )
        messages.success(
            self.request, "已保存。系统会按这种方式给您发一条消息,几分钟内没有收到的,请检查接收地址。"
        )
        return reverse("messages")
