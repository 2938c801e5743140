"""Which assessments are there, and how does one begin?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from core.addresses import address_of
from core.views import OfficePage
from core.workflow import TransitionRefused
from inspection.assessing.forms.opening import AssessmentFilterForm, OpeningForm
from inspection.assessing.policy import ASSESSMENTS
from inspection.assessing.selectors import assessments_within, begun_assessment
from inspection.assessing.services import NotPossible, open_assessment
from inspection.assessing.services.opening import measure_with_table
from inspection.assessing.words import TAGS, verdict_of
from inspection.models import Assessment
from rulebook.rubric import Purpose, points_text
from sites.codes import is_valid_code, normalise_code
from sites.fact_values import Cycle
from sites.forms.chips import chips_of
from sites.models import ServiceSite
from sites.selectors import public_site, site_within
from sites.vocabulary import IN_USE

PAGE_SIZE = 50

COLUMNS = (
    {"label": "阵地"},
    {"label": "评定编号", "keep": True},
    {"label": "周期"},
    {"label": "状态", "keep": True},
    {"label": "结果"},
)


class AssessmentList(OfficePage):
    """``/desk/inspections/assessments/``"""

    template_name = "inspection/assessments.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = AssessmentFilterForm(request.GET)
        rows = assessments_within(self.actor, **form.chosen())
        page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
        return self.page(
            form=form,
            chips=chips_of(form, request.GET),
            clear_url=reverse("assessments"),
            page=page,
            columns=COLUMNS,
            rows=[self.row(each) for each in page.object_list],
            more=[("年度复核", reverse("reviews"))],
        )

    def row(self, each: Assessment) -> dict[str, Any]:
        result = f"{points_text(each.total)} 分" if each.total is not None else "—"
        verdict = verdict_of(each.purpose, each.conclusion) if each.conclusion else ""
        return {
            "cells": [
                {
                    "text": each.version.name or str(each.site),
                    "url": address_of("assessment", str(each.number)),
                    "sub": f"{each.get_purpose_display()} · {each.site.type_label}",
                },
                {"text": each.number, "sub": each.site.managing_union.name},
                {"text": each.cycle_label},
                {"text": each.state_label, "tag": TAGS[each.state]},
                {"text": result, "sub": verdict},
            ],
        }


class NewAssessment(OfficePage):
    """``/desk/inspections/assessments/new/?site=<code>``: a self-inspection of one site in use."""

    template_name = "inspection/new_assessment.html"

    @cached_property
    def site(self) -> ServiceSite:
        code = self.request.POST.get("site") or self.request.GET.get("site", "")
        found = site_within(self.actor, code)
        if found is None or found.state not in IN_USE or found.version is None:
            raise Http404
        return found

    def get(self, request: HttpRequest) -> HttpResponse:
        """Whoever comes from the code at the door goes on where he left off; whose site it is not goes back to the door."""
        away = self.back_to_the_door()
        if away:
            return HttpResponseRedirect(away)
        begun = begun_assessment(self.actor, self.site, Purpose.YEARLY)
        if begun is not None:
            return HttpResponseRedirect(reverse("assessment", args=[begun.number]))
        return self.show(OpeningForm(initial={"first": self.last_year(), "last": self.now.date()}))

    def back_to_the_door(self) -> str:
        """The public page of a site beyond reach: everybody sees its link to here. Empty within reach."""
        code = normalise_code(self.request.GET.get("site", ""))
        if not is_valid_code(code) or site_within(self.actor, code) or public_site(code) is None:
            return ""
        messages.info(self.request, "该阵地不在您的办理范围内,不能自评。请用阵地负责人的账号登录。")
        return reverse("site-page", args=[code])

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OpeningForm(request.POST)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.begin(form))
        except NotPossible as refused:
            form.add_error(None, refused.reason)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.too_late(refusal, reverse("site-file", args=[self.site.code]))

    def begin(self, form: OpeningForm) -> str:
        version = self.site.version
        if version is None:
            raise Http404
        version.site = self.site
        cycle = Cycle(form.cleaned_data["first"], form.cleaned_data["last"])
        row = open_assessment(version, Purpose.YEARLY, cycle, actor=self.actor, now=self.now)
        return reverse("assessment", args=[row.number])

    def show(self, form: OpeningForm, status: int = 200) -> HttpResponse:
        site = self.site
        reason, measure = "", None
        decision = ASSESSMENTS.decide(self.actor, "open", site)  # type: ignore[arg-type]  # the rule asks for a place only
        try:
            measure = measure_with_table(site.union_path, site.site_type, self.now.date())
        except NotPossible as refused:
            reason = refused.reason
        return self.page(
            status,
            site=site,
            form=form,
            measure=measure,
            reason=reason or decision.reason,
            may_begin=bool(decision) and measure is not None,
            crumbs=[("评定", reverse("assessments")), (str(site), reverse("site-file", args=[site.code]))],
        )

    def last_year(self) -> date:
        """A cycle of a year ends today."""
        return self.now.date() - timedelta(days=364)
