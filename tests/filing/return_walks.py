"""Random walks through the return loop, judged by a small model that knows nothing of the code.

The model keeps what it has seen happen: which gaps are open, which parts were named, which days the checker has held
the case. After every step the case must agree with it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.workflow import TransitionRefused
from filing import services
from filing.models import Filing
from rulebook.selectors import load_calendar, measure_of
from tests.factories import NOW, Office, draft_by, visit_facts

#: Parts a checker may point at, with the column that mends each.
PARTS = {
    "place.address": "address",
    "place.directions": "directions",
    "people.public_phone": "public_phone",
    "identity.host_name": "host_name",
    "hours.entry": "entry",
}
VALUES = {
    "entry": ("open_door", "ask_staff", "scan", "card"),
    "public_phone": ("0532-85911235", "0532-85911236"),
}

#: What is looked at on site: a change of it after the visit is looked at again.
SEEN_ON_SITE = {"address", "host_name"}

AT_CHECK = ("district_check", "city_filing")


@dataclass
class Model:
    """What an honest clerk would write down beside the case."""

    unsent: set[str] = field(default_factory=set)
    told: dict[str, str] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    letters: int = 0
    held: int = 0
    since: date = field(default_factory=NOW.date)


class Walk:
    """One case, one model, one source of chance."""

    def __init__(self, office: Office, seed: int) -> None:
        self.chance = random.Random(seed)
        self.office, self.model, self.now = office, Model(), NOW
        self.calendar = load_calendar()
        draft = draft_by(office.actor("keeper"), office.tree.primary, office.tree.in_south)
        self.pk = draft.pk
        self.keeper = office.actor("keeper")
        services.submit_filing(self.pk, seen=draft.revision, actor=self.keeper, now=self.now)

    @property
    def case(self) -> Filing:
        return Filing.objects.select_related("site", "version").get(pk=self.pk)

    @property
    def checker(self):
        return self.office.actor("city" if self.case.state == "city_filing" else "district")

    def run(self, steps: int) -> str:
        for _ in range(steps):
            self.pass_time()
            action = self.chance.choice(ACTIONS)
            getattr(self, action)()
            self.must_agree()
            if self.case.state == "filed":
                break
        return self.case.state

    def pass_time(self) -> None:
        self.now += timedelta(
            days=self.chance.choice((0, 0, 0, 1, 1, 2, 5)), hours=self.chance.choice((0, 1))
        )

    def refused(self, work) -> bool:
        try:
            work()
        except TransitionRefused:
            return True
        return False

    def gap_of(self, part: str, **more):
        return self.case.deficiencies.filter(part=part, **more).latest("pk")

    def note(self) -> None:
        part = self.chance.choice(sorted(PARTS))
        state = self.case.state
        refused = (
            self.refused(
                lambda: services.note_gap(
                    self.pk, part, "不清楚。", "写清楚。", actor=self.checker, now=self.now
                )
            )
            if state in AT_CHECK
            else True
        )
        assert refused == (state not in AT_CHECK)
        if not refused:
            self.model.unsent.add(part)

    def drop(self) -> None:
        if self.case.state in AT_CHECK and self.model.unsent:
            part = self.chance.choice(sorted(self.model.unsent))
            services.drop_gap(self.pk, self.gap_of(part, notice=None).pk, actor=self.checker, now=self.now)
            self.model.unsent.discard(part)

    def send(self) -> None:
        state, model = self.case.state, self.model
        if state not in AT_CHECK:
            return
        late = bool(model.letters) and bool(model.unsent - model.named)
        reason = self.chance.choice(("", "现场核对时才发现。"))
        ready = bool(model.unsent) and not model.told and (bool(reason) or not late)
        refused = self.refused(
            lambda: services.return_filing(self.pk, actor=self.checker, now=self.now, late_reason=reason)
        )
        assert refused != ready
        if ready:
            model.held += self.days_held()
            model.told = dict.fromkeys(model.unsent, "open")
            model.named |= model.unsent
            model.unsent, model.changed = set(), set()
            model.letters += 1

    def days_held(self) -> int:
        """Working days that ended with the case on this desk: not the day of arrival, not the day it left."""
        days = (self.now.date() - self.model.since).days
        span = (self.model.since + timedelta(days=number) for number in range(1, days))
        return sum(self.calendar.is_workday(day) for day in span)

    def edit(self) -> None:
        part = self.chance.choice(sorted(PARTS))
        column, case = PARTS[part], self.case
        value = self.chance.choice(VALUES.get(column, (f"文登路{self.chance.randint(1, 99)}号",)))
        differs = getattr(case.version, column) != value
        is_open = case.state == "returned" and (part in self.model.told or not differs)
        refused = self.refused(
            lambda: services.save_section(
                self.pk, {column: value}, seen=case.revision, actor=self.keeper, now=self.now
            )
        )
        assert refused != is_open, (part, self.model)
        if is_open and differs:
            self.model.changed.add(part)

    def answer(self) -> None:
        if self.case.state != "returned":
            return
        part = self.chance.choice(sorted(self.model.told))
        words = self.chance.choice(("", "已按要求核对。"))
        gap = self.gap_of(part, notice__isnull=False)
        mended = getattr(self.case.version, PARTS[part]) != self.then[part]
        refused = self.refused(
            lambda: services.answer_gap(self.pk, gap.pk, words, actor=self.keeper, now=self.now)
        )
        assert refused == (not words and not mended)
        if not refused:
            self.model.told[part] = "answered"

    @property
    def then(self) -> dict[str, str]:
        """What stood in each part when the letter went out, read from the letter's own words."""
        case = self.case
        found = {}
        for gap in case.deficiencies.filter(notice__number=self.model.letters):
            column = PARTS[gap.part]
            labels = {str(label): code for code, label in case.version._meta.get_field(column).flatchoices}
            found[gap.part] = labels.get(gap.value_then, gap.value_then)
        return found

    def resubmit(self) -> None:
        case, model = self.case, self.model
        if case.state != "returned":
            return
        ready = all(state == "answered" for state in model.told.values())
        came_from = case.returned_from
        mended = {part for part in model.told if getattr(case.version, PARTS[part]) != self.then[part]}
        refused = self.refused(
            lambda: services.submit_filing(self.pk, seen=case.revision, actor=self.keeper, now=self.now)
        )
        assert refused != ready
        if ready:
            again = came_from == "city_filing" and {PARTS[part] for part in mended} & SEEN_ON_SITE
            assert self.case.state == ("acceptance" if again else came_from)
            model.since = self.now.date()
            if again:
                model.held = 0

    def judge(self) -> None:
        waiting = sorted(part for part, state in self.model.told.items() if state == "answered")
        if self.case.state in AT_CHECK and waiting:
            part = self.chance.choice(waiting)
            verdict = self.chance.choice(("settled", "settled", "kept"))
            gap = self.gap_of(part, notice__isnull=False)
            services.judge_gap(self.pk, gap.pk, verdict, actor=self.checker, now=self.now)
            del self.model.told[part]
            if verdict == "kept":
                self.model.unsent.add(part)

    def go_on(self) -> None:
        """Whatever leads to the register from here; refused exactly while a gap is open or unsent."""
        case, model = self.case, self.model
        settled = not model.unsent and not model.told
        state = case.state
        if state == "district_check":
            refused = self.refused(lambda: services.pass_check(self.pk, actor=self.checker, now=self.now))
            assert refused != settled
        elif state == "acceptance":
            facts = visit_facts("pass", self.now.date())
            services.accept_on_site(self.pk, facts, actor=self.office.actor("district"), now=self.now)
        elif state == "city_filing" and case.signed_levels == 0:
            refused = self.refused(lambda: services.sign_filing(self.pk, actor=self.checker, now=self.now))
            assert refused != settled
        elif state == "city_filing":
            signer = self.office.actor("city2")
            refused = self.refused(lambda: services.approve_filing(self.pk, actor=signer, now=self.now))
            assert refused != settled
        if self.case.state != state:
            model.since, model.held = self.now.date(), 0

    def must_agree(self) -> None:
        case, model = self.case, self.model
        stands = case.deficiencies
        assert set(stands.filter(notice=None).values_list("part", flat=True)) == model.unsent
        open_now = stands.filter(notice__isnull=False, verdict="")
        assert {gap.part: "answered" if gap.answered_at else "open" for gap in open_now} == model.told
        assert case.notices.count() == model.letters
        if case.state == "filed":
            assert not model.unsent and not model.told
        elif case.state in AT_CHECK:
            assert case.due_on == self.due_day(case.state), (case.state, model)

    def due_day(self, state: str) -> date:
        """Counted by hand: the rest of the period, day by day from the day after arrival."""
        limit = next(each.days for each in measure_of(self.case.pack_id).limits if each.code == state)
        left, day = max(limit - self.model.held, 1), self.model.since
        while left:
            day += timedelta(days=1)
            left -= self.calendar.is_workday(day)
        return day


#: What happens more often stands more often.
ACTIONS = (
    *("note", "note", "send", "send", "edit", "edit", "answer", "answer", "answer", "resubmit", "resubmit"),
    *("judge", "judge", "judge", "go_on", "go_on", "drop"),
)
