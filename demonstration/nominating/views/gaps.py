"""How is a gap of a nomination noted, told, answered and closed? One small page or button for each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property

from core.workflow import NoteMissing, TransitionRefused
from demonstration.nominating import services
from demonstration.nominating.gaps import unsent
from demonstration.nominating.parts import Part
from demonstration.nominating.policy import NOMINATIONS
from demonstration.nominating.services.reaching import require_right
from demonstration.nominating.views.base import NominationBase
from demonstration.nominating.views.showing import NominationPage
from demonstration.nominating.words import phrases_for
from filing.forms.gaps import AnswerForm, GapForm, LetterForm
from sites.refusals import Refusal
from sites.views.judged import ButtonBeside

VERDICTS = {"settled": "这一项已确认补正。", "kept": "这一项仍需补正,已记入下一份补正通知单。"}


class NoteGap(NominationBase):
    """``…/gaps/?part=practices``"""

    template_name = "demonstration/nomination_gap.html"

    @cached_property
    def part(self) -> Part:
        code = self.request.POST.get("part") or self.request.GET.get("part", "")
        found = self.sheet.parts.get(code)
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        part = self.part
        NOMINATIONS.require(self.actor, "mark", self.nomination)
        noted = next((gap for gap in unsent(self.sheet.gaps) if gap.part == part.code), None)
        initial = {"problem": noted.problem, "remedy": noted.remedy} if noted else {}
        return self.show(GapForm(phrases=phrases_for(part.code), initial=initial))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.nomination, "mark", actor=self.actor, now=self.now)
        form = GapForm(request.POST, phrases=phrases_for(self.part.code))
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.note(form))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def note(self, form: GapForm) -> str:
        said, part = form.cleaned_data, self.part
        services.note_gap(
            self.nomination.pk, part.code, said["problem"], said["remedy"], actor=self.actor, now=self.now
        )
        messages.success(self.request, f"已记下“{part.label}”需补正。全部记完后,在页面下方一次发出。")
        return f"{self.page_url}#letter"

    def show(self, form: GapForm, status: int = 200) -> HttpResponse:
        frame = self.frame()
        return self.page(
            status,
            **{**frame, "crumbs": frame["inner_crumbs"]},
            form=form,
            part=self.part,
            stands=self.sheet.text_at(self.part.code),
        )


class GapAct(ButtonBeside, NominationBase):
    """A button beside one gap."""

    @property
    def after(self) -> str:
        return f"{self.page_url}#gap-{self.kwargs['gap']}"


class DropGap(GapAct):
    """Take back what was noted and not sent."""

    def act(self) -> str:
        services.drop_gap(self.nomination.pk, self.kwargs["gap"], actor=self.actor, now=self.now)
        messages.success(self.request, "已删除这一项。")
        return f"{self.page_url}#letter"


class JudgeGap(GapAct):
    """已补正, or 仍需补正."""

    def act(self) -> str:
        verdict = self.request.POST.get("verdict", "")
        if verdict not in VERDICTS:
            raise BadRequest("an unknown verdict")
        services.judge_gap(self.nomination.pk, self.kwargs["gap"], verdict, actor=self.actor, now=self.now)
        messages.success(self.request, VERDICTS[verdict])
        return self.after


class AnswerGap(GapAct):
    """The sender's one tap."""

    def act(self) -> str:
        form = AnswerForm(self.request.POST)
        if not form.is_valid():
            raise NoteMissing("".join(form.errors["note"]))
        note = form.cleaned_data["note"]
        gap = services.answer_gap(
            self.nomination.pk, self.kwargs["gap"], note, actor=self.actor, now=self.now
        )
        messages.success(self.request, f"“{gap.label}”已答复。全部答复后,点“核对并提交”。")
        return self.after


class SendLetter(NominationPage):
    """Everything noted goes out in one letter."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, seen = self.nomination, self.seen
        require_right(row, "return", actor=self.actor, now=self.now)
        form = LetterForm(request.POST)
        if not form.is_valid():
            return self.show(400, letter_form=form)
        try:
            return self.once(lambda: self.send(form, seen))
        except NoteMissing as missing:
            form.add_error("late_reason", missing.reason)
            return self.show(400, letter_form=form)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
            return self.show(400, letter_form=form)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def send(self, form: LetterForm, seen: int) -> str:
        said = form.cleaned_data
        services.return_nomination(
            self.nomination.pk,
            actor=self.actor,
            now=self.now,
            seen=seen,
            note=said["note"],
            late_reason=said["late_reason"],
        )
        messages.success(self.request, "补正通知单已发出,等申报单位逐项补正后重新提交。")
        return self.page_url
