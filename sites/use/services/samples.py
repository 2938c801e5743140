"""Many records of one kind written at once, for the demo city. They were made up and need no check of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.actor import SYSTEM
from core.audit import record_each
from core.many import insert_many
from sites.models import ServiceSite
from sites.models.use import Entered


def enter_samples(rows: Sequence[Entered], sites: Sequence[ServiceSite], *, now: datetime) -> None:
    """Rows of any of the models, each with its site; one line in the trail of each site. Raises for a real site."""
    if not all(site.is_sample for site in sites):
        raise ValueError("samples are for sample sites only")
    for model in dict.fromkeys(type(row) for row in rows):
        insert_many([row for row in rows if type(row) is model])
    record_each(SYSTEM, "use.samples", sites, now=now, label="写入演示使用记录")
