"""What was decided on the page of a case? Checked, sent back, accepted on site, signed, withdrawn."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from core.workflow import NoteMissing, TransitionRefused
from filing import services
from filing.forms import ActionForm, VisitForm
from filing.services import BadVisit
from filing.services.reaching import require_right
from filing.services.scoring import is_scored
from filing.transitions import FILING, RECALLS
from filing.views.case import CasePage

ACTS = {
    "street_check": services.check_at_street,
    "pass_check": services.pass_check,
    "forward": services.forward_filing,
    "decide_change": services.decide_change,
    "refuse_change": services.refuse_change,
    "sign": services.sign_filing,
    "approve": services.approve_filing,
    "approve_change": services.approve_change,
    "approve_cancel": services.approve_cancellation,
    "refuse": services.refuse_filing,
    "withdraw": services.withdraw_filing,
    **{action: partial(services.recall_filing, action=action) for action in RECALLS},
}


class ActOnFiling(CasePage):
    """One action of the panel."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        filing, action, seen = self.filing, request.POST.get("action", ""), self.seen
        if action not in ACTS:
            raise BadRequest("an unknown action")
        typed = request.POST.get("note", "")
        form = ActionForm(request.POST)
        form.fields["note"].label = FILING.edges[action].note_label
        if not form.is_valid():
            require_right(filing, action, actor=self.actor, now=self.now)
            return self.show(400, code=action, error="".join(form.errors["note"]), note=typed)
        try:
            return self.once(lambda: self.act(filing.pk, action, form.cleaned_data["note"], seen))
        except NoteMissing as missing:
            return self.show(400, code=action, error=missing.reason, note=typed)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def act(self, key: int, action: str, note: str, seen: int) -> str:
        ACTS[action](key, actor=self.actor, now=self.now, note=note, seen=seen)
        edge = FILING.edges[action]
        messages.success(self.request, f"{edge.label}。{edge.consequence}")
        return self.case_url


class RecordVisit(CasePage):
    """The acceptance form as it was filled in at the door."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        filing, seen = self.filing, self.seen
        form = VisitForm(request.POST, by_points=is_scored(filing))
        if not form.is_valid():
            require_right(filing, "visit_pass", actor=self.actor, now=self.now)
            return self.show(400, form)
        try:
            return self.once(lambda: self.record(filing.pk, form, seen))
        except BadVisit as bad:
            form.refuse(bad.problems)
            return self.show(400, form)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def record(self, key: int, form: VisitForm, seen: int) -> str:
        facts = form.facts()
        saved = services.accept_on_site(key, facts, actor=self.actor, now=self.now, seen=seen)
        messages.success(self.request, f"验收已登记,案件转入“{saved.state_label}”。")
        return self.case_url
