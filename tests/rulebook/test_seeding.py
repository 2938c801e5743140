"""The measures that come with the portal: each family with its tables, and drafts with tables for offices that run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.actor import SYSTEM
from core.policy import NotAllowed
from rulebook.models import RulePack
from rulebook.selectors import measure_of, pack_in_force, terms_of
from rulebook.services import BadPack, draft_with_tables, seed_packs
from rulebook.services.seeding import TABLES_FROM
from sites.types import site_types
from tests.factories import NOW, actor_of, pack_now, person, union
from tests.factories.packs import published_pack
from tests.rulebook.seed_tables import TABLES

pytestmark = pytest.mark.django_db

FAMILIES = ("women", "outdoor", "mind")


@pytest.fixture
def city():
    return union("青岛市总工会", "city", is_issuer=True)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_sample_with_tables_succeeds_the_one_without(city, family):
    seed_packs(city, actor=SYSTEM, now=NOW)
    before = pack_in_force(city.path, family, TABLES_FROM - timedelta(days=1))
    after = pack_in_force(city.path, family, TABLES_FROM)
    assert (before.rubrics, before.pk != after.pk) == ((), True)
    types = [rule.site_type for rule in after.type_rules]
    assert [after.rubric_for(each) for each in types] == [TABLES[each] for each in types]
    own = {"pk", "number", "digest", "effective_from", "rubrics", "subsidy_tiers", "change_notes"}
    changed = {name for name in vars(before) if getattr(before, name) != getattr(after, name)}
    assert changed <= own


def test_an_office_that_is_only_set_up_has_one_version_with_tables(city):
    packs = seed_packs(city, actor=SYSTEM, now=NOW, effective_from=NOW.date())
    assert sorted(pack.family for pack in packs) == sorted(FAMILIES)
    for pack in packs:
        measure = measure_of(pack.pk)
        assert {table.site_type for table in measure.rubrics} == {
            rule.site_type for rule in measure.type_rules
        }


def test_an_office_that_runs_is_offered_a_draft_with_the_tables_it_lacks(city):
    seed_packs(city, actor=SYSTEM, now=NOW)
    first = RulePack.objects.get(family="women", effective_from__lt=TABLES_FROM)
    draft = draft_with_tables(first.pk, actor=SYSTEM, now=NOW)
    assert (draft.state, draft.effective_from) == ("draft", date(2027, 1, 1))
    assert len(terms_of(draft).rubrics) == 4
    assert pack_now("women").number == 2, "nothing was published"


def test_a_table_of_the_union_is_kept_beside_the_samples(city):
    own = replace(TABLES["nursing_room"], title="本市评分表")
    pack = published_pack(city, rubrics=(own,))
    with pytest.raises(BadPack, match="都已有评分表"):
        draft_with_tables(pack.pk, actor=SYSTEM, now=NOW)


def test_only_who_may_write_measures_makes_such_a_draft(city):
    pack = published_pack(city)
    with pytest.raises(NotAllowed):
        draft_with_tables(pack.pk, actor=actor_of(person("shizong", "city", city)), now=NOW)
    assert RulePack.objects.count() == 1


def test_the_sample_tiers_fit_their_types_and_come_with_the_successors_only(city):
    seed_packs(city, actor=SYSTEM, now=NOW)
    tiered = {
        pack.family: {tier.site_type for tier in pack.subsidy_tiers.all()}
        for pack in RulePack.objects.order_by("effective_from")
    }
    assert all(tiered.values())
    assert {kind for kinds in tiered.values() for kind in kinds} == {kind.code for kind in site_types()}
    first = RulePack.objects.filter(family="women").earliest("effective_from")
    assert not first.subsidy_tiers.exists() and first.is_sample


def test_an_office_that_works_in_earnest_starts_without_sample_money(city):
    seed_packs(city, actor=SYSTEM, now=NOW, effective_from=NOW.date())
    assert not any(pack.subsidy_tiers.exists() for pack in RulePack.objects.all())
