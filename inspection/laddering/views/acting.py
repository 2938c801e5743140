"""What was done with a consequence: objected to, answered, taken back, lifted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from core.workflow import NoteMissing, TransitionRefused
from inspection.laddering import services
from inspection.laddering.forms import NoteForm
from inspection.laddering.services.reaching import require_right
from inspection.laddering.transitions import CONSEQUENCE
from inspection.laddering.views.showing import ConsequencePage

ACTS: dict[str, Any] = {
    "object": services.object_to,
    "keep": services.keep_consequence,
    "accept": services.accept_objection,
    "withdraw": services.withdraw_consequence,
    "lift": services.lift_consequence,
}


class ActOnConsequence(ConsequencePage):
    """One action of the panel."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, action, seen = self.row, request.POST.get("action", ""), self.seen
        if action not in ACTS:
            raise BadRequest("an unknown action")
        form, typed = NoteForm(request.POST), request.POST.get("note", "")
        form.fields["note"].label = CONSEQUENCE.edges[action].note_label
        if not form.is_valid():
            require_right(row, action, actor=self.actor, now=self.now)
            return self.show(400, code=action, error="".join(form.errors["note"]), note=typed)
        try:
            return self.once(lambda: self.act(row.pk, action, form.cleaned_data["note"], seen))
        except NoteMissing as missing:
            return self.show(400, code=action, error=missing.reason, note=typed)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def act(self, key: int, action: str, note: str, seen: int) -> str:
        ACTS[action](key, note=note, actor=self.actor, now=self.now, seen=seen)
        edge = CONSEQUENCE.edges[action]
        messages.success(self.request, f"{edge.label}。{edge.consequence}")
        return self.page_url
