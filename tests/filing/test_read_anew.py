"""What a check read of a case is read anew by what follows from the step."""

from __future__ import annotations

import pytest

from filing.transitions import FILING
from tests.factories import actor_of
from tests.office import NOW, build_office, case_in

pytestmark = pytest.mark.django_db


def test_what_the_check_read_is_forgotten_before_the_body_and_after_it(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    office = build_office()
    case = case_in(office, "district_check")
    actor = actor_of(office.people["district"])
    with FILING.step(case.pk, "pass_check", actor=actor, now=NOW) as step:
        assert "gaps" not in vars(step.row)
        assert list(step.row.gaps) == []
        assert "gaps" in vars(step.row)
    assert "gaps" not in vars(step.row)
