"""A fault is mended: closed with today's day by who keeps the site, or by the district for him."""

from __future__ import annotations

from core.workflow import TransitionRefused
from sites.models import Fault
from sites.models.entered import SiteRecord
from sites.services.telling import Sender
from sites.use.kinds import FAULT
from sites.use.services import write_record

_TYPED = ("reported_on", "what", "facility")


def mend_fault(site_id: int, key: int, *, by: Sender) -> SiteRecord:
    """Raises ``TransitionRefused`` where it is mended already, ``StaleEdit`` where somebody changed it meanwhile."""
    row = Fault.objects.filter(pk=key, site_id=site_id, removed_at=None).first()
    if row is None:
        raise TransitionRefused("这条报修记录已被删除。请刷新页面查看。")
    if row.fixed_on is not None:
        raise TransitionRefused("这项故障已经登记修好。请刷新页面查看。")
    typed = {name: getattr(row, name) for name in _TYPED}
    return write_record(site_id, FAULT, {**typed, "fixed_on": by.now.date()}, by=by, key=key)
