"""What do the composed pages show of the records of use? The site file's panel, and one line a month on the keeper's desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from core.actor import Actor
from core.registry import Inbox, InboxItem, InboxList, Reader
from sites.models import ServiceSite
from sites.policy import SITES
from sites.use.months import month_of, month_words, months_on
from sites.use.selectors import kept_without_total
from sites.vocabulary import IN_USE

#: Names that one line of the desk holds.
MOST_NAMES = 3

#: More sites than this are not counted for a line.
MOST_COUNTED = 200


def use_panel(actor: Actor, site: Any, now: datetime) -> dict[str, Any] | None:
    """The way to the records; numbers stand on their own page, so that the file asks nothing for them."""
    if not site.code:
        return None
    return {
        "url": reverse("site-use", args=[site.code]),
        "may_keep": site.state in IN_USE and bool(SITES.decide(actor, "keep_records", site)),
    }


def missing_totals(actor: Actor, today: date) -> Iterable[InboxList]:
    """From the first of a month: whose total of the last one is missing. One line, gone when all are entered."""
    yield InboxList(kept_without_total(actor, _last_month(today)), _missing, MOST_COUNTED)


def _last_month(today: date) -> date:
    return months_on(month_of(today), -1)


def _missing(reader: Reader, sites: list[ServiceSite]) -> Inbox:
    month = _last_month(reader.today)
    names = "、".join(str(site) for site in sites[:MOST_NAMES])
    more = f"等 {len(sites)} 处" if len(sites) > MOST_NAMES else ""
    address = f"{reverse('site-use', args=[sites[0].code])}?month={month:%Y-%m}#form"
    reason = f"{names}{more}还没有填报,每处填一个数。"
    return Inbox(waiting=[InboxItem(title=f"填报{month_words(month)}使用人次", url=address, reason=reason)])
