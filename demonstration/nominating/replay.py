"""Do the counters of the quotas and the ranks still follow from the nominations that hold a place?"""

from __future__ import annotations

from core.registry import Recomputed
from demonstration.nominating.selectors.lists import count_quotas, quotas_miscounted


def replay_quotas() -> Recomputed:
    return Recomputed(count_quotas(), tuple(quotas_miscounted()))
