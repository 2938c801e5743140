"""A pin on the pages of the staff: every page says it as it was typed, and the trail tells what stood there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core.models import AuditEntry
from filing.models import Filing
from filing.services import save_section, submit_filing
from sites.geo import Point, to_wgs84
from tests.factories import NOW, actor_of
from tests.office import Office, build_office, case_in, draft_of, site_of

pytestmark = pytest.mark.django_db

#: As typed into the form, and how every page says it.
TYPED = {
    "gcj02": (36.0671, 120.3826, "北纬 36.067100,东经 120.382600(取自高德/腾讯)"),
    "bd09": (36.0734, 120.3891, "北纬 36.073400,东经 120.389100(取自百度)"),
    "wgs84": (36.0668, 120.3775, "北纬 36.066800,东经 120.377500(取自GPS/天地图)"),
}


@pytest.fixture
def office() -> Office:
    return build_office()


def pin(datum: str) -> dict[str, Any]:
    lat, lng, _ = TYPED[datum]
    point = to_wgs84(Point(lat, lng), datum)
    return {
        "lat": Decimal(repr(point.lat)).quantize(Decimal("0.000001")),
        "lng": Decimal(repr(point.lng)).quantize(Decimal("0.000001")),
        "pin_datum": datum,
    }


@pytest.mark.parametrize("datum", TYPED)
def test_check_page_case_form_on_paper_and_site_file_say_the_pin_as_typed(office: Office, datum: str) -> None:
    words = TYPED[datum][2]
    client = office.client("district")
    draft = draft_of(office, **pin(datum))
    filed = case_in(office, "filed", **pin(datum))
    pages = [
        reverse("filing-answers", args=[draft.number]),
        reverse("filing", args=[filed.number]),
        reverse("filing-print", args=[filed.number]),
        reverse("site-file", args=[site_of(filed).code]),
    ]
    for page in pages:
        assert words in client.get(page).content.decode(), page


def told(filing: Filing) -> dict[str, Any]:
    return AuditEntry.objects.filter(about=filing.audit_about, action="filing.edit").latest("id").changes


def saved(office: Office, filing: Filing, values: dict[str, Any]) -> Filing:
    actor = actor_of(office.people["district"])
    return save_section(filing.pk, values, seen=filing.revision, actor=actor, now=NOW)


def test_a_first_pin_is_told_once_and_whole(office: Office) -> None:
    filing = saved(office, draft_of(office), pin("gcj02"))
    assert told(filing) == {"坐标": ["未核实", TYPED["gcj02"][2]]}


def test_a_corrected_pin_tells_the_place_that_stood_and_the_place_that_stands(office: Office) -> None:
    filing = saved(office, draft_of(office), pin("gcj02"))
    filing = saved(office, filing, pin("bd09") | {"building": "主楼"})
    assert told(filing) == {
        "坐标": [TYPED["gcj02"][2], TYPED["bd09"][2]],
        "楼宇": ["未核实", "主楼"],
    }
    filing = saved(office, filing, {"lat": None, "lng": None, "pin_datum": ""})
    assert told(filing) == {"坐标": [TYPED["bd09"][2], "未核实"]}


def test_the_pin_is_stored_in_wgs84_whatever_is_said(office: Office) -> None:
    filing = draft_of(office, **pin("gcj02"))
    submitted = submit_filing(
        filing.pk, seen=filing.revision, actor=actor_of(office.people["district"]), now=NOW
    )
    assert submitted.version.lat == pin("gcj02")["lat"] != Decimal("36.067100")
