"""What does a ledger hold? Types, filters and the day, as one value that a row of the trail can keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from accounts.selectors import district_names
from core.clock import LEGAL_ZONE
from core.words import chinese_day
from sites.types import site_type
from sites.vocabulary import Access, SiteState

XLSX, CSV, PAPER = "xlsx", "csv", "print"
FORMS = ((XLSX, "Excel 表格(xlsx)"), (PAPER, "打印(A4 横向)"), (CSV, "CSV(UTF-8)"))

#: More sites than this are written in the background.
AT_ONCE = 5_000
#: More rows than this are taken out by parts.
MOST_ROWS = {XLSX: 100_000, CSV: 1_000_000, PAPER: 1_000}


@dataclass(frozen=True)
class Spec:
    """``state`` empty: all that are in the register on the day, cancelled ones left out."""

    site_types: tuple[str, ...]
    day: date
    district: str = ""
    state: str = ""
    access: str = ""
    words: str = ""

    def as_plain(self) -> dict[str, Any]:
        return {**asdict(self), "site_types": list(self.site_types), "day": self.day.isoformat()}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Spec:
        types, day = tuple(plain["site_types"]), date.fromisoformat(plain["day"])
        return cls(**{**plain, "site_types": types, "day": day})

    def moment(self, now: datetime) -> datetime:
        """The end of the day, or now while it still lasts."""
        return min(now, datetime.combine(self.day, time.max, LEGAL_ZONE))

    def words_of_filter(self) -> list[str]:
        """The conditions besides the types, for the head of the sheet and the trail."""
        parts: Iterable[str] = (
            district_names().get(self.district, "") if self.district else "",
            str(SiteState(self.state).label) if self.state else "",
            str(Access(self.access).label) if self.access else "",
            f"“{self.words}”" if self.words else "",
        )
        return [part for part in parts if part]

    @property
    def type_words(self) -> str:
        return "、".join(site_type(code).label for code in self.site_types)

    @property
    def day_words(self) -> str:
        return f"截至{chinese_day(self.day)}"
