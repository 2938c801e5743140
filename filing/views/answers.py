"""Is everything there? All answers on one page, then the declaration, then the case is handed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.workflow import TransitionRefused
from filing.forms.place import far_warning
from filing.pages import SectionFacts, photos_by_slot, sections_of
from filing.policy import FILINGS
from filing.selectors import measure_for, nobody_can_decide
from filing.services import NotReady, submit_filing
from filing.services.reaching import require_writing
from filing.views.sections import EditPage

NOT_DECLARED = "请先阅读并勾选声明,再提交。"


class Answers(EditPage):
    """``/desk/filings/<number>/answers/``"""

    template_name = "filing/answers.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.away() or self.show()

    def show(
        self, problems: tuple[str, ...] = (), status: int = 200, *, declared: bool = False
    ) -> HttpResponse:
        filing = self.filing
        parts = sections_of(filing)
        measure = measure_for(filing, self.now.date())
        return self.page(
            status,
            filing=filing,
            crumbs=self.crumbs,
            case_url=self.case_url,
            parts=[(part, part.rows(change=True)) for part in parts],
            missing=[part for part in parts if part.missing],
            not_verified=[part for part in parts if part.not_verified],
            slots=photos_by_slot(filing),
            preview=self.preview(filing),
            measure=measure,
            measure_missing=measure is None,
            far=far_warning(filing.version),
            nobody_decides=nobody_can_decide(filing, self.now.date()),
            problems=[(sentence, self.place_of(sentence, parts)) for sentence in problems],
            declared=declared,
            straight=bool(FILINGS.decide(self.actor, "submit_straight", filing)),
        )

    def place_of(self, sentence: str, parts: list[SectionFacts]) -> str:
        """Where a problem is put right: its section, or the declaration at the end of this page."""
        if sentence == NOT_DECLARED:
            return "#id_declared"
        return next((part.url for part in parts if f"“{part.section.title}”" in sentence), "")


class SubmitFiling(Answers):
    """Hand the case in; leads to its receipt, also when it is sent twice."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        filing, seen = self.filing, self.seen
        if request.POST.get("declared") != "on":
            require_writing(filing, actor=self.actor, now=self.now)
            return self.show((NOT_DECLARED,), 400)
        try:
            return self.once(lambda: self.submit(seen))
        except NotReady as refused:
            return self.show(refused.problems, 400, declared=True)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def submit(self, seen: int) -> str:
        submit_filing(self.filing.pk, seen=seen, actor=self.actor, now=self.now)
        return reverse("filing-receipt", args=[self.filing.number])
