"""What a measure says of a row, as a column: the deepest issuer above it alone speaks, for every type and at every depth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from core.actor import SYSTEM
from core.sql_maps import NumberBelow
from rulebook.choices import Bound
from rulebook.selectors import terms_of
from rulebook.services import seed_packs
from sites.models import ServiceSite
from sites.types import site_types
from sites.watched.ruled import Ruling, types_of
from tests.factories import NOW, Tree, pack_now, succeed
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture
def ruled(tree: Tree) -> Tree:
    """The city rules everything; one street issues measures of its own for one family, without a limit that the city has."""
    seed_packs(tree.city, actor=SYSTEM, now=NOW, with_tables=False)
    type(tree.street).objects.filter(pk=tree.street.pk).update(is_issuer=True)
    tree.street.refresh_from_db()
    seed_packs(tree.street, actor=SYSTEM, now=NOW, with_tables=False)
    pack = pack_now("outdoor", tree.street)
    limits = [each for each in terms_of(pack).limits if each.code != "use_silence"]
    succeed(pack, TODAY, limits=tuple(limits))
    for union in (tree.primary, tree.north_primary, tree.city):
        for kind in site_types():
            opened_site(union, f"{kind.short_label}{union.pk}", site_type=kind.code)
    return tree


def said(ruling: Ruling, site: ServiceSite, code: str) -> tuple[int | None, int | None]:
    """By hand: measure and limit of the deepest issuer above a site."""
    above = [
        each
        for each in ruling.governed
        if site.union_path.startswith(each.path) and site.site_type in types_of(each.family)
    ]
    deepest = max(above, key=lambda each: len(each.path))
    return deepest.measure.pk if deepest.measure else None, deepest.limit(code)


@pytest.mark.parametrize("code", ["use_silence", "map_listing", "nothing_of_the_kind"])
def test_it_is_what_the_deepest_issuer_says_and_nothing_where_that_one_is_silent(
    ruled: Tree, code: str
) -> None:
    ruling = Ruling.on(TODAY)
    rows = ServiceSite.objects.annotate(pack=ruling.pack(), days=ruling.limit(code))
    assert len(rows) == 18
    for site in rows:
        assert (site.pack, site.days) == said(ruling, site, code), site
    silent = [site for site in rows if site.days is None]
    assert len(silent) == {"use_silence": 1, "map_listing": 0}.get(code, 18)


def test_the_shortest_limit_leaves_out_what_cannot_have_passed(ruled: Tree) -> None:
    ruling = Ruling.on(TODAY)
    shortest = min(limit for each in ruling.governed if (limit := each.limit("use_silence")) is not None)
    ServiceSite.objects.update(filed_on=TODAY - timedelta(days=shortest))
    assert not ServiceSite.objects.filter(ruling.passed("filed_on", "use_silence")).exists()
    assert ServiceSite.objects.filter(ruling.passed("filed_on", "use_silence", "map_listing")).count() == 18
    ServiceSite.objects.update(filed_on=TODAY - timedelta(days=shortest + 1))
    assert ServiceSite.objects.filter(ruling.passed("filed_on", "use_silence")).count() == 18
    assert not ServiceSite.objects.filter(ruling.passed("filed_on", "nothing_of_the_kind")).exists()


def test_without_any_measure_nothing_is_ruled(tree: Tree) -> None:
    ruling = Ruling.on(TODAY)
    opened_site(tree.primary, "站")
    row = ServiceSite.objects.annotate(pack=ruling.pack(), days=ruling.limit("use_silence")).get()
    assert (row.pack, row.days, ruling.latest_noticed("expiry_notice")) == (None, None, TODAY)
    assert ruling.kinds_with_floor(Bound.SITE) == []


@pytest.mark.parametrize(
    ("path", "depth", "part"), [("7.", 1, "7"), ("7.12.", 2, "12"), ("7.12.345.", 3, "345"), ("7.", 2, "")]
)
def test_a_part_of_a_path_is_found_at_its_depth(tree: Tree, path: str, depth: int, part: str) -> None:
    site = opened_site(tree.primary, "站", site_type="mind_station")
    ServiceSite.objects.filter(pk=site.pk).update(union_path=path)
    table = {f"{part}:mind_station": 5, "12:nursing_room": 6}
    row = ServiceSite.objects.annotate(found=NumberBelow("union_path", "site_type", depth, table)).get()
    assert row.found == 5, connection.vendor
    other = ServiceSite.objects.annotate(found=NumberBelow("union_path", "site_type", depth, {})).get()
    assert other.found is None
