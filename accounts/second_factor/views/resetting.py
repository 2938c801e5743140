"""Somebody lost the telephone: whoever keeps the people of a branch resets the factor, with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.models import User
from accounts.second_factor import services
from accounts.second_factor.forms import ResetForm
from accounts.second_factor.policy import may_reset
from accounts.second_factor.selectors import factor_of, person_kept_by
from core.policy import NotAllowed
from core.views import OfficePage
from core.workflow import TransitionRefused


class ResetFactor(OfficePage):
    """``/accounts/people/<key>/second-factor/``"""

    template_name = "accounts/second_factor_reset.html"

    @cached_property
    def person(self) -> User:
        found = person_kept_by(self.actor, self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        decision = may_reset(self.actor, self.person)
        if not decision:
            raise NotAllowed(decision.reason)
        return self.show(ResetForm())

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        form = ResetForm(request.POST)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.reset(form.cleaned_data["reason"]))
        except TransitionRefused as refusal:
            return self.too_late(refusal, request.path)

    def reset(self, reason: str) -> str:
        services.reset_factor(self.person, reason, actor=self.actor, now=self.now)
        messages.success(self.request, f"已重置{self.person.name}的两步验证,并已通知本人。")
        return reverse("second-factor-reset", args=[self.person.pk])

    def show(self, form: ResetForm, status: int = 200) -> HttpResponse:
        return self.page(status, form=form, person=self.person, factor=factor_of(self.person))
