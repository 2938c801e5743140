"""How does a plate get its number? From a locked counter per issuing union and year."""

from __future__ import annotations

from demonstration.models import Designation
from filing.numbers import draw_serial, lock_filing_numbers
from sites.codes import format_filing_number

SERIES = "plate"
#: One mark for the plates of titles, so that nobody takes them for the plate that every site has.
PATTERN = "SF-{district}-{type}-{year}-{serial:04d}"


def draw_plate_number(issuer_id: int, district: str, type_code: str, year: int) -> str:
    """The next one that nobody has: another issuer writes by the same pattern."""
    lock_filing_numbers()
    while True:
        serial = draw_serial(issuer_id, SERIES, year)
        number = format_filing_number(PATTERN, district, type_code, year, serial)
        if not Designation.objects.filter(plate_number=number).exists():
            return number
