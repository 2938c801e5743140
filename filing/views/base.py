"""What do all pages of cases have in common? The case within reach, and the way back to it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.views import OfficePage
from core.workflow import TransitionRefused
from filing.models import Filing
from filing.selectors import filing_within
from filing.services.reaching import note_out_of_reach
from rulebook.selectors import load_calendar
from rulebook.workdays import WorkCalendar

#: Inputs into which people write sentences.
LONG_TEXTS = {
    "note": "说明",
    "late_reason": "后补提出的原因",
    "problem": "问题",
    "remedy": "怎样算合格",
    "findings": "验收意见",
    "inspectors": "验收人员",
    "reason": "变更事由",
    "explanation": "情况说明",
    "users_told": "怎样告知使用者",
}


class DeskPage(OfficePage):
    """A page of cases, with the working days that their clocks run on."""

    long_texts = LONG_TEXTS

    @cached_property
    def calendar(self) -> WorkCalendar:
        return load_calendar()


class FilingPage(DeskPage):
    """A page of one case; beyond reach there is none."""

    @cached_property
    def filing(self) -> Filing:
        found = filing_within(self.actor, self.kwargs["number"])
        if found is None:
            if self.request.method == "POST":
                note_out_of_reach(self.kwargs["number"], actor=self.actor, now=self.now)
            raise Http404
        return found

    @property
    def case_url(self) -> str:
        return reverse("filing", args=[self.filing.number])

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [
            ("备案", reverse("filings")),
            (str(self.filing.version.name or self.filing.site), self.case_url),
        ]

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, self.case_url)
