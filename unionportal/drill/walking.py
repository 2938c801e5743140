"""One random walk through the return loop: what people may try in each state, in whichever order.

After every step that touched the case, rows and clerk must agree: state, gaps, letters, facts, last day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from filing import services
from filing.models import ReturnNotice
from inspection.visits import VisitFacts
from unionportal.drill.clerk import AT_CHECK
from unionportal.drill.watched import COLUMNS, NEVER_NAMED, PARTS, WatchedCase

VALUES = {
    "entry": ("open_door", "ask_staff", "scan", "card"),
    "public_phone": ("0532-85911235", "0532-85911236"),
}

#: What is looked at on site: a change of it after the visit is looked at again.
SEEN_ON_SITE = {"address", "host_name"}


class Walk(WatchedCase):
    """Steps by chance. Raises ``Broken`` at the first disagreement."""

    def run(self, steps: int) -> str:
        """Walk at most ``steps`` steps; the state in which the case was left."""
        for self.step in range(1, steps + 1):
            self.pass_time()
            self.touched = False
            self.chance.choice(ACTIONS[self.clerk.state])(self)
            if self.touched:
                self.read()
                self.must_agree()
            if self.clerk.state == "filed":
                break
        return self.clerk.state

    def pass_time(self) -> None:
        days, hours = self.chance.choice((0, 0, 0, 1, 1, 2, 5)), self.chance.choice((0, 1))
        self.now += timedelta(days=days, hours=hours)

    def note(self) -> None:
        part, pk = self.chance.choice(sorted(PARTS)), self.stage.case.pk

        def work() -> object:
            return services.note_gap(pk, part, "不清楚。", "写清楚。", **self.by_checker)

        if self.done(work, "记下补正事项", refuse=self.clerk.state not in AT_CHECK):
            self.clerk.unsent.add(part)

    def drop(self) -> None:
        if not self.clerk.unsent:
            return
        part, self.touched = self.chance.choice(sorted(self.clerk.unsent)), True
        services.drop_gap(self.stage.case.pk, self.gap_of(part, is_sent=False), **self.by_checker)
        self.clerk.unsent.discard(part)

    def send(self) -> None:
        clerk, pk = self.clerk, self.stage.case.pk
        late = bool(clerk.letters) and bool(clerk.unsent - clerk.named)
        reason = self.chance.choice(("", "现场核对时才发现。"))
        ready = bool(clerk.unsent) and not clerk.told and (bool(reason) or not late)

        def work() -> object:
            return services.return_filing(pk, late_reason=reason, **self.by_checker)

        if self.done(work, "发出补正通知单", refuse=not ready):
            clerk.send(self.now.date(), PARTS)
        letters = ReturnNotice.objects.filter(filing_id=pk).count()
        self.require(letters == clerk.letters, f"补正通知单应有 {clerk.letters} 份,实有 {letters} 份")

    def edit(self) -> None:
        """One column or two; a single closed one among them closes all."""
        clerk = self.clerk
        columns = self.chance.sample(COLUMNS, self.chance.choice((1, 1, 2)))
        values = {name: self.chance.choice(self._values(name)) for name in columns}
        changed = {name for name, value in values.items() if clerk.facts[name] != value}
        named = {PARTS[part] for part in clerk.told}
        is_open = clerk.state == "returned" and changed <= named

        def work() -> object:
            case = self.stage.case.pk
            return services.save_section(case, values, seen=self.row["revision"], **self.by_keeper)

        if self.done(
            work, "退回期间修改资料" if clerk.state == "returned" else "未退回时修改资料", refuse=not is_open
        ):
            clerk.facts |= values

    def _values(self, column: str) -> tuple[str, ...]:
        return VALUES.get(column) or NEVER_NAMED.get(column) or (f"文登路{self.chance.randint(1, 99)}号",)

    def answer(self) -> None:
        clerk = self.clerk
        part, words = self.chance.choice(sorted(clerk.told)), self.chance.choice(("", "已按要求核对。"))
        mended = clerk.facts[PARTS[part]] != clerk.then[part]
        gap = self.gap_of(part, is_sent=True)

        def work() -> object:
            return services.answer_gap(self.stage.case.pk, gap, words, **self.by_keeper)

        if self.done(work, "答复补正事项", refuse=not words and not mended):
            clerk.told[part] = "answered"

    def resubmit(self) -> None:
        clerk, pk = self.clerk, self.stage.case.pk
        ready = all(state == "answered" for state in clerk.told.values())
        mended = {PARTS[part] for part in clerk.told if clerk.facts[PARTS[part]] != clerk.then[part]}

        def work() -> object:
            return services.submit_filing(pk, seen=self.row["revision"], **self.by_keeper)

        if self.done(work, "补正后提交", refuse=not ready):
            again = clerk.came_from == "city_filing" and mended & SEEN_ON_SITE
            clerk.come_back(self.now.date(), "acceptance" if again else clerk.came_from)

    def judge(self) -> None:
        waiting = sorted(part for part, state in self.clerk.told.items() if state == "answered")
        if not waiting:
            return
        self.touched = True
        part, verdict = self.chance.choice(waiting), self.chance.choice(("settled", "settled", "kept"))
        gap = self.gap_of(part, is_sent=True)
        services.judge_gap(self.stage.case.pk, gap, verdict, **self.by_checker)
        self.clerk.judge(part, verdict)

    def go_on(self) -> None:
        """Whatever leads to the register from here; refused exactly while a gap is open or unsent."""
        pk, clerk, today = self.stage.case.pk, self.clerk, self.now.date()
        must = not clerk.is_settled
        if clerk.state == "district_check":
            if self.done(lambda: services.pass_check(pk, **self.by_checker), "审核通过", refuse=must):
                clerk.go_on(today, "acceptance")
        elif clerk.signed == 0:
            if self.done(
                lambda: services.sign_filing(pk, **self.by_checker), "签署意见", refuse=must, always=True
            ):
                clerk.signed = 1
        else:
            signer = {"actor": self.actor("city2"), "now": self.now}
            if self.done(lambda: services.approve_filing(pk, **signer), "同意备案", refuse=must, always=True):
                clerk.go_on(today, "filed")

    def visit(self) -> None:
        facts = VisitFacts(
            held_on=self.now.date(),
            inspectors=("李娜", "陈静"),
            organisation="市南区总工会",
            met_on_site="王芳",
            verdict="pass",
        )
        self.touched = True
        services.accept_on_site(self.stage.case.pk, facts, actor=self.actor("district"), now=self.now)
        self.clerk.go_on(self.now.date(), "city_filing")


#: What can be tried in each state; what happens more often stands more often, and some of it must be refused.
_CHECK = (
    *(Walk.note, Walk.note, Walk.send, Walk.send, Walk.judge, Walk.judge, Walk.judge),
    *(Walk.go_on, Walk.go_on, Walk.drop, Walk.edit),
)
ACTIONS: dict[str, tuple[Callable[[Walk], None], ...]] = {
    "district_check": _CHECK,
    "acceptance": (Walk.visit, Walk.visit, Walk.edit, Walk.note),
    "city_filing": _CHECK,
    "returned": (
        *(Walk.edit, Walk.edit, Walk.answer, Walk.answer, Walk.answer),
        *(Walk.resubmit, Walk.resubmit, Walk.note),
    ),
}
