"""Does each amount still follow from its kept facts, each seal from its lines, each pool from what rests on it?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.money import yuan
from core.registry import Recomputed
from demonstration.models import BatchState, Subsidy, SubsidyBatch, SubsidyPool
from demonstration.subsidies.seal import digest_of_lines
from demonstration.subsidies.selectors import held_of
from demonstration.subsidies.working import Case, amount_for, pick
from rulebook.selectors import measure_of


def replay_subsidies() -> Recomputed:
    """Works out every line again under the measure of its batch, every seal and every pool."""
    count, differing = 0, []
    for row, wrong in _everything():
        count += 1
        if wrong:
            differing.append(f"{row}:{wrong}")
    return Recomputed(count, tuple(differing))


def _everything() -> Iterator[tuple[object, str]]:
    rows = Subsidy.objects.select_related("batch", "site").order_by("pk")
    for line in rows.iterator(chunk_size=500):
        yield line, _line(line)
    for batch in SubsidyBatch.objects.filter(state=BatchState.APPROVED).order_by("pk"):
        yield batch, _batch(batch)
    for pool in SubsidyPool.objects.order_by("pk"):
        held = held_of(pool)
        yield pool, "" if held == pool.committed else f"已安排 {yuan(pool.committed)},明细合计 {yuan(held)}"


def _line(line: Subsidy) -> str:
    measure = measure_of(line.batch.pack_id)
    case = Case.from_kept(line.facts)
    tier = pick(measure.tiers_for(line.facts["site_type"]), case)
    if tier is None:
        return "按保存的资料不符合任何档次"
    amount = amount_for(tier, case)
    if (tier.label, amount) != (line.tier, line.amount):
        return f"按保存的资料应为“{tier.label}”{yuan(amount)}"
    paid: dict[int, set[int]] = defaultdict(set)
    for payment in line.payments.all():
        paid[payment.step].add(payment.amount)
    return "拨付金额与补助金额不同" if any(each != {line.amount} for each in paid.values()) else ""


def _batch(batch: SubsidyBatch) -> str:
    """Over the lines that were approved; what a person left out before does not count."""
    lines = [line for line in batch.lines.all() if line.was_approved]
    return "" if digest_of_lines(lines) == batch.digest else "明细与批准时的摘要不同"
