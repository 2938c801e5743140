"""How is one group of facts shown at the door, where is it put right, and what is said after it was confirmed?"""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

from django.urls import reverse

from sites.confirming import GROUPS, FactGroup, Standing
from sites.models import ServiceSite
from sites.summary import lines_told
from sites.vocabulary import NoticeKind

#: After each group of facts the page goes on at the next one, and says there what was done.
PLACES = {each.code: f"fact-{after.code}" for each, after in pairwise(GROUPS)} | {GROUPS[-1].code: "facts"}

#: Where each group of facts is put right at once; what is in none of these notices is a change that is decided.
_TOLD_BY = {"phone": NoticeKind.PHONE, "people": NoticeKind.MANAGER, "maps": NoticeKind.MAPS}


def done_among(standing: list[Standing], code: str, today: date) -> FactGroup | None:
    """What the last tap confirmed; an address that somebody keeps says nothing any more tomorrow."""
    found = (each.group for each in standing if each.group.code == code and each.last.on == today)
    return next(found, None)


def said_beside(done: FactGroup | None) -> dict[str, str]:
    if done is None:
        return {"done_at": "", "done_words": ""}
    shown = "公众页面显示核实工会和日期。" if done.is_public else ""
    return {"done_at": PLACES[done.code], "done_words": f"已登记核实:{done.label}。{shown}"}


def fact_row(site: ServiceSite, standing: Standing, today: date) -> dict[str, Any]:
    """One group with what is registered, when it was confirmed and until when that holds."""
    version, group = site.version, standing.group
    return {
        "group": group,
        "lines": lines_told(version, group.fields) if version else [],
        "change_url": _where_changed(site, group.code),
        "is_empty": version is not None and group.is_empty(partial(getattr, version)),
        "place": f"fact-{group.code}",
        "last": standing.last,
        "due_on": standing.due_on,
        "is_overdue": standing.is_overdue(today),
    }


def _where_changed(site: ServiceSite, group: str) -> str:
    kind = _TOLD_BY.get(group)
    if kind is None:
        return f"{reverse('filing-new')}?kind=change&site={site.code}"
    return f"{reverse('site-notices', args=[site.code])}?kind={kind.value}#form"
