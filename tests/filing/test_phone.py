"""The code on the desktop opens one case on the phone, for a while, and for nobody who lost the right."""

from __future__ import annotations

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.models import AuditEntry
from filing.phone import PhonePass, phone_code, read_code
from filing.services import withdraw_filing
from tests.factories import NOW, actor_of
from tests.office import build_office, draft_of, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def draft(office):
    return draft_of(office, "keeper")


def page_of(draft, who):
    return reverse("phone", args=[phone_code(PhonePass(draft.number, who.pk))])


def send(url):
    return Client().post(url, {"plate": SimpleUploadedFile("门牌.jpg", picture(shade=4), "image/jpeg")})


def test_a_picture_comes_in_without_signing_in_under_the_name_of_who_showed_the_code(office, draft):
    url = page_of(draft, office.people["keeper"])
    page = Client().get(url)
    assert page["Cache-Control"] == "private, no-store"
    assert "sessionid" not in page.cookies
    assert send(url).status_code == 302
    assert draft.version.photos.get().slot == "plate"
    entry = AuditEntry.objects.filter(action="filing.edit").latest("pk")
    assert entry.actor_id == office.people["keeper"].pk


def test_a_bad_file_is_refused_by_name_and_keeps_the_good_ones(office, draft):
    files = [
        SimpleUploadedFile("好.jpg", picture(shade=6), "image/jpeg"),
        SimpleUploadedFile("坏.jpg", b"<html>", "image/jpeg"),
    ]
    answer = Client().post(page_of(draft, office.people["keeper"]), {"plate": files})
    assert answer.status_code == 400
    assert "已传到 1 张" in answer.content.decode()
    assert "坏.jpg" in answer.content.decode()
    assert draft.version.photos.count() == 1


FORGED = {
    "words": "x",
    "parts": "a:b:c",
    "another form": "W10:1abc:zzz",
    "no salt": signing.dumps(["BA2026-000001", 1]),
}


@pytest.mark.parametrize("code", FORGED.values(), ids=FORGED)
def test_a_forged_code_opens_nothing(office, code):
    answer = Client().get(reverse("phone", args=[code]))
    assert answer.status_code == 404
    assert "上传码已失效" in answer.content.decode()


def test_an_old_code_opens_nothing(office, draft, time_machine):
    time_machine.move_to(NOW)
    url = page_of(draft, office.people["keeper"])
    code = url.split("/")[2]
    assert read_code(code) is not None
    time_machine.shift(31 * 60)
    assert read_code(code) is None
    assert send(url).status_code == 404
    assert not draft.version.photos.exists()


def test_a_code_is_worth_nothing_when_its_person_or_the_draft_is_gone(office, draft):
    keeper = office.people["keeper"]
    url = page_of(draft, keeper)
    User.objects.filter(pk=keeper.pk).update(is_active=False)
    assert send(url).status_code == 404
    User.objects.filter(pk=keeper.pk).update(is_active=True)
    withdraw_filing(draft.pk, actor=actor_of(keeper), now=NOW, note="场地有变。")
    assert send(url).status_code == 404


def test_a_code_of_somebody_else_reaches_no_further_than_he_does(office, draft):
    assert send(page_of(draft, office.people["district2"])).status_code == 404
    assert send(page_of(draft, office.people["city"])).status_code == 404
