"""One random walk through the return loop: what people may try in each state, in whichever order.

After every step that touched the case, rows and clerk must agree: state, gaps, letters, facts, last day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from filing import services
from filing.models import CaseDocument, ReturnNotice
from inspection.visits import VisitFacts
from unionportal.drill.clerk import AT_CHECK
from unionportal.drill.office import SITE_TYPE
from unionportal.drill.watched import ASKED_BY_TYPE, COLUMNS, FIRE, NEVER_NAMED, PARTS, WatchedCase

VALUES = {
    "entry": ("open_door", "ask_staff", "scan", "card"),
    "public_phone": ("0532-85911235", "0532-85911236"),
    "site_type": (SITE_TYPE, "childcare_centre"),
    ASKED_BY_TYPE: (6, 8, 12),
}

#: What is looked at on site: a change of it after the visit is looked at again.
SEEN_ON_SITE = {"address", "host_name", "site_type"}

#: Who accepts on site, by the level of the measure for the type.
ACCEPTS = {"district": "district", "city": "city"}

#: What can have led to a state and be taken back there, where it leads to, and who did it.
RECALLED = {
    "district_check": ("pass_check", "district_check", "district"),
    "acceptance": ("pass_check", "district_check", "district"),
    "city_filing": ("sign", "city_filing", "city"),
}

NOT_NAMED = "house"
TYPE = "identity.site_type"
#: Noted more often than the others, because more has to happen until they are mended.
RARELY_MENDED = (TYPE, "documents.fire")


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
        part, pk = self.chance.choice((*sorted(PARTS), *RARELY_MENDED)), self.stage.case.pk

        def work() -> object:
            return services.note_gap(pk, part, "不清楚。", "写清楚。", **self.by_checker)

        if self.done(work, "记下补正事项", refuse=self.clerk.state not in AT_CHECK):
            self.clerk.unsent.add(part)

    def drop(self) -> None:
        if not self.clerk.unsent:
            return
        part = self.chance.choice(sorted(self.clerk.unsent))
        self.touch()
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
        """One column or two, often of those that are open; a single closed one among them closes all."""
        clerk = self.clerk
        near = sorted(self.opened() - {FIRE}) if clerk.state == "returned" else []
        near += [ASKED_BY_TYPE] * 2 * (TYPE in clerk.told)  # open, or not yet: both are tried
        pool = near if near and self.chance.random() < 0.6 else COLUMNS
        columns = self.chance.sample(pool, min(len(pool), self.chance.choice((1, 1, 2))))
        values = {name: self.chance.choice(self._values(name)) for name in columns}
        changed = {name for name, value in values.items() if clerk.facts[name] != value}
        is_open = clerk.state == "returned" and changed <= self.opened()

        def work() -> object:
            case = self.stage.case.pk
            return services.save_section(case, values, seen=self.row["revision"], **self.by_keeper)

        if self.done(
            work, "退回期间修改资料" if clerk.state == "returned" else "未退回时修改资料", refuse=not is_open
        ):
            self.counted["改为另一类型"] += "site_type" in changed
            self.counted["改类型后补填"] += ASKED_BY_TYPE in changed
            clerk.facts |= values

    def opened(self) -> set[str]:
        """What may be written while the case is returned: what was told, and what another type asks anew."""
        clerk = self.clerk
        opened = {PARTS[part] for part in clerk.told}
        is_retyped = TYPE in clerk.told and clerk.is_mended(TYPE, "site_type")
        return opened | {ASKED_BY_TYPE} if is_retyped else opened

    def _values(self, column: str) -> tuple[Any, ...]:
        return VALUES.get(column) or NEVER_NAMED.get(column) or (f"文登路{self.chance.randint(1, 99)}号",)

    def attach(self) -> None:
        """The same paper twice is one; a kind that nobody named is closed always."""
        clerk, letter = self.clerk, self.chance.choice(sorted(self.stage.papers))
        kind = self.chance.choice((FIRE, FIRE, FIRE, NOT_NAMED))
        said = services.Described(kind)

        def work() -> object:
            return services.attach_document(
                self.stage.case.pk, self.stage.papers[letter], said, **self.by_keeper
            )

        is_open = clerk.state == "returned" and kind in self.opened()
        if self.done(work, "退回期间添加材料", refuse=not is_open):
            clerk.facts[FIRE] = "".join(sorted({*clerk.facts[FIRE], letter}))

    def meddle(self) -> None:
        """Where nothing is open: the facts or the documents."""
        self.chance.choice((Walk.edit, Walk.attach))(self)

    def detach(self) -> None:
        if not self.papers:
            return
        key = self.chance.choice(sorted(self.papers))
        document, letter = CaseDocument.objects.select_related("attachment").get(pk=key), self.papers[key]

        def work() -> object:
            return services.detach_document(document, **self.by_keeper)

        is_open = self.clerk.state == "returned" and FIRE in self.opened()
        if self.done(work, "退回期间移除材料", refuse=not is_open):
            self.clerk.facts[FIRE] = self.clerk.facts[FIRE].replace(letter, "")

    def recall(self) -> None:
        """Who passed it on takes it back; refused as soon as anything has happened to it since."""
        clerk, pk = self.clerk, self.stage.case.pk
        action, target, who = RECALLED[clerk.state]
        is_fresh = clerk.passed is not None and clerk.passed[0] == action
        by = {"actor": self.actor(who), "now": self.now, "note": "点错了。"}

        def work() -> object:
            return services.recall_filing(pk, f"recall_{action}", **by)

        passed = clerk.passed
        if self.done(work, "取回", refuse=not is_fresh, always=True):
            clerk.passed = passed
            if action == "sign":
                clerk.signed, clerk.passed = 0, None
            else:
                clerk.take_back(target)

    def answer(self) -> None:
        clerk = self.clerk
        part, words = self.chance.choice(sorted(clerk.told)), self.chance.choice(("", "已按要求核对。"))
        mended = clerk.is_mended(part, PARTS[part])
        gap = self.gap_of(part, is_sent=True)

        def work() -> object:
            return services.answer_gap(self.stage.case.pk, gap, words, **self.by_keeper)

        if self.done(work, "答复补正事项", refuse=not words and not mended):
            clerk.told[part] = "answered"
            (clerk.silent.discard if words else clerk.silent.add)(part)

    def resubmit(self) -> None:
        clerk, pk = self.clerk, self.stage.case.pk
        ready = clerk.answers_hold(PARTS)
        mended = {PARTS[part] for part in clerk.told if clerk.is_mended(part, PARTS[part])}

        def work() -> object:
            return services.submit_filing(pk, seen=self.row["revision"], **self.by_keeper)

        if self.done(work, "补正后提交", refuse=not ready):
            again = clerk.came_from == "city_filing" and mended & SEEN_ON_SITE
            clerk.come_back(self.now.date(), "acceptance" if again else clerk.came_from)

    def judge(self) -> None:
        waiting = sorted(part for part, state in self.clerk.told.items() if state == "answered")
        if not waiting:
            return
        self.touch()
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
                clerk.go_on(today, "acceptance", "pass_check")
        elif clerk.signed == 0:
            if self.done(
                lambda: services.sign_filing(pk, **self.by_checker), "签署意见", refuse=must, always=True
            ):
                clerk.signed, clerk.passed = 1, ("sign", clerk.since, clerk.held)
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
        self.touch()
        level = self.stage.measure.rule_for(self.clerk.facts["site_type"]).acceptance_level
        services.accept_on_site(self.stage.case.pk, facts, actor=self.actor(ACCEPTS[level]), now=self.now)
        self.clerk.go_on(self.now.date(), "city_filing")


#: What can be tried in each state; what happens more often stands more often, and some of it must be refused.
_CHECK = (
    *(Walk.note, Walk.note, Walk.send, Walk.send, Walk.judge, Walk.judge, Walk.judge),
    *(Walk.go_on, Walk.go_on, Walk.drop, Walk.meddle, Walk.recall),
)
ACTIONS: dict[str, tuple[Callable[[Walk], None], ...]] = {
    "district_check": _CHECK,
    "acceptance": (Walk.visit, Walk.visit, Walk.edit, Walk.note, Walk.recall),
    "city_filing": _CHECK,
    "returned": (
        *(Walk.edit, Walk.edit, Walk.attach, Walk.detach, Walk.answer, Walk.answer, Walk.answer),
        *(Walk.resubmit, Walk.resubmit, Walk.note),
    ),
}
