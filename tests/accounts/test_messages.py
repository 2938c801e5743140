"""A person reads what was told, and says how it should arrive; what cannot be is said in words."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from core.delivering import deliver_owed
from core.models import ChannelChoice, OwedMessage
from core.outbox import next_digest, owe
from tests.factories import NOW, build_office

pytestmark = pytest.mark.django_db

MOBILE = "13912345678"


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    settings.SMS_URL = "http://127.0.0.1:1/"
    return build_office()


@pytest.fixture
def keeper(office):
    client = Client()
    client.force_login(office.keeper)
    return client


def choose(client, **told):
    return client.post("/accounts/messages/channel/", {"key": str(uuid.uuid4()), **told})


def test_everybody_reads_only_what_he_was_told(office, keeper):
    owe(office.keeper.pk, "请补正", key="a", now=NOW, url="/desk/", body="缺平面图")
    owe(office.city.pk, "别人的消息", key="b", now=NOW)
    page = keeper.get("/accounts/messages/").content.decode()
    assert "请补正" in page and "缺平面图" in page
    assert "别人的消息" not in page
    assert "您的人员资料中没有邮箱" in page


def owe_keeper(office, key="k", **more):
    told = {"address": "old@union.example", "urgent": True, **more}
    owe(office.keeper.pk, "请补正", key=key, now=NOW, **told)


def test_a_mail_goes_to_the_address_that_a_person_has_now_and_the_row_keeps_none(office, mailoutbox):
    office.keeper.email = "new@union.example"
    office.keeper.save()
    owe_keeper(office)
    owe_keeper(office, "l", address="")
    assert deliver_owed(now=NOW) == 2
    assert [letter.to for letter in mailoutbox] == [["new@union.example"]] * 2
    assert set(OwedMessage.objects.values_list("address", flat=True)) == {""}
    User.objects.update(email="")
    owe_keeper(office, "m")
    assert deliver_owed(now=NOW) == 1, "told in the portal alone"
    assert len(mailoutbox) == 2


def test_after_a_new_address_the_morning_brings_one_letter(office, mailoutbox):
    """Of two people, one owed before his address changed, after it, and when he had none."""
    User.objects.filter(pk=office.keeper.pk).update(email="new@union.example")
    User.objects.filter(pk=office.city.pk).update(email="city@union.example")
    for key, address in (("a", "old@union.example"), ("b", "new@union.example"), ("c", "")):
        owe_keeper(office, key, address=address, urgent=False)
    owe(office.city.pk, "另一人的", key="d", now=NOW, address="old@union.example")
    morning = next_digest(NOW)
    assert deliver_owed(now=morning) == 4
    assert sorted((letter.to, letter.subject) for letter in mailoutbox) == [
        (["city@union.example"], "另一人的"),
        (["new@union.example"], "请补正等 3 条消息"),
    ]
    assert (deliver_owed(now=morning), len(mailoutbox)) == (0, 2)


def test_a_morning_of_many_old_addresses_brings_one_letter_also_when_few_are_taken_at_a_time(
    office, mailoutbox
):
    User.objects.filter(pk=office.keeper.pk).update(email="new@union.example")
    for number in range(5):
        owe_keeper(office, f"k{number}", address=f"old{number}@union.example", urgent=False)
    assert deliver_owed(now=next_digest(NOW), limit=2) == 5
    assert [letter.to for letter in mailoutbox] == [["new@union.example"]]


@pytest.mark.parametrize("channel", ["mail", "sms"])
def test_whoever_is_no_longer_active_is_sent_nothing_and_the_row_says_why(office, mailoutbox, channel):
    ChannelChoice.objects.create(recipient_id=office.keeper.pk, channel=channel, address=MOBILE)
    User.objects.filter(pk=office.keeper.pk).update(is_active=False)
    owe_keeper(office)
    owe_keeper(office, "l", urgent=False)
    assert deliver_owed(now=NOW + timedelta(days=2)) == 0
    assert mailoutbox == []
    rows = OwedMessage.objects.values_list("address", "last_error", "taken_until")
    assert set(rows) == {("", "收件人的账号已停用,没有发送。", None)}
    assert not OwedMessage.objects.filter(sent_at=None).exists(), "nothing is tried again"


def test_what_is_chosen_is_kept_and_tried_with_a_message(office, keeper):
    assert choose(keeper, channel="sms", address=f" {MOBILE} ", pace="digest").status_code == 302
    kept = ChannelChoice.objects.get()
    assert (kept.recipient_id, kept.channel, kept.address, kept.pace) == (
        office.keeper.pk,
        "sms",
        MOBILE,
        "digest",
    )
    assert "手机短信" in OwedMessage.objects.get().subject
    assert "手机短信" in keeper.get("/accounts/messages/").content.decode()


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"channel": "sms", "pace": "usual"}, "请填写手机号码"),
        ({"channel": "sms", "address": "85911234", "pace": "usual"}, "手机号码应为 11 位数字"),
        ({"channel": "wecom", "address": "x", "pace": "usual"}, "选择"),
        ({"channel": "inside", "pace": "hourly"}, "选择"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_kept(keeper, told, word):
    answer = choose(keeper, **told)
    assert answer.status_code == 400
    assert word in answer.content.decode()
    assert not ChannelChoice.objects.exists()


def test_an_address_that_the_channel_does_not_need_is_dropped(keeper):
    choose(keeper, channel="inside", address=MOBILE, pace="usual")
    assert ChannelChoice.objects.get().address == ""
