"""G: real web, workers, schedulers and Redis. Killed, stopped, doubled: nothing is lost, and nothing is told twice."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.services import create_user
from core import clock
from core.actor import SYSTEM
from core.delivering import LEASE
from core.models import AuditEntry, JobRun, OwedMessage, ScheduledRun
from core.outbox import owe
from core.registry import CHECKS
from inspection.models import CheckRun, Finding
from tests.hostile.deaths import missed_nights, twenty_deaths
from tests.hostile.redis_away import People, work_goes_on
from tests.installation import MARKS, installation, until
from tests.office import build_office
from tests.sinks import mail_sink
from tests.sites.public_sites import opened_site

pytestmark = MARKS


#: A worker has as many processes as the machine has cores, and each has one letter in its hands at most.
POOL_OF_ONE = os.cpu_count()


@pytest.fixture
def mails():
    with mail_sink() as sink:
        yield sink


@pytest.fixture
def running(tmp_path, mails):
    """Everything of the compose file, two schedulers among it, and a first answer that all is well."""
    with installation(tmp_path, mails.port) as made:
        made.begin("web", "worker", "beat", "beat2")
        yield made


def ready(made):
    """Status, and the parts that failed."""
    answer = made.web.ask("GET", "/readyz")
    told = json.loads(answer.text.partition("\r\n\r\n")[2]) if answer.status else {"parts": {}}
    return answer.status, {name for name, part in told["parts"].items() if part["state"] == "failed"}


#: Beyond the keys of people: a letter to somebody known goes to the address that he has now, and these stay as they were owed.
NOBODY = 1_000_000


def owe_many(name, count):
    for number in range(count):
        owe(
            NOBODY + number,
            f"{name}-{number}",
            key=f"{name}:{number}",
            now=clock.now(),
            urgent=True,
            address=f"u{number}@x.cn",
        )


def sent(mails, name):
    """How often each message of that name reached the mail server."""
    found = [
        line for _, text in mails.taken for line in text.splitlines() if line.startswith(f"Subject: {name}-")
    ]
    return Counter(found)


def all_once(mails, name, count):
    unsent = OwedMessage.objects.filter(key__startswith=f"{name}:", sent_at=None)
    until(lambda: not unsent.exists(), f"all of {name} are sent")
    assert sorted(sent(mails, name).values()) == [1] * count


def test_whatever_is_killed_stopped_or_doubled_everything_happens_once(running, mails):
    owe_many("first", 5)
    all_once(mails, "first", 5)
    with (
        transaction.atomic()
    ):  # the scheduler may ask for a night at any moment: it has seen none of this, or all
        office = build_office()
        expected = missed_nights(office)

    twenty_deaths(running, mails, owe_many, expected)
    killed_in_the_middle(running, mails)
    killed_in_a_night(running, office)
    without_redis(running, mails, office)
    with_an_empty_redis(running, mails)
    without_the_scheduler_that_worked(running, mails)
    given_out_again(running, mails)
    told_within_a_minute(running)
    no_worker_beside_demo_logins(running)

    assert set(sent(mails, "killed").values()) == {1}
    failures = ScheduledRun.objects.filter(failures__gt=0).values_list("name", "error")
    assert list(failures) == []
    assert not JobRun.objects.exclude(error="").exists()


def killed_in_the_middle(running, mails):
    """The mail server has a letter in its hands and has not taken it when the worker dies."""
    reached, go_on = threading.Event(), threading.Event()

    def hold(text):
        """From then on no letter is taken at all, whoever else of the pool comes with one."""
        if "Subject: killed-7\n" in text:
            reached.set()
        if reached.is_set() and not go_on.is_set():
            go_on.wait(60)
            raise ConnectionAbortedError

    mails.before = hold
    owe_many("killed", 20)
    until(reached.is_set, "the worker is in the middle of a letter")
    running.kill("worker")
    dead_since = clock.now()
    go_on.set()
    running.start("worker")
    running.start("worker2")
    unsent = OwedMessage.objects.filter(key__startswith="killed:", sent_at=None)
    of_the_dead = unsent.filter(taken_until__lte=dead_since + LEASE)
    until(lambda: unsent.count() == of_the_dead.count(), "the others go out at once")
    left = set(of_the_dead.values_list("key", flat=True))
    assert "killed:7" in left and len(left) <= POOL_OF_ONE
    of_the_dead.update(taken_until=clock.now() - timedelta(seconds=1))  # the leases end
    all_once(mails, "killed", 20)


def killed_in_a_night(running, office):
    """A check waits for its row when the workers die: what the others found stays, and the night is done once."""
    today, held = clock.today(), "keeper_missing"
    told_before = AuditEntry.objects.latest("pk").pk
    heard_before = OwedMessage.objects.latest("pk").pk
    with transaction.atomic():
        for number in range(3):
            last_year, ended = f"370202-HWYZ-2025-1{number:03d}", today - timedelta(days=1)
            opened_site(office.primary, f"站{number}", number=last_year, agreement_ends_on=ended)
        CheckRun.objects.all().delete()
        CheckRun.objects.create(code=held, day=today)
    ended = CheckRun.objects.filter(day=today, ended_at__isnull=False)
    with transaction.atomic():
        CheckRun.objects.select_for_update().get(code=held, day=today)
        running.ring("inspection.tasks.follow_checks")
        until(lambda: ended.filter(code="fault_unmended").exists(), "the checks before it are done")
        until(see_waiting_now, "the night waits for its row")
        for name in ("worker", "worker2"):
            running.kill(name)
    assert not ended.filter(code=held).exists()
    assert Finding.objects.filter(code="agreement_ended", site__versions__name__startswith="站").count() == 3
    for name in ("worker", "worker2"):
        running.start(name)
    running.ring("inspection.tasks.follow_checks")
    until(lambda: ended.count() == len(list(CHECKS)), "every check has run")
    until(lambda: not ended.filter(told_at=None).exists(), "who hears of it was told")
    for check in CHECKS:
        rows = check.failing(today).filter(began_on__lte=today)
        found = Finding.objects.filter(code=check.code, ended_on=None)
        found = found.values_list(f"{check.subject}_id", flat=True)
        assert sorted(found) == sorted(rows.values_list("subject", flat=True)), check.code
    told = AuditEntry.objects.filter(action="check.run", pk__gt=told_before)
    told = told.values_list("target_label", flat=True)
    assert len(told) == len(set(told))
    assert not ended.exclude(attempts=1).exists()
    heard = OwedMessage.objects.filter(key__startswith="findings:", pk__gt=heard_before)
    heard = heard.values_list("recipient_id", flat=True)
    assert heard and len(heard) == len(set(heard))


def see_waiting_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


def without_redis(running, mails, office):
    """People go on working, the health page says what is away, and afterwards all goes out."""
    people = People(running.web, office)
    running.kill("redis", signal.SIGTERM)
    until(lambda: "broker" in ready(running)[1], "the health page says that Redis is away")
    status, parts = ready(running)
    assert (status, "broker" in parts) == (503, True)
    for page in ("/", "/accounts/login/", "/healthz"):
        assert running.web.ask("GET", page).status in (200, 302)
    with work_goes_on(people, mails):
        running.start("redis")
    owe_many("away", 5)
    all_once(mails, "away", 5)
    until(lambda: ready(running)[0] == 200, "everything is ready again")


def with_an_empty_redis(running, mails):
    """The queue is a doorbell: what is owed is found in the tables."""
    owe_many("emptied", 5)
    running.redis("flushall")
    all_once(mails, "emptied", 5)


def without_the_scheduler_that_worked(running, mails):
    """The other one takes over before anybody is missed."""
    works = next(name for name in ("beat", "beat2") if " works" in running.log(name))
    other = "beat2" if works == "beat" else "beat"
    assert "stands by" in running.log(other) and " works" not in running.log(other)
    running.kill(works)
    owe_many("orphaned", 5)
    until(lambda: " works" in running.log(other), "the other scheduler takes over")
    all_once(mails, "orphaned", 5)


def given_out_again(running, mails):
    """No scheduler asks any more: the call that a worker died over comes back by itself, as it was never acknowledged."""
    for name in [each for each in running.processes if each.startswith(("beat", "worker"))]:
        running.kill(name)
    running.redis("del", "celery")
    reached, go_on = threading.Event(), threading.Event()

    def hold(text):
        if "Subject: again-0\n" in text and not go_on.is_set():
            reached.set()
            go_on.wait(60)
            raise ConnectionAbortedError

    mails.before = hold
    owe_many("again", 1)
    running.start("worker")
    running.ring("core.tasks.deliver_messages", "mail")
    until(reached.is_set, "the worker is in the middle of a letter")
    running.kill("worker")
    go_on.set()
    OwedMessage.objects.filter(key__startswith="again:").update(taken_until=None)  # its lease ends
    for tag in running.redis("zrange", "unacked_index", "0", "-1").split():
        running.redis(
            "zadd", "unacked_index", "1", tag
        )  # and so does the time in which no other may have the call
    running.start("worker")
    all_once(mails, "again", 1)


def told_within_a_minute(running):
    running.kill("worker")
    until(lambda: {"beat", "worker"} <= ready(running)[1], "the health page says who is silent", patience=60)
    assert ready(running)[0] == 503


def no_worker_beside_demo_logins(running):
    create_user("shown", "演示", password=None, home_union=None, actor=SYSTEM, now=clock.now(), is_demo=True)
    running.start("worker3")
    until(lambda: running.processes["worker3"].poll() is not None, "the worker ends by itself")
    assert running.processes["worker3"].returncode != 0
    assert "演示账号" in running.log("worker3")


def test_a_task_is_given_out_again_only_after_it_must_have_ended():
    """Shorter, and it would run twice at once; the sweep would take ten times as long without its own interval."""
    told = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    assert settings.CELERY_TASK_ACKS_LATE
    assert told["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT
    assert told["unacked_restore_interval"] * told["unacked_restore_throttle"] <= 10
