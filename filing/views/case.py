"""How far is a case, what does it hold, and what can be done with it now?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from filing import pages
from filing.deadlines import time_left
from filing.forms import VisitForm
from filing.next_steps import next_step
from filing.policy import FILINGS
from filing.receipts import SUBMITTED_AS
from filing.selectors import measure_for
from filing.sign_steps import sign_steps
from filing.states import FilingState
from filing.transitions import FILING
from filing.views.base import FilingPage

#: The one action that a page leads to, where there is one.
PRIMARY = ("street_check", "pass_check", "approve", "sign")

AT_THE_DOOR = (FilingState.ACCEPTANCE, FilingState.REACCEPTANCE)


class CasePage(FilingPage):
    """``/desk/filings/<number>/``"""

    template_name = "filing/case.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(self, status: int = 200, visit_form: VisitForm | None = None, **failed: Any) -> HttpResponse:
        filing, today = self.filing, self.now.date()
        parts = pages.sections_of(filing)
        entries = pages.history_of(filing)
        may_edit = pages.is_open_to(self.actor, filing)
        actions = FILING.actions_for(self.actor, filing)
        was_returned = filing.state == FilingState.RETURNED
        return self.page(
            status,
            filing=filing,
            title=filing.version.name or str(filing.site),
            crumbs=self.crumbs[:1],
            lead=self.lead(),
            more=self.papers(),
            clock=time_left(filing, self.calendar, today),
            step=next_step(filing, self.calendar, today),
            measure=measure_for(filing, today),
            may_edit=may_edit,
            tasks=[part.task("") for part in parts] if may_edit else [],
            answers_url=reverse("filing-answers", args=[filing.number]),
            parts=[(part, part.rows(change=may_edit)) for part in parts if part.section.code != "photos"],
            slots=pages.photos_by_slot(filing),
            actions=[each for each in actions if each.decision],
            not_now=[each for each in actions if not each.decision],
            act_url=reverse("filing-act", args=[filing.number]),
            primary=next((code for code in PRIMARY if code in allowed(actions)), ""),
            visit_form=visit_form or self.visit_form(),
            visit_url=reverse("filing-visit", args=[filing.number]),
            visits=pages.visit_rows(filing),
            steps=sign_steps(filing),
            returned=pages.reason_for_return(entries) if was_returned else None,
            entries=entries,
            failed=failed,
        )

    def lead(self) -> str:
        filing = self.filing
        said = [filing.site.type_label, filing.version.district.name, filing.site.managing_union.name]
        if filing.submitted_as:
            said.append(SUBMITTED_AS.get(filing.submitted_as, ""))
        return " · ".join(part for part in said if part)

    def papers(self) -> list[tuple[str, str]]:
        """Links to what can be printed."""
        filing = self.filing
        links = [("打印申报表", reverse("filing-print", args=[filing.number]))]
        if filing.submitted_at is not None:
            links.insert(0, ("收件回执", reverse("filing-receipt", args=[filing.number])))
        return links

    def visit_form(self) -> VisitForm | None:
        """The acceptance form, for who accepts, while the case waits for it."""
        if self.filing.state in AT_THE_DOOR and FILINGS.decide(self.actor, "visit_pass", self.filing):
            return VisitForm(organisation=self.actor.office)
        return None


def allowed(actions: list[Any]) -> set[str]:
    return {each.edge.action for each in actions if each.decision}
