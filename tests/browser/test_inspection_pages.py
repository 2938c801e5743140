"""The pages of orders, visits and draws: axe finds nothing, and nothing scrolls sideways, at both widths."""

from __future__ import annotations

import pytest

from inspection.models import Rectification
from inspection.rectifying import services
from tests.browser.test_pages import found_on
from tests.factories import NOW, actor_of
from tests.factories.orders import handed_in, order_on
from tests.inspection.addresses import looked_at
from tests.office import case_in, site_of


@pytest.fixture
def pages(office):
    """An order that is mended, one that is looked at again, a visit, a committed draw and a drawn one."""
    site = site_of(case_in(office, "filed"))
    looked = looked_at(office, site)
    keeper, district = (actor_of(office.people[name]) for name in ("keeper", "district"))
    second = handed_in(order_on(site, district), keeper)
    services.ask_longer(looked.order.pk, NOW.date().replace(month=12), "到货晚。", actor=keeper, now=NOW)
    root, number = "/desk/inspections/", looked.order.number
    (check,), (drawn, position), (visit,) = (looked.args[name] for name in ("draw", "drawn", "visit"))
    return {
        "keeper": [f"{root}{number}/", f"{root}{number}/items/1/", f"{root}{number}/longer/"],
        "district": [
            *(f"{root}?tab={tab}" for tab in ("orders", "visits", "draws")),
            f"{root}?q=没有",
            f"{root}new/",
            f"{root}new/?site={site.code}",
            f"{root}{number}/",
            f"{root}{second.number}/",
            f"{root}visits/new/?site={site.code}",
            f"{root}visits/{visit}/",
        ],
        "city": [
            f"{root}draws/new/",
            f"{root}draws/{check}/",
            f"{root}draws/{drawn}/",
            f"{root}draws/{drawn}/{position}/visit/",
            f"{root}draws/{drawn}/{position}/skip/",
        ],
    }


@pytest.mark.parametrize("who", ["keeper", "district", "city"])
def test_pages_of_inspections_are_open_to_everybody(visit, office, pages, who):
    assert Rectification.objects.count() == 2
    assert found_on(visit().be(office.client(who)), pages[who]) == []
