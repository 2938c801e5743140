"""What does a page that saves by itself hear? Revisions and the parts to be shown anew, or what stands instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone

from core.words import chinese_moment
from inspection.assessing.fields import fields_of, said_of
from inspection.assessing.line_shapes import ItemLine, VetoRow
from inspection.assessing.services import LateAnswers
from inspection.assessing.views.frame import AssessmentBase
from inspection.models import ScoreAnswer

Line = ItemLine | VetoRow


def saved(view: AssessmentBase, codes: Iterable[str], status: int = 200, **more: Any) -> JsonResponse:
    """The revisions of assessment and items, and every part of the page that follows from them."""
    view.look_again()
    context = view.frame()
    wanted = frozenset(codes)
    lines = {line.code: line for line in _lines(context) if line.code in wanted}
    parts = dict(_parts(view, context, lines))
    revisions = {code: line.revision for code, line in lines.items()}
    told = {"revision": view.assessment.revision, "revisions": revisions, "parts": parts, **more}
    return JsonResponse(told, status=status)


def late(view: AssessmentBase, refused: LateAnswers) -> JsonResponse:
    """What another device answered, beside which the page shows what was typed here."""
    view.look_again()
    lines = {line.code: line for line in _lines(view.frame())}
    present = {
        code: _present(answer, lines[code]) for code, answer in refused.present.items() if code in lines
    }
    return JsonResponse({"reason": refused.reason, "present": present}, status=409)


def _present(answer: ScoreAnswer | None, line: Line) -> dict[str, Any]:
    fields = fields_of(answer)
    asked = line.criterion if isinstance(line, ItemLine) else line.veto
    return {
        "revision": answer.revision if answer else 0,
        "fields": vars(fields),
        "said": said_of(asked, fields),
        "by": answer.answered_by if answer else "",
        "at": chinese_moment(timezone.localtime(answer.answered_at)) if answer else "",
    }


def _lines(context: dict[str, Any]) -> Iterator[Line]:
    for head in context["heads"]:
        yield from head.lines
    yield from context["vetoes"]


def _parts(
    view: AssessmentBase, context: dict[str, Any], lines: dict[str, Line]
) -> Iterator[tuple[str, str]]:
    """Drawn by the templates that drew the page."""

    def drawn(name: str, **more: Any) -> str:
        return render_to_string(f"inspection/{name}.html", {**context, **more}, view.request)

    yield "running", drawn("_running")
    yield "result", drawn("_result")
    for head in context["heads"]:
        yield f"head-{head.dimension.code}", drawn("_head_cells", head=head)
    for code, line in lines.items():
        if isinstance(line, ItemLine):
            yield f"columns-{code}", drawn("_columns", cells=line.cells, gap=line.gap, unsaid="未评")
            yield f"proofs-{code}", drawn("_proofs", line=line)
        else:
            yield f"columns-{code}", drawn("_columns", cells=line.cells, unsaid="未答")
