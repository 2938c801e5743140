"""How does a case or a filed site get its number? From a locked counter per issuing union and year."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import Union
from filing.models import Filing, NumberSeries


def draw_serial(issuer_id: int, series: str, year: int) -> int:
    """The next number of the series; the row stays locked until the transaction ends, so there is no gap."""
    NumberSeries.objects.get_or_create(issuer_id=issuer_id, series=series, year=year)
    row = NumberSeries.objects.select_for_update().get(issuer_id=issuer_id, series=series, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


def draw_filing_number(issuer_id: int, year: int, written: Callable[[int], str]) -> str:
    """The next number of the issuer that nobody has: another issuer's pattern may write the same ones.

    One row is locked for all issuers, so that two of them cannot find the same number free.
    """
    Union.objects.select_for_update(no_key=True).filter(is_issuer=True).order_by("pk").first()
    while True:
        number = written(draw_serial(issuer_id, "filing", year))
        if not Filing.objects.filter(filing_number=number).exists():
            return number


def case_number(key: int, year: int) -> str:
    """A case is numbered when it is created; numbers of given-up drafts stay as gaps."""
    return f"BA{year}-{key:06d}"
