"""Builds the demo city in a database that holds nothing else, and says how far it is."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import partial

from django.db import transaction

from accounts.models import District, Union, User
from core.actor import SYSTEM
from core.audit import record
from core.clock import LEGAL_ZONE
from core.models import AuditEntry
from rulebook.selectors import load_calendar
from rulebook.services import seed_packs
from sites.models import ServiceSite
from unionportal.demo.door import at_the_doors
from unionportal.demo.honours import ended_round
from unionportal.demo.plan import Event, Planner, working_days
from unionportal.demo.rounds import Stage, running_round
from unionportal.demo.supervision import supervise
from unionportal.demo.unions import Founder, People
from unionportal.demo.use import record_use
from unionportal.demo.walk import Walker
from unionportal.demo.watch import confirm_seasons, look_at_everything, watched_nights

Say = Callable[[str], None]

SEED = 370200
#: Steps written together; more would keep the running portal from writing.
BATCH = 40
#: The seeded measures took effect on this day; the demo's offices opened with them.
FOUNDED_ON = date(2023, 6, 29)
BUILT = "demo.built"

#: How far the demo goes, each with all before it.
STAGES = {
    "filed": "只有备案案件和名册",
    "inspected": "另有使用记录、抽查、整改、年度复核、门口办理和预警问题",
    "published": "另有一次已命名并拨付补助的评定和一次正在评审的评定",
}
WHOLE = "published"

REAL_DATA = "数据库中已有真实数据({what}),不能建立演示城市。请改用一个空的数据库。"
HALF_BUILT = "上次建立演示城市时中断,数据不完整。请换用新的空数据库(默认数据库可删除 var/ 目录)后重新运行。"


class NotEmpty(Exception):
    """There is something else in the database; the sentence says what and what to do."""


def is_built() -> bool:
    """Whether the demo city stands, complete."""
    return AuditEntry.objects.filter(action=BUILT).exists()


def refuse_other_data() -> None:
    """Raises ``NotEmpty`` unless the database holds no person, union or site."""
    real = {
        "非演示人员": User.objects.filter(is_demo=False).exists(),
        "非样例阵地": ServiceSite.objects.filter(is_sample=False).exists(),
    }
    found = [name for name, there in real.items() if there]
    if found:
        raise NotEmpty(REAL_DATA.format(what="、".join(found)))
    if User.objects.exists():
        raise NotEmpty(HALF_BUILT)
    if Union.objects.exists():
        raise NotEmpty(REAL_DATA.format(what="工会"))


def build_city(sites: int, *, password: str, now: datetime, say: Say, stage: str = WHOLE) -> None:
    """Unions, people, measures and ``sites`` cases, each step at its own past moment, up to one of ``STAGES``."""
    founded = datetime.combine(FOUNDED_ON, time(8, 30), LEGAL_ZONE)
    chance = random.Random(SEED)
    say("正在建立工会和人员……")
    people = _found(founded, password)
    centres = {row.code: (row.centre_lat, row.centre_lng) for row in District.objects.all()}
    days = working_days(FOUNDED_ON, now.date(), load_calendar())
    events = Planner(people.offices, centres, days, chance).events(sites)
    walker = Walker(people, District.objects.in_bulk(), chance)
    stages = _stages(people, now, stage)
    done, total = 0, len(events) + len(stages)
    for piece in _pieces(events, stages, walker):
        with transaction.atomic():
            for act in piece:
                act()
        _report(done, len(piece), total, say)
        done += len(piece)
    if stage != "filed":
        _look_after(people, now, say)
    city = Union.objects.get(parent=None)
    record(SYSTEM, BUILT, city, now=now, label="建立演示城市", details={"sites": sites, "stage": stage})


def _stages(people: People, now: datetime, stage: str) -> list[Stage]:
    """What happens between the steps of cases."""
    rounds = [*ended_round(people, now), *running_round(people, now)] if stage == WHOLE else []
    doors = [*at_the_doors(people, now), *watched_nights(people, now)] if stage != "filed" else []
    return sorted([*rounds, *doors], key=lambda each: each.moment)


def _look_after(people: People, now: datetime, say: Say) -> None:
    say("正在写入样例使用记录……")
    with transaction.atomic():
        record_use(people, random.Random(SEED + 1), now=now)
    say("正在写入样例抽查、整改和年度复核……")
    with transaction.atomic():
        supervise(people, now=now)
    say("正在写入样例假期开班和预警问题……")
    with transaction.atomic():
        confirm_seasons(people, now=now)
    look_at_everything(now=now)


def _found(founded: datetime, password: str) -> People:
    founder = Founder(founded, password)
    with transaction.atomic():
        seed_packs(founder.found(), actor=SYSTEM, now=founded)
    # Hashing the passwords takes seconds: not while everybody else waits for the database.
    return founder.appoint()


def _pieces(events: list[Event], stages: list[Stage], walker: Walker) -> Iterator[list[Callable[[], object]]]:
    """What is written together: some steps of cases, or one stage of a round, all in the order of their moments."""
    waiting, piece = deque(stages), list[Callable[[], object]]()
    for event in events:
        while waiting and waiting[0].moment <= event.moment:
            if piece:
                yield piece
            piece = []
            yield [waiting.popleft().act]
        piece.append(partial(walker.walk, event))
        if len(piece) == BATCH:
            yield piece
            piece = []
    if piece:
        yield piece
    yield from ([stage.act] for stage in waiting)


def _report(done: int, more: int, total: int, say: Say) -> None:
    """A line at each tenth."""
    before, after = done * 10 // total, (done + more) * 10 // total
    if after > before:
        say(f"正在办理样例备案……{after * 10}%")
