"""Every state × act × role of a title and of a request to look again, from tables written by hand."""

from __future__ import annotations

import pytest

from core.actor import SYSTEM
from demonstration.models import Appeal, AppealState, Designation, DesignationState
from demonstration.titles.policy import APPEALS, TITLES
from demonstration.titles.transitions import APPEAL, TITLE
from tests.factories import actor_of, person

#: Act, states it starts from, target (- keeps the state), roles that may: c(ity), p(lain city officer without the
#: right to decide), d(istrict), k(eeper), s(ystem).
TITLES_TABLE = """
keep           valid    -        c
downgrade      valid    -        c
revoke         valid    revoked  c
recommend      valid    -        cp
lapse          valid    lapsed   s
restore        revoked  valid    s
restore_grade  valid    -        s
"""

APPEALS_TABLE = """
keep      asked  kept       c
change    asked  changed    c
withdraw  asked  withdrawn  dk
"""


def lines(table):
    return [line.split() for line in table.strip().splitlines()]


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


@pytest.mark.parametrize(("machine", "table"), [(TITLE, TITLES_TABLE), (APPEAL, APPEALS_TABLE)])
def test_the_table_names_every_edge_and_nothing_else(machine, table):
    written = {
        (action, frozenset(sources.split(",")), "" if target == "-" else target)
        for action, sources, target, _ in lines(table)
    }
    assert {(each.action, each.sources, each.target) for each in machine.edges.values()} == written


@pytest.mark.parametrize("state", DesignationState.values)
def test_each_role_is_offered_exactly_its_acts_on_a_title(office, sites, actors, state):
    row = Designation(site=sites[0], site_type=sites[0].site_type, issuer=office.tree.city, state=state)
    for action, sources, _, roles in lines(TITLES_TABLE):
        allowed = {name for name, actor in actors.items() if TITLES.decide(actor, action, row)}
        assert allowed == set(roles), action
        assert (state in TITLE.edges[action].sources) == (state in sources.split(","))


@pytest.mark.parametrize("state", AppealState.values)
def test_each_role_is_offered_exactly_its_acts_on_a_request(office, sites, actors, state):
    row = Appeal(site=sites[0], state=state, deciders=[])
    for action, sources, _, roles in lines(APPEALS_TABLE):
        allowed = {name for name, actor in actors.items() if APPEALS.decide(actor, action, row)}
        assert allowed == set(roles), action
        for name, actor in actors.items():
            offered = {each.edge.action for each in APPEAL.actions_for(actor, row) if each.decision}
            stands = state in sources.split(",") and not APPEAL.edges[action].hidden
            assert (action in offered) == (stands and name in roles), (action, name)


def test_who_decided_never_answers(office, sites):
    city = office.actor("city")
    row = Appeal(site=sites[0], state="asked", deciders=[city.id])
    for action in ("keep", "change"):
        told = APPEALS.decide(city, action, row)
        assert not told
        assert "没有参与原决定" in told.reason
