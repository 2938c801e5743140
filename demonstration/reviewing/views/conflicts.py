"""Who keeps away from what, and why? More can be entered, and what was entered by mistake taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.selectors import people_of
from core.workflow import TransitionRefused
from demonstration.reviewing import services
from demonstration.reviewing.forms.people import ConflictForm
from demonstration.reviewing.policy import may_lead
from demonstration.reviewing.selectors.office import conflicts_seen, nominations_seen, reviewers_of
from demonstration.reviewing.services.reaching import require_lead
from demonstration.reviewing.views.base import RoundBase
from sites.refusals import Refusal


class ConflictReport(RoundBase):
    """``/desk/rounds/<key>/conflicts/``: who keeps away from what, and why; more can be entered."""

    template_name = "demonstration/conflicts.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_lead(self.round, "conflict", "登记回避", actor=self.actor, now=self.now)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(400, form=form)
        try:
            return self.once(lambda: self.enter(form))
        except Refusal as refused:
            form.add_error("reason", refused.sentence)
            return self.show(400, form=form)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.reason)
            return self.show(409, form=form)

    def enter(self, form: ConflictForm) -> str:
        data = form.cleaned_data
        services.enter_conflict(
            int(data["nomination"]), int(data["user"]), data["reason"], actor=self.actor, now=self.now
        )
        messages.success(self.request, "已登记回避。此人不能再看到这份申报;已分派的评审已收回并补派。")
        return reverse("round-conflicts", args=[self.round.pk])

    def form(self, data: Any = None) -> ConflictForm:
        """Reviewers of the round and people of the issuer; cases that the officer himself may see."""
        reviewers = [(str(each.user_id), f"{each.user.name}(评审专家)") for each in reviewers_of(self.round)]
        known = {key for key, _ in reviewers}
        office = [
            (str(each.pk), f"{each.name}({each.home_union})")
            for each in people_of(self.round.issuer.path or "-").select_related("home_union")
            if str(each.pk) not in known
        ]
        cases = [
            (str(each.pk), f"{each.code} {each.site}") for each in nominations_seen(self.actor, self.round)
        ]
        return ConflictForm(data, people=[*reviewers, *office], cases=cases)

    def show(self, status: int = 200, *, form: ConflictForm | None = None) -> HttpResponse:
        rows = conflicts_seen(self.actor, self.round)
        leads = bool(may_lead(self.actor, self.round))
        return self.shown(
            status,
            rows=list(rows),
            declared=[each for each in reviewers_of(self.round) if each.relations] if leads else [],
            form=(form or self.form()) if leads else None,
            crumbs=self.deep_crumbs,
            board_url=self.board_url,
        )


class DropConflict(ConflictReport):
    """An entered conflict was a mistake."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_lead(self.round, "conflict", "撤销登记的回避", actor=self.actor, now=self.now)
        try:
            return self.once(self.drop)
        except TransitionRefused as refusal:
            return self.too_late(refusal, reverse("round-conflicts", args=[self.round.pk]))

    def drop(self) -> str:
        services.drop_conflict(
            self.kwargs["conflict"],
            note=self.request.POST.get("note", ""),
            actor=self.actor,
            now=self.now,
        )
        messages.success(self.request, "已撤销登记的回避。")
        return reverse("round-conflicts", args=[self.round.pk])
