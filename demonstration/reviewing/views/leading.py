"""How does the officer lead the reviewers: who was invited, who has what, who is done, whom to remind?

What stands behind the officer's own wall is neither shown nor counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.second_factor.selectors import only_reviewing
from core.canonical import short_digest
from core.clock import LEGAL_ZONE
from core.words import chinese_moment
from core.workflow import NoteMissing, TransitionRefused
from demonstration.models import Reviewer, ReviewerState, ReviewKind, RoundState
from demonstration.reviewing import services
from demonstration.reviewing.policy import may_assign, may_lead, may_see_loads
from demonstration.reviewing.selectors.office import loads_of, nominations_in_review, reviewers_of
from demonstration.reviewing.services.reaching import require_reviewer_right
from demonstration.reviewing.transitions import OPEN_TO_REVIEWERS, REVIEWER
from demonstration.reviewing.views.base import RoundBase
from demonstration.reviewing.views.inviting import show_link
from demonstration.reviewing.words import TAGS
from inspection.spot_checks.drawing import seed_digest

COLUMNS = (
    {"label": "评审专家"},
    {"label": "工作单位"},
    {"label": "状态", "keep": True},
    {"label": "待评", "numeric": True},
    {"label": "已提交", "numeric": True},
    {"label": "已回避", "numeric": True},
    {"label": "最多", "numeric": True},
)

#: What the officer does with one reviewer.
ACTS = ("renew", "take_back", "reset_factor")


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
        return self.shown(
            status,
            crumbs=self.crumbs,
            columns=COLUMNS,
            rows=[{"cells": self.cells(each, loads.get(each.pk, Counter()), bool(apart))} for each in people],
            apart=apart.reason,
            people=self.with_actions(people),
            numbers=numbers_of(people, loads if apart else None, len(cases)),
            lacking=self.lacking(cases),
            wanted=round.reviewers_per_case,
            **self.rights(),
            links=[
                ("分配评审", reverse("round-assignment", args=[round.pk])),
                ("回避情况", reverse("round-conflicts", args=[round.pk])),
            ],
            as_of=self.now,
            seed_digest=short_digest(seed_digest(round.seed)) if round.seed else "",
            **more,
        )

    def rights(self) -> dict[str, bool]:
        round = self.round
        return {
            "may_lead": bool(may_lead(self.actor, round)) and round.state in OPEN_TO_REVIEWERS,
            "may_assign": bool(may_assign(self.actor, round)) and round.state == RoundState.REVIEW,
        }

    def lacking(self, cases: list[Any]) -> list[tuple[Any, int]]:
        """Cases that want further reviewers of their papers, and how many."""
        wanted = self.round.reviewers_per_case
        short = [
            (each, wanted - sum(one.kind == ReviewKind.PAPERS for one in each.standing)) for each in cases
        ]
        return [(each, count) for each, count in short if count > 0]

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

    def with_actions(self, people: list[Reviewer]) -> list[tuple[Reviewer, list[Any]]]:
        """A second factor is reset where there is one that is used for reviewing alone."""
        own = only_reviewing([each.user_id for each in people])
        return [(each, self.actions(each, ACTS if each.user_id in own else ACTS[:2])) for each in people]

    def actions(self, row: Reviewer, acts: Sequence[str]) -> list[Any]:
        found = REVIEWER.actions_for(self.actor, row)
        return [each for each in found if each.decision and each.edge.action in acts]


def numbers_of(
    people: list[Reviewer], loads: dict[int, Counter[str]] | None, cases: int
) -> list[tuple[str, int, str]]:
    """Label, number and unit at the top of the board; loads stay away where a gap in them would tell."""
    states = Counter(each.state for each in people)
    numbers = [
        (str(state.label), states[state], "位")
        for state in (ReviewerState.INVITED, ReviewerState.SIGNED, ReviewerState.DECLINED)
    ]
    if loads is not None:
        total: Counter[str] = sum(loads.values(), Counter())
        numbers += [("待评", total["open"], "份"), ("已提交", total["submitted"], "份")]
    return [*numbers, ("评审中的申报", cases, "份")]


class ActOnReviewer(ReviewerBoard):
    """A new link, the end of an invitation, or a lost telephone."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, action, seen = self.reviewer(self.kwargs["reviewer"]), request.POST.get("action", ""), self.seen
        if action not in ACTS:
            raise BadRequest("an unknown action")
        require_reviewer_right(row, action, actor=self.actor, now=self.now)
        note = request.POST.get("note", "").strip()[:200]
        made: list[services.Invitation] = []
        try:
            response = self.once(lambda: self.act(row.pk, action, note, seen, made))
        except NoteMissing as missing:
            return self.show(400, failed=row.pk, failed_act=action, error=missing.reason, note=note)
        except TransitionRefused as refusal:
            return self.show(409, reason=refusal.reason)
        return show_link(self, made[0]) if made else response

    def act(self, key: int, action: str, note: str, seen: int, made: list[services.Invitation]) -> str:
        who = {"actor": self.actor, "now": self.now, "seen": seen}
        if action == "renew":
            made.append(services.renew_invitation(key, **who))  # type: ignore[arg-type]  # by name
        elif action == "reset_factor":
            services.reset_second_factor(key, note=note, **who)  # type: ignore[arg-type]  # by name
            messages.success(self.request, "已重置两步验证,并已通知本人。")
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
