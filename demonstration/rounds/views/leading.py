"""How far is a round? What can be done next is said with what follows from it; who is eligible, with reasons."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.audit import history_about
from core.registry import panels_at
from core.workflow import Action, NoteMissing, TransitionRefused
from demonstration.models import RoundState
from demonstration.rounds import services
from demonstration.rounds.forms import CandidatesForm, LengthenForm
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.selectors import (
    Candidate,
    branches_of,
    candidates_within,
    counts_within,
    quotas_of,
    what_is_wanting,
)
from demonstration.rounds.services.leading import DATES
from demonstration.rounds.services.reaching import require_right
from demonstration.rounds.transitions import ROUND
from demonstration.rounds.views.base import RoundBase
from demonstration.rounds.words import TAGS, facts_of, next_step_of, points, said, sight_lines
from sites.types import site_type

MOST_ENTRIES = 30
PAGE_SIZE = 50

QUOTA_COLUMNS = (
    {"label": "推荐工会"},
    {"label": "阵地类型"},
    {"label": "名额(个)", "numeric": True},
    {"label": "已用(个)", "numeric": True},
)

#: Nobody is invited to take these.
BACKWARDS = ("unlock", "drop")

ACTS = {
    "publish": services.publish_round,
    "close_window": services.close_window,
    "start_review": services.start_review,
    "unlock": services.unlock_list,
    "drop": services.drop_round,
}


class RoundPage(RoundBase):
    """``/desk/rounds/<key>/``"""

    template_name = "demonstration/round.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(self, status: int = 200, **more: Any) -> HttpResponse:
        row = self.round
        is_draft = row.state == RoundState.DRAFT
        may_edit = is_draft and bool(ROUNDS.decide(self.actor, "edit", row))
        return self.page(
            status,
            round=row,
            tag=TAGS[row.state],
            lead=f"{row.issuer.name} · {row.year}年度 · {'、'.join(row.type_labels)}",
            crumbs=self.crumbs,
            step=next_step_of(row, counts_within(self.actor, row), self.now),
            wanting=what_is_wanting(row, self.now) if may_edit else [],
            facts=facts_of(row),
            grades=[self.grade(each) for each in row.grades.all()],
            quota_columns=QUOTA_COLUMNS,
            quotas=[self.quota(each) for each in quotas_of(row)],
            sights=sight_lines(row),
            panels=panels_at("round", self.actor, row, self.now),
            actions=self.offered(),
            primary=next(
                (each.edge.action for each in self.offered() if each.edge.action not in BACKWARDS), ""
            ),
            may_edit=may_edit,
            lengthens=self.lengthens,
            may_copy=row.state in services.COPIED_FROM and bool(ROUNDS.decide(self.actor, "write", row)),
            entries=history_about(f"demonstration.round:{row.pk}")[:MOST_ENTRIES],
            **more,
        )

    def offered(self) -> list[Action]:
        """What can be done now; the end of the window is offered from its minute on."""
        found = [each for each in ROUND.actions_for(self.actor, self.round) if each.decision]
        waits = self.now < self.round.closes_at
        return [each for each in found if not (waits and each.edge.action == "close_window")]

    @property
    def lengthens(self) -> str:
        """What may be moved to a later moment in this stage; empty: nothing, or not by this person."""
        stands = RoundState(self.round.state) in DATES
        return DATES[RoundState(self.round.state)][1] if stands and self.may("lengthen") else ""

    def may(self, action: str) -> bool:
        return bool(ROUNDS.decide(self.actor, action, self.round))

    def grade(self, each: Any) -> dict[str, Any]:
        floor = f"{points(each.floor)}以上" if each.floor is not None else ""
        places = f"{each.places} 个" if each.places is not None else ""
        only = site_type(each.site_type).label if each.site_type else ""
        kind = "备选" if each.is_reserve else ""
        return {"label": each.name, "value": ",".join(filter(None, (only, floor, places, kind)))}

    def quota(self, each: Any) -> dict[str, Any]:
        return {
            "cells": [
                {"text": each.union.short_name or each.union.name},
                {"text": site_type(each.site_type).label},
                {"text": each.places},
                {"text": each.taken},
            ]
        }


class ActOnRound(RoundPage):
    """One action of the panel."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, action, seen = self.round, request.POST.get("action", ""), self.seen
        if action not in ACTS:
            raise BadRequest("an unknown action")
        require_right(row, action, actor=self.actor, now=self.now)
        note = request.POST.get("note", "").strip()[:300]
        word = {"note": note} if ROUND.edges[action].needs_note else {}
        try:
            return self.once(lambda: self.act(action, seen, word))
        except NoteMissing as missing:
            return self.show(400, failed=action, error=missing.reason, note=note)
        except TransitionRefused as refusal:
            return self.show(409, reason=refusal.reason)

    def act(self, action: str, seen: int, word: dict[str, str]) -> str:
        ACTS[action](self.round.pk, actor=self.actor, now=self.now, seen=seen, **word)
        messages.success(self.request, f"{ROUND.edges[action].label}。")
        return self.page_url


class LengthenRound(RoundBase):
    """``…/<key>/lengthen/``"""

    template_name = "demonstration/round_form.html"

    @property
    def label(self) -> str:
        """Raises ``TransitionRefused`` where nothing can be moved."""
        if RoundState(self.round.state) not in DATES:
            raise TransitionRefused(f"本次评定是“{self.round.state_label}”,没有可以延长的时间。")
        return DATES[RoundState(self.round.state)][1]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ROUNDS.require(self.actor, "lengthen", self.round)
        try:
            return self.show(LengthenForm(label=self.label))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.round, "lengthen", actor=self.actor, now=self.now)
        seen = self.seen
        try:
            form = LengthenForm(request.POST, label=self.label)
            if not form.is_valid():
                return self.show(form, 400)
            return self.once(lambda: self.write(form, seen))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def write(self, form: LengthenForm, seen: int) -> str:
        told = form.cleaned_data
        services.lengthen_round(
            self.round.pk, told["until"], note=told["note"], actor=self.actor, now=self.now, seen=seen
        )
        messages.success(self.request, "已延长。")
        return self.page_url

    def show(self, form: LengthenForm, status: int = 200) -> HttpResponse:
        now_ends = getattr(self.round, DATES[RoundState(self.round.state)][0])
        return self.page(
            status,
            form=form,
            title=f"延长{self.label}",
            lead=f"原定{said(now_ends)}。以后各阶段的截止时间早于新时间的,一并顺延。",
            submit_label="延长",
            revision=self.round.revision,
            cancel_url=self.page_url,
            crumbs=self.crumbs_below,
        )


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
            chips=form.chips(request.GET),
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
