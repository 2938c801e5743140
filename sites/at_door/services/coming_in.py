"""One visitor by the code at the door is counted. Nobody is known by it: only the sum of some hours of a day grows."""

from __future__ import annotations

from django.core.cache import cache
from django.db.models import F

from core.actor import NOBODY
from core.audit import record
from core.clock import LEGAL_ZONE
from core.workflow import TransitionRefused, attempt
from sites.at_door.coming import why_not_counted
from sites.at_door.counted import band_of
from sites.at_door.selectors import code_in_force
from sites.at_door.services.odd_scans import note_if_shut
from sites.models import CheckInCount, ServiceSite
from sites.refusals import Refusal
from sites.services.telling import Sender
from sites.use.services.rating import NoMoreToday, mark_of, refuse_a_crowd

_PURPOSE = "check-in"
_HOUR = 60 * 60

OLD_CODE = "您扫的二维码已经停用,这一次没有计入。请扫门口新贴的二维码。"


class CountedAlready(Exception):
    """This telephone was counted here within the same hour."""


def check_in(site: ServiceSite, mark: str, trade: str, *, address: str, device: str, by: Sender) -> None:
    """``device``: what the browser says of itself; never stored.

    Raises ``TransitionRefused`` where nobody is counted, ``CountedAlready``, ``NoMoreToday``, ``Refusal``.
    """
    if trade and trade not in site.kind.trades:
        raise Refusal("请从列出的工种中选择,或者不选工种。")
    with attempt(NOBODY, "site.check_in", site, now=by.now, label="扫码登记"):
        said = why_not_counted(site, by.now)
        if said:
            raise TransitionRefused(said)
        code = code_in_force(site)
        if code is None or code.mark != mark:
            raise TransitionRefused(OLD_CODE)
        at = by.now.astimezone(LEGAL_ZONE)
        key = f"{_PURPOSE}:{mark_of(address, at.date(), _PURPOSE, f' {site.pk} {at:%H} {device}')}"
        if not cache.add(key, 1, _HOUR):
            raise CountedAlready
        try:
            refuse_a_crowd(site, at.date(), address, _PURPOSE)
        except NoMoreToday:  # not counted: who taps again must not hear that he was
            cache.delete(key)
            raise
        row, _ = CheckInCount.objects.get_or_create(
            site=site, day=at.date(), band=band_of(at.hour), trade=trade
        )
        CheckInCount.objects.filter(pk=row.pk).update(visits=F("visits") + 1)
        note_if_shut(code, site, by.now)
        # Without the job: a keeper who saw who came must not read it beside the minute.
        record(NOBODY, "use.check_in", row, now=by.now, label="扫码登记")
