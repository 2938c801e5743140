"""Where the link of an invitation leads: a password is chosen, the link is used up, the second factor is set up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.views.generic import View

from accounts.second_factor.views import lacks_factor, way_in
from accounts.selectors import active_user
from core import clock
from core.workflow import TransitionRefused
from demonstration.models import Reviewer
from demonstration.reviewing.forms.people import PasswordForm
from demonstration.reviewing.selectors.cases import invited_by_digest
from demonstration.reviewing.services import accept_invitation
from demonstration.reviewing.services.inviting import digest_of, needs_password

_BACKEND = "accounts.backends.OfficeBackend"


class InvitationPage(View):
    """``/invitations/<token>/``: for whoever holds the link; a used one or an old one says where to turn."""

    template_name = "demonstration/invitation.html"

    @cached_property
    def reviewer(self) -> Reviewer | None:
        row = invited_by_digest(digest_of(self.kwargs["token"]))
        return row if row is not None and row.invite_until > clock.now() else None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.reviewer is None:
            return self.show(404)
        return self.show(form=PasswordForm(user=self.reviewer.user))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.reviewer
        if row is None:
            return self.show(404)
        asks = needs_password(row.user)
        form = PasswordForm(request.POST, user=row.user)
        if asks and not form.is_valid():
            return self.show(400, form=form)
        try:
            accept_invitation(self.kwargs["token"], form.data.get("password", ""), now=clock.now())
        except TransitionRefused:
            return self.show(409)
        return self.into(row, is_new=asks)

    def into(self, row: Reviewer, *, is_new: bool) -> HttpResponse:
        """Who has just chosen the password is signed in; whoever had one signs in with it."""
        address = reverse("review-statement", args=[row.pk])
        if not is_new:
            if self.request.user.pk == row.user_id and lacks_factor(row.user):
                logout(self.request)
            messages.info(self.request, "请用您原有的密码登录,登录后签署承诺。")
            return HttpResponseRedirect(f"{reverse('login')}?next={address}")
        user = active_user(row.user_id)
        if user is None:
            raise Http404
        step = way_in(self.request, user, address)
        if step:
            return HttpResponseRedirect(step)
        login(self.request, user, backend=_BACKEND)
        messages.success(self.request, "密码已设置。请阅读并签署保密和回避承诺。")
        return HttpResponseRedirect(address)

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        row = self.reviewer
        asks = row is not None and needs_password(row.user)
        asks_phone = row is not None and lacks_factor(row.user)
        given = {"reviewer": row, "asks_password": asks, "asks_phone": asks_phone, **context}
        response = render(self.request, self.template_name, given, status=status)
        add_never_cache_headers(response)
        return response
