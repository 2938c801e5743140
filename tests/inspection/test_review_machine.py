"""Every state × act × role of a yearly review, from a table written by hand."""

from __future__ import annotations

import pytest

from core.actor import SYSTEM
from inspection.models import ReviewState, YearlyReview
from inspection.reviewing.policy import REVIEWS
from inspection.reviewing.transitions import REVIEW
from tests.factories import actor_of, person
from tests.inspection.reviews import NOTICE, office, world

pytestmark = pytest.mark.django_db

#: Fixtures.
__all__ = ["office", "world"]

#: Act, states it starts from (+ joins several), target (- keeps the state), roles that may: c(ity), p(lain city officer without the right to decide),
#: d(istrict), k(eeper), s(ystem).
EDGES = """
edit      draft          -         cp
publish   draft          own       c
drop      draft          dropped   cp
enrol     own            -         s
extend    own+district   -         c
end_own   own            district  c
draw      district       city      c
close     city           closed    c
"""

LINES = [line.split() for line in EDGES.strip().splitlines()]


@pytest.fixture
def actors(office):
    plain = person("plain", "city", office.tree.city, rights={"decide": False}, name="经办")
    return {
        "c": office.actor("city"),
        "p": actor_of(plain),
        "d": office.actor("district"),
        "k": office.actor("keeper"),
        "s": SYSTEM,
    }


def test_the_table_names_every_edge_and_nothing_else():
    written = {
        (action, frozenset(source.split("+")), "" if target == "-" else target)
        for action, source, target, _ in LINES
    }
    assert {(each.action, each.sources, each.target) for each in REVIEW.edges.values()} == written


@pytest.mark.parametrize("state", ReviewState.values)
def test_each_role_is_offered_exactly_its_acts(office, actors, state):
    row = YearlyReview(issuer=office.tree.city, state=state, **NOTICE.columns)
    for action, source, _, roles in LINES:
        allowed = {name for name, actor in actors.items() if REVIEWS.decide(actor, action, row)}
        assert allowed == set(roles), action
        for name, actor in actors.items():
            offered = {each.edge.action for each in REVIEW.actions_for(actor, row) if each.decision}
            hidden = REVIEW.edges[action].hidden
            assert (action in offered) == (state in source.split("+") and name in roles and not hidden), (
                action,
                name,
            )
