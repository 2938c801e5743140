"""People, grants and the tree change by services only, and each change is told."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import actor_for
from accounts.models import RoleGrant, Union, User
from accounts.roles import PRESETS, Role
from accounts.selectors import ancestors_of, issuer_of, people_who_decide, people_with_role, unions_managed_by
from accounts.services import (
    change_password,
    create_user,
    grant_role,
    revoke_role,
    save_union,
    set_up_office,
)
from core.actor import SYSTEM
from core.models import AuditEntry
from sites.models import ServiceSite
from tests.factories import NOW, actor_of, build_tree, person, union

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return build_tree()


def told(action):
    return AuditEntry.objects.filter(action=action, outcome="done")


def site_of(over, number):
    return ServiceSite.objects.create(
        site_type="nursing_room",
        managing_union=over,
        union_path=over.path,
        district_id="370202",
        state="planned",
        name=f"阵地{number}",
        created_at=NOW,
        updated_at=NOW,
    )


def test_a_path_lists_the_keys_from_the_root(tree):
    keys = (tree.city, tree.south, tree.street, tree.primary)
    assert tree.primary.path == "".join(f"{each.pk}." for each in keys)
    assert [each.name for each in ancestors_of(tree.primary.path)] == [each.name for each in reversed(keys)]


def test_a_moved_branch_takes_everything_below_along_and_the_copies_of_its_path(tree):
    below, beside = site_of(tree.primary, 1), site_of(tree.north_primary, 2)
    tree.street.parent = tree.north
    save_union(tree.street, actor=SYSTEM, now=NOW)
    moved = Union.objects.get(pk=tree.primary.pk)
    assert moved.path == f"{tree.north.path}{tree.street.pk}.{tree.primary.pk}."
    assert ServiceSite.objects.get(pk=below.pk).union_path == moved.path
    assert ServiceSite.objects.get(pk=beside.pk).union_path == tree.north_primary.path
    assert Union.objects.get(pk=tree.south.pk).path == tree.south.path
    entry = told("union.save").last()
    assert entry.changes == {"上级工会": ["市南区总工会", "市北区总工会"]}


def test_a_path_that_only_begins_with_the_same_digits_stays_where_it_is(tree):
    """1.4. moves, 1.41. does not."""
    lookalike = Union.objects.create(
        name="相似", code="lookalike", kind="primary", path=tree.street.path[:-1] + "9."
    )
    tree.street.parent = tree.north
    save_union(tree.street, actor=SYSTEM, now=NOW)
    assert Union.objects.get(pk=lookalike.pk).path == lookalike.path


@pytest.mark.parametrize("below", ["itself", "child"])
def test_a_union_never_becomes_its_own_superior(tree, below):
    tree.street.parent = tree.street if below == "itself" else tree.primary
    with pytest.raises((ValueError, IntegrityError)), transaction.atomic():
        save_union(tree.street, actor=SYSTEM, now=NOW)
    assert Union.objects.get(pk=tree.street.pk).parent_id == tree.south.pk


def test_two_unions_cannot_govern_one_district(tree):
    with pytest.raises(IntegrityError), transaction.atomic():
        union("另一个市南区总工会", "district", tree.city, governs=tree.in_south)


def test_the_nearest_issuing_ancestor_applies(tree):
    tree.metro.is_issuer = True
    save_union(tree.metro, actor=SYSTEM, now=NOW)
    assert issuer_of(tree.metro_primary.path) == tree.metro
    assert issuer_of(tree.primary.path) == tree.city
    assert issuer_of("") is None


@pytest.mark.parametrize("role", Role.values)
def test_a_grant_starts_with_the_rights_of_its_role(tree, role):
    grant = grant_role(person("li"), role, tree.south, actor=SYSTEM, now=NOW)
    wanted = PRESETS[role]
    assert (grant.can_people, grant.can_data, grant.can_export, grant.can_decide) == (
        wanted.people,
        wanted.data,
        wanted.export,
        wanted.decide,
    )


def test_rights_can_be_told_one_by_one(tree):
    grant = grant_role(person("li"), "city", tree.city, rights={"decide": False}, actor=SYSTEM, now=NOW)
    assert (grant.can_data, grant.can_decide) == (True, False)


def test_a_role_is_granted_once_over_a_union(tree):
    user = person("li", "district", tree.south)
    with pytest.raises(IntegrityError), transaction.atomic():
        grant_role(user, "district", tree.south, actor=SYSTEM, now=NOW)


def test_granting_and_taking_away_are_told_with_the_branch_they_concern(tree):
    user = person("li", "district", tree.south)
    revoke_role(RoleGrant.objects.get(user=user), actor=SYSTEM, now=NOW)
    assert (
        told("grant.create")
        .get(scope_path=tree.south.path)
        .target_label.startswith("li · 区(市)总工会经办人")
    )
    assert told("grant.revoke").get().target_id


def test_the_last_administrator_grant_opens_and_closes_the_back_office(tree):
    user = person("gu", "administrator", tree.city)
    second = grant_role(user, "administrator", tree.south, actor=SYSTEM, now=NOW)
    assert (user.is_staff, user.is_superuser) == (True, True)
    revoke_role(second, actor=SYSTEM, now=NOW)
    assert User.objects.get(pk=user.pk).is_superuser
    revoke_role(RoleGrant.objects.get(user=user), actor=SYSTEM, now=NOW)
    user = User.objects.get(pk=user.pk)
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_user_names_are_kept_in_lower_case_and_once():
    create_user("LiNa", "李娜", password="x", home_union=None, actor=SYSTEM, now=NOW)
    assert User.objects.get_by_natural_key("LINA").username == "lina"
    with pytest.raises(IntegrityError), transaction.atomic():
        create_user("lina", "李娜", password="x", home_union=None, actor=SYSTEM, now=NOW)


def test_a_new_password_is_told_without_the_password():
    user = person("li")
    change_password(user, "wuyue-de-feng-66", actor=actor_of(user), now=NOW)
    entry = told("user.password").get()
    assert User.objects.get(pk=user.pk).check_password("wuyue-de-feng-66")
    assert "wuyue" not in str(entry.as_sealed())


def test_an_office_is_set_up_once():
    first = set_up_office("某市总工会", username="admin", name="管理员", password="x", now=NOW)
    assert first.is_superuser
    assert actor_for(first, today=NOW.date()).grants[0].role == "administrator"
    with pytest.raises(ValueError, match="已完成初始设置"):
        set_up_office("某市总工会", username="second", name="第二", password="x", now=NOW)
    assert User.objects.count() == 1


def test_who_is_told_stands_at_or_above_the_union(tree):
    above, here = person("a", "district", tree.south), person("b", "district", tree.street)
    person("c", "district", tree.north)
    person("d", "city", tree.city)
    assert set(people_with_role(tree.street.path, "district")) == {above, here}
    assert set(people_with_role(tree.primary.path, "district")) == {above, here}
    assert set(people_with_role(tree.south.path, "district")) == {above}


def test_only_active_people_with_the_right_decide(tree):
    decides = person("a", "city", tree.city)
    person("b", "city", tree.city, rights={"decide": False})
    gone = person("c", "city", tree.city)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    person("blind", "city", tree.city, rights={"data": False})
    assert list(people_who_decide(tree.primary.path, roles=["city"])) == [decides]


def test_the_choice_of_unions_is_the_own_branch_narrowed_by_words(tree):
    li = actor_of(person("li", "district", tree.south))
    assert set(unions_managed_by(li, ["district"])) == {
        tree.south,
        tree.street,
        tree.primary,
        tree.other_primary,
    }
    assert list(unions_managed_by(li, ["district"], "zsl")) == [tree.street]
    assert list(unions_managed_by(li, ["district"], "丙公司")) == []
    assert list(unions_managed_by(li, ["city"])) == []
