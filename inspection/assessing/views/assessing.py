"""How is a site scored in the browser? The whole table, or one item after the other; saved as it is, item by item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from core.audit import history_about
from core.policy import NotAllowed
from core.registry import panels_at
from core.workflow import Action, TransitionRefused
from inspection.assessing import services
from inspection.assessing.fields import Fields
from inspection.assessing.forms.answers import answers_in_post, typed_in
from inspection.assessing.gaps import word_wanted
from inspection.assessing.lines import heads_of, vetoes_of
from inspection.assessing.policy import ASSESSMENTS
from inspection.assessing.proof_labels import labels_since
from inspection.assessing.services import BadAnswers, LateAnswers
from inspection.assessing.services.reaching import require_right, require_same_person
from inspection.assessing.services.renewing import newer_measure
from inspection.assessing.transitions import ASSESSMENT
from inspection.assessing.views.frame import FOOT, AssessmentBase, wants_json
from inspection.assessing.views.saved import late, saved

#: Entries of the history on the page.
MOST_ENTRIES = 30


class AssessmentPage(AssessmentBase):
    """``/desk/inspections/assessments/<number>/``; ``?item=N1.1`` shows one item alone, for a phone without script."""

    template_name = "inspection/assessment.html"
    one_item = "inspection/assessment_item.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if wants_json(request):
            return self.save_quietly()
        require_right(self.assessment, "answer", actor=self.actor, now=self.now)
        try:
            self.take()
        except BadAnswers as bad:
            return self.show(400, problems=bad.problems, typed=typed_in(request.POST))
        except TransitionRefused as refusal:
            self.look_again()
            return self.show(409, reason=refusal.reason, typed=typed_in(request.POST))
        return HttpResponseRedirect(self.after())

    def take(self) -> list[str]:
        """The items in the form, all or none; gives their codes."""
        given, problems = answers_in_post(self.request.POST, self.board.rubric)
        if problems:
            raise BadAnswers(problems)
        services.answer_items(self.assessment.pk, given, actor=self.actor, now=self.now)
        return list(given)

    def save_quietly(self) -> JsonResponse:
        """For the page that saves by itself: every refusal in words, so that nothing typed is lost."""
        try:
            self.require_quietly("answer")
            return saved(self, self.take())
        except NotAllowed as refused:
            return JsonResponse({"reason": refused.reason}, status=403)
        except BadAnswers as bad:
            return JsonResponse({"problems": bad.problems}, status=400)
        except LateAnswers as refused:
            return late(self, refused)
        except TransitionRefused as refused:
            return JsonResponse({"reason": refused.reason}, status=409)

    def require_quietly(self, action: str) -> None:
        """Raises ``NotAllowed`` and ``TransitionRefused``: may he, and is it he who typed it?"""
        require_right(self.assessment, action, actor=self.actor, now=self.now)
        typed_by = self.request.POST.get("who", "")
        require_same_person(self.assessment, typed_by, actor=self.actor, now=self.now)

    def after(self) -> str:
        """The next item of a page of one; the whole table otherwise."""
        then = self.request.POST.get("then", "")
        if then and then in self.codes:
            return f"{self.page_url}?item={then}"
        messages.success(self.request, "评分已保存。")
        return f"{self.page_url}#result"

    @property
    def codes(self) -> list[str]:
        """In the order in which items are asked one by one; those that the register answers are left out."""
        vetoes = [row.code for row in vetoes_of(self.board) if row.asks]
        items = [line.code for head in heads_of(self.board) for line in head.lines]
        return [*items, *vetoes]

    def show(
        self,
        status: int = 200,
        *,
        problems: Mapping[str, str] | None = None,
        reason: str = "",
        typed: Mapping[str, Fields] | None = None,
        **more: Any,
    ) -> HttpResponse:
        row = self.assessment
        context = {
            **self.frame(),
            "problems": problems or {},
            "reason": reason,
            "typed": typed or {},
            "may_choose": self.may_answer and bool(row.version.pictures),
            **more,
        }
        wanted = self.request.GET.get("item", "")
        if wanted and wanted in self.codes:
            return self.show_one(status, wanted, context)
        actions = ASSESSMENT.actions_for(self.actor, row)
        board = self.board
        return self.page(
            status,
            actions=[each for each in actions if each.decision],
            held_up=self.held_up(actions),
            wanted_word=self.wanted_word(),
            can_take_over=bool(board.writing and board.before(board.writing)),
            entries=history_about(row.audit_about).filter(
                target_id=str(row.pk), target_type="inspection.assessment"
            )[:MOST_ENTRIES],
            newer=self.newer(),
            labels_since=labels_since(row) if self.shows_labels and board.proofs else None,
            feet=panels_at(FOOT, self.actor, row, self.now),
            codes=self.codes,
            **context,
        )

    def show_one(self, status: int, wanted: str, context: dict[str, Any]) -> HttpResponse:
        """One item a screen, with the way to the one before and the one after."""
        codes = self.codes
        at = codes.index(wanted)
        lines = [line for head in context["heads"] for line in head.lines if line.code == wanted]
        vetoes = [veto for veto in context["vetoes"] if veto.code == wanted]
        self.template_name = self.one_item
        return self.page(
            status,
            line=lines[0] if lines else None,
            veto=vetoes[0] if vetoes else None,
            item=wanted,
            place=at + 1,
            count=len(codes),
            before=codes[at - 1] if at else "",
            following=codes[at + 1] if at + 1 < len(codes) else "",
            **context,
        )

    def held_up(self, actions: list[Action]) -> list[str]:
        """Why the reader cannot take a step that is his: something of the row is in the way, not his rights."""
        return [
            each.decision.reason
            for each in actions
            if not each.decision and ASSESSMENTS.decide(self.actor, each.edge.action, self.assessment)
        ]

    def wanted_word(self) -> str:
        """The gap that has to be explained before this column is handed in; empty where there is none."""
        board = self.board
        if not board.writing:
            return ""
        return word_wanted(board.rubric, board.outcomes[board.writing], board.before(board.writing))

    def newer(self) -> str:
        """The measure that has replaced the pinned one, while the first column is open."""
        row = self.assessment
        if row.state != "own" or not ASSESSMENTS.decide(self.actor, "renew", row):
            return ""
        try:
            measure = newer_measure(row, self.now)
        except TransitionRefused:
            return ""
        return measure.citation if measure else ""
