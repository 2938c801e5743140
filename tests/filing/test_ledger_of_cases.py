"""The ledger of a past day follows the decisions: filed, changed, struck off, each by its own case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from filing.models import Filing
from filing.services import save_section
from sites.ledger.selectors import lines_as_of
from sites.ledger.spec import Spec
from tests.factories import NOW, Office, build_office, filing_in, follow_up, walk

pytestmark = pytest.mark.django_db


def decided(filed: Filing, kind: str, office: Office, days: int, *steps: str, **facts: Any) -> None:
    """A follow-up case that is begun, handed in and decided on one day."""
    at = NOW + timedelta(days=days)
    case = follow_up(filed, kind, office.actor("keeper"), now=at)
    if facts:
        save_section(case.pk, facts, seen=case.revision, actor=office.actor("keeper"), now=at)
    for step in ("submit", *steps):
        case = walk(Filing.objects.get(pk=case.pk), step, office, now=at)


def test_each_day_has_the_version_and_the_state_that_the_cases_gave_it() -> None:
    office = build_office()
    filed = filing_in("filed", office, directions="南门进。")
    decided(filed, "change", office, 7, "decide_change", directions="西门进。")
    decided(filed, "change", office, 14, "decide_change", directions="东门进。")
    decided(filed, "cancel", office, 21, "forward", "sign", "approve_cancel")
    later = NOW + timedelta(days=60)

    def on(days: int, state: str = "") -> list[tuple[str, str]]:
        day: date = (NOW + timedelta(days=days)).date()
        spec = Spec(site_types=("outdoor_station",), day=day, state=state)
        found = lines_as_of(office.actor("district"), spec, "outdoor_station", spec.moment(later))
        return [(line["directions"], line["state"]) for lines in found for line in lines]

    assert on(-1) == []
    assert {days: on(days) for days in (0, 6, 7, 13, 14, 20)} == {
        0: [("南门进。", "open")],
        6: [("南门进。", "open")],
        7: [("西门进。", "open")],
        13: [("西门进。", "open")],
        14: [("东门进。", "open")],
        20: [("东门进。", "open")],
    }
    assert on(21) == on(50) == []
    assert on(50, state="cancelled") == [("东门进。", "cancelled")]
