"""The one decision about a list of existing sites, with all that its many cases share: paper, measures, signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import District
from core.actor import Actor
from filing.imports.selectors.enrolling import enrolment_of, pinned_measures
from filing.imports.selectors.measures import Measures
from filing.models import Enrolment, EnrolmentSignOff
from filing.models.imports import ImportBatch, ImportedSite
from rulebook.selectors import Measure
from sites.sheets.limits import SheetRefused
from sites.types import site_type


@dataclass(frozen=True)
class Act:
    """The one decision about the whole list."""

    batch: ImportBatch
    enrolment: Enrolment
    measures: Measures
    sign_offs: Sequence[EnrolmentSignOff]
    districts: Mapping[str, District]
    actor: Actor
    now: datetime

    @property
    def note(self) -> str:
        """What the trail of each site says."""
        paper, day = self.enrolment.paper, self.enrolment.dated_on
        return f"依据{paper}({day.year}年{day.month}月{day.day}日),既有阵地入册{self.batch}。"

    def measure(self, row: ImportedSite) -> Measure:
        found = self.measures.of(row.union_id, row.site_type)
        if found is None:
            raise SheetRefused(f"没有适用于“{site_type(row.site_type).label}”的管理办法,没有写入任何阵地。")
        return found


def act_of(batch: ImportBatch, actor: Actor, now: datetime) -> Act:
    enrolment = enrolment_of(batch)
    if enrolment is None:
        raise SheetRefused("没有所依据的文件,没有写入任何阵地。请重新上传名单。")
    return Act(
        batch=batch,
        enrolment=enrolment,
        measures=pinned_measures(batch),
        sign_offs=list(batch.sign_offs.order_by("level")),
        districts=District.objects.in_bulk(),
        actor=actor,
        now=now,
    )
