"""Of which parts does a nomination consist, and what stands in each? A gap names a part; a letter opens only those."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.money import yuan
from demonstration.models import Nomination, NominationPaper
from inspection.assessing.fields import fields_of, said_of
from inspection.assessing.selectors import Board
from inspection.models import Column
from rulebook.rubric import Criterion, Veto, points_text

REGISTER, PRACTICES, PAPERS = "register", "practices", "papers"
#: Before the code of an item of the scoring table.
SCORE = "score."


@dataclass(frozen=True)
class Part:
    """One part of the form. ``item``: the code of the scoring table, for points of one's own."""

    code: str
    label: str
    item: str = ""


def parts_of(board: Board) -> dict[str, Part]:
    """Every part that a checker may point at, in the order of the form; what the register answers is not asked twice."""
    return {part.code: part for part in _parts(board)}


def _parts(board: Board) -> Iterator[Part]:
    yield Part(REGISTER, "登记资料")
    for veto in board.rubric.vetoes_for(board.purpose):
        yield Part(f"{SCORE}{veto.code}", f"自评 {veto.code} {veto.title}"[:80], veto.code)
    for criterion in board.rubric.criteria():
        if board.purpose in criterion.purposes and (not criterion.is_automatic or criterion.may_not_apply):
            yield Part(
                f"{SCORE}{criterion.code}", f"自评 {criterion.code} {criterion.title}"[:80], criterion.code
            )
    yield Part(PRACTICES, "主要做法")
    yield Part(PAPERS, "申报材料")


def wanted_words(fen: int | None) -> str:
    """申请补助 3,000.00 元; empty where none is asked for."""
    return "" if fen is None else f"申请补助 {yuan(fen)}"


def text_at(row: Nomination, board: Board, papers: list[NominationPaper], code: str) -> str:
    """What stands there now, in words that differ whenever the content does."""
    if code == REGISTER:
        return f"登记资料第 {row.version.number} 版"
    if code == PRACTICES:
        return "\n".join(part for part in (row.practices, wanted_words(row.amount_wanted)) if part)
    if code == PAPERS:
        return "、".join(f"{paper.title}(校验码 {paper.attachment.sha256[:8]})" for paper in papers)
    return _score_text(board, code.removeprefix(SCORE))


def _score_text(board: Board, item: str) -> str:
    answer = board.answers.get(Column.OWN, {}).get(item)
    asked = _asked(board, item)
    said = said_of(asked, fields_of(answer)) if asked and answer else _by_the_register(board, item)
    pictures = board.proofs.get(item, [])
    marks = "、".join(proof.attachment.sha256[:8] for proof in pictures)
    return said + (f";佐证照片 {len(pictures)} 张(校验码 {marks})" if pictures else "")


def _by_the_register(board: Board, item: str) -> str:
    """An item that may be left out and is counted by the register otherwise needs no answer of anybody."""
    told = next((each for each in board.outcomes[Column.OWN].items if each.criterion.code == item), None)
    if told is None or not told.criterion.is_automatic or told.points is None:
        return "未评"
    return f"{points_text(told.points)} 分(系统计分)"


def _asked(board: Board, item: str) -> Criterion | Veto | None:
    known: list[Criterion | Veto] = [*board.rubric.criteria(), *board.rubric.vetoes]
    return next((each for each in known if each.code == item), None)
