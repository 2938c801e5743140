"""How does a leaving person hand over? Started by himself and confirmed, or done by the district alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.models import User
from core.views import NotValid, OfficePage
from core.workflow import NoteMissing, TransitionRefused
from filing.forms.acting import ActionForm
from filing.forms.handover import HandoverForm
from filing.handover import (
    Duties,
    branch_of,
    branches_of,
    chosen_of,
    duties_of,
    givers_for,
    handovers_within,
    left_behind,
    person_of,
    takers_for,
)
from filing.models import Handover
from filing.services import handing_over
from filing.transitions import HANDOVER

#: More people than this are found in the back office.
MOST_PEOPLE = 100
MOST_PAST = 30

ACTS = {
    "confirm": handing_over.confirm_handover,
    "decline": handing_over.decline_handover,
    "finish": handing_over.finish_handover,
    "take_back": handing_over.take_back_handover,
}


class HandoverPage(OfficePage):
    """``/desk/handover/?from=12``: what is to be handed over, by whom, and what was."""

    template_name = "filing/handover.html"
    long_texts = {"reason": "交接原因"}

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form() if len(self.duties) and self.waiting is None else None)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        try:
            return self.once(lambda: self.hand_over(form, alone="alone" in request.POST))
        except NotValid:
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.own_url)

    def form(self, data: Any = None) -> HandoverForm:
        takers = takers_for(self.giver, self.branch)
        return HandoverForm(data, giver=self.giver, takers=takers, duties=self.duties, today=self.now.date())

    def hand_over(self, form: HandoverForm, *, alone: bool) -> str:
        if not form.is_valid():
            raise NotValid
        act = handing_over.hand_over_alone if alone else handing_over.offer_handover
        row = act(form.wish(), actor=self.actor, now=self.now)
        rest = len(duties_of(self.giver, self.branch)) if alone else 0
        said = "交接已完成。" if alone else f"已提交,等{row.taker.name}确认。确认前一切照旧。"
        messages.success(self.request, said)
        if rest:
            messages.warning(self.request, f"{row.giver.name}还有 {rest} 项没有交接,请继续办理。")
        return reverse("handover", args=[row.pk])

    @cached_property
    def giver(self) -> User:
        """Oneself, or somebody of the officer's branch; anybody else does not exist."""
        text = self.request.GET.get("from", "")
        if not text or text == str(self.actor.id):
            return person_of(self.actor)
        if not text.isascii() or not text.isdecimal() or len(text) > 18:
            raise Http404
        found = givers_for(self.actor).filter(pk=int(text)).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def branch(self) -> str:
        return branch_of(self.giver.home_union)

    @cached_property
    def duties(self) -> Duties:
        return duties_of(self.giver, self.branch)

    @cached_property
    def rows(self) -> list[Handover]:
        return list(handovers_within(self.actor)[:MOST_PAST])

    @property
    def waiting(self) -> Handover | None:
        """The offer that this person made and nobody has answered."""
        return next((row for row in self.rows if row.giver_id == self.giver.pk and not row.closed_at), None)

    @property
    def own_url(self) -> str:
        return f"{reverse('handovers')}?from={self.giver.pk}"

    def show(self, form: HandoverForm | None, status: int = 200) -> HttpResponse:
        is_officer = bool(branches_of(self.actor))
        people = list(givers_for(self.actor)[:MOST_PEOPLE]) if is_officer else []
        return self.page(
            status,
            form=form,
            giver=self.giver,
            is_self=self.giver.pk == self.actor.id,
            duties=self.duties,
            waiting=self.waiting,
            may_finish=any(self.branch.startswith(path) for path in branches_of(self.actor)),
            own_url=self.own_url,
            people=[person for person in people if person.pk != self.giver.pk],
            gone=list(left_behind(self.actor)[:MOST_PEOPLE]) if is_officer else [],
            open=[row for row in self.rows if row.closed_at is None],
            past=[row for row in self.rows if row.closed_at is not None],
        )


class OneHandover(OfficePage):
    """One hand-over: what is in it, and what can be done with it now."""

    template_name = "filing/handover_one.html"
    long_texts = {"note": "说明"}

    @cached_property
    def row(self) -> Handover:
        found = handovers_within(self.actor).filter(pk=self.kwargs["key"]).first()
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, action, seen = self.row, request.POST.get("action", ""), self.seen
        if action not in ACTS:
            raise BadRequest("an unknown action")
        form = ActionForm(request.POST)
        typed = request.POST.get("note", "")
        if not form.is_valid():
            return self.show(400, failed=action, error="".join(form.errors["note"]), note=typed)
        note = form.cleaned_data["note"]
        try:
            return self.once(lambda: self.act(row.pk, action, note, seen))
        except NoteMissing as missing:
            return self.show(400, failed=action, error=missing.reason, note=typed)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.own_url)

    def act(self, key: int, action: str, note: str, seen: int) -> str:
        ACTS[action](key, actor=self.actor, now=self.now, note=note, seen=seen)
        edge = HANDOVER.edges[action]
        messages.success(self.request, f"{edge.label}。{edge.consequence}")
        return self.own_url

    @property
    def own_url(self) -> str:
        return reverse("handover", args=[self.row.pk])

    def show(self, status: int = 200, **failed: Any) -> HttpResponse:
        actions = [each for each in HANDOVER.actions_for(self.actor, self.row) if each.decision]
        return self.page(
            status,
            row=self.row,
            duties=chosen_of(self.row),
            actions=actions,
            primary=next((each.edge.action for each in actions if each.edge.target == "done"), ""),
            own_url=self.own_url,
            crumbs=[("离岗交接", reverse("handovers"))],
            **failed,
        )
