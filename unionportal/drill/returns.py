"""Ten thousand random walks through the return loop: which seeds, on how many processes, and what was counted."""

from __future__ import annotations

import math
import os
import resource
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context

import django
from django.db import transaction

from filing.states import FilingState
from unionportal.drill.office import build_office, handed_in
from unionportal.drill.outcome import Broken, Outcome, Say
from unionportal.drill.throwaway import throwaway_database
from unionportal.drill.walking import Walk
from unionportal.drill.watched import Stage

STEPS = 30
#: Seeds of one share: each share makes a database of its own.
MOST_PER_SHARE = 500

CHECKED = (
    "没有任何一步使有未结补正事项的案件进入已备案;有未结或未发出的事项时,审核通过、签署意见、同意备案都被拒绝。",
    "案件退回期间,只有补正通知单列明的内容可以修改;一次保存中有一项未列明,整次被拒绝,资料不变。",
    "退回期间,没有列明的材料不能添加、更换或移除;改了阵地类型的,随类型核对的内容一并开放,改回原类型的随即关闭。",
    "取回只在下一环节没有办理时办成,一次也不多;取回后环节、期限和签批级数与取回前的原状一致。",
    "每一步之后,环节、补正事项、通知单份数、签批级数和资料与旁边的记录一致。",
    "每一步之后,本环节期限与逐日数出的工作日一致:到达当日不计,退回期间停计,补正后按剩余天数继续。",
)


@dataclass
class Share:
    """What one run of seeds saw."""

    ends: Counter[str] = field(default_factory=Counter)
    counted: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    peak_mib: float = 0.0


def walk_all(stage: Stage, seeds: Iterable[int], until: float = math.inf, steps: int = STEPS) -> Share:
    """Each seed once, from the same case; every walk is rolled back.

    Stops at the first that breaks, or when the machine's monotonic clock reaches ``until``.
    """
    share = Share()
    for seed in seeds:
        if time.monotonic() > until:
            break
        try:
            with transaction.atomic():
                share.ends[Walk(stage, seed, share.counted).run(steps)] += 1
                transaction.set_rollback(True)
        except Broken as broken:
            share.broken.append(str(broken))
            break
    return share


def walk_share(first: int, count: int, until: float) -> Share:
    """In a process of its own, on a database of its own; nothing when the time is up."""
    if time.monotonic() > until:
        return Share()
    with throwaway_database(), transaction.atomic():
        office = build_office()
        share = walk_all(Stage(office, handed_in(office)), range(first, first + count), until)
    share.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return share


def drill(size: int, say: Say, until: float) -> Outcome:
    """``size`` walks on every processor; the first broken one ends the run."""
    outcome = Outcome(CHECKED)
    started, walked, ends = time.monotonic(), 0, Counter[str]()
    firsts = range(0, size, MOST_PER_SHARE)
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=django.setup) as pool:
        shares: list[Future[Share]] = [
            pool.submit(walk_share, first, min(MOST_PER_SHARE, size - first), until) for first in firsts
        ]
        for done in as_completed(shares):
            share = done.result()
            walked += share.ends.total()
            ends += share.ends
            outcome.counted += share.counted
            outcome.broken += share.broken
            outcome.peak_mib = max(outcome.peak_mib, share.peak_mib)
            say(f"  已走完 {walked:,} 次,用时 {time.monotonic() - started:.0f} 秒")
            if outcome.broken:
                pool.shutdown(cancel_futures=True)
                break
    outcome.size = f"{walked:,} 次随机办理,每次最多 {STEPS} 步"
    if walked < size:
        outcome.cut = f"{size:,} 次中走了 {walked:,} 次"
    outcome.heads = ("走到最后的环节", "次数")
    outcome.rows = [(str(FilingState(state).label), f"{count:,}") for state, count in ends.most_common()]
    return outcome
