"""Every state × act × role of a notice and of an objection, from tables written by hand."""

from __future__ import annotations

import pytest

from core.actor import NOBODY, SYSTEM
from demonstration.models import (
    Conflict,
    Objection,
    ObjectionState,
    Publicity,
    PublicityEntry,
    PublicityState,
)
from demonstration.publicity.policy import OBJECTIONS, PUBLICITIES
from demonstration.publicity.transitions import OBJECTION, PUBLICITY
from tests.demonstration.publicity.scenes import entries_of, posted
from tests.factories import NOW, actor_of, person

#: Act, states it starts from, target (- keeps the state), roles that may: c(ity), p(lain city officer without the
#: right to decide), w(alled from the nomination, else like c), a(uditor), d(istrict), k(eeper), n(obody), s(ystem).
NOTICE = """
extend   running        -         c
settle   running        -         s
channel  running,ended  -         cp
replace  running,ended  replaced  c
end      running        ended     s
"""

ANSWER = """
take     received       examining c
uphold   examining      upheld    c
reject   examining      rejected  c
"""


def lines_of(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


@pytest.fixture
def row(office, sites) -> Publicity:
    return posted(office, sites)


@pytest.fixture
def actors(office, row):
    plain = person("plain", "city", office.tree.city, rights={"decide": False}, name="经办")
    auditor = person("audit", "auditor", office.tree.city, name="监督员")
    Conflict.objects.create(
        user=office.city2,
        nomination_id=entries_of(row)[0].nomination_id,
        source="declared",
        reason="亲属",
        entered_by="赵强",
        entered_at=NOW,
    )
    return {
        "c": office.actor("city"),
        "p": actor_of(plain),
        "w": office.actor("city2"),
        "a": actor_of(auditor),
        "d": office.actor("district"),
        "k": office.actor("keeper"),
        "n": NOBODY,
        "s": SYSTEM,
    }


@pytest.mark.parametrize(("machine", "table"), [(PUBLICITY, NOTICE), (OBJECTION, ANSWER)])
def test_the_table_names_every_edge_and_nothing_else(machine, table):
    written = {
        (action, frozenset(sources.split(",")), "" if target == "-" else target)
        for action, sources, target, _ in lines_of(table)
    }
    assert {(each.action, each.sources, each.target) for each in machine.edges.values()} == written


@pytest.mark.parametrize("state", PublicityState.values)
def test_each_role_has_exactly_its_acts_on_a_notice(row, actors, state):
    probe = Publicity(round=row.round, state=state)
    for action, _, _, roles in lines_of(NOTICE):
        allowed = {name for name, actor in actors.items() if PUBLICITIES.decide(actor, action, probe)}
        assert allowed == set(roles), action
    assert {name for name, actor in actors.items() if PUBLICITIES.decide(actor, "see", probe)} == set("cpa")
    assert all(not PUBLICITY.actions_for(actor, probe) for actor in actors.values())


@pytest.mark.parametrize("state", ObjectionState.values)
def test_each_role_has_exactly_its_acts_on_an_objection(row, actors, state):
    probe = Objection(entry=PublicityEntry.objects.get(pk=entries_of(row)[0].pk), state=state)
    for action, sources, _, roles in lines_of(ANSWER):
        allowed = {name for name, actor in actors.items() if OBJECTIONS.decide(actor, action, probe)}
        assert allowed == set(roles), action
        for name, actor in actors.items():
            offered = {each.edge.action for each in OBJECTION.actions_for(actor, probe) if each.decision}
            stands = state in sources.split(",") and not OBJECTION.edges[action].hidden
            assert (action in offered) == (stands and name in roles), (action, name)
    readers = {name for name, actor in actors.items() if OBJECTIONS.decide(actor, "see", probe)}
    senders = {name for name, actor in actors.items() if OBJECTIONS.decide(actor, "see_sender", probe)}
    assert (readers, senders) == (set("cpa"), {"c"})


def test_whom_an_entry_without_a_wall_concerns(row, actors):
    """The same officer handles what stands behind no wall of his."""
    probe = Objection(entry=PublicityEntry.objects.get(pk=entries_of(row)[1].pk), state="received")
    assert OBJECTIONS.decide(actors["w"], "take", probe)
