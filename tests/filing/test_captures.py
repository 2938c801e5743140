"""When and where a picture was taken is said to whoever checks, known or unknown, and to nobody outside."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from core.clock import LEGAL_ZONE
from sites.captures import NO_PIN, UNKNOWN, place_words
from sites.models import Attachment, SiteVersion
from tests.factories import NOW
from tests.office import build_office, case_in, draft_of, site_of

#: One minute of latitude is a nautical mile: 1 852 metres, 1 853 on our sphere.
PIN = SiteVersion(lat=Decimal("36.000000"), lng=Decimal("120.000000"))
PINNED = {"lat": Decimal("36.067000"), "lng": Decimal("120.382600"), "pin_datum": "wgs84"}
NOTE = "“未知”不影响办理"


def taken(lat, lng=Decimal("120.000000")):
    return Attachment(taken_lat=lat, taken_lng=lng)


@pytest.mark.parametrize(
    ("picture", "version", "words"),
    [
        (taken(Decimal("36.001079")), PIN, "与登记位置相距约 120 米"),
        (taken(Decimal("36.000000")), PIN, "与登记位置相距约 10 米"),
        (taken(Decimal("36.100000")), PIN, "与登记位置相距约 11.1 公里"),
        (taken(None, None), PIN, UNKNOWN),
        (taken(None, None), SiteVersion(), UNKNOWN),
        (taken(Decimal("36.001079")), SiteVersion(), NO_PIN),
    ],
)
def test_the_place_is_said_beside_the_pin(picture, version, words):
    assert place_words(picture, version) == words


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


def stamp(case):
    """The first picture of the case says when and where; the others say nothing."""
    picture = case.version.photos.order_by("pk").first().attachment
    picture.taken_at = datetime(2026, 10, 1, 9, 30, tzinfo=LEGAL_ZONE)
    picture.taken_lat, picture.taken_lng = case.version.lat + Decimal("0.001079"), case.version.lng
    picture.save()


def shown_on(office, who, address):
    return office.client(who).get(address).content.decode()


@pytest.mark.django_db
def test_the_checker_reads_known_and_unknown_with_equal_calm(office):
    case = case_in(office, "district_check", photos=2, **PINNED)
    stamp(case)
    page = shown_on(office, "district", reverse("filing", args=[case.number]))
    assert "拍摄时间:2026年10月1日 09:30<br>拍摄地点:与登记位置相距约 120 米" in page
    assert "拍摄时间:未知<br>拍摄地点:未知" in page
    assert NOTE in page


@pytest.mark.django_db
def test_the_writer_reads_the_same_before_he_submits(office):
    case = draft_of(office, photos=2, **PINNED)
    stamp(case)
    for name in ("filing-photos", "filing-answers"):
        page = shown_on(office, "district", reverse(name, args=[case.number]))
        assert "与登记位置相距约 120 米" in page
        assert page.count("拍摄地点:未知") == 1


@pytest.mark.django_db
def test_unknown_stops_nothing_and_nothing_of_it_is_public(office):
    case = case_in(office, "filed", photos=2, **PINNED)
    stamp(case)
    page = shown_on(office, "", f"/s/{site_of(case).code}/")
    assert "/photos/" in page
    for word in ("拍摄", "相距", "09:30"):
        assert word not in page
