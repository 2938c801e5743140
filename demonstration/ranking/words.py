"""How are numbers and lines of an order said? Plain Chinese; no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from demonstration.ranking.aggregates import in_points
from demonstration.ranking.cutting import Change, Standing
from demonstration.ranking.rank_intervals import RankInterval
from demonstration.ranking.severity import Adjusted, Leaning


def score_words(hundredths: int) -> str:
    return f"{in_points(hundredths)} 分"


def grades_words(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """One grade, or those that a tie lies across."""
    told = [names.get(code, "") for code in codes]
    return told[0] if len(told) == 1 else f"同分,{'、'.join(told)}待定"


def change_words(change: Change, names: Mapping[str, str]) -> str:
    return f"{grades_words(change.before, names)} → {grades_words(change.after, names)}"


def standing_notes(standing: Standing) -> list[str]:
    notes = [f"同分,按“{label}”排列" for label in standing.placed.parted_by]
    if standing.placed.tied_with:
        notes.append(f"与 {len(standing.placed.tied_with)} 份并列")
    return [*notes, *([f"调整:{standing.reason}"] if standing.reason else [])]


def leaning_words(each: Leaning) -> str:
    return f"{each.word}({in_points(each.leaning)} ± {in_points(each.margin)} 分)"


def interval_words(interval: RankInterval) -> str:
    return f"第 {interval.rank} 名,可能在第 {interval.low} 名到第 {interval.high} 名之间"


def adjusted_words(each: Adjusted) -> str:
    return f"{in_points(each.score)} 分({in_points(each.low)} 到 {in_points(each.high)})"
