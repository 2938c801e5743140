"""Does every locked list still follow from what it rests on, and from the reviews as they stand?"""

from __future__ import annotations

import hashlib
import json

from core.registry import Recomputed
from demonstration.models import Round
from demonstration.ranking.selectors import totals_of
from demonstration.ranking.tables import outcome_of, table_of


def replay_lists() -> Recomputed:
    """Works out every stored list again, and compares its totals with the reviews."""
    count, differing = 0, []
    for row in Round.objects.exclude(list_digest="").exclude(list_text="").order_by("pk"):
        count += 1
        if wrong := what_differs(row):
            differing.append(f"{row.title}:{wrong}")
    return Recomputed(count, tuple(differing))


def what_differs(row: Round) -> str:
    """Empty where all is as it was locked."""
    if hashlib.sha256(row.list_text.encode()).hexdigest() != row.list_digest:
        return "名单内容与摘要不一致"
    told = json.loads(row.list_text)
    for code, kept in told["tables"].items():
        if outcome_of(table_of(kept).standings()) != told["outcome"][code]:
            return "按原评分重新计算,名次或等次不同"
    stored = {each["key"]: each["totals"] for kept in told["tables"].values() for each in kept["cases"]}
    now = {str(key): given.all for key, given in totals_of(row).items()}
    return "" if {key: now.get(key, {}) for key in stored} == stored else "评审总分与名单所依据的不同"
