"""Many records of one kind written at once, for the demo city. They were made up and need no check of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from core.actor import SYSTEM
from core.audit import record_each
from core.many import insert_many
from sites.models import CheckInCount
from sites.models.entered import Entered


def enter_samples(rows: Sequence[Entered | CheckInCount], *, now: datetime) -> None:
    """Rows of any of the models; one line in the trail for each site. Raises for a site that is no sample."""
    if not all(row.site.is_sample for row in rows):
        raise ValueError("samples are for sample sites only")
    by_model: dict[type[Entered | CheckInCount], list[Entered | CheckInCount]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    for some in by_model.values():
        insert_many(some)
    firsts = {row.site_id: row for row in reversed(rows)}
    record_each(SYSTEM, "use.samples", firsts.values(), now=now, label="写入演示使用记录")
