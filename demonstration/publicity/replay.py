"""Do stored notices still come to the end and the digest that they were given?"""

from __future__ import annotations

from core.registry import Recomputed
from demonstration.models import Publicity
from demonstration.publicity.ending import ending_of
from demonstration.publicity.selectors import told_of
from demonstration.publicity.told import digest_of
from rulebook.selectors import calendar_as_of


def replay_notices() -> Recomputed:
    rows = Publicity.objects.select_related("round__issuer").prefetch_related("entries")
    count, differing = 0, []
    for row in rows.iterator(chunk_size=100):
        count += 1
        if words := _differs(row):
            differing.append(f"{row.number}:{words}")
    return Recomputed(count, tuple(differing))


def _differs(row: Publicity) -> str:
    """A lengthened notice, or one whose end was provisional, may end later than the rule says, and never earlier."""
    calendar = calendar_as_of(int(row.calendar_version or 0))
    end = ending_of(row.posted_at, row.days, row.counted, calendar, counts_posting_day=row.counts_posting_day)
    may_be_later = bool(row.extended_why) or row.texts.count() > 1
    if row.ends_on < end.on or (row.ends_on != end.on and not may_be_later):
        return "按当时的工作日历计算,截止日不同"
    now_told = digest_of(told_of(row, row.entries.all()).lines)
    if {row.digest, digest_of(row.content.split("\n"))} != {now_told}:
        return "公示内容与摘要不一致"
    return ""
