"""How does an order or a draw get its number? From a locked counter per issuing union and year, without a gap."""

from __future__ import annotations

from collections.abc import Callable

from inspection.models import OrderSeries


def draw_number(
    issuer_id: int, series: str, year: int, *, written: Callable[[int], str], is_taken: Callable[[str], bool]
) -> str:
    """The next number that nobody has: another issuer of the same district may write the same ones.

    The counter stays locked until the transaction ends.
    """
    OrderSeries.objects.get_or_create(issuer_id=issuer_id, series=series, year=year)
    row = OrderSeries.objects.select_for_update().get(issuer_id=issuer_id, series=series, year=year)
    while True:
        row.last += 1
        number = written(row.last)
        if not is_taken(number):
            row.save(update_fields=["last"])
            return number
