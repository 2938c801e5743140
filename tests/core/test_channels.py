"""Each person is told by the channel of his choice, once; a server that fails holds up its own letters alone."""

from __future__ import annotations

import json
import socket
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection

from core.actor import Actor
from core.channels import CHANNELS, offered_channels, over_http
from core.channels import base as channel_base
from core.choosing import choose_channel
from core.delivering import LEASE, deliver_owed
from core.models import AuditEntry, ChannelChoice, ChannelState, OwedMessage, Switch
from core.outbox import owe
from core.switches import mark_copy
from core.workflow import TransitionRefused
from tests.factories import NOW
from tests.sinks import mail_sink, web_sink

pytestmark = pytest.mark.django_db

ROBOT_KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
MOBILE = "13912345678"


@pytest.fixture
def mails(settings):
    with mail_sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 1
        yield sink


@pytest.fixture
def robot(settings):
    with web_sink() as sink:
        settings.WECOM_ROBOT_URL = sink.url
        yield sink


@pytest.fixture
def gateway(settings):
    with web_sink() as sink:
        settings.SMS_URL = sink.url
        settings.SMS_BODY = json.dumps({"to": ["{phone}"], "content": "【工会】{text}", "id": "{id}"})
        settings.SMS_HEADERS = json.dumps({"Authorization": "Bearer of-the-gateway"})
        settings.SMS_OK = json.dumps({"code": "OK"})
        sink.otherwise = (200, {"code": "OK"})
        yield sink


def owe_to(recipient, *, key="", now=NOW, urgent=True, subject="待您审核"):
    address = f"u{recipient}@union.example"
    owe(recipient, subject, key=key or f"k{recipient}", now=now, address=address, urgent=urgent, url="/desk/")


def chooses(recipient, channel, address="", pace=ChannelChoice.Pace.USUAL):
    choose_channel(channel, address, pace, actor=Actor(id=recipient, name=f"第{recipient}人"), now=NOW)


def test_one_refused_address_of_ten_waits_alone_and_the_nine_get_one_mail(mails):
    mails.refuses = {"u4@union.example"}
    for recipient in range(10):
        owe_to(recipient)
    assert deliver_owed(now=NOW) == 9
    assert deliver_owed(now=NOW + timedelta(seconds=30)) == 0
    assert sorted(address for address, _ in mails.taken) == [
        f"u{n}@union.example" for n in range(10) if n != 4
    ]
    left = OwedMessage.objects.get(sent_at=None)
    assert (left.recipient_id, left.attempts, left.channel) == (4, 1, "mail")
    assert "no such user" in left.last_error
    assert left.next_try_at == NOW + timedelta(minutes=1)
    assert not ChannelState.objects.filter(away_until__isnull=False).exists()


def test_the_same_message_tried_again_bears_the_same_number_so_that_mail_programs_know_it(mails):
    owe_to(1)
    deliver_owed(now=NOW)
    OwedMessage.objects.update(sent_at=None, next_try_at=NOW, address="u1@union.example")
    deliver_owed(now=NOW)
    named = [line for _, text in mails.taken for line in text.splitlines() if line.startswith("Message-ID")]
    assert len(named) == 2 and len(set(named)) == 1


def test_a_silent_mail_server_is_asked_once_and_then_left_alone_longer_each_time(settings):
    """It accepts the connection and says nothing: after the first silence nobody waits for it again."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.05
        for recipient in range(5):
            owe_to(recipient)
        now, rests = NOW, []
        for _ in range(4):
            assert deliver_owed(now=now) == 0
            state = ChannelState.objects.get(name="mail")
            rests.append((state.away_until - now) // timedelta(minutes=1))
            assert deliver_owed(now=state.away_until - timedelta(seconds=1)) == 0
            assert ChannelState.objects.get(name="mail").failures == len(rests)
            now = state.away_until
    assert rests == [1, 5, 15, 15]
    assert sum(OwedMessage.objects.values_list("attempts", flat=True)) == 4


def test_a_mail_server_that_is_back_takes_everything_once(settings, mails):
    settings.EMAIL_PORT, port = 1, settings.EMAIL_PORT
    for recipient in range(5):
        owe_to(recipient)
    assert deliver_owed(now=NOW) == 0
    settings.EMAIL_PORT = port
    assert deliver_owed(now=NOW + timedelta(minutes=2)) == 5
    assert len(mails.taken) == 5
    state = ChannelState.objects.get(name="mail")
    assert (state.failures, state.away_until, state.last_error) == (0, None, "")


def test_one_channel_that_is_away_holds_up_no_other(settings, mails, robot):
    settings.EMAIL_PORT = 1
    chooses(2, "wecom", ROBOT_KEY)
    owe_to(1)
    owe_to(2)
    assert deliver_owed(now=NOW) == 1
    assert [path for path, _, _ in robot.taken] == [f"/send?key={ROBOT_KEY}"]


def test_nobody_waits_for_a_server_inside_a_transaction(mails, transactional_db):
    inside = []
    mails.before = lambda text: inside.append(connection.in_atomic_block)
    owe_to(1)
    assert deliver_owed(now=NOW) == 1
    assert inside == [False]


def test_what_another_run_has_taken_is_left_to_it_until_its_lease_ends(mails):
    owe_to(1)
    OwedMessage.objects.update(taken_until=NOW + LEASE)
    assert deliver_owed(now=NOW) == 0
    assert deliver_owed(now=NOW + LEASE) == 1


def test_the_robot_gets_the_words_and_the_way(settings, mails, robot):
    settings.CSRF_TRUSTED_ORIGINS = ["https://zhendi.example"]
    chooses(7, "wecom", ROBOT_KEY)
    owe_to(7)
    assert deliver_owed(now=NOW) == 1
    (_, _, body) = robot.taken[0]
    assert body["msgtype"] == "markdown"
    assert "待您审核" in body["markdown"]["content"]
    assert "https://zhendi.example/desk/" in body["markdown"]["content"]
    assert OwedMessage.objects.get().channel == "wecom"
    assert mails.taken == []


def test_a_text_longer_than_the_robot_takes_is_cut_between_characters(robot):
    chooses(7, "wecom", ROBOT_KEY)
    owe(7, "标题", key="k", now=NOW, body="长" * 3000, urgent=True)
    deliver_owed(now=NOW)
    content = robot.taken[0][2]["markdown"]["content"]
    assert len(content.encode()) <= 4096
    assert content.endswith("长…")


@pytest.mark.parametrize(
    ("answer", "is_away"),
    [
        ((200, {"errcode": 93000, "errmsg": "invalid webhook url"}), False),
        ((200, {"errcode": 45009, "errmsg": "api freq out of limit"}), True),
        ((200, "<html>"), False),
        ((404, ""), False),
        ((429, ""), True),
        ((502, ""), True),
        ((302, "http://127.0.0.1:1/elsewhere"), False),
    ],
    ids=["unknown robot", "too often", "no json", "404", "429", "502", "led elsewhere"],
)
def test_an_answer_of_the_robot_counts_against_the_letter_or_the_server(robot, answer, is_away):
    robot.answers = [answer]
    chooses(7, "wecom", ROBOT_KEY)
    owe_to(7)
    assert deliver_owed(now=NOW) == 0
    assert ChannelState.objects.filter(name="wecom", away_until__isnull=False).exists() is is_away
    assert OwedMessage.objects.get().last_error
    assert ROBOT_KEY not in OwedMessage.objects.get().last_error
    assert len(robot.taken) == 1


def test_a_slow_gateway_is_away_and_its_message_goes_out_once_it_answers(gateway, settings, monkeypatch):
    monkeypatch.setattr(over_http, "PATIENCE", 0.05)
    chooses(7, "sms", MOBILE)
    owe_to(7)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SMS_URL = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert deliver_owed(now=NOW) == 0
    assert ChannelState.objects.get(name="sms").failures == 1
    settings.SMS_URL = gateway.url
    assert deliver_owed(now=NOW + timedelta(minutes=2)) == 1
    assert len(gateway.taken) == 1


def test_a_short_message_has_the_form_of_the_settings_and_only_the_subject(gateway):
    chooses(7, "sms", MOBILE)
    owe(7, '改"期"{phone}', key="k", now=NOW, body="长的说明", urgent=True)
    assert deliver_owed(now=NOW) == 1
    _, headers, body = gateway.taken[0]
    assert headers["Authorization"] == "Bearer of-the-gateway"
    assert body == {
        "to": [MOBILE],
        "content": '【工会】改"期"{phone}。详情请登录工会服务阵地系统查看。',
        "id": sha256(b"k").hexdigest()[:32],
    }


def test_the_number_of_a_morning_letter_is_as_short_as_that_of_one_message(gateway):
    """And the same when it is sent again, so that a gateway can leave out what it had."""
    chooses(7, "sms", MOBILE, "digest")
    for number in range(60):
        owe_to(7, key=f"findings:{number}:{'x' * 90}", urgent=False)
    for _ in range(2):
        OwedMessage.objects.update(sent_at=None, next_try_at=NOW)
        assert deliver_owed(now=NOW + timedelta(days=2)) == 60
    (first, again) = (body["id"] for _, _, body in gateway.taken)
    assert (len(first), again) == (32, first)


def test_a_gateway_that_does_not_say_ok_has_not_taken_it(gateway):
    gateway.answers = [(200, {"code": "BALANCE"})]
    chooses(7, "sms", MOBILE)
    owe_to(7)
    assert deliver_owed(now=NOW) == 0
    assert "BALANCE" in OwedMessage.objects.get().last_error


@pytest.mark.parametrize(
    ("pace", "at_once", "in_the_morning"),
    [("usual", ["要紧"], ["平常"]), ("at_once", ["要紧", "平常"], []), ("digest", [], ["要紧等 2 条消息"])],
)
def test_each_person_chooses_what_comes_at_once_and_what_in_the_morning(
    gateway, pace, at_once, in_the_morning
):
    chooses(7, "sms", MOBILE, pace)
    owe_to(7, key="a", subject="要紧")
    owe_to(7, key="b", subject="平常", urgent=False)
    told = []
    for moment in (NOW, NOW.replace(hour=8, minute=30) + timedelta(days=1)):
        deliver_owed(now=moment)
        told.append(
            [body["content"].removeprefix("【工会】").partition("。")[0] for _, _, body in gateway.taken]
        )
        gateway.taken.clear()
    assert told == [at_once, in_the_morning]
    assert not OwedMessage.objects.filter(sent_at=None).exists()


def test_who_chose_what_is_no_longer_offered_is_told_as_ever(settings, mails, robot):
    chooses(7, "wecom", ROBOT_KEY)
    settings.WECOM_ROBOT_URL = ""
    owe_to(7)
    assert deliver_owed(now=NOW) == 1
    assert [address for address, _ in mails.taken] == ["u7@union.example"]
    with pytest.raises(TransitionRefused, match="没有这种发送方式"):
        chooses(8, "wecom", ROBOT_KEY)


def test_who_reads_inside_gets_nothing_outside(mails):
    chooses(7, "inside")
    owe_to(7)
    assert (deliver_owed(now=NOW), mails.taken) == (1, [])


def test_without_a_mail_server_a_demo_tells_it_on_its_console(settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert [each.name for each in offered_channels()] == ["console", "inside"]
    owe_to(7)
    assert deliver_owed(now=NOW) == 1
    assert capsys.readouterr().out == "[消息] u7@union.example:待您审核。详情请登录工会服务阵地系统查看。\n"


def test_a_copy_of_an_installation_tells_nobody(mails):
    owe_to(7)
    mark_copy(now=NOW)
    assert (deliver_owed(now=NOW), mails.taken) == (0, [])
    Switch.objects.all().delete()
    assert deliver_owed(now=NOW) == 1


@pytest.mark.parametrize(
    ("channel", "good", "bad"),
    [("wecom", ROBOT_KEY, "https://qyapi.weixin.qq.com/?key=1"), ("sms", MOBILE, "0532-85911234")],
)
def test_an_address_is_checked_where_it_is_typed(channel, good, bad):
    assert CHANNELS[channel].problem_with(good) == ""
    assert "请重新填写" in CHANNELS[channel].problem_with(bad)


def test_the_trail_tells_that_somebody_chose_and_never_the_address(gateway):
    chooses(7, "sms", MOBILE)
    entry = AuditEntry.objects.get(action="channel.choose")
    assert "手机短信" in entry.note
    assert MOBILE not in json.dumps(entry.as_sealed(), ensure_ascii=False)


def test_a_server_is_waited_for_at_most_ten_seconds():
    assert (channel_base.PATIENCE, over_http.PATIENCE) == (10, 10)
