"""What is meant to follow for a site, on what it rests, from which day, and what can be done about it?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.audit import history_on
from core.clock import LEGAL_ZONE
from inspection.laddering import pages
from inspection.laddering.next_steps import coming_for, step_of
from inspection.laddering.selectors import to_sign
from inspection.laddering.transitions import CONSEQUENCE
from inspection.laddering.views.base import CRUMB, OneConsequence
from rulebook.selectors import measure_in

MOST_ENTRIES = 100


class ConsequencePage(OneConsequence):
    """``/desk/consequences/<key>/``"""

    template_name = "inspection/consequence.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(self, status: int = 200, **failed: Any) -> HttpResponse:
        row = self.row
        actions = CONSEQUENCE.actions_for(self.actor, row)
        return self.page(
            status,
            row=row,
            site=row.site,
            sample=measure_in(row.pack).is_sample,
            crumbs=[CRUMB, ("处置措施", reverse("consequences"))],
            title=f"{'拟' if row.is_open else ''}{row.action_label}",
            lead=f"{row.site} · {row.site.type_label} · {row.site.managing_union.name}",
            more=[("阵地档案", reverse("site-file", args=[row.site.code]))],
            step=self.step(),
            about=pages.about_rows(row),
            causes=pages.cause_rows(row, pages.causes_grown([row])),
            effect=pages.effect_of(row) if row.is_open else "",
            duty=pages.duty_of(row),
            sign_url=self.sign_url(),
            actions=[each for each in actions if each.decision],
            not_now=[each for each in actions if not each.decision],
            entries=list(history_on(row)[:MOST_ENTRIES]),
            failed=failed,
        )

    def step(self) -> Any:
        """As long as it is not decided: the same words as on the file of the site."""
        coming = coming_for(self.row.site_id, self.now) if self.row.is_open else ()
        own = (ahead for ahead in coming if ahead.announced and ahead.announced.key == self.row.pk)
        return next((step_of(ahead, self.row.site, self.now) for ahead in own), None)

    def sign_url(self) -> str:
        """For who may sign it today."""
        ready = to_sign(self.actor, self.now.astimezone(LEGAL_ZONE).date())
        is_ready = self.row.is_open and ready.filter(pk=self.row.pk).exists()
        return f"{reverse('consequences-sign')}?pick={self.row.pk}" if is_ready else ""
