"""Who is eligible for a round, with reasons?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from demonstration.rounds.forms import CandidatesForm
from demonstration.rounds.selectors import (
    Candidate,
    branches_of,
    candidates_within,
)
from demonstration.rounds.views.base import RoundBase
from sites.forms.chips import chips_of

PAGE_SIZE = 50


class Candidates(RoundBase):
    """``…/<key>/candidates/``: who is eligible and who is not, with reasons, before anyone applies."""

    template_name = "demonstration/candidates.html"

    columns = (
        {"label": "阵地"},
        {"label": "推荐工会", "keep": True},
        {"label": "资格"},
        {"label": "申报", "keep": True},
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        branches = branches_of(self.round.issuer)
        self.names = {union.pk: union.short_name or union.name for union in branches}
        form = CandidatesForm(request.GET, branches=branches, types=self.round.site_types)
        found = list(candidates_within(self.actor, self.round))
        chosen = [each for each in found if form.takes(each.is_eligible, each.branch_id, each.site.site_type)]
        page = Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page"))
        eligible = sum(each.is_eligible for each in found)
        return self.page(
            round=self.round,
            form=form,
            chips=chips_of(form, request.GET),
            clear_url=request.path,
            page=page,
            columns=self.columns,
            rows=[self.row(each) for each in page.object_list],
            numbers=[
                {"value": eligible, "label": "符合条件", "url": "?verdict=yes"},
                {"value": len(found) - eligible, "label": "不符合条件", "url": "?verdict=no"},
            ],
            as_of=self.now,
            crumbs=self.crumbs_below,
        )

    def row(self, each: Candidate) -> dict[str, Any]:
        site = each.site
        verdict = (
            {"text": "符合条件", "tag": "open"} if each.is_eligible else {"text": ";".join(each.lacking)}
        )
        return {
            "cells": [
                {
                    "text": str(site),
                    "url": reverse("site-file", args=[site.code]),
                    "sub": site.managing_union.name,
                },
                {"text": self.names.get(each.branch_id, "")},
                verdict,
                {"text": "已申报" if each.is_entered else "—"},
            ]
        }
