"""Every state × act × role of a round, from a table written by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.actor import SYSTEM
from demonstration.models import Round, RoundState
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.transitions import ROUND
from tests.demonstration.rounds.calls import CALL
from tests.factories import actor_of, person

#: Act, states it starts from, target (- keeps the state), roles that may: c(ity), p(lain city officer without the
#: right to decide), d(istrict), k(eeper), s(ystem).
EDGES = """
edit          draft                                      -            cp
publish       draft                                      open         c
close_window  open                                       recommending cs
start_review  recommending                               review       c
lengthen      open,recommending,review                   -            c
lock          review                                     locked       c
unlock        locked                                     review       c
post          locked                                     publicity    c
name          publicity                                  named        c
post_more     named                                      -            c
name_more     named                                      -            c
drop          draft,open,recommending,review,locked      dropped      c
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
        (action, frozenset(sources.split(",")), "" if target == "-" else target)
        for action, sources, target, _ in LINES
    }
    assert {(each.action, each.sources, each.target) for each in ROUND.edges.values()} == written


@pytest.mark.parametrize("state", RoundState.values)
def test_each_role_is_offered_exactly_its_acts(office, actors, state):
    row = Round(issuer=office.tree.city, state=state, **replace(CALL).columns)
    for action, sources, _, roles in LINES:
        allowed = {name for name, actor in actors.items() if ROUNDS.decide(actor, action, row)}
        assert allowed == set(roles), action
        for name, actor in actors.items():
            offered = {each.edge.action for each in ROUND.actions_for(actor, row) if each.decision}
            hidden = ROUND.edges[action].hidden
            stands = state in sources.split(",")
            assert (action in offered) == (stands and name in roles and not hidden), (action, name)


def test_who_is_granted_other_types_leads_no_round_of_these(office):
    other = person("mind", "city", office.tree.city, site_types=["mind_station"], name="心灵驿站经办")
    row = Round(issuer=office.tree.city, state="draft", **CALL.columns)
    assert not ROUNDS.decide(actor_of(other), "edit", row)
