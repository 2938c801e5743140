"""A case cannot be filed with an open gap, whatever people do in whichever order; the clock is exact all the way."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from django.db import transaction

from tests.factories import build_office
from tests.filing.return_walks import Walk

pytestmark = pytest.mark.django_db

#: ``manage.py drill returns`` asks for ten thousand.
WALKS, STEPS = int(os.environ.get("RETURN_WALKS", "40")), 40


def test_no_walk_ends_in_the_register_with_an_open_gap() -> None:
    office = build_office()
    ends: Counter[str] = Counter()
    for seed in range(WALKS):
        with transaction.atomic():
            ends[Walk(office, seed).run(STEPS)] += 1
            transaction.set_rollback(True)
    # The walks must reach the interesting places, or they show nothing.
    assert ends["filed"] >= WALKS // 20, ends
    assert ends["returned"] >= WALKS // 10, ends
