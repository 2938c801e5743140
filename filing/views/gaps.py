"""How is a gap noted, told, answered and closed? One small page or button for each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property

from core.workflow import NoteMissing, TransitionRefused
from filing.forms.gaps import AnswerForm, GapForm, LetterForm
from filing.gap_pages import papers_of, pictures, unsent_gaps
from filing.parts import Part, part_at, photos_at, text_at
from filing.phrases import phrases_for
from filing.policy import FILINGS
from filing.services import answer_gap, drop_gap, judge_gap, note_gap, return_filing
from filing.views.base import FilingPage
from filing.views.case import CasePage
from sites.views.judged import ButtonBeside

VERDICTS = {"settled": "这一项已确认补正。", "kept": "这一项仍需补正,已记入下一份补正通知单。"}


class NoteGap(FilingPage):
    """``/desk/filings/<number>/gaps/?part=place.address``"""

    template_name = "filing/gap.html"

    @cached_property
    def part(self) -> Part:
        code = self.request.POST.get("part") or self.request.GET.get("part", "")
        found = part_at(self.filing, code)
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.part  # noqa: B018  # an unknown part is not found, whoever asks
        FILINGS.require(self.actor, "mark", self.filing)
        noted = next((gap for gap in unsent_gaps(self.filing) if gap.part == self.part.code), None)
        initial = {"problem": noted.problem, "remedy": noted.remedy} if noted else {}
        return self.show(GapForm(phrases=phrases_for(self.part), initial=initial))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = GapForm(request.POST, phrases=phrases_for(self.part))
        if not form.is_valid():
            FILINGS.require(self.actor, "mark", self.filing)
            return self.show(form, 400)
        try:
            return self.once(lambda: self.note(form))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def note(self, form: GapForm) -> str:
        said = form.cleaned_data
        part = self.part
        note_gap(self.filing.pk, part.code, said["problem"], said["remedy"], actor=self.actor, now=self.now)
        messages.success(self.request, f"已记下“{part.label}”需补正。全部记完后,在页面下方一次发出。")
        return f"{self.case_url}#letter"

    def show(self, form: GapForm, status: int = 200) -> HttpResponse:
        filing, part = self.filing, self.part
        return self.page(
            status,
            form=form,
            filing=filing,
            part=part,
            stands=text_at(filing, part),
            pictures=pictures(filing, photos_at(filing, part)),
            papers=papers_of(filing, part),
            crumbs=self.crumbs,
            case_url=self.case_url,
        )


class GapAct(ButtonBeside, FilingPage):
    """A button beside one gap."""

    @property
    def after(self) -> str:
        return f"{self.case_url}#gap-{self.kwargs['gap']}"


class DropGap(GapAct):
    """Take back what was noted and not sent."""

    def act(self) -> str:
        drop_gap(self.filing.pk, self.kwargs["gap"], actor=self.actor, now=self.now)
        messages.success(self.request, "已删除这一项。")
        return f"{self.case_url}#letter"


class JudgeGap(GapAct):
    """已补正, or 仍需补正."""

    def act(self) -> str:
        verdict = self.request.POST.get("verdict", "")
        if verdict not in VERDICTS:
            raise BadRequest("an unknown verdict")
        judge_gap(self.filing.pk, self.kwargs["gap"], verdict, actor=self.actor, now=self.now)
        messages.success(self.request, VERDICTS[verdict])
        return self.after


class AnswerGap(GapAct):
    """The sender's one tap."""

    def act(self) -> str:
        form = AnswerForm(self.request.POST)
        if not form.is_valid():
            raise NoteMissing("".join(form.errors["note"]))
        note = form.cleaned_data["note"]
        gap = answer_gap(self.filing.pk, self.kwargs["gap"], note, actor=self.actor, now=self.now)
        messages.success(self.request, f"“{gap.label}”已答复。全部答复后,点“核对并提交”。")
        return self.after


class SendLetter(CasePage):
    """Everything noted goes out in one letter."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        filing, seen = self.filing, self.seen
        form = LetterForm(request.POST)
        if not form.is_valid():
            FILINGS.require(self.actor, "return", filing)
            return self.show(400, letter_form=form)
        try:
            return self.once(lambda: self.send(form, seen))
        except NoteMissing as missing:
            form.add_error("late_reason", missing.reason)
            return self.show(400, letter_form=form)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def send(self, form: LetterForm, seen: int) -> str:
        returned = return_filing(
            self.filing.pk,
            actor=self.actor,
            now=self.now,
            note=form.cleaned_data["note"],
            late_reason=form.cleaned_data["late_reason"],
            seen=seen,
        )
        letter = returned.notices.latest("number")
        count = letter.deficiencies.count()
        messages.success(self.request, f"补正通知单已发出,共 {count} 项。审核时限暂停,等申报工会逐项补正。")
        return self.case_url
