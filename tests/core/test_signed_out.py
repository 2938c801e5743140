"""What does a person hear whose session ended while a form was open, or who opens an address meant for forms alone?"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from core.views import SIGNED_OUT

pytestmark = pytest.mark.django_db

FORM = "/desk/filings/BA2026-000001/answers/"


def _sent(came_from: str):
    return Client().post(
        reverse("filing-submit", args=["BA2026-000001"]), {"declared": "on"}, headers={"referer": came_from}
    )


def test_signing_in_again_leads_to_the_page_of_the_form():
    answer = _sent(f"http://testserver{FORM}?part=1")

    assert answer.status_code == 302
    assert answer["Location"].endswith(f"next={quote(FORM, safe='/')}%3Fpart%3D1")


def test_no_other_site_is_led_to():
    assert "elsewhere" not in _sent("https://elsewhere.example/desk/")["Location"]


def test_the_login_page_says_that_nothing_was_saved():
    client = Client()
    answer = client.post(reverse("filing-submit", args=["BA2026-000001"]), follow=True)

    assert SIGNED_OUT in answer.content.decode()


def test_reading_says_nothing_of_saving():
    assert SIGNED_OUT not in Client().get(FORM, follow=True).content.decode()


def test_an_address_for_forms_alone_says_how_to_go_on(django_user_model):
    client = Client()
    client.force_login(django_user_model.objects.create_user(username="reader"))

    answer = client.get(reverse("filing-submit", args=["BA2026-000001"]))

    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    assert "不能直接打开" in answer.content.decode()
    assert "返回待办" in answer.content.decode()
