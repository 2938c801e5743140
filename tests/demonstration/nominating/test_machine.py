"""Every state × act × role of a nomination before its review, from tables written by hand."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from accounts.roles import Role
from core.actor import NOBODY, SYSTEM, Actor
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from demonstration.models import (
    Conflict,
    ConflictSource,
    Nomination,
    NominationGap,
    NominationLetter,
    NominationState,
    RoundState,
)
from demonstration.nominating.policy import NOMINATIONS
from demonstration.nominating.transitions import NOMINATION
from sites.models import SiteKeeper
from tests.demonstration.nominating.scenes import open_round
from tests.demonstration.worlds import nominate
from tests.factories import NOW, Office, actor_of, person

#: Act, states it starts from, target (- keeps the state), group that may.
EDGES = """
edit          draft                            -            F
edit          returned                         -            F
submit        draft                            submitted    F
discard       draft                            withdrawn    F
answer        returned                         -            F
resubmit      returned                         submitted    F
mark          submitted                        -            C
return        submitted                        returned     C
recommend     submitted                        recommended  R
move          recommended                      -            R
take_back     recommended                      submitted    R
pass_over     submitted                        passed_over  R
take_up       passed_over                      submitted    R
withdraw      submitted                        withdrawn    F
withdraw      returned                         withdrawn    F
withdraw      recommended                      withdrawn    F
enter_review  recommended                      review       S
close_out     submitted                        passed_over  S
close_out     returned                         passed_over  S
lapse         draft                            withdrawn    S
decide_grade  review                           -            L
undo_grade    review                           -            L
select        review                           selected     S
reserve       review                           reserve      S
leave_out     review                           unselected   S
reopen        selected                         review       S
reopen        reserve                          review       S
reopen        unselected                       review       S
come_up       reserve                          selected     S
exclude       selected                         excluded     S
exclude       reserve                          excluded     S
name          selected                         named        S
readmit       unselected                       selected     S
readmit       excluded                         selected     S
"""

#: Fillers, checkers of the branch, those who recommend for it, those who lead the round, the system.
GROUPS = {
    "F": {"keeper", "site_keeper", "street", "district", "district_plain"},
    "C": {"district", "district_plain"},
    "R": {"district"},
    "L": {"city", "city_plain"},
    "S": {"system"},
}

#: Who finds the row at all: drafts and later. The district where the site stands reads what was handed in.
WRITERS = GROUPS["F"]
READERS = WRITERS | {"city", "city_plain", "auditor", "finance", "standing"}

#: What is asked beside the state: a gap to tell for a letter, no gap open for a recommendation.
NEEDS_A_GAP = {"return"}

#: States that a nomination reaches once its round is under review.
LATER = ("review", "selected", "reserve", "unselected")

LINES = [line.split() for line in EDGES.strip().splitlines()]


@pytest.fixture
def people(office: Office, sites: list[Any]) -> dict[str, Actor]:
    tree = office.tree
    single = person("single", over=tree.north_primary)
    SiteKeeper.objects.create(site=sites[0], user=single, since=NOW.date())
    users = {
        "keeper": office.keeper,
        "site_keeper": single,
        "street": office.street,
        "district": office.district,
        "district_plain": person("d3", "district", tree.south, rights={"decide": False}),
        "walled": person("d4", "district", tree.south),
        "standing": person("d2", "district", tree.north),
        "city": office.city,
        "city_plain": person("c3", "city", tree.city, rights={"decide": False}),
        "other_type": person("d5", "district", tree.south, site_types=["mind_station"]),
        "other_keeper": person("k2", "keeper", tree.other_primary),
        "auditor": person("auditor", "auditor", tree.city),
        "finance": person("finance", "finance", tree.city),
        "administrator": person("admin", "administrator", tree.city),
    }
    return {**{name: actor_of(user) for name, user in users.items()}, "nobody": NOBODY, "system": SYSTEM}


@pytest.fixture
def rows(office: Office, sites: list[Any], people: dict[str, Actor]) -> dict[str, Nomination]:
    """One in each state, of the same site in rounds of its own; it is managed in the south and stands in the north."""
    site = sites[0]
    type(site).objects.filter(pk=site.pk).update(district=office.tree.in_north)
    found = {}
    for state in NominationState.values:
        round = open_round(office, state=RoundState.REVIEW if state in LATER else RoundState.OPEN)
        quota = round.quotas.get(union=office.tree.south) if state == "recommended" else None
        row = nominate(round, site, state, quota=quota, rank=1 if quota else None)
        Conflict.objects.create(
            user_id=people["walled"].id,
            nomination=row,
            source=ConflictSource.DECLARED,
            reason="同一单位",
            entered_by="系统",
            entered_at=NOW,
        )
        found[state] = row
    return found


def test_the_table_names_every_edge_and_nothing_else() -> None:
    written: dict[str, tuple[set[str], str]] = {}
    for action, source, target, _ in LINES:
        written.setdefault(action, (set(), "" if target == "-" else target))[0].add(source)
    assert {each.action: (set(each.sources), each.target) for each in NOMINATION.edges.values()} == written


def wanted(action: str, state: str, role: str) -> tuple[str, str]:
    lines = [line for line in LINES if line[0] == action]
    if role not in GROUPS[lines[0][3]]:
        return "403", state
    here = next((line for line in lines if line[1] == state), None)
    if here is None:
        return "409", state
    return "done", state if here[2] == "-" else here[2]


def outcome_of(action: str, row: Nomination, actor: Actor) -> tuple[str, str, int]:
    """``done``, ``403`` or ``409``; the state afterwards; refused attempts told. Undone again."""
    with transaction.atomic():
        if action in NEEDS_A_GAP:
            a_gap(row)
        try:
            with NOMINATION.step(row.pk, action, actor=actor, now=NOW, note="原因"):
                pass
            found = "done"
        except NotAllowed:
            found = "403"
        except TransitionRefused:
            found = "409"
        state = Nomination.objects.values_list("state", flat=True).get(pk=row.pk)
        told = AuditEntry.objects.filter(outcome="refused").count()
        transaction.set_rollback(True)
    return found, str(state), told


def a_gap(row: Nomination, **columns: Any) -> NominationGap:
    return NominationGap.objects.create(
        nomination=row,
        part="practices",
        label="主要做法",
        problem="不完整。",
        remedy="补充。",
        noted_by_id=1,
        noted_by="李娜",
        noted_at=NOW,
        **columns,
    )


@pytest.mark.once
@pytest.mark.parametrize("action", sorted(NOMINATION.edges))
def test_every_act_of_every_role_in_every_state(
    rows: dict[str, Nomination], people: dict[str, Actor], action: str
) -> None:
    wrong = []
    for state, row in rows.items():
        for role, actor in people.items():
            found = outcome_of(action, row, actor)
            expected = wanted(action, state, role)
            if found != (*expected, int(expected[0] != "done")):
                wrong.append(f"{state}: {action} by {role}: wanted {expected}, found {found}")
    assert wrong == []


def test_buttons_and_reach_are_what_the_tables_say(
    rows: dict[str, Nomination], people: dict[str, Actor]
) -> None:
    hidden = {name for name, edge in NOMINATION.edges.items() if edge.hidden}
    for state, given in rows.items():
        row = Nomination.objects.select_related("site", "round__issuer", "branch").get(pk=given.pk)
        for role, actor in people.items():
            offered = {each.edge.action for each in NOMINATION.actions_for(actor, row) if each.decision}
            expected = {a for a, source, _, group in LINES if source == state and role in GROUPS[group]}
            assert (state, role, offered) == (state, role, expected - hidden)
    for role, actor in people.items():
        if role == "system":  # looks for nobody, sees all
            continue
        seen = set(NOMINATIONS.visible_to(actor).values_list("pk", flat=True))
        reach = set(rows) if role in WRITERS else set(rows) - {"draft"} if role in READERS else set()
        assert (role, seen) == (role, {rows[name].pk for name in reach})


@pytest.mark.parametrize(
    ("action", "gap", "sentence"),
    [
        ("return", None, "还没有记下需补正的事项"),
        ("recommend", {}, "记下的补正事项还没有发出"),
        ("pass_over", {"told": True}, "补正事项还没有逐项确认"),
        ("recommend", {"told": True, "answered_at": NOW}, "补正事项还没有逐项确认"),
    ],
)
def test_gaps_stand_in_the_way(
    rows: dict[str, Nomination], people: dict[str, Actor], action: str, gap: Any, sentence: str
) -> None:
    row = rows["submitted"]
    if gap is not None:
        told = gap.pop("told", False)
        letter = NominationLetter.objects.create(
            nomination=row, number=1, issued_at=NOW, issued_by="李娜", office="市南区总工会"
        )
        a_gap(row, letter=letter if told else None, **gap)
    with (
        pytest.raises(TransitionRefused, match=sentence),
        NOMINATION.step(row.pk, action, actor=people["district"], now=NOW, note="原因"),
    ):
        pass


def test_the_city_recommends_its_own_sites(
    office: Office, sites: list[Any], people: dict[str, Actor]
) -> None:
    row = nominate(open_round(office), sites[2])
    Nomination.objects.filter(pk=row.pk).update(branch=office.tree.city)
    own = Nomination.objects.select_related("site", "round", "branch").get(pk=row.pk)
    may = {name for name, actor in people.items() if NOMINATIONS.decide(actor, "recommend", own)}
    assert may == {"city"}
    assert Role.CITY in {grant.role for grant in people["city"].grants}
