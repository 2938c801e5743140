"""Large type is a cookie, and the way back never leaves the portal."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/s/ABC/", "/s/ABC/"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_large_type_is_switched_on_and_off_and_leads_back(back, leads_to):
    client = Client()
    response = client.post("/large-type/", {"next": back})
    assert (response.status_code, response["Location"]) == (302, leads_to)
    assert client.cookies["large_type"].value == "1"
    client.post("/large-type/", {"next": back})
    assert client.cookies["large_type"].value == ""


def test_reading_does_not_switch():
    assert Client().get("/large-type/").status_code == 405
