"""Who would get what, what stays open and why? Then one confirmation."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from core.canonical import short_digest
from core.workflow import TransitionRefused
from demonstration.models import ReviewKind, RoundState
from demonstration.reviewing import services
from demonstration.reviewing.policy import may_assign
from demonstration.reviewing.selectors.office import nominations_in_review
from demonstration.reviewing.services.assigning import digest_of_plan
from demonstration.reviewing.services.planning import Assignment, plan_assignment
from demonstration.reviewing.services.reaching import require_lead
from demonstration.reviewing.views.base import RoundBase
from demonstration.rounds.policy import ROUNDS
from inspection.spot_checks.drawing import seed_digest


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
