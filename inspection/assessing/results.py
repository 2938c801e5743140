"""What came out of an assessment, head by head, and how does it stand against the last time? In words; never writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.clock import LEGAL_ZONE
from core.words import chinese_day
from inspection.assessing.selectors import Board, concluded_before, rubric_of
from inspection.assessing.stored import shares_in
from inspection.assessing.words import conclusion_words, verdict_of
from inspection.models import Assessment, Column
from rulebook.outcome import Outcome, Share, Standing
from rulebook.rubric import PURPOSES, Purpose, points_text


@dataclass(frozen=True)
class Earlier:
    """The last concluded assessment: when, what, and its heads by code and name."""

    number: str
    told: str
    total: int
    heads: Mapping[tuple[str, str], tuple[int, int]]


@dataclass(frozen=True)
class HeadResult:
    """One head of the table in a sentence."""

    name: str
    words: str


@dataclass(frozen=True)
class Result:
    """``against``: how the total stands against the last time; ``earlier``: its number, empty where there is none."""

    conclusion: str
    against: str
    earlier: str
    heads: tuple[HeadResult, ...]


def result_of(board: Board, outcome: Outcome) -> Result:
    """Of one column of the board."""
    earlier = earlier_of(board.assessment)
    return Result(
        conclusion=conclusion_words(board.rubric, outcome),
        against=_against(outcome, earlier),
        earlier=earlier.number if earlier else "",
        heads=tuple(
            HeadResult(share.dimension.name, _head_words(outcome, share, earlier)) for share in outcome.shares
        ),
    )


def earlier_of(row: Assessment) -> Earlier | None:
    """Read from what was written down when it was concluded; nothing is worked out anew."""
    last = concluded_before(row)
    if last is None or last.total is None or last.concluded_at is None:
        return None
    columns = {each.column: each for each in last.columns.all() if each.handed_in_at is not None}
    counted = next((columns[each] for each in reversed(Column.values) if each in columns), None)
    if counted is None:
        return None
    names = {each.code: each.name for each in rubric_of(last).dimensions}
    shares = shares_in(counted.outcome)
    return Earlier(
        number=str(last.number),
        told=f"{chinese_day(last.concluded_at.astimezone(LEGAL_ZONE).date())}评定,{points_text(last.total)} 分,"
        f"{verdict_of(last.purpose, last.conclusion)}",
        total=last.total,
        heads={(code, names[code]): share for code, share in shares.items() if code in names},
    )


def gap_words(gap: int) -> str:
    """比上次高 2 分, 比上次低 1.5 分, 与上次持平; tenths of a point."""
    if gap == 0:
        return "与上次持平"
    return f"比上次{'高' if gap > 0 else '低'} {points_text(abs(gap))} 分"


def _against(outcome: Outcome, earlier: Earlier | None) -> str:
    if earlier is None and outcome.purpose == Purpose.ACCEPTANCE:
        return ""
    if earlier is None:
        return f"本阵地还没有评定过{PURPOSES[outcome.purpose]},没有上次的结果可比。"
    if outcome.missing:
        return f"上次:{earlier.told}。评完后再与上次比较总分。"
    return f"总分{gap_words(outcome.total - earlier.total)}。上次:{earlier.told}。"


def _head_words(outcome: Outcome, share: Share, earlier: Earlier | None) -> str:
    return ",".join(_head_parts(outcome, share, earlier))


def _head_parts(outcome: Outcome, share: Share, earlier: Earlier | None) -> Iterator[str]:
    yield f"{points_text(share.earned)} 分(应得 {points_text(share.possible)} 分)"
    codes = {each.code for each in share.dimension.criteria}
    open_items = [
        item for item in outcome.items if item.criterion.code in codes and item.standing == Standing.MISSING
    ]
    if open_items:
        yield f"还有 {len(open_items)} 项未评"
        return
    if earlier is None:
        return
    before = earlier.heads.get((share.dimension.code, share.dimension.name))
    if before is None:
        yield "上次没有这一类"
    elif before[1] == share.possible:
        yield gap_words(share.earned - before[0])
    else:
        yield f"上次 {points_text(before[0])} 分(应得 {points_text(before[1])} 分)"
