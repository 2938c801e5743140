"""Which facts are confirmed together, how long does a confirmation hold, by when is the next one due? No database, no clock.

Whatever confirms the whole file (a decided case, 资料核实无误) confirms every group; a group may be confirmed later alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models


class Source(models.TextChoices):
    """How somebody knows that the facts are right."""

    ON_SITE = "on_site", "现场核对"
    PHONE = "phone", "电话核对"
    PAPERS = "papers", "核对材料"
    NOTICE = "notice", "运营公告更正"


#: What a person can choose; the last one follows from a notice.
CHOSEN = (Source.ON_SITE, Source.PHONE, Source.PAPERS)

#: A confirmation of the whole file, as people call it, and the limit of a measure that says how long one holds.
WHOLE_FILE = "资料整体核实"
WHOLE_FILE_TERM = "confirmation"


@dataclass(frozen=True)
class FactGroup:
    """Facts that one look confirms: each of them has the day and the span of its group. ``is_public``: the public page tells the day."""

    code: str
    label: str
    fields: tuple[str, ...]
    is_public: bool = True

    @property
    def terms(self) -> tuple[str, str]:
        """The limits of a measure that say how long a confirmation holds: its own one, else that of the whole file."""
        return f"confirm_{self.code}", WHOLE_FILE_TERM

    def is_empty(self, fact: Callable[[str], Any]) -> bool:
        """Nobody gave any of its facts, so there is nothing to confirm; ``fact`` gives a fact by its name."""
        return all(fact(name) in (None, "", [], {}) for name in self.fields)


GROUPS = (
    FactGroup("hours", "开放时间和开放对象", ("hours", "access", "entry")),
    FactGroup(
        "place",
        "地址和怎么找到门",
        ("address", "building", "floor", "room", "directions", "line", "station", "depot", "lat"),
    ),
    FactGroup("facilities", "面积和设施", ("area_hundredths", "capacity", "facilities")),
    FactGroup("phone", "对外电话", ("public_phone",)),
    FactGroup(
        "people",
        "负责人和内部电话",
        ("manager_name", "manager_post", "manager_phone", "daily_keeper"),
        is_public=False,
    ),
    FactGroup("maps", "地图上图情况", ("listed_amap", "listed_baidu", "listed_tencent"), is_public=False),
)
BY_CODE = {group.code: group for group in GROUPS}


@dataclass(frozen=True)
class Confirmed:
    """Who confirmed it last, when and how."""

    on: date | None = None
    office: str = ""
    source: str = ""

    @property
    def source_words(self) -> str:
        return str(Source(self.source).label) if self.source else WHOLE_FILE


@dataclass(frozen=True)
class Standing:
    """How one group stands. ``due_on``: the last day on which the confirmation holds; ``None`` without a span."""

    group: FactGroup
    last: Confirmed
    due_on: date | None = None

    def is_overdue(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today


def standings(
    whole: Confirmed, single: Mapping[str, Confirmed], spans: Mapping[str, int] | None = None
) -> list[Standing]:
    """Each group with its last confirmation: its own one, or that of the whole file where it is later.

    ``spans``: how many days each group holds, by its code; what no measure rules is never due.
    """
    found = []
    for group in GROUPS:
        last = _later(whole, single.get(group.code, Confirmed()))
        span = (spans or {}).get(group.code)
        due = last.on + timedelta(days=span) if last.on is not None and span is not None else None
        found.append(Standing(group, last, due))
    return found


def _later(whole: Confirmed, single: Confirmed) -> Confirmed:
    if single.on is None or (whole.on is not None and whole.on > single.on):
        return whole
    return single


def oldest(found: Iterable[Standing]) -> Confirmed:
    """Since when all of it is confirmed: the oldest of the groups; nothing while one was never confirmed."""
    lasts = [each.last for each in found]
    known = [(each.on, place) for place, each in enumerate(lasts) if each.on is not None]
    return lasts[min(known)[1]] if known and len(known) == len(lasts) else Confirmed()
