"""How does a case or a filed site get its number? From a locked counter per issuing union and year."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
    lock_filing_numbers()
    while True:
        number = written(draw_serial(issuer_id, "filing", year))
        if not Filing.objects.filter(filing_number=number).exists():
            return number


def lock_filing_numbers() -> None:
    """Until the transaction ends nobody else draws a filing number: one row is locked for all issuers."""
    Union.objects.select_for_update(no_key=True).filter(is_issuer=True).order_by("pk").first()


def draw_filing_numbers(issuer_id: int, year: int, written: Sequence[Callable[[int], str]]) -> list[str]:
    """Numbers for many filings of one issuer, in their order, as ``draw_filing_number`` gives one."""
    lock_filing_numbers()
    found: list[str] = []
    while len(found) < len(written):
        first = draw_serial(issuer_id, "filing", year)
        numbers = [write(first + at) for at, write in enumerate(written[len(found) :])]
        taken = set(Filing.objects.filter(filing_number__in=numbers).values_list("filing_number", flat=True))
        free = next((at for at, number in enumerate(numbers) if number in taken), len(numbers))
        found += numbers[:free]
        used = NumberSeries.objects.filter(issuer_id=issuer_id, series="filing", year=year)
        used.update(last=first + max(free - 1, 0))  # a serial whose number another issuer gave is passed over
    return found


def case_number(key: int, year: int) -> str:
    """A case is numbered when it is created; numbers of given-up drafts stay as gaps."""
    return f"BA{year}-{key:06d}"
