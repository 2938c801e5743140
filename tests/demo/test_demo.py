"""The demo city is built as far as was asked, the same each time, and never on top of something real."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.management import CommandError
from django.db import connection, transaction

from accounts.models import Union, User
from accounts.services import create_user
from core.actor import SYSTEM
from core.guards import install_guards, lift_guards
from core.models import AuditEntry
from demonstration.models import Round
from filing.models import Filing
from inspection.models import Finding, YearlyReview
from sites.models import MonthlyUse, ServiceSite, Sticker
from tests.demo.building import SETTINGS, demo
from tests.factories import NOW, union
from unionportal.demo.city import HALF_BUILT, STAGES
from unionportal.management.commands.demo import Command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stopped_clock(settings):
    for name, value in SETTINGS.items():
        setattr(settings, name, value)


def test_too_few_sites_are_looked_into_by_nobody():
    demo("--sites", "1")
    assert not YearlyReview.objects.exists()


def test_the_same_city_comes_twice():
    first, second = built_and_undone(), built_and_undone()
    assert first == second
    assert len(first[0]) == 5


def built_and_undone():
    cache.clear()
    with transaction.atomic():
        demo("--sites", "5")
        names = list(Filing.objects.order_by("pk").values_list("version__name", "state", "submitted_at"))
        found = list(Finding.objects.order_by("pk").values_list("code", "began_on", "site__name"))
        uses = list(MonthlyUse.objects.order_by("pk").values_list("site__name", "month", "visits"))
        transaction.set_rollback(True)
    return names, uses, found


@pytest.mark.parametrize(
    ("stage", "there"),
    [("filed", (False, False)), ("inspected", (True, False)), ("published", (True, True))],
)
def test_a_city_goes_as_far_as_it_was_asked(stage, there):
    demo("--sites", "13", "--stage", stage)
    assert (YearlyReview.objects.exists(), Round.objects.exists()) == there
    assert [model.objects.exists() for model in (MonthlyUse, Finding, Sticker)] == [there[0]] * 3


def test_the_help_names_each_stage():
    told = Command().create_parser("manage.py", "demo").format_help()
    assert all(words in told.replace("\n", "").replace(" ", "") for words in STAGES.values())


@pytest.mark.parametrize("kind", ["person", "site", "union"])
def test_a_database_with_something_real_is_left_alone(kind):
    if kind == "person":
        create_user("gu", "顾磊", password="x", home_union=None, actor=SYSTEM, now=NOW)
    elif kind == "site":
        demo("--sites", "1")
        ServiceSite.objects.update(is_sample=False)
        lift_and_forget()
    else:
        union("某市总工会", "city")
    before = (User.objects.count(), Union.objects.count(), ServiceSite.objects.count())
    with pytest.raises(CommandError, match="数据库中已有真实数据"):
        demo()
    assert (User.objects.count(), Union.objects.count(), ServiceSite.objects.count()) == before


def test_a_city_left_half_built_is_named_as_such():
    create_user("keeper", "王芳", password="x", home_union=None, actor=SYSTEM, now=NOW, is_demo=True)
    with pytest.raises(CommandError) as refused:
        demo()
    assert str(refused.value) == HALF_BUILT


@pytest.mark.parametrize("sites", ["0", "-1", "1000000"])
def test_an_impossible_number_of_sites_is_refused(sites):
    with pytest.raises(CommandError, match="应在 1 到"):
        demo("--sites", sites)


def lift_and_forget():
    """The mark that the city is complete, taken away as no office could."""
    lift_guards(connection)
    AuditEntry.objects.filter(action="demo.built").delete()
    install_guards(connection)
