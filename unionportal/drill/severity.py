"""Simulated panels with known severity: is it found, do the intervals hold, and is nothing adjusted that must not be?"""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from demonstration.ranking.aggregates import PER_TENTH
from demonstration.ranking.ordering import Entry, ranked
from demonstration.ranking.panels import NotEnough, Shortage
from demonstration.ranking.rank_intervals import rank_intervals
from demonstration.ranking.severity import Severity, judge_severity
from unionportal.drill.outcome import Outcome, Say
from unionportal.drill.panels import FORTY, STEP, Design, Made, made, thinned

SEED = 20261101
#: How far a leaning may be found from the true one: two tenths of a step of the scale, in tenths of a point.
NEAR = STEP // 5
NEAR_SHARE = 0.95
SCORES_HOLD = (0.93, 0.97)
RANKS_HOLD = 0.93
#: From so many scores a case, and cases a reviewer, on the leanings must be that near.
REVIEWS, CASES = 4, 20

DESIGNS = (
    FORTY,
    Design("60 个阵地,8 位评委,每个 4 份", 60, 8, 4),
    Design("100 个阵地,16 位评委,每个 4 份", 100, 16, 4),
    Design("40 个阵地,6 位评委,每个 5 份", 40, 6, 5),
    Design("60 个阵地,8 位评委,每个 4 份,好的多由偏严的评委评", 60, 8, 4, uneven=True),
    Design("60 个阵地,8 位评委,每个 4 份,每 20 份有 1 份回避", 60, 8, 4, recused=0.05),
    Design("60 个阵地,8 位评委,每个 4 份,阵地分成好坏两群", 60, 8, 4, groups=2),
    Design("60 个阵地,8 位评委,每个 4 份,阵地分成好中差三群", 60, 8, 4, groups=3),
    Design("60 个阵地,8 位评委,每个 4 份,阵地之间差别很小", 60, 8, 4, worth=20),
    Design("40 个阵地,5 位评委,每个 3 份", 40, 5, 3),
    Design("40 个阵地,10 位评委,每个 4 份", 40, 10, 4),
)
COMPLETE = Design("40 个阵地,5 位评委,每人都评全部", 40, 5, 5)
HEADS = (
    "模拟的评审",
    "宽严误差不超过 ±2 分",
    "分数区间包含真值",
    "名次区间包含真值",
    "正式名次平均偏差",
    "参考名次平均偏差",
)
CHECKED = (
    "分数满分 100 分,可打半分;等次之间相差 10 分,算一档;同一评委打分的随机误差为 4 分,评委宽严的标准差为 5 分,阵地水平的标准差一般为 8 分。",
    f"每个阵地不少于 {REVIEWS} 份评分、每位评委平均不少于 {CASES} 个阵地的:{NEAR_SHARE:.0%} 以上的评委,算出的宽严与真值相差不超过 0.2 档(2 分)。其余的只列出,不作要求。",
    f"95% 的分数区间包含真值的比例在 {SCORES_HOLD[0]:.0%} 与 {SCORES_HOLD[1]:.0%} 之间。",
    f"95% 的名次区间包含真实名次的比例不低于 {RANKS_HOLD:.0%}(名次是整数,区间只会偏宽)。",
    "每位评委都评了全部阵地的:参考分与平均分逐字相同,参考名次与正式名次相同。",
    "低于最低要求的(评委太少、有阵地评分太少、有评委评得太少、评委之间没有联系):没有任何参考分和参考名次,并逐条说明缺什么。",
)


@dataclass
class Tally:
    """How often things held, over all panels of one design."""

    near: int = 0
    reviewers: int = 0
    scores: int = 0
    ranks: int = 0
    cases: int = 0
    off_official: int = 0
    off_adjusted: int = 0
    farthest: float = 0.0

    def share(self, held: int) -> float:
        return held / max(self.cases, 1)


def drill(size: int, say: Say, until: float) -> Outcome:
    """``size`` panels of every design, of the complete one, and of each kind below the minimum."""
    outcome, rng, begun, left = Outcome(CHECKED, heads=HEADS), Random(SEED), 0, []
    for design in DESIGNS:
        if time.monotonic() > until:
            left.append(design.words)
            continue
        tally = _walked(design, size, rng, outcome)
        _judged(design, tally, outcome)
        begun += size
        say(f"  {design.words}:分数 {tally.share(tally.scores):.1%},名次 {tally.share(tally.ranks):.1%}")
    if left:
        outcome.cut = f"时间已到,没有模拟:{'、'.join(left)}"
    _complete_keeps(size, rng, outcome)
    _thin_is_refused(size, rng, outcome)
    outcome.size = (
        f"{len(DESIGNS)} 种评审,每种 {size:,} 次,共 {begun:,} 次;另有全部互评和低于最低要求的各 {size:,} 次"
    )
    outcome.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return outcome


def _walked(design: Design, size: int, rng: Random, outcome: Outcome) -> Tally:
    tally = Tally()
    for _ in range(size):
        panel = made(design, rng)
        found = judge_severity(panel.scores)
        if isinstance(found, NotEnough):
            outcome.counted["随机分配后低于最低要求、不作校正的模拟"] += 1
            continue
        _count_leanings(panel, found, tally)
        _count_cases(panel, found, tally)
    return tally


def _count_leanings(panel: Made, found: Severity, tally: Tally) -> None:
    for who, true in panel.leanings.items():
        error = abs(found.leanings[who].leaning / PER_TENTH - true)
        tally.near += error <= NEAR
        tally.reviewers += 1
        tally.farthest = max(tally.farthest, error)


def _count_cases(panel: Made, found: Severity, tally: Tally) -> None:
    true = _ranks(panel.worths)
    official = _ranks({case: each.mean for case, each in found.adjusted.items()})
    for case, interval in rank_intervals(found).items():
        adjusted = found.adjusted[case]
        tally.cases += 1
        tally.scores += adjusted.low <= panel.worths[case] * PER_TENTH <= adjusted.high
        tally.ranks += interval.low <= true[case] <= interval.high
        tally.off_official += abs(official[case] - true[case])
        tally.off_adjusted += abs(interval.rank - true[case])


def _ranks(worths: Mapping[str, float]) -> dict[str, int]:
    return {key: rank for rank, key in enumerate(sorted(worths, key=lambda key: (-worths[key], key)), 1)}


def _judged(design: Design, tally: Tally, outcome: Outcome) -> None:
    near = tally.near / max(tally.reviewers, 1)
    bound = design.per_case >= REVIEWS and design.each >= CASES
    scores, ranks = tally.share(tally.scores), tally.share(tally.ranks)
    outcome.rows.append(
        (
            design.words,
            f"{near:.1%}(最大 {tally.farthest / 10:.1f} 分){'' if bound else ',不作要求'}",
            f"{scores:.1%}",
            f"{ranks:.1%}",
            f"{tally.share(tally.off_official):.2f}",
            f"{tally.share(tally.off_adjusted):.2f}",
        )
    )
    outcome.counted["模拟的分数和名次区间"] += tally.cases
    if bound and near < NEAR_SHARE:
        outcome.broken.append(f"{design.words}:宽严误差不超过 2 分的只有 {near:.1%}")
    if not SCORES_HOLD[0] <= scores <= SCORES_HOLD[1]:
        outcome.broken.append(f"{design.words}:分数区间包含真值的为 {scores:.1%}")
    if ranks < RANKS_HOLD:
        outcome.broken.append(f"{design.words}:名次区间包含真值的为 {ranks:.1%}")


def _complete_keeps(size: int, rng: Random, outcome: Outcome) -> None:
    """Where all score all, the mean and its order stay, to the digit."""
    for number in range(size):
        found = judge_severity(made(COMPLETE, rng).scores)
        if isinstance(found, NotEnough):
            outcome.broken.append(f"第 {number} 次全部互评的模拟没有参考分")
            continue
        official = ranked(Entry(case, each.mean) for case, each in found.adjusted.items())
        adjusted = ranked(Entry(case, each.score) for case, each in found.adjusted.items())
        if official != adjusted:
            outcome.broken.append(f"第 {number} 次全部互评的模拟改变了次序或分数")
        outcome.counted["全部互评、次序和分数不变的模拟"] += official == adjusted


def _thin_is_refused(size: int, rng: Random, outcome: Outcome) -> None:
    """Each kind of thinness in turn."""
    kinds = list(Shortage)
    refused: Counter[Shortage] = Counter()
    for number in range(size):
        kind = kinds[number % len(kinds)]
        found = judge_severity(thinned(kind, rng))
        named = isinstance(found, NotEnough) and kind in {short.what for short in found.short}
        refused[kind] += named
        if not named:
            outcome.broken.append(f"第 {number} 次模拟低于最低要求({kind}),没有被指出")
    for kind, times in refused.items():
        outcome.counted[f"低于最低要求而没有参考名次的模拟({_KINDS[kind]})"] = times


_KINDS = {
    Shortage.REVIEWERS: "评委太少",
    Shortage.PER_CASE: "有阵地评分太少",
    Shortage.PER_REVIEWER: "有评委评得太少",
    Shortage.APART: "评委之间没有联系",
}
