"""What do pages of a batch and of a line have in common? Beyond reach there is none; a form is judged after the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.views import OfficePage
from core.workflow import NoteMissing, StaleEdit, TransitionRefused
from demonstration.models import Subsidy, SubsidyBatch
from demonstration.subsidies.selectors import batch_within, line_within
from demonstration.subsidies.services.reaching import note_batch_out_of_reach, note_line_out_of_reach
from sites.views.judged import JudgedForm


class BatchBase(OfficePage):
    """A page of one batch."""

    @cached_property
    def batch(self) -> SubsidyBatch:
        found = batch_within(self.actor, self.kwargs["key"])
        if found is None:
            if self.request.method == "POST":
                note_batch_out_of_reach(self.kwargs["key"], actor=self.actor, now=self.now)
            raise Http404
        return found

    @property
    def page_url(self) -> str:
        return reverse("subsidy-batch", args=[self.batch.pk])

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [("补助", reverse("subsidies"))]

    @property
    def crumbs_below(self) -> list[tuple[str, str]]:
        return [*self.crumbs, (self.batch.title, self.page_url)]


class LineBase(OfficePage):
    """A page of one line."""

    @cached_property
    def line(self) -> Subsidy:
        found = line_within(self.actor, self.kwargs["number"])
        if found is None:
            if self.request.method == "POST":
                note_line_out_of_reach(self.kwargs["number"], actor=self.actor, now=self.now)
            raise Http404
        return found

    @property
    def page_url(self) -> str:
        return reverse("subsidy", args=[self.line.number])

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The batch is named only to whoever may open it."""
        found = [("补助", reverse("subsidies"))]
        if batch_within(self.actor, self.line.batch_id) is not None:
            found.append((self.line.batch.title, reverse("subsidy-batch", args=[self.line.batch_id])))
        return found


class FormPage(JudgedForm):
    """A form that moves something: shown to whoever may, judged, done once; what is refused is said above it."""

    template_name = "demonstration/subsidy_form.html"
    title = ""
    lead = ""
    submit_label = "保存"
    done = "已保存。"

    crumbs: list[tuple[str, str]]

    form: Callable[..., forms.Form]
    save: Callable[[Any, int | None], None]
    #: Raises ``NotAllowed``; looking leaves nothing in the trail.
    require: Callable[..., None]

    @property
    def revision(self) -> int | None:
        return None

    @property
    def next_url(self) -> str:
        return self.page_url

    @property
    def facts(self) -> list[dict[str, Any]]:
        return []

    @property
    def more(self) -> list[tuple[str, str]]:
        """What may be done instead."""
        return []

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require(leaves_trail=False)
        return self.show(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require(leaves_trail=True)
        return self.judged(self.form(request.POST))

    def not_now(self, form: forms.Form, refusal: TransitionRefused) -> HttpResponse:
        if isinstance(refusal, StaleEdit):
            return self.too_late(refusal, self.page_url)
        if isinstance(refusal, NoteMissing):
            form.add_error(None, refusal.reason)
            return self.show(form, 400)
        return self.again(form, refusal)

    def write(self, form: Any) -> str:
        self.save(form, self.seen if self.revision is not None else None)
        messages.success(self.request, self.done)
        return self.next_url

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            title=self.title,
            lead=self.lead,
            facts=self.facts,
            more=self.more,
            submit_label=self.submit_label,
            revision=self.revision,
            cancel_url=self.page_url,
            crumbs=self.crumbs,
        )
