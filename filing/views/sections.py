"""How is one section read and written? Saved on the server as it is; a stale page loses nothing that was typed."""

from __future__ import annotations

import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from core.workflow import Overtaken, TransitionRefused
from filing.forms import SECTION_FORMS, SectionForm
from filing.forms.particulars import PARTICULARS_FORMS, ParticularsForm
from filing.gap_pages import letter_in, open_parts_in
from filing.kinds import SECTIONS_OF
from filing.models import Filing
from filing.pages import copied_into, differences, following, section_url, tasks_of
from filing.policy import FILINGS
from filing.selectors import filing_within
from filing.services import answer_mended, attach_document, save_particulars, save_section
from filing.services.reaching import require_writing
from filing.standing_apart import apart_question
from filing.states import EDITABLE, FilingState
from filing.views.base import FilingPage
from sites.public import PublicPage, preview_page
from sites.sections import Section
from sites.selectors import photos_of

#: Sections beside which the public page is shown.
PREVIEWED = frozenset({"hours"})

#: The button that saves and answers the gaps of the page at once.
ANSWERED = "answered"

STILL_OPEN = "请先修改;确实不用修改的,在该项下写明情况。"

#: Good advice on other pages; here it would lose what was typed.
TO_REFRESH = "请刷新页面"


class EditPage(FilingPage):
    """A page that writes into a case; where nothing can be written, it leads to the case."""

    def away(self) -> HttpResponse | None:
        """Where to go when the case is closed for writing."""
        FILINGS.require(self.actor, "edit", self.filing)
        return None if self.filing.state in EDITABLE else HttpResponseRedirect(self.case_url)

    def frame(self, section: Section, filing: Filing) -> dict[str, Any]:
        """What stands around the form of a section."""
        return {
            "filing": filing,
            "section": section,
            "tasks": tasks_of(filing, section.code),
            "copied": copied_into(filing, section.code),
            "crumbs": self.crumbs,
            "case_url": self.case_url,
            "preview": self.preview(filing) if section.code in PREVIEWED else None,
        }

    def answer(self) -> bool:
        """已补正 for what was mended on this page; names what was answered, and what still stands as it was.

        Was anything answered?
        """
        if self.filing.state != FilingState.RETURNED:
            return False
        told = answer_mended(self.filing.pk, self.section.code, actor=self.actor, now=self.now)
        if told.given:
            messages.success(self.request, f"“{'、'.join(told.given)}”已答复。")
        if told.unchanged:
            left = "、".join(told.unchanged)
            messages.warning(self.request, f"“{left}”的内容还没有变化,没有答复。{STILL_OPEN}")
        return bool(told.given)

    def preview(self, filing: Filing) -> PublicPage:
        version = filing.version
        return preview_page(filing.site, version, photos_of(version), calendar=self.calendar, now=self.now)


class SectionPage(EditPage):
    """``/desk/filings/<number>/<section>/``"""

    template_name = "filing/section.html"

    @cached_property
    def section(self) -> Section:
        sections = {each.code: each for each in SECTIONS_OF[self.filing.kind]}
        code = self.kwargs["section"]
        if code not in sections or code not in SECTION_FORMS.keys() | PARTICULARS_FORMS.keys():
            raise Http404
        return sections[code]

    @property
    def is_own(self) -> bool:
        """A page of the case itself, not of the site's facts."""
        return self.section.code in PARTICULARS_FORMS

    def form(self, data: Any = None, files: Any = None) -> SectionForm | ParticularsForm:
        code = self.section.code
        how = {"today": self.now.date(), "reopened": open_parts_in(self.filing, code)}
        if self.is_own:
            return PARTICULARS_FORMS[code](data, files, filing=self.filing, **how)
        return SECTION_FORMS[code](data, version=self.filing.version, actor=self.actor, **how)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.section  # noqa: B018  # an unknown section is not found, whoever asks
        return self.away() or self.show(self.form(), self.filing.revision)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, seen = self.form(request.POST, request.FILES), self.seen
        require_writing(self.filing, actor=self.actor, now=self.now)
        filled = form.fills.get(request.POST.get("fill", ""))
        if filled is not None:
            return self.show(form.rebound(filled.values), seen, filled=filled.label)
        if not form.is_valid():
            return self.show(form, seen, status=400)
        try:
            return self.once(lambda: self.save(form, seen))
        except TransitionRefused as refusal:
            return self.conflict(form, refusal)

    def show(self, form: SectionForm, seen: int, status: int = 200, **more: Any) -> HttpResponse:
        frame = self.frame(self.section, self.filing)
        doubt = "" if self.is_own else form.standing_doubt()
        gaps = letter_in(self.filing, self.section.code)
        apart = apart_question(self.filing) if self.section.code == "place" else ""
        return self.page(
            status,
            form=form,
            revision=seen,
            is_open=True,
            doubt=doubt,
            apart=apart,
            gaps=gaps,
            **frame,
            **more,
        )

    def save(self, form: SectionForm | ParticularsForm, seen: int) -> str:
        if self.is_own:
            values = form.values()
            save_particulars(self.filing.pk, values, seen=seen, actor=self.actor, now=self.now)
            for paper, described in form.papers():
                attach_document(self.filing.pk, paper, described, actor=self.actor, now=self.now)
            messages.success(self.request, f"“{self.section.title}”已保存。")
            return self.after()
        saved = save_section(self.filing.pk, form.values(), seen=seen, actor=self.actor, now=self.now)
        doubt = form.doubts(saved.version)
        messages.success(self.request, f"“{self.section.title}”已保存。")
        for warning in form.warnings:
            messages.warning(self.request, warning)
        return section_url(saved, self.section.code) if doubt else self.after()

    def after(self) -> str:
        if self.request.POST.get("then") == ANSWERED:
            self.answer()
        if self.request.POST.get("then") == "back" or self.filing.state == FilingState.RETURNED:
            return self.case_url
        next_code = following(self.filing, self.section.code)
        answers = reverse("filing-answers", args=[self.filing.number])
        return section_url(self.filing, next_code) if next_code else answers

    def conflict(self, form: SectionForm, refusal: TransitionRefused) -> HttpResponse:
        """What was typed beside what stands now, with a fresh revision, so that the person can decide."""
        now_stands = filing_within(self.actor, self.filing.number) or self.filing
        if self.is_own:
            return self.refused(refusal)
        typed = copy.copy(now_stands.version)
        for name, value in form.values().items():
            setattr(typed, name, value)
        return self.page(
            409,
            form=form,
            revision=now_stands.revision,
            is_open=now_stands.state in EDITABLE,
            reason=refusal.reason.partition(TO_REFRESH)[0],
            has_moved=isinstance(refusal, Overtaken),
            differences=differences(self.section, typed, now_stands.version),
            **self.frame(self.section, now_stands),
        )
