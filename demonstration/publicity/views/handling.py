"""How is an objection read, taken, answered, or written down for somebody who came by?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.audit import history_about
from core.views import OfficePage
from core.workflow import TransitionRefused
from demonstration.models import Objection, ObjectionState
from demonstration.publicity import services
from demonstration.publicity.forms import AnswerForm, EnterObjectionForm
from demonstration.publicity.policy import OBJECTIONS, PUBLICITIES
from demonstration.publicity.selectors import objection_within
from demonstration.publicity.services.reaching import (
    note_out_of_reach,
    require_handling,
    require_right,
)
from demonstration.publicity.transitions import OBJECTION
from demonstration.publicity.views.base import PublicityBase
from demonstration.publicity.words import OBJECTION_TAGS, sender_words
from demonstration.rounds.words import said
from sites.refusals import Refusal

MOST_ENTRIES = 30


class ObjectionBase(OfficePage):
    """One objection, behind no wall."""

    template_name = "demonstration/objection.html"
    long_texts = {"findings": "核查情况", "reply": "答复"}

    @cached_property
    def row(self) -> Objection:
        number = self.kwargs["number"][:24]
        found = objection_within(self.actor, number)
        if found is None:
            if self.request.method == "POST":
                note_out_of_reach(number, actor=self.actor, now=self.now)
            raise Http404
        return found

    @property
    def url(self) -> str:
        return reverse("objection", args=[self.row.number])

    def show(self, status: int = 200, form: AnswerForm | None = None) -> HttpResponse:
        row = self.row
        handles = bool(OBJECTIONS.decide(self.actor, "uphold", row))
        round = row.entry.publicity.round
        answers = handles and row.state == ObjectionState.EXAMINING
        return self.page(
            status,
            row=row,
            tag=OBJECTION_TAGS[row.state],
            facts=self.facts(),
            said=[] if row.state in (ObjectionState.RECEIVED, ObjectionState.EXAMINING) else self.answers(),
            actions=[each for each in OBJECTION.actions_for(self.actor, row) if each.decision],
            form=(form or AnswerForm()) if answers else None,
            entries=history_about(f"objection:{row.pk}")[:MOST_ENTRIES],
            crumbs=[
                ("示范评定", reverse("rounds")),
                (round.title, reverse("round", args=[round.pk])),
                ("公示", reverse("round-publicity", args=[round.pk])),
            ],
        )

    def facts(self) -> list[dict[str, Any]]:
        row = self.row
        may_read = bool(OBJECTIONS.decide(self.actor, "see_sender", row))
        sender = f"{row.sender_name},{row.sender_phone}" if may_read and row.is_named else sender_words(row)
        return [
            {"label": "阵地", "value": row.entry.name},
            {"label": "公示", "value": row.entry.publicity.title},
            {"label": "收到时间", "value": said(row.received_at)},
            {"label": "提出方式", "value": row.channel},
            {"label": "提出人", "value": sender},
            {"label": "受理人", "value": row.taken_by, "unknown": "还没有受理"},
        ]

    def answers(self) -> list[dict[str, Any]]:
        row = self.row
        return [
            {"label": "结论", "value": row.state_label},
            {"label": "核查情况", "value": row.findings},
            {"label": "答复", "value": row.reply},
            {"label": "答复时间", "value": said(row.answered_at) if row.answered_at else ""},
        ]


class ObjectionPage(ObjectionBase):
    """``/desk/objections/<number>/``"""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        OBJECTIONS.require(self.actor, "see", self.row)
        return self.show()


class ActOnObjection(ObjectionBase):
    """Taken, or answered."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        action, seen = request.POST.get("action", ""), self.seen
        if action not in ("take", "answer"):
            raise BadRequest("an unknown action")
        require_handling(self.row, "take" if action == "take" else "uphold", actor=self.actor, now=self.now)
        form = AnswerForm(request.POST) if action == "answer" else None
        if form is not None and not form.is_valid():
            return self.show(400, form)
        try:
            return self.once(lambda: self.act(form, seen))
        except Refusal as refused:
            if form is not None:
                form.add_error(None, refused.sentence)
            return self.show(400, form)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.url)

    def act(self, form: AnswerForm | None, seen: int) -> str:
        if form is None:
            services.take_objection(self.row.pk, actor=self.actor, now=self.now, seen=seen)
            messages.success(self.request, "已受理。")
            return self.url
        told = form.cleaned_data
        services.decide_objection(
            self.row.pk,
            is_upheld=told["verdict"] == "upheld",
            findings=told["findings"],
            reply=told["reply"],
            actor=self.actor,
            now=self.now,
            seen=seen,
        )
        messages.success(self.request, "已答复。")
        return self.url


class EnterObjection(PublicityBase):
    """``…/publicity/objections/new/``: one that came by letter, telephone or visit."""

    template_name = "demonstration/round_form.html"

    def form(self, data: Any = None) -> EnterObjectionForm:
        return EnterObjectionForm(data, entries=self.row.entries.all())

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        PUBLICITIES.require(self.actor, "extend", self.row)  # looking leaves nothing in the trail
        return self.show(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.row, "extend", actor=self.actor, now=self.now)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.write(form))
        except Refusal as refused:
            form.add_error("text", refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.own_url)

    def write(self, form: EnterObjectionForm) -> str:
        told = form.cleaned_data
        row = services.enter_objection(
            int(told["entry"]),
            services.Said(told["text"], told["name"], told["phone"]),
            channel=told["channel"],
            received_at=told["received_at"],
            actor=self.actor,
            now=self.now,
        )
        messages.success(self.request, f"已登记,异议编号 {row.number}。")
        return reverse("objection", args=[row.number])

    def show(self, form: EnterObjectionForm, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            title="登记收到的异议",
            lead="公示期内用信函、电话、来访等方式提出的异议,在这里登记。",
            submit_label="登记异议",
            cancel_url=self.own_url,
            crumbs=self.inner_crumbs,
        )
