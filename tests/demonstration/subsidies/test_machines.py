"""Every state × act × role of a batch and of a line, from tables written by hand."""

from __future__ import annotations

import pytest

from core.actor import SYSTEM
from core.workflow import TransitionRefused
from demonstration.models import BatchState, SubsidyState
from demonstration.subsidies.policy import BATCHES, SUBSIDIES
from demonstration.subsidies.transitions import BATCH, SUBSIDY
from tests.demonstration.subsidies.scenes import again
from tests.factories import actor_of, person

#: Act, states it starts from, target (- keeps the state), who may: m(aker, of the city), c(ity, the second officer),
#: p(lain city officer without the right to decide), f(inance of the city), s(outh: finance of the branch),
#: d(istrict), k(eeper), a(uditor), y (the system).
BATCH_EDGES = """
edit       draft            -         mcp
submit     draft            submitted mcp
give_back  submitted        draft     mc
approve    submitted        approved  c
drop       draft,submitted  dropped   mcp
"""
LINE_EDGES = """
edit       proposed       -         mcp
leave_out  proposed       dropped   mcp
drop       proposed       dropped   mcp
approve    proposed       approved  c
release    approved       dropped   mcy
pay        approved,paid  paid      fs
receive    paid           -         mcpfsd
arrive     paid           received  mcpfsd
report_use received       -         mcpfsdk
recall     paid,received  recalled  mcy
let_pay    recalled       paid      y
let_keep   recalled       received  y
recover    recalled       -         f
settle     recalled       returned  f
"""


def lines(text):
    return [line.split() for line in text.strip().splitlines()]


@pytest.fixture
def actors(office, money):
    tree = office.tree
    people = {
        "p": person("plain", "city", tree.city, rights={"decide": False}),
        "s": person("south_finance", "finance", tree.south),
        "a": person("auditor", "auditor", tree.city),
    }
    return {
        "m": money.maker,
        "c": money.second,
        "f": money.finance,
        "d": office.actor("district"),
        "k": office.actor("keeper"),
        "y": SYSTEM,
        **{name: actor_of(user) for name, user in people.items()},
    }


@pytest.fixture
def line(money, office):
    """Of a site below the south, where the keeper works."""
    row = money.submitted()
    return row.lines.get(site__union_path=office.tree.primary.path)


@pytest.mark.parametrize(("machine", "text"), [(BATCH, BATCH_EDGES), (SUBSIDY, LINE_EDGES)])
def test_the_tables_name_every_edge_and_nothing_else(machine, text):
    written = {
        (action, frozenset(sources.split(",")), "" if target == "-" else target)
        for action, sources, target, _ in lines(text)
    }
    assert {(each.action, each.sources, each.target) for each in machine.edges.values()} == written


@pytest.mark.parametrize("state", BatchState.values)
def test_each_role_is_offered_exactly_its_acts_on_a_batch(actors, line, state):
    row = line.batch
    row.state = state
    for action, sources, _, roles in lines(BATCH_EDGES):
        allowed = {name for name, actor in actors.items() if BATCHES.decide(actor, action, row)}
        assert allowed == set(roles), action
        for name, actor in actors.items():
            offered = {each.edge.action for each in BATCH.actions_for(actor, row) if each.decision}
            stands = state in sources.split(",") and not BATCH.edges[action].hidden
            assert (action in offered) == (stands and name in roles), (action, name)


def test_each_role_may_do_exactly_its_acts_on_a_line(actors, line):
    for action, _, _, roles in lines(LINE_EDGES):
        allowed = {name for name, actor in actors.items() if SUBSIDIES.decide(actor, action, line)}
        assert allowed == set(roles), action


@pytest.mark.parametrize("state", SubsidyState.values)
def test_each_act_moves_a_line_from_its_states_only(state, line, money, actors):
    type(line).objects.filter(pk=line.pk).update(state=state, revision=0)
    who = "mcfy"
    for action, sources, target, roles in lines(LINE_EDGES):
        actor = actors[next(name for name in who if name in roles)]
        is_refused = False
        try:
            with SUBSIDY.step(line.pk, action, actor=actor, now=line.updated_at, note="依据") as step:
                assert step.row.state == (state if target == "-" else target)
        except TransitionRefused:
            is_refused = True
        assert is_refused == (state not in sources.split(","))
        type(line).objects.filter(pk=line.pk).update(state=state)
    assert again(line).state == state


@pytest.mark.parametrize(("name", "count"), [("m", 3), ("f", 3), ("a", 3), ("d", 0), ("s", 0), ("k", 0)])
def test_below_the_issuer_nobody_sees_what_is_only_proposed(actors, line, name, count):
    assert SUBSIDIES.visible_to(actors[name]).count() == count
    assert BATCHES.visible_to(actors[name]).count() == (1 if count else 0)


def test_below_the_issuer_each_sees_the_own_branch(actors, money, office):
    money.approved()
    south = office.tree.south.path
    own = sum(site.union_path.startswith(south) for site in money.sites)
    counts = {name: SUBSIDIES.visible_to(actors[name]).count() for name in "dsk"}
    assert counts == {"d": own, "s": own, "k": 1}
    assert 0 < own < 3
