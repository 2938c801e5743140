"""Each message goes out once; an address that fails waits longer each time and holds up nobody."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from accounts.models import User
from core import delivering
from core.actor import Actor
from core.delivering import DELAYS, deliver_owed
from core.models import OwedMessage
from core.outbox import Owed, messages_for, next_digest, owe, owe_each
from core.tasks import AT_A_TIME, RUN_SECONDS, deliver_messages
from core.walls import TRAIL_WALLS, Walled
from tests.factories import NOW, build_office

pytestmark = pytest.mark.django_db


class RefusingBackend(EmailBackend):
    """A mail server that knows nobody at bad.example."""

    def send_messages(self, messages):
        for message in messages:
            if any(address.endswith("@bad.example") for address in message.to):
                raise smtplib.SMTPRecipientsRefused({"x@bad.example": (550, b"no such user")})
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def refusing_mail_server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"


def owe_one(key="filing:1:1:7", address="wang@union.example", subject="待您审核", now=NOW, **more):
    owe(7, subject, key=key, now=now, address=address, **{"urgent": True, **more})


def test_the_same_key_is_owed_once_and_sent_once():
    owe_one()
    owe_one(subject="又一次")
    assert deliver_owed(now=NOW) == 1
    assert deliver_owed(now=NOW + timedelta(days=1)) == 0
    assert [each.subject for each in mail.outbox] == ["待您审核"]


def test_what_is_rolled_back_is_not_owed():
    with pytest.raises(RuntimeError), transaction.atomic():
        owe_one()
        raise RuntimeError
    assert deliver_owed(now=NOW) == 0
    assert mail.outbox == []


def test_without_an_address_the_message_lives_in_the_portal():
    owe_one(address="")
    assert deliver_owed(now=NOW) == 1
    assert mail.outbox == []
    assert [each.subject for each in messages_for(Actor(id=7, name="王芳"))] == ["待您审核"]


def test_a_refused_address_does_not_hold_up_the_others():
    owe_one(key="a", address="x@bad.example")
    owe_one(key="b", now=NOW + timedelta(seconds=1))
    assert deliver_owed(now=NOW + timedelta(minutes=1)) == 1
    refused = OwedMessage.objects.get(key="a")
    assert refused.sent_at is None
    assert "no such user" in refused.last_error
    assert [each.to for each in mail.outbox] == [["wang@union.example"]]


def test_a_subject_no_mail_can_carry_does_not_hold_up_the_others():
    owe_one(key="a", subject="两行\n标题")
    owe_one(key="b", now=NOW + timedelta(seconds=1))
    assert deliver_owed(now=NOW + timedelta(minutes=1)) == 1
    assert OwedMessage.objects.get(key="a").attempts == 1


def test_the_delays_grow_and_the_last_one_repeats():
    owe_one(address="x@bad.example")
    now = NOW
    for tries, minutes in enumerate([1, 5, 15, 60, 240, 240, 240], start=1):
        assert deliver_owed(now=now) == 0
        message = OwedMessage.objects.get()
        assert message.attempts == tries
        assert message.next_try_at == now + timedelta(minutes=minutes)
        assert deliver_owed(now=message.next_try_at - timedelta(seconds=1)) == 0
        assert OwedMessage.objects.get().attempts == tries
        now = message.next_try_at
    assert DELAYS[-1] == 240


def test_a_message_goes_out_once_the_address_works_and_its_error_is_forgotten():
    owe_one(address="x@bad.example")
    deliver_owed(now=NOW)
    OwedMessage.objects.update(address="x@good.example")
    assert deliver_owed(now=NOW + timedelta(minutes=1)) == 1
    message = OwedMessage.objects.get()
    assert (message.last_error, message.attempts) == ("", 2)
    assert message.sent_at == NOW + timedelta(minutes=1)


def test_what_is_not_urgent_waits_for_the_next_morning_and_comes_in_one_mail(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://zhendi.example"]
    for number in range(3):
        owe_one(key=str(number), subject=f"第 {number} 条", urgent=False, url=f"/desk/{number}/")
    owe_one(key="other", address="li@union.example", urgent=False)
    morning = NOW.replace(hour=8, minute=30) + timedelta(days=1)
    assert deliver_owed(now=morning - timedelta(seconds=1)) == 0
    assert deliver_owed(now=morning) == 4
    assert deliver_owed(now=morning) == 0
    subjects = sorted(each.subject for each in mail.outbox)
    assert subjects == ["待您审核", "第 0 条等 3 条消息"]
    digest = next(each for each in mail.outbox if "3 条" in each.subject)
    assert [f"https://zhendi.example/desk/{number}/" in digest.body for number in range(3)] == [True] * 3


def test_what_comes_up_before_the_morning_goes_with_this_mornings_mail():
    early = NOW.replace(hour=7, minute=0)
    assert next_digest(early) == NOW.replace(hour=8, minute=30)
    assert next_digest(NOW.replace(hour=8, minute=30)) == NOW.replace(hour=8, minute=30) + timedelta(days=1)


def test_a_refused_digest_is_tried_again_whole():
    for number in range(2):
        owe_one(key=str(number), address="x@bad.example", urgent=False)
    morning = next_digest(NOW)
    assert deliver_owed(now=morning) == 0
    assert set(OwedMessage.objects.values_list("attempts", flat=True)) == {1}
    OwedMessage.objects.update(address="x@good.example")
    assert deliver_owed(now=morning + timedelta(minutes=1)) == 2
    assert len(mail.outbox) == 1


def owe_those_that_are_not_sent(key="not", **more):
    """More of them than a run takes at a time, and each due before anything else."""
    for number in range(2 * AT_A_TIME + 1):
        owe_one(key=f"{key}:{number}", now=NOW - timedelta(minutes=5), **more)


def test_messages_to_somebody_who_left_hold_up_no_other_in_the_same_run(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    gone = build_office().keeper
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for number in range(2 * AT_A_TIME + 1):
        owe(gone.pk, "请补正", key=f"gone:{number}", now=NOW - timedelta(minutes=5), urgent=True)
    owe_one()
    assert deliver_messages("mail") == 1, "what ended is not told as sent"
    assert len(mail.outbox) == 1
    assert not OwedMessage.objects.filter(sent_at=None).exists()


def test_messages_behind_a_wall_hold_up_no_other_in_the_same_run(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    owe_those_that_are_not_sent("nomination:5")
    owe_one()
    with TRAIL_WALLS.known("test", lambda actor: Walled(abouts=("nomination:5",))):
        assert deliver_messages("mail") == 1
    assert [each.subject for each in mail.outbox] == ["待您审核"]
    assert not OwedMessage.objects.filter(sent_at=None).exists()


def test_refused_addresses_hold_up_no_other_in_the_same_run_and_are_tried_in_it_once(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    owe_those_that_are_not_sent(address="x@bad.example")
    owe_one()
    assert deliver_messages("mail") == 1
    assert [each.to for each in mail.outbox] == [["wang@union.example"]]
    refused = OwedMessage.objects.filter(sent_at=None)
    assert refused.count() == 2 * AT_A_TIME + 1
    assert set(refused.values_list("attempts", "next_try_at")) == {(1, NOW + timedelta(minutes=1))}
    assert DELAYS[0] * 60 > RUN_SECONDS, "by the clock too no run comes to its own refusals again"


def test_a_run_ends_when_others_have_taken_what_is_due(settings, monkeypatch):
    """They stay due for a moment, and whoever has them sends them."""
    settings.CLOCK_PIN = NOW.isoformat()
    owe_those_that_are_not_sent()
    asked = []
    monkeypatch.setattr(delivering, "_take", lambda keys, now: asked.append(keys) or [])
    assert deliver_messages("mail") == 0
    assert len(asked) == AT_A_TIME


@pytest.mark.parametrize("is_one_of_many", [False, True])
def test_a_sentence_longer_than_its_column_is_told_in_full_below(is_one_of_many):
    words = "请按提醒内容尽快补正。" * 30
    if is_one_of_many:
        owe_each([Owed(7, words, "a", "wang@union.example")], now=NOW)
    else:
        owe_one(key="a", subject=words, body="另请留意。", urgent=False)
    told = OwedMessage.objects.get()
    assert (len(told.subject), told.subject[-1]) == (200, "…")
    assert told.body == (words if is_one_of_many else f"{words}\n另请留意。")
    assert f"{told.subject[:-1]}{told.beyond[1:]}" == told.body
    assert deliver_owed(now=next_digest(NOW)) == 1
    assert words in mail.outbox[0].body


def test_a_sentence_that_just_fits_is_left_alone():
    owe_one(subject="好" * 200, body="另请留意。")
    told = OwedMessage.objects.get()
    assert (told.subject, told.body, told.beyond) == ("好" * 200, "另请留意。", "另请留意。")
