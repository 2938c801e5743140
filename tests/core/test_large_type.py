"""Switching large type on and off."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.context_processors import LARGE_TYPE_COOKIE, portal
from core.views import toggle_large_type


def post(back: str, cookie: str = "") -> HttpResponse:
    request = RequestFactory().post("/large-type/", {"next": back})
    if cookie:
        request.COOKIES[LARGE_TYPE_COOKIE] = cookie
    return toggle_large_type(request)


def test_switching_on_returns_to_the_same_page_with_the_cookie() -> None:
    response = post("/s/abc/?from=qr")
    assert response["Location"] == "/s/abc/?from=qr"
    assert response.cookies[LARGE_TYPE_COOKIE].value == "1"


def test_switching_again_takes_the_cookie_away() -> None:
    cookie = post("/", cookie="1").cookies[LARGE_TYPE_COOKIE]
    assert cookie.value == ""
    assert cookie["max-age"] == 0


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""]
)
def test_another_host_is_never_returned_to(back: str) -> None:
    assert post(back)["Location"] == "/"


def test_a_link_alone_changes_nothing() -> None:
    response = toggle_large_type(RequestFactory().get("/large-type/"))
    assert response.status_code == 405
    assert LARGE_TYPE_COOKIE not in response.cookies


def test_pages_learn_it_from_the_cookie() -> None:
    request = RequestFactory().get("/")
    assert portal(request)["large_type"] is False
    request.COOKIES[LARGE_TYPE_COOKIE] = "1"
    assert portal(request)["large_type"] is True
