"""Small corrections of what the public reads, and confirming it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.actor import SYSTEM
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from sites.models import ServiceSite, SiteKeeper
from sites.selectors import facts_of
from sites.services import (
    Sender,
    add_photo,
    confirm_facts,
    correct_facts,
    open_site,
    plan_site,
    update_facts,
)
from tests.factories import NOW, Tree, actor_of, person
from tests.office import picture
from tests.sites.public_sites import OFFICE_HOURS, PIN
from tests.sites.telling import fresh, page_of

pytestmark = pytest.mark.django_db


def full_site(tree: Tree) -> ServiceSite:
    version = plan_site(
        site_type="outdoor_station", union=tree.primary, district=tree.in_south, actor=SYSTEM, now=NOW
    )
    facts = {
        "name": "满满驿站",
        "address": "文登路28号",
        "access": "public",
        "hours": OFFICE_HOURS,
        "facilities": ["water"],
        "type_facts": {"daily_visits": 12},
        "public_phone": "0532-82870000",
        "manager_name": "王芳",
        **PIN,
    }
    update_facts(version, facts, actor=SYSTEM, now=NOW)
    uploader = person("uploader", "keeper", tree.primary)
    add_photo(version, "plate", picture(), owner_union=tree.primary, uploader_id=uploader.pk, now=NOW)
    number = "370202-HWYZ-2026-0001"
    return open_site(version, number=number, confirmed_by="市南区总工会", actor=SYSTEM, now=NOW)


def test_a_correction_is_a_decided_version_that_differs_in_nothing_else(tree: Tree, keeper: Sender) -> None:
    site = full_site(tree)
    base = site.version
    before = facts_of(base)
    correct_facts(site.pk, "phone", {"public_phone": "0532-88888888"}, by=keeper)
    version = fresh(site).version
    assert version.pk != base.pk
    assert (version.number, version.origin, version.base_id) == (2, "notice", base.pk)
    assert version.decided_at == NOW
    assert facts_of(version) == {**before, "public_phone": "0532-88888888"}
    assert facts_of(base) == before
    assert page_of(site).phone == "0532-88888888"
    assert len(page_of(site).photos) == 1
    entry = AuditEntry.objects.filter(action="site.notify").last()
    assert entry.changes == {"对外电话": ["0532-82870000", "0532-88888888"]}


def test_a_correction_touches_only_what_its_kind_names(tree: Tree, keeper: Sender) -> None:
    site = full_site(tree)
    with pytest.raises(ValueError, match="may not touch"):
        correct_facts(site.pk, "phone", {"area_hundredths": 9900}, by=keeper)
    with pytest.raises(TransitionRefused, match="没有需要更正的地方"):
        correct_facts(site.pk, "phone", {"public_phone": "0532-82870000"}, by=keeper)
    assert site.versions.count() == 1


def test_the_managers_account_moves_in_the_same_act(tree: Tree, keeper: Sender) -> None:
    site = full_site(tree)
    old = SiteKeeper.objects.create(site=site, user_id=keeper.actor.id, since=NOW.date())
    other = person("helper", over=tree.primary, name="旁人")
    SiteKeeper.objects.create(site=site, user=other, since=NOW.date())
    new = person("successor", over=tree.primary, name="赵新")
    correct_facts(site.pk, "manager", {"manager_name": "赵新"}, by=keeper, successor=new)
    assert {row.user.name for row in site.keepers.all()} == {"赵新", "旁人"}
    assert not SiteKeeper.objects.filter(pk=old.pk).exists()
    entry = AuditEntry.objects.filter(action="site.notify").last()
    assert entry.changes == {"负责人": ["王芳", "赵新"], "负责人账号": ["王芳", "赵新"]}
    with pytest.raises(NotAllowed):
        revoked = actor_of(person("nobody", over=tree.primary))
        correct_facts(site.pk, "manager", {"manager_name": "甲"}, by=Sender(revoked, NOW))


def test_confirming_names_the_union_and_never_the_person(
    tree: Tree, keeper: Sender, district: Sender
) -> None:
    site = full_site(tree)
    later = NOW + timedelta(days=40)
    confirm_facts(site.pk, by=Sender(keeper.actor, later))
    page = page_of(site, later)
    assert (page.confirmed_by, page.confirmed_on) == ("甲公司工会", later.date())
    assert "王芳" not in repr(page)
    assert fresh(site).version_id == site.version_id
    confirm_facts(site.pk, by=Sender(district.actor, later))
    assert page_of(site, later).confirmed_by == "市南区总工会"
