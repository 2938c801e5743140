"""Every check asks one statement that both databases understand."""

from __future__ import annotations

from datetime import date

import pytest

from core.registry import CHECKS
from tests.factories import build_office

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", [code for code, _ in CHECKS.items()])
def test_a_check_answers_for_any_day(code):
    check = CHECKS[code]
    build_office()
    for day in (date(2026, 1, 31), date(2026, 11, 29), date(2028, 2, 29)):
        rows = check.failing(day).filter(began_on__lte=day)
        list(rows.values("subject", "began_on", "pack_ref", *check.inputs))
        if check.touched:
            list(check.touched(day).values("subject", "touched_on"))
