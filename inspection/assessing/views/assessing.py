"""How is a site scored in the browser? The whole table, or one item after the other; saved as it is, item by item."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.audit import history_about
from core.qr import qr_svg
from core.registry import panels_at
from core.views import OfficePage
from core.words import chinese_day
from core.workflow import Action, NoteMissing, TransitionRefused
from inspection.assessing import services
from inspection.assessing.forms.answers import answers_in_post
from inspection.assessing.gaps import word_wanted
from inspection.assessing.lines import Head, heads_of, shown_columns, vetoes_of
from inspection.assessing.policy import ASSESSMENTS
from inspection.assessing.proof import unproved_points
from inspection.assessing.selectors import Board, assessment_within, board_of, column_label
from inspection.assessing.services import BadAnswers
from inspection.assessing.services.reaching import note_out_of_reach, require_right
from inspection.assessing.services.renewing import newer_measure
from inspection.assessing.transitions import ASSESSMENT
from inspection.assessing.words import conclusion_words, next_step_of
from inspection.models import OPEN_STATES, Assessment
from rulebook.rubric import points_text

#: Inputs into which people write sentences.
LONG_TEXTS = {"note": "说明", "remark": "差距说明"}

#: Where apps above put what they know of an assessment.
PLACE = "assessment"

#: Entries of the history on the page.
MOST_ENTRIES = 30

#: Which state tag colours which.
TAGS = {"own": "info", "district": "info", "city": "info", "concluded": "open", "void": "closed"}

ACTS = {
    "hand_in": services.hand_in_assessment,
    "return_own": services.return_own,
    "review": services.review_assessment,
    "return_review": services.return_review,
    "conclude": services.conclude_assessment,
    "void": services.void_assessment,
}
#: Here the written word explains a gap and is asked for only where there is one.
WITH_REMARK = frozenset({"review", "conclude"})


class AssessmentBase(OfficePage):
    """A page of one assessment; beyond reach there is none."""

    long_texts = LONG_TEXTS

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
    def page_url(self) -> str:
        return reverse("assessment", args=[self.assessment.number])

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        crumbs = [("评定", reverse("assessments"))]
        site = self.assessment.site
        return [*crumbs, (str(site), reverse("site-file", args=[site.code]))] if site.code else crumbs

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, self.page_url)


class AssessmentPage(AssessmentBase):
    """``/desk/inspections/assessments/<number>/``; ``?item=N1.1`` shows one item alone, for the phone."""

    template_name = "inspection/assessment.html"
    one_item = "inspection/assessment_item.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.assessment, "answer", actor=self.actor, now=self.now)
        given, problems = answers_in_post(request.POST, self.board.rubric)
        wants_json = request.headers.get("Accept", "") == "application/json"
        try:
            if problems:
                raise BadAnswers(problems)
            saved = services.answer_items(self.assessment.pk, given, actor=self.actor, now=self.now)
        except BadAnswers as bad:
            if wants_json:
                return JsonResponse({"problems": bad.problems}, status=400)
            return self.show(400, problems=bad.problems)
        except TransitionRefused as refusal:
            if wants_json:
                return JsonResponse({"reason": refusal.reason}, status=409)
            return self.show(409, reason=refusal.reason)
        if wants_json:
            return self.told({code: row.revision for code, row in saved.items()})
        return HttpResponseRedirect(self.after())

    def told(self, revisions: dict[str, int]) -> JsonResponse:
        """What a page that saves by itself shows again: revisions and the running totals."""
        board = board_of(self.assessment_again(), self.now.date())
        return JsonResponse({"revisions": revisions, **running(board)})

    def assessment_again(self) -> Assessment:
        found = assessment_within(self.actor, self.kwargs["number"])
        if found is None:
            raise Http404
        return found

    def after(self) -> str:
        """The next item of a page of one; the whole table otherwise."""
        then = self.request.POST.get("then", "")
        if then and then in self.codes:
            return f"{self.page_url}?item={then}"
        messages.success(self.request, "评分已保存。")
        return self.page_url

    @property
    def codes(self) -> list[str]:
        """In the order in which items are asked one by one; those that nobody types are left out."""
        vetoes = [row.code for row in vetoes_of(self.board) if row.asks]
        items = [line.code for head in heads_of(self.board) for line in head.lines]
        return [*items, *vetoes]

    def show(
        self, status: int = 200, *, problems: dict[str, str] | None = None, reason: str = "", **more: Any
    ) -> HttpResponse:
        row, board = self.assessment, self.board
        may_answer = row.state in OPEN_STATES and bool(ASSESSMENTS.decide(self.actor, "answer", row))
        context = {
            **frame_of(board, self),
            "may_answer": may_answer,
            "problems": problems or {},
            "reason": reason,
            **running(board),
            **more,
        }
        wanted = self.request.GET.get("item", "")
        if wanted and wanted in self.codes:
            return self.show_one(status, wanted, context)
        actions = ASSESSMENT.actions_for(self.actor, row)
        return self.page(
            status,
            actions=[each for each in actions if each.decision],
            held_up=self.held_up(actions),
            wanted_word=self.wanted_word(),
            entries=history_about(row.audit_about).filter(
                target_id=str(row.pk), target_type="inspection.assessment"
            )[:MOST_ENTRIES],
            newer=self.newer(),
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


class ActOnAssessment(AssessmentPage):
    """One action of the panel."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, action, seen = self.assessment, request.POST.get("action", ""), self.seen
        if action not in ACTS:
            raise BadRequest("an unknown action")
        require_right(row, action, actor=self.actor, now=self.now)
        note = request.POST.get("note", "").strip()[:300]
        word = {"remark": note} if action in WITH_REMARK else {"note": note} if action != "hand_in" else {}
        try:
            return self.once(lambda: self.act(row.pk, action, seen, word))
        except NoteMissing as missing:
            return self.show(400, failed={"code": action, "error": missing.reason, "note": note})
        except TransitionRefused as refusal:
            return self.show(409, reason=refusal.reason, failed={"code": action, "note": note})

    def act(self, key: int, action: str, seen: int, word: dict[str, str]) -> str:
        ACTS[action](key, actor=self.actor, now=self.now, seen=seen, **word)
        edge = ASSESSMENT.edges[action]
        messages.success(self.request, f"{edge.label}。{edge.consequence}")
        return self.page_url


class TakeOver(AssessmentBase):
    """Fill what is left with the points of the column before."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.assessment
        require_right(row, "answer", actor=self.actor, now=self.now)
        try:
            return self.once(lambda: self.fill(row.pk))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def fill(self, key: int) -> str:
        count = services.take_over(key, actor=self.actor, now=self.now)
        messages.success(self.request, f"已沿用前一栏的评分 {count} 项,请核对后修改不一致的项。")
        return self.page_url


class RenewAssessment(AssessmentBase):
    """Go over to the table in force; what changed is said."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.assessment
        require_right(row, "renew", actor=self.actor, now=self.now)
        try:
            return self.once(lambda: self.renew(row.pk))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def renew(self, key: int) -> str:
        told = services.renew_assessment(key, actor=self.actor, now=self.now)
        messages.success(self.request, f"已更新到现行评分表。{told.words or '评分项没有变化'}。")
        return self.page_url


class SheetCode(AssessmentBase):
    """The QR picture of the sheet: number and token, read back by the page that verifies papers."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.assessment
        address = reverse("verify", args=[row.number])
        picture = qr_svg(request.build_absolute_uri(f"{address}?k={row.verify_token}"))
        response = HttpResponse(picture, content_type="image/svg+xml")
        response["Cache-Control"] = "private, no-store"
        return response


class ResultSheet(AssessmentBase):
    """``…/sheet/``: rule, fact or evidence, points; vetoes first; to be printed."""

    template_name = "inspection/sheet.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(**frame_of(self.board, self), **running(self.board))


def frame_of(board: Board, view: AssessmentBase) -> dict[str, Any]:
    """What the page, one item and the sheet have in common."""
    row = board.assessment
    heads: list[Head] = heads_of(board)
    name = row.version.name or str(row.site)
    return {
        "name": name,
        "assessment": row,
        "title": f"{name} {row.get_purpose_display()}",
        "crumbs": view.crumbs,
        "lead": f"{row.site.type_label} · {row.site.managing_union.name} · {cycle_words(row)}",
        "measure": board.measure,
        "rubric": board.rubric,
        "heads": heads,
        "vetoes": vetoes_of(board),
        "columns": [column_label(row.purpose, each) for each in shown_columns(board)],
        "handed_in": [each for each in board.columns.values() if each.handed_in_at],
        "tag": TAGS[row.state],
        "step": next_step_of(row),
        "page_url": view.page_url,
        "panels": panels_at(PLACE, view.actor, row, view.now),
        "can_take_over": bool(board.writing and board.before(board.writing)),
    }


def cycle_words(row: Assessment) -> str:
    """An acceptance looks at one day, everything else back on a cycle."""
    if row.cycle_first == row.cycle_last:
        return chinese_day(row.cycle_last)
    return f"{chinese_day(row.cycle_first)}至{chinese_day(row.cycle_last)}"


def running(board: Board) -> dict[str, Any]:
    """Totals that stay in sight while the table is filled."""
    outcome = board.latest if not board.writing else board.outcomes[board.writing]
    return {
        "total": points_text(outcome.total),
        "earned": points_text(outcome.earned),
        "possible": points_text(outcome.possible),
        "left": len(outcome.missing),
        "unproved_items": len(board.unproved),
        "unproved_points": points_text(unproved_points(board.latest, board.proofs)),
        "vetoed": [line.veto.title for line in outcome.vetoes if line.is_met],
        "conclusion": conclusion_words(board.rubric, outcome),
    }
