"""How far is a round? What can be done next is said with what follows from it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from core.audit import history_about
from core.registry import panels_at
from core.workflow import Action
from demonstration.models import Round, RoundState
from demonstration.rounds import services
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.selectors import (
    counts_within,
    quotas_of,
    what_is_wanting,
)
from demonstration.rounds.services.leading import DATES
from demonstration.rounds.transitions import ROUND
from demonstration.rounds.views.base import RoundBase
from demonstration.rounds.words import TAGS, facts_of, next_step_of, points, sight_lines
from sites.types import site_type
from sites.views.judged import PanelAct

MOST_ENTRIES = 30

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


class ActOnRound(PanelAct, RoundPage):
    """One action of the panel."""

    machine = ROUND
    acts = ACTS

    @property
    def moved(self) -> Round:
        return self.round
