"""What have all pages of one assessment in common: reach, the board, the totals that stay in sight, what came out?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.registry import panels_at
from core.views import OfficePage
from core.workflow import TransitionRefused
from inspection.assessing.lines import heads_of, shown_columns, vetoes_of
from inspection.assessing.policy import ASSESSMENTS
from inspection.assessing.proof import unproved_points
from inspection.assessing.proof_labels import labels_of
from inspection.assessing.results import result_of
from inspection.assessing.selectors import Board, assessment_within, board_of, column_label
from inspection.assessing.services.reaching import note_out_of_reach
from inspection.assessing.words import TAGS, conclusion_words, next_step_of
from inspection.models import OPEN_STATES, Assessment, AssessmentState
from rulebook.outcome import Outcome
from rulebook.rubric import points_text
from sites.policy import SITES

#: Inputs into which people write sentences.
LONG_TEXTS = {"note": "说明", "remark": "差距说明"}

#: Where apps above put what they know of an assessment: below its head, and below its points.
PLACE, FOOT = "assessment", "assessment-foot"

SIGNED_OUT = "登录已过期,还没有保存。请重新登录。"


def wants_json(request: HttpRequest) -> bool:
    """Is it the page that saves by itself?"""
    return request.headers.get("Accept", "") == "application/json"


class AssessmentBase(OfficePage):
    """A page of one assessment; beyond reach there is none."""

    long_texts = LONG_TEXTS

    def handle_no_permission(self) -> HttpResponse:
        """A page that saves by itself keeps what was typed and says where to sign in."""
        if not wants_json(self.request):
            return super().handle_no_permission()
        address = redirect_to_login(reverse("assessment", args=[self.kwargs["number"]])).url
        return JsonResponse({"reason": SIGNED_OUT, "login": address}, status=401)

    @cached_property
    def assessment(self) -> Assessment:
        found = assessment_within(self.actor, self.kwargs["number"])
        if found is None:
            if self.request.method == "POST":
                note_out_of_reach(self.kwargs["number"], actor=self.actor, now=self.now)
            raise Http404
        return found

    @cached_property
    def board(self) -> Board:
        return board_of(self.assessment, self.now.date())

    @property
    def shows_labels(self) -> bool:
        """To those who check, once the first column is handed in."""
        return bool(settings.PHOTO_LABELS) and self.assessment.state != AssessmentState.OWN

    def look_again(self) -> None:
        """After something was written, or written by somebody else: the next question reads anew."""
        for name in ("assessment", "board"):
            self.__dict__.pop(name, None)

    @property
    def may_answer(self) -> bool:
        row = self.assessment
        return row.state in OPEN_STATES and bool(ASSESSMENTS.decide(self.actor, "answer", row))

    @property
    def outcome(self) -> Outcome:
        """Of the column that this person fills; for who only reads, of the last one that says anything."""
        board = self.board
        return board.outcomes[board.writing] if self.may_answer else board.latest

    @property
    def page_url(self) -> str:
        return reverse("assessment", args=[self.assessment.number])

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        crumbs = [("评定", reverse("assessments"))]
        site = self.assessment.site
        return [*crumbs, (str(site), reverse("site-file", args=[site.code]))] if site.code else crumbs

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, self.page_url)

    def frame(self) -> dict[str, Any]:
        """What the page, one item, the sheet and the answers to a page that saves by itself are drawn from."""
        row, board, outcome = self.assessment, self.board, self.outcome
        name = row.version.name or str(row.site)
        return {
            "name": name,
            "assessment": row,
            "title": f"{name} {row.get_purpose_display()}",
            "crumbs": self.crumbs,
            "lead": f"{row.site.type_label} · {row.site.managing_union.name} · {row.cycle_label}",
            "measure": board.measure,
            "rubric": board.rubric,
            "heads": heads_of(board),
            "vetoes": vetoes_of(board),
            "columns": [column_label(row.purpose, each) for each in shown_columns(board)],
            "handed_in": [
                (column_label(row.purpose, each.column), each)
                for each in board.columns.values()
                if each.handed_in_at
            ],
            "tag": TAGS[row.state],
            "step": next_step_of(row, self.now.date()),
            "page_url": self.page_url,
            "panels": panels_at(PLACE, self.actor, row, self.now),
            "may_answer": self.may_answer,
            "may_erase": bool(SITES.decide(self.actor, "erase_picture", row.site)),
            "labels": labels_of(board, self.actor) if self.shows_labels else {},
            "result": result_of(board, outcome),
            **running(board, outcome),
        }


def running(board: Board, outcome: Outcome) -> dict[str, Any]:
    """Totals that stay in sight while the table is filled."""
    return {
        "total": points_text(outcome.total),
        "earned": points_text(outcome.earned),
        "possible": points_text(outcome.possible),
        "left": len(outcome.missing),
        "unproved": board.unproved,
        "unproved_points": points_text(unproved_points(board.latest, board.proofs)),
        "vetoed": [line.veto.title for line in outcome.vetoes if line.is_met],
        "conclusion": conclusion_words(board.rubric, outcome),
    }
