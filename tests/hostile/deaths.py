"""G1: workers die one after the other, at any moment, while messages go out and nights are made up.

What a death leaves in somebody's hands is known: a letter whose row is taken and not noted as sent. The mail server
may have had it already, so it comes again with the same Message-ID, by which a mail program knows it. Everything else
happens once.
"""

from __future__ import annotations

import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from core import clock
from core.models import AuditEntry, OwedMessage
from core.registry import CHECKS
from inspection.models import CheckRun, Finding
from inspection.watching.services import follow_checks
from tests.installation import Installation, commands_of_compose, until
from tests.nursery import Nursery, nursery
from tests.office import Office
from tests.sinks import MailSink
from tests.sites.public_sites import opened_site

DEATHS = 20
#: So many workers stand there; while one dies and the next comes up the others work.
POOL = 4
#: Letters that are owed before each death, and the days that the watch has missed.
LETTERS, DAYS = 25, 10
SEED = 20261130

NAME = "dying"
_MOMENT = threading.Event()


def missed_nights(office: Office) -> set[tuple[Any, ...]]:
    """Sites whose papers ended in the days that the watch missed; gives what an undisturbed watch makes of them."""
    today = clock.today()
    for number in range(DAYS):
        last_year = (
            f"370202-HWYZ-2025-{number:04d}"  # a case that is decided meanwhile gets the first of this year
        )
        ended = today - timedelta(days=number)
        opened_site(office.primary, f"到期站{number}", number=last_year, agreement_ends_on=ended)
    _begin(today - timedelta(days=DAYS))
    with transaction.atomic():
        follow_checks(clock=clock.now)
        found = _found()
        transaction.set_rollback(True)
    return found


def _begin(day: date) -> None:
    """Each check ran to its end on that day and not since."""
    done = {
        "day": day,
        "attempts": 1,
        "began_at": clock.now(),
        "ended_at": clock.now(),
        "told_at": clock.now(),
    }
    CheckRun.objects.all().delete()
    CheckRun.objects.bulk_create([CheckRun(code=check.code, **done) for check in CHECKS])


def _found() -> set[tuple[Any, ...]]:
    return set(Finding.objects.values_list("code", "site", "union", "found_on", "began_on", "ended_on"))


def twenty_deaths(
    running: Installation,
    mails: MailSink,
    owe_many: Callable[[str, int], None],
    expected: set[tuple[Any, ...]],
) -> None:
    running.kill("worker")
    mails.before = lambda text: _MOMENT.wait(0.01) and None  # no mail server takes a letter in no time
    with nursery(running.folder, running.environment, commands_of_compose()["worker"]) as workers:
        in_hands = _die(running, workers, owe_many)
    OwedMessage.objects.filter(sent_at=None).update(taken_until=None)  # the leases of the dead have ended
    running.start("worker")
    running.ring("inspection.tasks.follow_checks")
    running.ring("core.tasks.deliver_messages", "mail")
    unsent = OwedMessage.objects.filter(key__startswith=NAME, sent_at=None)
    until(lambda: not unsent.exists(), "everything that was owed went out")
    _every_letter_once(mails, in_hands)
    until(lambda: not CheckRun.objects.filter(told_at=None).exists(), "every night was told")
    _every_night_once(expected)


def _die(running: Installation, workers: Nursery, owe_many: Callable[[str, int], None]) -> set[str]:
    """Gives the letters that were in somebody's hands when one of the workers died."""
    chance, in_hands = random.Random(SEED), set()
    owed = OwedMessage.objects.filter(key__startswith=NAME, sent_at=None)
    free = owed.filter(taken_until=None)
    for number in range(POOL):
        workers.start(f"worker-{number}")
    for number in range(DEATHS):
        owe_many(f"{NAME}{number}", LETTERS)
        before = free.count()
        until(lambda: any(map(workers.is_ready, workers.living)), "a worker works", pause=0.01)
        for task in (["core.tasks.deliver_messages", "mail"], ["inspection.tasks.follow_checks"]):
            running.ring(*task)
        until(lambda most=before: free.count() < most, "letters go out", pause=0.01)
        _MOMENT.wait(chance.uniform(0, 0.15))
        workers.kill(chance.choice([each for each in sorted(workers.living) if workers.is_ready(each)]))
        in_hands.update(owed.exclude(taken_until=None).values_list("subject", flat=True))
        workers.start(f"worker-{POOL + number}")
    for name in list(workers.living):
        workers.kill(name)
    in_hands.update(owed.exclude(taken_until=None).values_list("subject", flat=True))
    return in_hands


def _every_letter_once(mails: MailSink, in_hands: set[str]) -> None:
    came = [(each.subject, each.key) for each in mails.letters() if each.subject.startswith(NAME)]
    assert len({letter for _, letter in came}) == len(set(came)) == DEATHS * LETTERS
    again = {subject: times for (subject, _), times in Counter(came).items() if times > 1}
    assert again.keys() <= in_hands, "what nobody had in his hands went out twice"
    assert set(again.values()) <= {2}


def _every_night_once(expected: set[tuple[Any, ...]]) -> None:
    assert _found() == expected
    assert Finding.objects.count() == len(expected)
    assert not CheckRun.objects.exclude(attempts=1).exists()
    labels = AuditEntry.objects.filter(action="check.run").values_list("target_label", flat=True)
    assert len(labels) == len(set(labels)) == CheckRun.objects.exclude(opened=0, closed=0).count()
    told = defaultdict(list)
    for key, moment in CheckRun.objects.exclude(opened=0).values_list("pk", "told_at"):
        told[moment].append(key)
    heard = OwedMessage.objects.filter(key__startswith="findings:").values_list("key", flat=True)
    assert heard, "nobody heard of anything"
    assert {int(key.split(":")[1]) for key in heard} <= set(map(min, told.values()))
