"""How is a board shown? Line by line, head by head: standard, where points come from, the columns side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspection.assessing.frozen import origin_of
from inspection.assessing.gaps import gaps_by_item
from inspection.assessing.line_shapes import Cell, Head, ItemLine, VetoRow
from inspection.assessing.proof import wants_proof
from inspection.assessing.selectors import Board, column_label
from inspection.models import Column
from rulebook.outcome import Item, Outcome, Standing, VetoLine
from rulebook.rubric import EVIDENCE, Criterion, Dimension, How, Veto, points_text
from rulebook.scoring import items_there
from sites.facilities import label_of
from sites.fact_words import fact_words

MET, NOT_MET = "有", "没有"


def shown_columns(board: Board) -> list[str]:
    """Columns that say something, and the one that is filled now."""
    return [each for each in Column.values if board.answers.get(each) or each == board.writing]


def heads_of(board: Board) -> list[Head]:
    """The whole table for the purpose of this assessment."""
    return [
        Head(dimension, lines, tuple(_head_cells(board, dimension)))
        for dimension in board.rubric.dimensions
        if (lines := tuple(_lines(board, dimension)))
    ]


def vetoes_of(board: Board) -> list[VetoRow]:
    """The vetoes, first on every sheet."""
    return [_veto(board, veto) for veto in board.rubric.vetoes_for(board.purpose)]


def _lines(board: Board, dimension: Dimension) -> Iterator[ItemLine]:
    gaps = _gaps(board)
    for criterion in dimension.criteria:
        if board.purpose in criterion.purposes:
            yield _line(board, criterion, gaps.get(criterion.code, 0))


def _line(board: Board, criterion: Criterion, gap: int) -> ItemLine:
    item = _item(board.latest, criterion.code)
    proofs = tuple(board.proofs.get(criterion.code, ()))
    open_item = _item(board.outcomes[board.writing], criterion.code) if board.writing else item
    earlier = board.before(board.writing) if board.writing else []
    return ItemLine(
        criterion=criterion,
        cells=tuple(_cell(board, column, criterion) for column in shown_columns(board)),
        source=_source(board, item) if criterion.is_automatic else "",
        wanted="、".join(EVIDENCE.get(each, each) for each in criterion.evidence),
        gap=gap,
        proofs=proofs,
        lacks_proof=wants_proof(item) and not proofs,
        is_missing=open_item.standing == Standing.MISSING,
        answer=board.answers.get(board.writing, {}).get(criterion.code),
        earlier=_item_text(_item(earlier[0][1], criterion.code)) if earlier else "",
        is_open=board.is_open(criterion.code),
    )


def _gaps(board: Board) -> Mapping[str, int]:
    """Between the last two columns that say anything."""
    said = [column for column in Column.values if board.answers.get(column)]
    if len(said) < 2:
        return {}
    return gaps_by_item(board.outcomes[said[-2]], board.outcomes[said[-1]])


def _cell(board: Board, column: str, criterion: Criterion) -> Cell:
    answer = board.answers.get(column, {}).get(criterion.code)
    label = column_label(board.assessment.purpose, column)
    return Cell(
        label, _item_text(_item(board.outcomes[column], criterion.code)), answer.note if answer else ""
    )


def _item(outcome: Outcome, code: str) -> Item:
    return next(item for item in outcome.items if item.criterion.code == code)


def _item_text(item: Item) -> str:
    """6 分, 不适用, 未核实 0 分; empty while nobody has said anything."""
    if item.standing == Standing.NOT_APPLICABLE:
        return f"不适用({item.reason})"
    if item.standing == Standing.UNKNOWN:
        return "0 分(资料未核实)"
    return "" if item.points is None else f"{points_text(item.points)} 分"


def _source(board: Board, item: Item) -> str:
    """25.5 平方米(备案资料,2026年3月1日): the value and where it comes from."""
    criterion = item.criterion
    if criterion.how == How.CHECKLIST:
        return _facilities(board, criterion)
    kept = board.facts.readings.get(criterion.fact)
    if kept is None:
        return "资料未核实"
    told = (
        fact_words(board.rubric.site_type, criterion.fact, kept["value"])
        if "value" in kept
        else kept["reason"]
    )
    return f"{told}({origin_of(kept)})"


def _facilities(board: Board, criterion: Criterion) -> str:
    there = frozenset(board.facts.facilities)
    lacking = [wanted for wanted in criterion.items if there.isdisjoint(wanted.split("|"))]
    names = "、".join("或".join(label_of(code) for code in wanted.split("|")) for wanted in lacking)
    count = f"应有 {len(criterion.items)} 种,现有 {items_there(criterion, there)} 种"
    return f"{count},缺{names}(设施清单)" if names else f"{count}(设施清单)"


def _head_cells(board: Board, dimension: Dimension) -> Iterator[Cell]:
    for column in shown_columns(board):
        shares = board.outcomes[column].shares
        share = next((each for each in shares if each.dimension.code == dimension.code), None)
        text = f"{points_text(share.earned)}/{points_text(share.possible)}" if share else ""
        yield Cell(column_label(board.assessment.purpose, column), text)


def _veto(board: Board, veto: Veto) -> VetoRow:
    columns = shown_columns(board)
    lines = {column: _veto_line(board.outcomes[column], veto.code) for column in columns}
    by_fact = next((line for line in lines.values() if line.by_fact), None)
    kept = board.facts.readings.get(veto.fact) if veto.fact else None
    source = ""
    if by_fact is not None and kept is not None and "value" in kept:
        source = f"{fact_words(board.rubric.site_type, veto.fact, kept['value'])}({origin_of(kept)})"
    open_line = lines.get(board.writing)
    return VetoRow(
        veto=veto,
        cells=tuple(_veto_cell(board, column, line) for column, line in lines.items()),
        source=source,
        is_missing=open_line is not None and open_line.is_met is None,
        answer=board.answers.get(board.writing, {}).get(veto.code),
        is_open=board.is_open(veto.code),
    )


def _veto_line(outcome: Outcome, code: str) -> VetoLine:
    return next(line for line in outcome.vetoes if line.veto.code == code)


def _veto_cell(board: Board, column: str, line: VetoLine) -> Cell:
    answer = board.answers.get(column, {}).get(line.veto.code)
    text = "" if line.is_met is None else MET if line.is_met else NOT_MET
    return Cell(column_label(board.assessment.purpose, column), text, answer.note if answer else "")
