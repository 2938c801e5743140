"""How does the officer lead the reviewers: who was invited, who has what, who is done, whom to remind?

What stands behind the officer's own wall is neither shown nor counted.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from accounts.selectors import districts, people_of, unions_below
from core.canonical import short_digest
from core.clock import LEGAL_ZONE
from core.words import chinese_moment
from core.workflow import NoteMissing, TransitionRefused
from demonstration.models import Reviewer, ReviewerState, ReviewKind, RoundState
from demonstration.reviewing import services
from demonstration.reviewing.forms.people import ConflictForm, InviteForm
from demonstration.reviewing.policy import may_assign, may_lead, may_see_loads
from demonstration.reviewing.selectors import (
    conflicts_seen,
    loads_of,
    nominations_in_review,
    nominations_seen,
    reviewers_of,
)
from demonstration.reviewing.services.assigning import digest_of_plan
from demonstration.reviewing.services.filling import Assignment, plan_assignment
from demonstration.reviewing.services.reaching import require_lead, require_reviewer_right
from demonstration.reviewing.transitions import OPEN_TO_REVIEWERS, REVIEWER
from demonstration.reviewing.views.base import RoundBase
from demonstration.reviewing.words import TAGS
from demonstration.rounds.policy import ROUNDS
from inspection.spot_checks.drawing import seed_digest
from sites.refusals import Refusal

COLUMNS = (
    {"label": "评审专家"},
    {"label": "工作单位"},
    {"label": "状态", "keep": True},
    {"label": "待评", "numeric": True},
    {"label": "已提交", "numeric": True},
    {"label": "已回避", "numeric": True},
    {"label": "最多", "numeric": True},
)


class ReviewerBoard(RoundBase):
    """``/desk/rounds/<key>/reviewers/``"""

    template_name = "demonstration/reviewers.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(self, status: int = 200, **more: Any) -> HttpResponse:
        round = self.round
        apart = may_see_loads(self.actor, round)
        loads = loads_of(self.actor, round) if apart else {}
        people = reviewers_of(round)
        cases = list(nominations_in_review(self.actor, round))
        wanted = round.reviewers_per_case
        lacking = [each for each in cases if self.papers(each) < wanted]
        states = Counter(each.state for each in people)
        total: Counter[str] = sum(loads.values(), Counter())
        return self.shown(
            status,
            crumbs=self.crumbs,
            columns=COLUMNS,
            rows=[{"cells": self.cells(each, loads.get(each.pk, Counter()), bool(apart))} for each in people],
            apart="" if apart else apart.reason,
            people=[(each, self.actions(each)) for each in people],
            numbers=[
                ("已邀请", states[ReviewerState.INVITED], "位"),
                ("已接受", states[ReviewerState.SIGNED], "位"),
                ("已谢绝", states[ReviewerState.DECLINED], "位"),
                *([("待评", total["open"], "份"), ("已提交", total["submitted"], "份")] if apart else []),
                ("评审中的申报", len(cases), "份"),
            ],
            lacking=[(each, wanted - self.papers(each)) for each in lacking],
            wanted=wanted,
            may_lead=bool(may_lead(self.actor, round)) and round.state in OPEN_TO_REVIEWERS,
            may_assign=bool(may_assign(self.actor, round)) and round.state == RoundState.REVIEW,
            links=[
                ("分配评审", reverse("round-assignment", args=[round.pk])),
                ("回避情况", reverse("round-conflicts", args=[round.pk])),
            ],
            as_of=self.now,
            seed_digest=short_digest(seed_digest(round.seed)) if round.seed else "",
            **more,
        )

    def papers(self, nomination: Any) -> int:
        return sum(each.kind == "papers" for each in nomination.standing)

    def cells(self, row: Reviewer, load: Counter[str], shows: bool) -> list[dict[str, Any]]:
        return [
            {"text": row.user.name, "sub": f"{row.user.username} {row.user.post}".strip()},
            {"text": row.employer or "—", "sub": row.district.name if row.district else ""},
            {"text": row.state_label, "tag": TAGS[ReviewerState(row.state)], "sub": self.since(row)},
            *({"text": load[state] if shows else "—"} for state in ("open", "submitted", "recused")),
            {"text": row.most_cases or self.round.most_cases},
        ]

    def since(self, row: Reviewer) -> str:
        if row.state == ReviewerState.INVITED:
            until = chinese_moment(row.invite_until.astimezone(LEGAL_ZONE))
            return f"链接{until}前有效" if row.invite_digest else "已打开链接,待签署"
        return chinese_moment(row.signed_at.astimezone(LEGAL_ZONE)) if row.signed_at else ""

    def actions(self, row: Reviewer) -> list[Any]:
        found = REVIEWER.actions_for(self.actor, row)
        return [each for each in found if each.decision and each.edge.action in ("renew", "take_back")]


class InviteReviewer(RoundBase):
    """``…/reviewers/invite/``: the form, and once it was sent the link, shown this one time."""

    template_name = "demonstration/invite.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_lead(self.round, "invite", "邀请评审专家", actor=self.actor, now=self.now)
        return self.show(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_lead(self.round, "invite", "邀请评审专家", actor=self.actor, now=self.now)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, 400)
        made: list[services.Invitation] = []
        try:
            response = self.once(lambda: self.invite(form, made))
        except TransitionRefused as refusal:
            form.add_error(None, refusal.reason)
            return self.show(form, 409)
        return show_link(self, made[0]) if made else response

    def invite(self, form: InviteForm, made: list[services.Invitation]) -> str:
        made.append(services.invite_reviewer(self.round.pk, form.invitee(), actor=self.actor, now=self.now))
        return self.board_url

    def form(self, data: Any = None) -> InviteForm:
        issuer = self.round.issuer
        return InviteForm(
            data, round=self.round, unions=list(unions_below(issuer.path or "")), districts=list(districts())
        )

    def show(self, form: InviteForm, status: int = 200) -> HttpResponse:
        return self.shown(status, form=form, crumbs=self.deep_crumbs, board_url=self.board_url)


def show_link(view: RoundBase, made: services.Invitation) -> HttpResponse:
    """The link stands on this page and nowhere else."""
    row = made.reviewer
    address = reverse("review-invitation", args=[made.token])
    view.template_name = "demonstration/invited.html"
    response = view.shown(
        reviewer=row,
        link=view.request.build_absolute_uri(address),
        until=row.invite_until,
        crumbs=view.deep_crumbs,
        board_url=view.board_url,
    )
    add_never_cache_headers(response)
    return response


class ActOnReviewer(ReviewerBoard):
    """A new link, or the end of an invitation."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, action, seen = self.reviewer(self.kwargs["reviewer"]), request.POST.get("action", ""), self.seen
        if action not in ("renew", "take_back"):
            raise BadRequest("an unknown action")
        require_reviewer_right(row, action, actor=self.actor, now=self.now)
        note = request.POST.get("note", "").strip()[:200]
        made: list[services.Invitation] = []
        try:
            response = self.once(lambda: self.act(row.pk, action, note, seen, made))
        except NoteMissing as missing:
            return self.show(400, failed=row.pk, error=missing.reason, note=note)
        except TransitionRefused as refusal:
            return self.show(409, reason=refusal.reason)
        return show_link(self, made[0]) if made else response

    def act(self, key: int, action: str, note: str, seen: int, made: list[services.Invitation]) -> str:
        who = {"actor": self.actor, "now": self.now, "seen": seen}
        if action == "renew":
            made.append(services.renew_invitation(key, **who))  # type: ignore[arg-type]  # by name
        else:
            services.take_back_invitation(key, note=note, **who)  # type: ignore[arg-type]  # by name
            messages.success(self.request, "已取消邀请。没有提交的评审已按规则补派。")
        return self.board_url


class RemindReviewers(RoundBase):
    """Those who have something left to do, once a day."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.once(self.remind)

    def remind(self) -> str:
        services.remind_reviewers(self.round.pk, actor=self.actor, now=self.now)
        messages.success(self.request, "没有签署和没有评完的专家都已提醒,同一天不重复发送。")
        return self.board_url


class ConflictReport(RoundBase):
    """``/desk/rounds/<key>/conflicts/``: who keeps away from what, and why; more can be entered."""

    template_name = "demonstration/conflicts.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_lead(self.round, "conflict", "登记回避", actor=self.actor, now=self.now)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(400, form=form)
        try:
            return self.once(lambda: self.enter(form))
        except Refusal as refused:
            form.add_error("reason", refused.sentence)
            return self.show(400, form=form)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.reason)
            return self.show(409, form=form)

    def enter(self, form: ConflictForm) -> str:
        data = form.cleaned_data
        services.enter_conflict(
            int(data["nomination"]), int(data["user"]), data["reason"], actor=self.actor, now=self.now
        )
        messages.success(self.request, "已登记回避。此人不能再看到这份申报;已分派的评审已收回并补派。")
        return reverse("round-conflicts", args=[self.round.pk])

    def form(self, data: Any = None) -> ConflictForm:
        """Reviewers of the round and people of the issuer; cases that the officer himself may see."""
        reviewers = [(str(each.user_id), f"{each.user.name}(评审专家)") for each in reviewers_of(self.round)]
        known = {key for key, _ in reviewers}
        office = [
            (str(each.pk), f"{each.name}({each.home_union})")
            for each in people_of(self.round.issuer.path or "-").select_related("home_union")
            if str(each.pk) not in known
        ]
        cases = [
            (str(each.pk), f"{each.code} {each.site}") for each in nominations_seen(self.actor, self.round)
        ]
        return ConflictForm(data, people=[*reviewers, *office], cases=cases)

    def show(self, status: int = 200, *, form: ConflictForm | None = None) -> HttpResponse:
        rows = conflicts_seen(self.actor, self.round)
        leads = bool(may_lead(self.actor, self.round))
        return self.shown(
            status,
            rows=list(rows),
            form=(form or self.form()) if leads else None,
            crumbs=self.deep_crumbs,
            board_url=self.board_url,
        )


class DropConflict(ConflictReport):
    """An entered conflict was a mistake."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_lead(self.round, "conflict", "撤销登记的回避", actor=self.actor, now=self.now)
        try:
            return self.once(self.drop)
        except TransitionRefused as refusal:
            return self.too_late(refusal, reverse("round-conflicts", args=[self.round.pk]))

    def drop(self) -> str:
        services.drop_conflict(
            self.kwargs["conflict"],
            note=self.request.POST.get("note", ""),
            actor=self.actor,
            now=self.now,
        )
        messages.success(self.request, "已撤销登记的回避。")
        return reverse("round-conflicts", args=[self.round.pk])


class AssignmentPage(RoundBase):
    """``/desk/rounds/<key>/assignment/``: who would get what, what stays open and why; then one confirmation."""

    template_name = "demonstration/assignment.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_lead(self.round, "assign", "分配评审", actor=self.actor, now=self.now)
        try:
            return self.once(self.assign)
        except TransitionRefused as refusal:
            return self.show(409, reason=refusal.reason)

    def assign(self) -> str:
        run = services.assign_reviews(
            self.round.pk,
            actor=self.actor,
            now=self.now,
            seen_plan=self.request.POST.get("plan", "")[:64],
        )
        messages.success(self.request, f"第 {run.number} 次分配已完成,评审专家在“我的评审”中看到各自的申报。")
        return self.board_url

    def show(self, status: int = 200, reason: str = "") -> HttpResponse:
        round = self.round
        ROUNDS.require(self.actor, "see_loads", round)
        runs = round.state == RoundState.REVIEW
        made = plan_assignment(round, round.seed) if runs and round.seed else None
        return self.shown(
            status,
            crumbs=self.deep_crumbs,
            board_url=self.board_url,
            reason=reason,
            is_reviewed=runs,
            tables=self.tables(made) if made else [],
            plan=digest_of_plan(made) if made else "",
            is_new=any(part.plan.new or part.plan.released for part in made.parts.values()) if made else True,
            may_assign=runs and bool(may_assign(self.actor, round)),
            seed_digest=short_digest(seed_digest(round.seed)) if round.seed else "",
        )

    def tables(self, made: Assignment) -> list[dict[str, Any]]:
        """By kind of review: cases with their people, loads, and what stays open."""
        seen = set(nominations_in_review(self.actor, self.round).values_list("code", flat=True))
        return [self.table(made, kind, seen) for kind in made.parts]

    def table(self, made: Assignment, kind: str, seen: set[str]) -> dict[str, Any]:
        plan = made.parts[kind].plan
        pairs = [(code, who) for code, who in plan.pairs if code in seen]
        new, loads = set(plan.new), Counter(who for _, who in pairs)
        by_case: dict[str, list[tuple[str, bool]]] = {code: [] for code in made.cases if code in seen}
        for code, who in pairs:
            by_case[code].append((name_in(made, who), (code, who) in new))
        return {
            "label": str(ReviewKind(kind).label),
            "cases": [(made.cases[code], people) for code, people in by_case.items()],
            "loads": [
                (each.user.name, loads[key], each.most_cases or self.round.most_cases)
                for key, each in made.people.items()
            ],
            "unfilled": [(made.cases[each.case], each.why) for each in plan.unfilled if each.case in seen],
            "released": [
                (made.cases[code], name_in(made, who)) for code, who in plan.released if code in seen
            ],
        }


def name_in(made: Assignment, who: str) -> str:
    """Of a reviewer who is there, or was."""
    return made.people[who].user.name if who in made.people else "已退出的专家"
