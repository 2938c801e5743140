"""Is this place known already? Both side by side, and one answer for each pair."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.workflow import TransitionRefused
from filing.forms.likeness import LikenessForm
from filing.services.likeness import settle_likeness
from filing.twins import context_of
from filing.views.base import FilingPage
from sites.policy import SITES
from sites.vocabulary import LikenessVerdict

SAID = {
    LikenessVerdict.SAME: "已认定为同一处。请撤回本案,或者在已有阵地上办理变更。",
    LikenessVerdict.DIFFERENT: "已认定不是同一处。两处资料不变时不再询问。",
}


class LikenessPage(FilingPage):
    """``/desk/filings/<number>/likeness/``"""

    template_name = "filing/likeness.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        text = request.POST.get("other", "")
        other = int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
        form = LikenessForm(request.POST, other=other)
        if not form.is_valid():
            SITES.require(self.actor, "liken", self.filing.site)
            return self.show(400, form, other)
        try:
            return self.once(lambda: self.settle(other, form.cleaned_data))
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.url)

    @property
    def url(self) -> str:
        return reverse("filing-likeness", args=[self.filing.number])

    def settle(self, other: int, typed: dict[str, Any]) -> str:
        verdict = typed["verdict"]
        settle_likeness(self.filing.pk, other, verdict, typed["reason"], actor=self.actor, now=self.now)
        messages.success(self.request, SAID[LikenessVerdict(verdict)])
        return self.url

    def show(self, status: int = 200, form: LikenessForm | None = None, other: int = 0) -> HttpResponse:
        filing = self.filing
        context = context_of(self.actor, filing)
        forms = [
            form if form and pair.twin.site.pk == other else LikenessForm(other=pair.twin.site.pk)
            for pair in context["pairs"]
        ]
        return self.page(
            status,
            filing=filing,
            crumbs=self.crumbs,
            case_url=self.case_url,
            asked=list(zip(context["pairs"], forms, strict=True)),
            answers_url=reverse("filing-answers", args=[filing.number]),
            **context,
        )
