"""Packs from draft to published: two officers, one trail, the right measure on each day, nothing changed later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Union
from core.actor import SYSTEM
from core.audit import history_about
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import NoteMissing, StaleEdit, TransitionRefused
from rulebook.models import RulePack
from rulebook.policy import PACKS
from rulebook.selectors import issuers_for, measure_of, pack_in_force, terms_of
from rulebook.services import (
    BadPack,
    attach_scan,
    check_pack,
    copy_pack,
    create_pack,
    edit_pack,
    publish_pack,
    rehearse_pack,
    return_pack,
    seed_packs,
)
from rulebook.terms import Limit, digest_of
from rulebook.transitions import PACK
from tests.factories import NOW, actor_of, build_tree, grant, person, union
from tests.factories.packs import SCAN, TERMS, draft_pack, published_pack, with_scan

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return union("青岛市总工会", "city", is_issuer=True)


@pytest.fixture
def author(city):
    return actor_of(person("bianzhi", "administrator", city))


@pytest.fixture
def officer(city):
    return actor_of(person("heduiren", "city", city))


def about(pack):
    return history_about(f"rulebook.rulepack:{pack.pk}")


def test_a_measure_takes_two_officers_from_draft_to_published(city, author, officer):
    pack = create_pack(TERMS, issuer=city, actor=author, now=NOW)
    assert (pack.state, pack.number, pack.author_ids) == ("draft", 1, [author.id])
    attach_scan(pack.pk, SCAN, actor=author, now=NOW)
    with pytest.raises(NotAllowed, match="另一名经办人"):
        check_pack(pack.pk, actor=author, now=NOW)
    checked = check_pack(pack.pk, actor=officer, now=NOW)
    assert (checked.state, checked.checked_by_id, checked.checked_by_name) == (
        "checked",
        officer.id,
        "heduiren",
    )
    with pytest.raises(TransitionRefused, match="未能办理“公布”"):
        publish_pack(pack.pk, actor=author, now=NOW)
    rehearse_pack(pack.pk, actor=officer, now=NOW)
    published = publish_pack(pack.pk, actor=author, now=NOW)
    assert (published.state, published.published_at) == ("published", NOW)
    assert published.digest == digest_of(TERMS, issuer_code=city.code, number=1)
    told = [(entry.action, entry.outcome) for entry in about(pack).order_by("id")]
    assert told == [
        ("pack.create", "done"),
        ("pack.edit", "done"),
        ("pack.check", "refused"),
        ("pack.check", "done"),
        ("pack.publish", "refused"),
        ("pack.rehearse", "done"),
        ("pack.publish", "done"),
    ]


def test_whoever_edits_is_an_author_and_cannot_check(city, author):
    second = actor_of(person("dier", "administrator", city))
    pack = create_pack(TERMS, issuer=city, actor=author, now=NOW)
    edited = edit_pack(pack.pk, replace(TERMS, title="新名称"), actor=second, now=NOW)
    assert edited.author_ids == [author.id, second.id]
    assert edited.author_names == "bianzhi、dier"
    for actor in (author, second):
        with pytest.raises(NotAllowed, match="参与了本版本的编制"):
            check_pack(pack.pk, actor=actor, now=NOW)


def test_a_returned_draft_keeps_its_authors_and_needs_a_second_check(city, author, officer):
    pack = with_scan(create_pack(TERMS, issuer=city, actor=author, now=NOW))
    check_pack(pack.pk, actor=officer, now=NOW)
    with pytest.raises(NoteMissing):
        return_pack(pack.pk, note=" ", actor=officer, now=NOW)
    returned = return_pack(pack.pk, note="施行日期与原件不符", actor=officer, now=NOW)
    assert (returned.state, returned.checked_by_id, returned.checked_by_name) == ("draft", None, "")
    with pytest.raises(NotAllowed):
        check_pack(pack.pk, actor=author, now=NOW)
    with pytest.raises(TransitionRefused):
        publish_pack(pack.pk, actor=author, now=NOW)


def test_an_edit_tells_what_changed_in_words(city, author):
    pack = create_pack(TERMS, issuer=city, actor=author, now=NOW)
    new = replace(
        TERMS,
        street_check=True,
        min_spacing_m=500,
        limits=(Limit(code="district_check", name="区(市)审核", days=7),),
        sign_off_levels=("经办", "复核", "签批"),
    )
    edited = edit_pack(pack.pk, new, actor=author, now=NOW)
    assert terms_of(edited) == new
    assert about(pack).first().changes == {
        "街道(镇)初审": ["否", "是"],
        "最小间距(米)": ["", "500"],
        "办理时限": ["区(市)审核 5 个工作日", "区(市)审核 7 个工作日"],
        "签批环节": ["经办(复核) → 签批", "经办 → 复核 → 签批"],
    }


def test_an_edit_of_what_somebody_else_changed_meanwhile_is_refused(city, author):
    pack = create_pack(TERMS, issuer=city, actor=author, now=NOW)
    edit_pack(pack.pk, replace(TERMS, title="甲"), actor=author, now=NOW, seen=0)
    with pytest.raises(StaleEdit):
        edit_pack(pack.pk, replace(TERMS, title="乙"), actor=author, now=NOW, seen=0)
    assert RulePack.objects.get(pk=pack.pk).title == "甲"


def test_a_checked_pack_is_edited_only_after_a_return(city, author, officer):
    pack = with_scan(create_pack(TERMS, issuer=city, actor=author, now=NOW))
    check_pack(pack.pk, actor=officer, now=NOW)
    with pytest.raises(TransitionRefused):
        edit_pack(pack.pk, replace(TERMS, title="改"), actor=author, now=NOW)
    assert terms_of(RulePack.objects.get(pk=pack.pk)) == TERMS


def test_an_incomplete_draft_cannot_be_checked(city, author, officer):
    pack = create_pack(replace(TERMS, limits=(), document_number=""), issuer=city, actor=author, now=NOW)
    with pytest.raises(TransitionRefused, match="还缺少文号、印发原件扫描件、办理时限"):
        check_pack(pack.pk, actor=officer, now=NOW)
    assert RulePack.objects.get(pk=pack.pk).state == "draft"


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("administrator", {"create", "edit", "check", "rehearse", "return_to_draft", "publish"}),
        ("city", {"check", "rehearse", "return_to_draft"}),
        ("district", set()),
        ("keeper", set()),
        ("auditor", set()),
        ("finance", set()),
        ("reviewer", set()),
        ("street", set()),
    ],
)
def test_each_role_may_do_what_the_table_says(city, role, may):
    pack = draft_pack(city)
    actor = actor_of(person("ren", role, city))
    assert {action for action in PACK.edges.keys() | {"create"} if PACKS.decide(actor, action, pack)} == may


def test_a_role_counts_only_over_its_own_issuer(city):
    other = union("济南市总工会", "city", is_issuer=True)
    pack = draft_pack(other)
    actor = actor_of(person("ren", "administrator", city))
    assert not any(PACKS.decide(actor, action, pack) for action in PACK.edges)
    assert not PACKS.visible_to(actor).filter(pk=pack.pk).exists()
    assert list(issuers_for(actor)) == [city]
    with pytest.raises(NotAllowed):
        create_pack(TERMS, issuer=other, actor=actor, now=NOW)


def test_published_measures_are_for_everybody_and_drafts_for_their_keepers(city):
    draft, public = draft_pack(city), published_pack(city, effective_from=date(2027, 1, 1))
    keeper, officer = person("yuangong", "keeper", city), person("shizong", "city", city)
    assert list(PACKS.visible_to(actor_of(keeper))) == [public]
    assert set(PACKS.visible_to(actor_of(officer))) == {draft, public}


def test_versions_are_numbered_within_issuer_and_family(city):
    other = union("济南市总工会", "city", is_issuer=True)
    made = [
        draft_pack(city),
        draft_pack(city, effective_from=date(2027, 1, 1)),
        draft_pack(city, family="mind"),
        draft_pack(other),
    ]
    assert [pack.number for pack in made] == [1, 2, 1, 1]


def test_two_versions_of_a_family_cannot_begin_on_one_day(city):
    draft_pack(city)
    with pytest.raises(BadPack, match="已有同一施行日期的版本"):
        draft_pack(city)
    draft_pack(city, family="mind")
    with pytest.raises(IntegrityError), transaction.atomic():
        RulePack.objects.create(
            issuer=city, family="women", number=9, title="x", effective_from=date(2026, 1, 1)
        )


def test_a_bad_draft_is_refused_and_leaves_nothing(city):
    with pytest.raises(BadPack, match="请填写管理办法的名称"):
        draft_pack(city, title="")
    assert not RulePack.objects.exists()
    pack = draft_pack(city)
    with pytest.raises(BadPack, match="适用范围不能修改"):
        edit_pack(pack.pk, replace(TERMS, family="mind"), actor=SYSTEM, now=NOW)
    assert terms_of(RulePack.objects.get(pk=pack.pk)) == TERMS


def test_a_copy_of_an_old_version_does_not_begin_in_the_past(city):
    source = published_pack(city, effective_from=date(2023, 6, 29))
    assert copy_pack(source.pk, actor=SYSTEM, now=NOW).effective_from == date(2027, 1, 1)


def test_a_copy_is_a_draft_that_begins_after_the_latest_version(city, author):
    source = published_pack(city)
    published_pack(city, effective_from=date(2026, 7, 1))
    copy = copy_pack(source.pk, actor=author, now=NOW)
    assert (copy.state, copy.number, copy.author_ids) == ("draft", 3, [author.id])
    expected = replace(
        TERMS, effective_from=date(2027, 1, 1), document_number="", issued_on=None, change_notes=""
    )
    assert terms_of(copy) == expected


# In force


def test_the_latest_version_in_effect_is_in_force(city):
    below = union("甲公司工会", "primary", city)
    first = published_pack(city)
    second = published_pack(city, effective_from=date(2026, 7, 1))
    draft_pack(city, effective_from=date(2026, 8, 1))
    table = {
        date(2025, 12, 31): None,
        date(2026, 1, 1): first.pk,
        date(2026, 6, 30): first.pk,
        date(2026, 7, 1): second.pk,
        date(2026, 12, 31): second.pk,
    }
    for day, expected in table.items():
        found = pack_in_force(below.path, "women", day)
        assert (found.pk if found else None) == expected, day
    assert pack_in_force(below.path, "mind", date(2026, 12, 31)) is None


def test_the_nearest_issuer_at_or_above_applies():
    tree = build_tree()
    Union.objects.filter(pk=tree.south.pk).update(is_issuer=True)
    of_city = published_pack(tree.city)
    on = date(2026, 6, 1)
    assert pack_in_force(tree.south.path, "women", on) is None, "an issuer that has published none"
    of_south = published_pack(tree.south)
    expected = {
        tree.primary: of_south,
        tree.south: of_south,
        tree.north_primary: of_city,
        tree.metro: of_city,
    }
    for branch, pack in expected.items():
        assert pack_in_force(branch.path, "women", on).pk == pack.pk, branch


def test_without_an_issuer_nothing_is_in_force(city):
    alone = union("某县总工会", "city")
    published_pack(city)
    assert pack_in_force(alone.path, "women", date(2026, 6, 1)) is None


def test_two_cities_keep_their_measures_apart(city):
    other = union("济南市总工会", "city", is_issuer=True)
    ours, theirs = published_pack(city), published_pack(other, title="济南办法")
    on = date(2026, 6, 1)
    assert pack_in_force(city.path, "women", on).pk == ours.pk
    assert pack_in_force(other.path, "women", on).pk == theirs.pk


def test_a_measure_carries_every_term_and_its_digest(city, django_assert_num_queries):
    pack = published_pack(city)
    measure = measure_of(pack.pk)
    assert (measure.issuer_id, measure.number, measure.digest) == (city.pk, 1, pack.digest)
    assert (
        digest_of(terms_of(RulePack.objects.get(pk=pack.pk)), issuer_code=city.code, number=1) == pack.digest
    )
    assert measure.sign_off_levels == TERMS.sign_off_levels
    with django_assert_num_queries(1):
        assert measure_of(pack.pk) is measure


def test_a_draft_is_no_measure(city):
    with pytest.raises(LookupError):
        measure_of(draft_pack(city).pk)


# Seeds


def test_seeds_are_published_once(city):
    first = seed_packs(city, actor=SYSTEM, now=NOW)
    assert [(pack.family, pack.state) for pack in first] == [
        (family, "published") for family in ("mind", "mind", "outdoor", "outdoor", "women", "women")
    ]
    entries = AuditEntry.objects.count()
    assert seed_packs(city, actor=SYSTEM, now=NOW) == []
    assert AuditEntry.objects.count() == entries
    assert RulePack.objects.count() == 6
    women = pack_in_force(city.path, "women", NOW.date())
    assert women.title == "青岛市总工会女职工关爱服务阵地建设管理办法(试行)"
    assert women.is_sample


def test_a_seed_does_not_stand_beside_a_version_of_the_union(city):
    draft_pack(city)
    assert {pack.family for pack in seed_packs(city, actor=SYSTEM, now=NOW)} == {"mind", "outdoor"}


def test_a_person_with_two_roles_is_still_one_officer(city, author):
    pack = create_pack(TERMS, issuer=city, actor=author, now=NOW)
    user = person("shuangzhong", "city", city)
    grant(user, "administrator", city)
    actor = actor_of(user)
    edit_pack(pack.pk, replace(TERMS, note="x"), actor=actor, now=NOW)
    with pytest.raises(NotAllowed):
        check_pack(pack.pk, actor=actor, now=NOW)
