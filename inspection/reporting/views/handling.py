"""The office reads a report, explains it, answers it, and says that what was found is put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.audit import history_on
from core.views import OfficePage
from core.workflow import TransitionRefused
from inspection.models import PublicReport, Rectification
from inspection.rectifying.policy import ORDERS
from inspection.reporting import services
from inspection.reporting.forms import MENDED, AnswerForm, ExplainForm
from inspection.reporting.next_steps import clock_of, knows_mended, step_of
from inspection.reporting.pages import about_rows, entry_rows, notice_links
from inspection.reporting.policy import REPORTS
from inspection.reporting.selectors import entries_of, report_within
from inspection.reporting.services.reaching import note_out_of_reach, require_right
from inspection.reporting.states import HOW_LIFTED, TAGS, ReportState
from inspection.reporting.transitions import REPORT
from sites.policy import SITES
from sites.refusals import Refusal
from sites.vocabulary import IN_USE

CRUMBS = [("检查", "/desk/inspections/"), ("群众反映", "/desk/inspections/?tab=reports")]

#: Times that are shown; the number says how many there were.
MOST_ENTRIES = MOST_HISTORY = 50


class OneReport(OfficePage):
    """A page of one report; beyond reach there is none."""

    long_texts = {"words": "说明或答复"}

    @cached_property
    def report(self) -> PublicReport:
        found = report_within(self.actor, self.kwargs["key"])
        if found is None:
            if self.request.method == "POST":
                note_out_of_reach(self.kwargs["key"], actor=self.actor, now=self.now)
            raise Http404
        return found

    @property
    def own_url(self) -> str:
        return reverse("report", args=[self.report.pk])

    def may(self, action: str) -> bool:
        """In this state, by this person."""
        is_time = self.report.state in REPORT.edges[action].sources
        return is_time and bool(REPORTS.decide(self.actor, action, self.report))


class ReportPage(OneReport):
    """``/desk/inspections/reports/<key>/``"""

    template_name = "inspection/reports/case.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(
        self, status: int = 200, explain: ExplainForm | None = None, answer: AnswerForm | None = None
    ) -> HttpResponse:
        report, site, today = self.report, self.report.site, self.now.date()
        count = report.entries.count()
        return self.page(
            status,
            report=report,
            site=site,
            tag=TAGS[ReportState(report.state)],
            clock=clock_of(report, today),
            step=step_of(report, today),
            about=about_rows(report, count),
            entries=entry_rows(report, entries_of(report, MOST_ENTRIES)),
            hidden=max(count - MOST_ENTRIES, 0),
            explain_form=(explain or ExplainForm(initial={"words": report.keeper_words}))
            if self.may("reply")
            else None,
            answer_form=(answer or AnswerForm()) if self.may("confirm") else None,
            may_mend=self.may("mend") and report.mended_at is None,
            how_lifted=HOW_LIFTED if self.is_unmended else "",
            notices=self.notices(),
            may_see=bool(REPORTS.decide(self.actor, "see_picture", report)),
            may_clear=bool(REPORTS.decide(self.actor, "clear_picture", report)),
            history=list(history_on(report)[:MOST_HISTORY]),
            crumbs=CRUMBS,
            lead=f"{site.type_label} · {site.district.name} · {site.managing_union.name}",
            more=[("阵地档案", reverse("site-file", args=[site.code]))],
        )

    @property
    def is_unmended(self) -> bool:
        """Found true, and no office knows yet that it is put right."""
        report = self.report
        return report.state == ReportState.CONFIRMED and not knows_mended(report)

    def notices(self) -> list[tuple[str, str]]:
        """What was found true is told by the ordinary notices, or ordered to be mended, until it is."""
        report, site = self.report, self.report.site
        if not self.is_unmended or site.state not in IN_USE:
            return []
        may_tell, lifts = SITES.decide(self.actor, "notify", site), REPORTS.decide(self.actor, "mend", report)
        links = notice_links(report, is_lifting=bool(lifts)) if may_tell else []
        if ORDERS.decide(self.actor, "order", Rectification(site=site)):
            links.append(("下达整改通知", f"{reverse('rectification-new')}?site={site.code}"))
        return links


class ActOnReport(ReportPage):
    """What both forms have in common: judged within one sending."""

    http_method_names = ("post", "options")
    action = ""
    done = ""
    form: Callable[[Any], forms.Form]
    failed: Callable[[Any], HttpResponse]
    #: Key, what was typed, the revision that was seen: to its service.
    hand_over: Callable[[int, dict[str, Any], int], None]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report, seen, form = self.report, self.seen, self.form(request.POST)
        require_right(report, self.action, actor=self.actor, now=self.now)
        if not form.is_valid():
            return self.failed(form)
        try:
            return self.once(lambda: self.act(report.pk, form.cleaned_data, seen))
        except Refusal as refused:
            form.add_error("words", refused.sentence)
            return self.failed(form)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.own_url)

    def act(self, key: int, data: dict[str, Any], seen: int) -> str:
        self.hand_over(key, data, seen)
        messages.success(self.request, self.done)
        return self.own_url


class ExplainReport(ActOnReport):
    """The site says what it found."""

    action = "reply"
    done = "说明已保存,区(市)总工会已收到提醒。"

    def form(self, data: Any) -> forms.Form:
        return ExplainForm(data)

    def failed(self, form: Any) -> HttpResponse:
        return self.show(400, explain=form)

    def hand_over(self, key: int, data: dict[str, Any], seen: int) -> None:
        services.explain(key, data["words"], actor=self.actor, now=self.now, seen=seen)


class AnswerReport(ActOnReport):
    """The district answers."""

    action = "confirm"
    done = "已答复。反映人凭编号和查询码可以看到。"

    def form(self, data: Any) -> forms.Form:
        return AnswerForm(data)

    def failed(self, form: Any) -> HttpResponse:
        return self.show(400, answer=form)

    def hand_over(self, key: int, data: dict[str, Any], seen: int) -> None:
        is_mended = data["verdict"] == MENDED
        verdict = ReportState.CONFIRMED if is_mended else data["verdict"]
        services.answer_report(
            key, verdict, data["words"], actor=self.actor, now=self.now, is_mended=is_mended, seen=seen
        )


class MendedReport(OneReport):
    """The district knows that what was found true is put right."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report, seen = self.report, self.seen
        require_right(report, "mend", actor=self.actor, now=self.now)
        try:
            return self.once(lambda: self.mend(report.pk, seen))
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.own_url)

    def mend(self, key: int, seen: int) -> str:
        services.confirm_mended(key, actor=self.actor, now=self.now, seen=seen)
        messages.success(self.request, "已确认改正。公众页面恢复平常的显示,并注明已改正。")
        return self.own_url
