"""How does a site ask that a decision be looked at again?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.words import chinese_day
from core.workflow import TransitionRefused
from demonstration.models import Appeal, Nomination
from demonstration.nominating.policy import NOMINATIONS
from demonstration.titles import services
from demonstration.titles.forms import AskForm
from demonstration.titles.policy import APPEALS
from demonstration.titles.selectors import appealable_event, nomination_seen
from demonstration.titles.views.appealing import what_about
from demonstration.titles.views.base import TitleBase, TitlesBase
from sites.views.judged import JudgedForm


class AskBase(TitlesBase, JudgedForm):
    """The form of a request."""

    template_name = "demonstration/appeal_ask.html"

    #: A request that was not made yet, about what the address names; how long it may be made; and making it.
    subject: Callable[[], Appeal]
    term: Callable[[], Any]
    ask: Callable[[str], Appeal]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        subject = self.subject()
        APPEALS.require(self.actor, "ask", subject)
        term = self.term()
        if term is None:
            return self.too_late(TransitionRefused(services.NOTHING_TO_ASK), self.page_url)
        return self.show(AskForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        subject, form = self.subject(), AskForm(request.POST)
        if not form.is_valid():
            APPEALS.require(self.actor, "ask", subject)
        return self.judged(form)

    def write(self, form: AskForm) -> str:
        row = self.ask(form.cleaned_data["reason"])
        messages.success(self.request, "已提交复核申请。")
        return reverse("appeal", args=[row.number])

    def show(self, form: AskForm, status: int = 200) -> HttpResponse:
        term = self.term()
        lead = ""
        if term is not None:
            lead = f"自决定告知之日起 {term.words}内可以申请,{chinese_day(term.last_day)}截止;由没有参与原决定的另一位同志复核。"
        return self.page(
            status,
            form=form,
            title="申请复核",
            lead=f"{lead}同一事项只能申请一次。",
            facts=[{"label": "事项", "value": what_about(self.subject())}],
            submit_label="提交申请",
            cancel_url=self.page_url,
            crumbs=self.crumbs,
        )


class AskAboutTitle(TitleBase, AskBase):
    """``/desk/titles/<number>/appeal/``"""

    def subject(self) -> Appeal:
        return Appeal(event=appealable_event(self.title), site=self.title.site)

    def term(self) -> Any:
        event = appealable_event(self.title)
        return services.term_of(self.title.pack_id, event.on) if event else None

    def ask(self, reason: str) -> Appeal:
        return services.ask_about_title(self.title, reason, actor=self.actor, now=self.now)


class AskAboutNomination(AskBase):
    """``/desk/nominations/<number>/appeal/``"""

    @cached_property
    def nomination(self) -> Nomination:
        found = nomination_seen(self.actor, self.kwargs["number"])
        if found is None or not NOMINATIONS.visible_to(self.actor).filter(pk=found.pk).exists():
            raise Http404
        return found

    def subject(self) -> Appeal:
        return Appeal(nomination=self.nomination, site=self.nomination.site)

    def term(self) -> Any:
        told = services.told_on(self.nomination)
        return services.term_of(self.nomination.round.pack_id, told) if told else None

    def ask(self, reason: str) -> Appeal:
        return services.ask_about_nomination(self.nomination, reason, actor=self.actor, now=self.now)

    @property
    def page_url(self) -> str:
        return reverse("nomination", args=[self.nomination.number])
