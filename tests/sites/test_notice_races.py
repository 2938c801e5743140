"""Two notices at the same moment: the second waits for the first and then reads what it did."""

from __future__ import annotations

import pytest

from core.workflow import StaleEdit, TransitionRefused
from sites.models import OperatingNotice, ServiceSite
from sites.services import Sender, announce_closure, follow_notices, tell_supply
from tests.factories import NOW, Tree, actor_of, person
from tests.filing.test_races import crowd, held_open, see_waiting
from tests.sites.public_sites import OFFICE_HOURS, opened_site

__all__ = ["crowd"]

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]


def closing(site: ServiceSite, by: Sender) -> OperatingNotice:
    return announce_closure(site.pk, starts_at=NOW, ends_at=None, reason="装修", by=by)


@pytest.mark.parametrize(("seen", "refusal"), [(True, StaleEdit), (False, TransitionRefused)])
def test_of_two_closures_at_once_one_is_told(tree: Tree, crowd, seen: bool, refusal: type[Exception]) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    revision = site.revision if seen else None
    keeper = Sender(actor_of(person("keeper", "keeper", tree.primary)), NOW, revision)
    district = Sender(actor_of(person("district", "district", tree.south)), NOW, revision)
    with held_open(lambda: closing(site, keeper)):
        second = crowd(lambda: closing(site, district))
        see_waiting()
    with pytest.raises(refusal):
        second.result()
    assert OperatingNotice.objects.get().published_as == "keeper"


def test_of_two_words_on_one_supply_at_once_the_second_holds(tree: Tree, crowd) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    keeper = Sender(actor_of(person("keeper", "keeper", tree.primary)), NOW)
    district = Sender(actor_of(person("district", "district", tree.south)), NOW)
    with held_open(lambda: tell_supply(site.pk, "first_aid", "out", by=keeper)):
        second = crowd(lambda: tell_supply(site.pk, "first_aid", "low", by=district))
        see_waiting()
    second.result()
    assert OperatingNotice.objects.get(over_at=None).supply_state == "low"


def test_two_workers_follow_a_closure_once(tree: Tree, crowd) -> None:
    site = opened_site(tree.primary, hours=OFFICE_HOURS)
    keeper = Sender(actor_of(person("keeper", "keeper", tree.primary)), NOW)
    later = NOW.replace(day=20, hour=0)
    announce_closure(site.pk, starts_at=later, ends_at=None, reason="装修", by=keeper)
    with held_open(lambda: follow_notices(now=later)):
        second = crowd(lambda: follow_notices(now=later))
        see_waiting()
    assert second.result() == 0
    assert ServiceSite.objects.get(pk=site.pk).revision == site.revision + 2
