"""How far is a case, what does it hold, and what can be done with it now?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.registry import NextStep
from core.workflow import Action
from filing import pages
from filing.area import area_warning
from filing.deadlines import time_left
from filing.document_pages import documents_on
from filing.forms import VisitForm
from filing.forms.gaps import LetterForm
from filing.gap_pages import needs_late_reason, noted_rows, notices_of, unsent_gaps
from filing.history import history_of
from filing.models import Deficiency
from filing.next_steps import next_step
from filing.photo_labels import add_labels, cycle_of
from filing.policy import FILINGS
from filing.receipts import SUBMITTED_AS
from filing.score_pages import score_of
from filing.section_facts import Marks
from filing.selectors import measure_for
from filing.services.scoring import is_scored
from filing.sign_steps import sign_steps
from filing.states import OPEN_CASES, FilingKind, FilingState
from filing.transitions import FILING, RECALLS
from filing.twins import likeness_notice
from filing.views.base import FilingPage
from inspection.laddering.next_steps import steps_for
from rulebook.selectors import Measure
from sites.policy import SITES

#: The one action that a page leads to, where there is one.
PRIMARY = (
    *("street_check", "pass_check", "forward", "decide_change"),
    *("approve", "approve_change", "approve_cancel", "sign"),
)

AT_THE_DOOR = (FilingState.ACCEPTANCE, FilingState.REACCEPTANCE)


class CasePage(FilingPage):
    """``/desk/filings/<number>/``"""

    template_name = "filing/case.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def offered(self) -> list[Action]:
        """Taking back concerns whoever passed the case on; nobody else needs to read why he cannot."""
        actions = FILING.actions_for(self.actor, self.filing)
        return [each for each in actions if each.decision or each.edge.action not in RECALLS]

    def show(
        self,
        status: int = 200,
        visit_form: VisitForm | None = None,
        letter_form: LetterForm | None = None,
        **failed: Any,
    ) -> HttpResponse:
        filing = self.filing
        parts = pages.sections_of(filing)
        measure = measure_for(filing, self.now.date())
        may_edit = pages.is_open_to(self.actor, filing)
        actions = self.offered()
        return self.page(
            status,
            filing=filing,
            title=filing.version.name or str(filing.site),
            crumbs=self.crumbs[:1],
            lead=self.lead(),
            more=self.papers(),
            clock=time_left(filing, self.calendar, self.now),
            step=next_step(filing, self.calendar, self.now),
            ahead=self.ahead(),
            measure=measure,
            small=self.too_small(measure),
            likeness=likeness_notice(self.actor, filing, measure),
            may_edit=may_edit,
            tasks=pages.tasks_of(filing) if may_edit else [],
            answers_url=reverse("filing-answers", args=[filing.number]),
            parts=[(part, part.rows(marks=self.marks)) for part in parts if part.section.code != "photos"],
            **self.pictures(),
            may_erase=bool(SITES.decide(self.actor, "erase_picture", filing.site)),
            changes=pages.proposed_changes(filing),
            **self.gaps(letter_form, may_edit),
            actions=[each for each in actions if each.decision],
            not_now=[each for each in actions if not each.decision],
            act_url=reverse("filing-act", args=[filing.number]),
            primary=next((code for code in PRIMARY if code in allowed(actions)), ""),
            visit_form=visit_form or self.visit_form(),
            visit_url=reverse("filing-visit", args=[filing.number]),
            score=score_of(filing, self.now) if filing.submitted_at else None,
            visits=pages.visit_rows(filing),
            steps=sign_steps(filing),
            documents=documents_on(self.actor, filing, measure, self.calendar, self.now, marks=self.marks),
            entries=history_of(filing, self.actor, sees_unsent=self.may_mark),
            failed=failed,
        )

    def ahead(self) -> list[NextStep]:
        """What lies ahead of a site in use while something is asked about it; a decided case is past."""
        filing = self.filing
        return steps_for(filing.site, self.now) if filing.site.code and filing.state in OPEN_CASES else []

    def too_small(self, measure: Measure | None) -> str:
        """Whether the site has less room than its measure wants, while that can still be mended."""
        filing = self.filing
        return area_warning(filing.version, measure) if filing.state in OPEN_CASES else ""

    @cached_property
    def may_mark(self) -> bool:
        """May this person note gaps now?"""
        filing = self.filing
        at_check = filing.state in FILING.edges["mark"].sources
        return at_check and bool(FILINGS.decide(self.actor, "mark", filing))

    @cached_property
    def unsent(self) -> list[Deficiency]:
        return unsent_gaps(self.filing) if self.may_mark else []

    @cached_property
    def marks(self) -> Marks | None:
        if not self.may_mark:
            return None
        url = reverse("filing-gap", args=[self.filing.number])
        return Marks(url, frozenset(gap.part for gap in self.unsent))

    def pictures(self) -> dict[str, Any]:
        """Pictures by slot; a checker may point at an empty slot as well. Labels are for readers: whoever may write
        sees his sections in place of the pictures.
        """
        filing = self.filing
        slots, cycle = pages.slots_of(filing, filing.version.pictures), None
        if settings.PHOTO_LABELS and not pages.is_open_to(self.actor, filing):
            add_labels(slots, filing, self.actor)
            cycle = cycle_of(filing)
        for slot in slots:
            slot.update(self.marks.of(f"photos.{slot['name']}") if self.marks else {})
        has_photos = filing.kind != FilingKind.CANCEL
        shown = [slot for slot in slots if has_photos and (slot["photos"] or self.marks)]
        return {"slots": shown, "cycle": cycle}

    def gaps(self, letter_form: LetterForm | None, may_edit: bool) -> dict[str, Any]:
        """Letters sent, the letter being written, and which buttons stand beside the gaps."""
        filing = self.filing
        return {
            "notices": notices_of(filing),
            "may_judge": self.may_mark,
            "may_answer": may_edit and filing.state == FilingState.RETURNED,
            "unsent": noted_rows(filing, self.unsent),
            "letter_url": reverse("filing-letter", args=[filing.number]),
            "revision": filing.revision,
            "letter_form": letter_form or LetterForm(),
            "asks_late_reason": bool(self.unsent) and needs_late_reason(filing),
        }

    def lead(self) -> str:
        filing = self.filing
        said = [
            filing.get_kind_display(),
            filing.type_words,
            filing.version.district.name,
            filing.site.managing_union.name,
        ]
        if filing.submitted_as:
            said.append(SUBMITTED_AS.get(filing.submitted_as, ""))
        return " · ".join(part for part in said if part)

    def papers(self) -> list[tuple[str, str]]:
        """Links to what can be printed."""
        filing = self.filing
        links = [("打印备案表", reverse("filing-print", args=[filing.number]))]
        if filing.submitted_at is not None:
            links.insert(0, ("收件回执", reverse("filing-receipt", args=[filing.number])))
        return [*links, ("全部文书(PDF、Word)", reverse("filing-papers", args=[filing.number]))]

    def visit_form(self) -> VisitForm | None:
        """The acceptance form, for who accepts, while the case waits for it."""
        if self.filing.state in AT_THE_DOOR and FILINGS.decide(self.actor, "visit_pass", self.filing):
            return VisitForm(organisation=self.actor.office, by_points=is_scored(self.filing))
        return None


def allowed(actions: list[Any]) -> set[str]:
    return {each.edge.action for each in actions if each.decision}
