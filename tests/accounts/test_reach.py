"""How far a grant reaches is said twice, for Python and for SQL; here the two are held equal on random trees."""

from __future__ import annotations

import random

import pytest

from accounts.models import District
from accounts.reach import (
    Columns,
    Grant,
    Place,
    appointed,
    covered,
    covers,
    decides,
    held,
    managed,
    manages,
    standing_here,
)
from accounts.roles import OFFICES, Role
from accounts.selectors import unions_managed_by
from core.actor import Actor
from sites.models import ServiceSite
from sites.types import type_choices
from tests.factories import NOW, union

TYPES = [code for code, _ in type_choices()]
KINDS = ["district", "industry", "street", "primary"]


def random_unions(chance, count):
    """A tree of ``count`` unions; keys of two digits so that 1. and 1x. could be mistaken for one another."""
    unions = [union("根", "city")]
    for number in range(count - 1):
        unions.append(union(f"工会{number}", chance.choice(KINDS), chance.choice(unions)))
    return unions


def random_site(chance, unions, districts, number):
    over = chance.choice(unions)
    return ServiceSite.objects.create(
        site_type=chance.choice(TYPES),
        managing_union=over,
        union_path=over.path,
        district=chance.choice(districts),
        state="planned",
        name=f"阵地{number}",
        created_at=NOW,
        updated_at=NOW,
    )


def random_grant(chance, unions, districts, sites):
    if chance.random() < 0.15:
        kept = chance.sample(sites, k=chance.randint(1, 3))
        return Grant(
            Role.KEEPER, site_ids=frozenset(site.pk for site in kept), can_data=chance.random() < 0.8
        )
    over = chance.choice(unions)
    return Grant(
        chance.choice(sorted(OFFICES)),
        union_path=over.path,
        district_id=chance.choice([None, None, chance.choice(districts).pk]),
        site_types=frozenset(chance.sample(TYPES, k=chance.choice([0, 0, 1, 3]))),
        can_data=chance.random() < 0.8,
        can_decide=chance.random() < 0.5,
    )


def manages_union(actor, each):
    """By the tree alone, as anybody would say it who has never seen the code: any site type counts."""
    tree = [g for g in actor.grants if g.can_data and g.union_path and g.role in OFFICES]
    return any(each.path.startswith(g.union_path) for g in tree)


def found(reach):
    return set(ServiceSite.objects.filter(reach).values_list("pk", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_sql_and_python_reach_the_same_rows(seed):
    chance = random.Random(seed)
    unions = random_unions(chance, 40)
    districts = list(District.objects.all())[:4]
    sites = [random_site(chance, unions, districts, number) for number in range(60)]
    reached = 0
    for number in range(25):
        grants = tuple(random_grant(chance, unions, districts, sites) for _ in range(chance.randint(0, 3)))
        actor = Actor(id=number, name="某人", grants=grants)
        managed_in_python = {site.pk for site in sites if manages(actor, site.place)}
        covered_in_python = {site.pk for site in sites if covers(actor, site.place)}
        assert found(managed(actor, Columns())) == managed_in_python, grants
        assert found(covered(actor, Columns())) == covered_in_python, grants
        for role in sorted(OFFICES):
            may_act = {site.pk for site in sites if held(role)(actor, site)}
            assert found(managed(actor, Columns(), [role])) == may_act, (role, grants)
            may_decide = {site.pk for site in sites if decides(role)(actor, site)}
            deciding = Actor(id=number, name="某人", grants=tuple(g for g in grants if g.can_decide))
            assert found(managed(deciding, Columns(), [role])) == may_decide, (role, grants)
        assert set(unions_managed_by(actor, OFFICES)) == {
            each for each in unions if manages_union(actor, each)
        }
        reached += len(covered_in_python)
    assert reached > 50


@pytest.mark.parametrize(
    ("granted_over", "stands_at", "manages_it"),
    [
        ("1.4.", "1.4.", True),
        ("1.4.", "1.4.12.", True),
        ("1.4.12.", "1.4.", False),
        ("1.4.", "1.41.", False),
        ("1.4.", "1.40.4.", False),
        ("4.", "1.4.", False),
        ("1.4.", "1.5.", False),
        ("", "1.4.", False),
    ],
)
def test_a_grant_reaches_down_the_tree_and_never_by_a_part_of_a_number(granted_over, stands_at, manages_it):
    assert Grant("district", granted_over).manages(Place(stands_at)) is manages_it


@pytest.mark.parametrize(
    ("grant", "place", "manages_it", "covers_it"),
    [
        (Grant("district", "1.2.", "370202"), Place("1.9.", "370202"), False, True),
        (Grant("district", "1.2.", "370202"), Place("1.9.", "370203"), False, False),
        (Grant("district", "1.2.", None), Place("1.9.", None), False, False),
        (
            Grant("district", "1.2.", "370202", frozenset({"nursing_room"})),
            Place("1.2.3.", "370202", "mind_station"),
            False,
            False,
        ),
        (Grant("keeper", site_ids=frozenset({5})), Place("1.2.", "370202", "mind_station", 5), True, True),
        (Grant("keeper", site_ids=frozenset({5})), Place("1.2.", "370202", "mind_station", 6), False, False),
        (
            Grant("keeper", "1.", "370202", site_ids=frozenset({5})),
            Place("1.2.", "370202", "", 6),
            False,
            False,
        ),
    ],
)
def test_managing_and_standing_here_are_two_questions(grant, place, manages_it, covers_it):
    assert (grant.manages(place), grant.covers(place)) == (manages_it, covers_it)


def test_a_grant_without_the_right_to_data_neither_reads_nor_acts_in_the_register():
    blind = Actor(id=1, name="某人", grants=(Grant("district", "1.", "370202", can_decide=True),))
    assert not manages(blind, Place("1.2.", "370202"))
    assert not covers(blind, Place("1.2.", "370202"))
    assert not held("district")(blind, Row())
    assert not decides("district")(blind, Row())
    assert appointed("district")(blind, Row())
    assert not standing_here(blind, Columns()).children[1:]


def test_a_reviewer_reaches_nothing_by_the_tree():
    reviewer = Actor(id=1, name="某人", grants=(Grant("reviewer", "1.", "370202", can_data=True),))
    assert not covers(reviewer, Place("1.2.", "370202"))


class Row:
    place = Place("1.2.3.", "370202", "nursing_room", 5)


@pytest.mark.parametrize(
    ("grant", "allowed"),
    [
        (Grant("district", "1.2.", can_data=True), True),
        (Grant("district", "1.2.", site_types=frozenset({"mind_station"}), can_data=True), False),
        (Grant("city", "1.2.", can_data=True), False),
        (Grant("district", "1.2."), False),
        (Grant("district", "1.3.", "370202", can_data=True), False),
    ],
    ids=["managing", "other type", "other role", "no right to data", "standing district"],
)
def test_a_role_counts_only_over_the_branch_it_was_granted_for(grant, allowed):
    decision = held(Role.DISTRICT)(Actor(id=1, name="某人", grants=(grant,)), Row())
    assert bool(decision) is allowed
    assert bool(decision.reason) is not allowed
