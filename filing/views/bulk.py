"""Several cases at once: what would happen to each is shown before, what happened after."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.workflow import TransitionRefused
from filing.bulk import GROUPS, MOST, RECALL, Planned, can_be_recalled, note_needed, plan
from filing.forms import ActionForm
from filing.models import Filing
from filing.selectors import filings_by_number
from filing.services.deciding_together import Asked, decide_together
from filing.views.base import DeskPage

#: What the last act did, kept for the page that tells it.
RESULT = "filing.bulk"


class BulkPage(DeskPage):
    """What both steps have in common: the selection within reach and the act asked for."""

    http_method_names = ("post", "options")

    def group(self) -> str:
        name = self.request.POST.get("action", "")
        if name not in GROUPS:
            raise BadRequest("an unknown act")
        return name

    def chosen(self) -> list[Filing]:
        picked = self.request.POST.getlist("pick")[:MOST]
        numbers = [each for each in picked if each.isprintable()]  # PostgreSQL does not take a NUL
        return list(filings_by_number(self.actor, numbers))

    def planned(self) -> list[Planned]:
        return plan(self.actor, self.chosen(), self.group())


class BulkPreview(BulkPage):
    """``/desk/filings/bulk/``"""

    template_name = "filing/bulk.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.show(ActionForm())

    def show(self, form: ActionForm, status: int = 200) -> HttpResponse:
        planned, group = self.planned(), self.group()
        return self.page(
            status,
            form=form,
            group=group,
            label=GROUPS[group][0],
            note_needed=note_needed(group),
            ready=[each for each in planned if each.action],
            held_up=[each for each in planned if not each.action],
            crumbs=[("备案", reverse("filings"))],
        )


class BulkDecide(BulkPreview):
    """The confirmed selection; a case that moved meanwhile is refused by itself."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ActionForm(request.POST)
        asked = note_needed(self.group())
        if form.is_valid() and asked and not form.cleaned_data["note"].strip():
            form.add_error("note", f"请填写{asked}。")
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.decide(form.cleaned_data["note"]))
        except TransitionRefused as refusal:  # the form was sent before, with another content
            return self.too_late(refusal, reverse("filings"))

    def decide(self, note: str) -> str:
        planned = self.planned()
        asked = [
            Asked(each.filing.pk, each.action, self.seen_of(each.filing)) for each in planned if each.action
        ]
        refused = decide_together(asked, actor=self.actor, now=self.now, note=note)
        self.request.session[RESULT] = {
            "label": GROUPS[self.group()][0],
            "can_recall": can_be_recalled(self.group()),
            "rows": [
                [each.filing.number, str(each.filing.version.name), refused.get(each.filing.pk, each.reason)]
                for each in planned
            ],
        }
        return reverse("filing-bulk-result")

    def seen_of(self, filing: Filing) -> int:
        text = self.request.POST.get(f"seen_{filing.pk}", "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else filing.revision


class BulkResult(DeskPage):
    """Which of the cases were decided, and why the others were not."""

    template_name = "filing/bulk_result.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        told = request.session.get(RESULT)
        if not told:
            return HttpResponseRedirect(reverse("filings"))
        rows = [{"number": number, "name": name, "reason": reason} for number, name, reason in told["rows"]]
        return self.page(
            label=told["label"],
            recall=RECALL if told["can_recall"] else "",
            done=[row for row in rows if not row["reason"]],
            refused=[row for row in rows if row["reason"]],
            crumbs=[("备案", reverse("filings"))],
        )
