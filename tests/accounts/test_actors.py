"""Who a user is, read afresh: what has ended counts no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.actors import actor_for
from accounts.models import RoleGrant, User
from accounts.reach import Place, manages
from accounts.services import revoke_role, save_union
from core.actor import NOBODY, SYSTEM
from tests.factories import NOW, actor_of, build_tree, grant, person

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture
def tree():
    return build_tree()


def test_an_actor_carries_the_name_the_office_and_each_grant(tree):
    user = person("li", "district", tree.south, name="李娜")
    grant(user, "auditor", tree.street)
    actor = actor_of(user)
    assert (actor.id, actor.name, actor.office, actor.path) == (
        user.pk,
        "李娜",
        "市南区总工会",
        tree.south.path,
    )
    assert [(each.role, each.union_path, each.district_id) for each in actor.grants] == [
        ("district", tree.south.path, "370202"),
        ("auditor", tree.street.path, None),
    ]


def test_an_inactive_user_is_nobody(tree):
    user = person("li", "district", tree.south)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert actor_of(user) == NOBODY


def test_a_user_never_saved_is_nobody():
    assert actor_for(User(username="x"), today=TODAY) == NOBODY


@pytest.mark.parametrize(("ends", "grants"), [(-1, 0), (0, 1), (1, 1), (None, 1)])
def test_a_grant_counts_through_its_last_day(tree, ends, grants):
    until = None if ends is None else TODAY + timedelta(days=ends)
    user = person("li", "district", tree.south, valid_until=until)
    assert len(actor_of(user).grants) == grants


def test_a_grant_over_a_closed_union_counts_no_longer(tree):
    user = person("li", "district", tree.south)
    tree.south.is_active = False
    save_union(tree.south, actor=SYSTEM, now=NOW)
    assert actor_of(user).grants == ()


def test_a_revoked_role_is_gone_at_the_next_reading(tree):
    user = person("li", "district", tree.south)
    revoke_role(RoleGrant.objects.get(user=user), actor=SYSTEM, now=NOW)
    assert actor_of(user).grants == ()


def test_a_moved_union_takes_the_grant_along(tree):
    user = person("wang", "street", tree.street)
    tree.street.parent = tree.north
    save_union(tree.street, actor=SYSTEM, now=NOW)
    (only,) = actor_of(user).grants
    assert only.union_path == f"{tree.north.path}{tree.street.pk}."


def test_types_narrow_what_a_grant_reaches(tree):
    user = person("li", "city", tree.city, site_types=["mind_station"])
    actor = actor_of(user)
    assert manages(actor, Place(tree.primary.path, "370202", "mind_station"))
    assert not manages(actor, Place(tree.primary.path, "370202", "nursing_room"))


def test_an_actor_costs_two_queries_and_one_per_app_that_adds_grants(tree, django_assert_max_num_queries):
    user = User.objects.select_related("home_union").get(pk=person("li", "district", tree.south).pk)
    for number in range(3):
        grant(user, ["city", "finance", "auditor"][number], tree.city)
    with django_assert_max_num_queries(3):
        actor_for(user, today=TODAY)
