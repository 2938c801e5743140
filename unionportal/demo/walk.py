"""One step of one case, done through the services by whoever does it in real life."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from accounts.models import District
from core.actor import Actor
from filing import services
from filing.gaps import reopened_parts, told_gaps
from filing.models import Filing
from filing.selectors import measure_for
from inspection.visits import VisitFacts
from unionportal.demo.facts import facts_of_site
from unionportal.demo.pictures import sample_picture
from unionportal.demo.plan import Case, Event
from unionportal.demo.scoring import lacking_facts, score_at_door
from unionportal.demo.unions import People

#: Part, problem, remedy.
RETURN_GAPS = (
    ("place.directions", "第一次来的人照着走不到。", "写明从哪个门进、往哪边走、门口有什么标志。"),
    ("people.public_phone", "电话打不通。", "换成开放时间内有人接听的办公电话。"),
)
#: What the writer puts there when the letter asks for it: column and value by part.
MENDED = {
    "place.directions": ("directions", "从正门进,左手第一间,门口有统一标识。"),
    "people.public_phone": ("public_phone", "0532-80000009"),
}
REFUSAL_NOTES = (
    "场地尚未独立设置,不具备私密条件,请完善后重新申报。",
    "消防检查未通过,整改合格后可重新申报。",
)
FIX_NOTES = ("标识牌未安装;饮水机未通电。", "急救箱内有过期药品,须更换。", "通道堆放杂物,须清理。")
INSPECTORS = ("样例检查员甲", "样例检查员乙", "样例检查员丙", "样例检查员丁")
#: Pictures cost time; a few are enough to see the page with them.
MOST_PICTURES = 14


class Walker:
    """Walks cases; keeps nothing but the people and the source of chance."""

    def __init__(self, people: People, districts: dict[str, District], chance: random.Random) -> None:
        self.people = people
        self.districts = districts
        self.chance = chance
        self.pictures = 0
        self.names: Counter[str] = Counter()

    def walk(self, event: Event) -> None:
        case = event.case
        case.filing = getattr(self, f"_{event.step}")(case, event.moment)

    def _start(self, case: Case, now: datetime) -> Filing:
        filing = services.start_filing(
            site_type=case.setting.site_type,
            union=case.union,
            district=self.districts[case.setting.district_id],
            actor=case.writer,
            now=now,
            is_sample=True,
        )
        case.parts = facts_of_site(case.setting, now.date(), self.chance)
        case.parts[0]["name"] = self._own_name(str(case.parts[0]["name"]))
        return self._save(filing, case, now) if case.stage == "begun" else filing

    def _own_name(self, name: str) -> str:
        """No two samples share a name: the second is told apart by its number."""
        self.names[name] += 1
        return name if self.names[name] == 1 else f"{name}({self.names[name]})"

    def _fill(self, case: Case, now: datetime) -> Filing:
        filing = self._of(case)
        if not case.parts:
            return self._saved(filing, {"directions": "临街,绿色门头,进门左手边。"}, case.writer, now)
        while case.parts:
            filing = self._save(filing, case, now)
        if case.stage.startswith("filed") and self.pictures < MOST_PICTURES:
            filing = self._with_pictures(filing, case, now)
        return filing

    def _save(self, filing: Filing, case: Case, now: datetime) -> Filing:
        return self._saved(filing, case.parts.pop(0), case.writer, now)

    def _saved(self, filing: Filing, values: dict[str, Any], writer: Actor, now: datetime) -> Filing:
        return services.save_section(filing.pk, values, seen=filing.revision, actor=writer, now=now)

    def _with_pictures(self, filing: Filing, case: Case, now: datetime) -> Filing:
        for slot in ("plate", "overview"):
            self.pictures += 1
            data = sample_picture(slot, self.pictures)
            services.attach_photo(filing.pk, slot, data, actor=case.writer, now=now)
        return Filing.objects.get(pk=filing.pk)

    def _submit(self, case: Case, now: datetime) -> Filing:
        filing = self._of(case)
        lacking = lacking_facts(filing, measure_for(filing, now.date()), now)
        if lacking:
            filing = self._saved(filing, lacking, case.writer, now)
        return services.submit_filing(filing.pk, seen=filing.revision, actor=case.writer, now=now)

    def _return(self, case: Case, now: datetime) -> Filing:
        key, officer = self._of(case).pk, case.office.officer
        for part, problem, remedy in self.chance.sample(RETURN_GAPS, k=2):
            services.note_gap(key, part, problem, remedy, actor=officer, now=now)
        return services.return_filing(key, actor=officer, now=now)

    def _mend(self, case: Case, now: datetime) -> Filing:
        """What the letter names is put right and answered, then the case is handed in again."""
        filing = self._of(case)
        parts = {part.code: part for part in reopened_parts(filing)}
        values = {name: value for code, (name, value) in MENDED.items() if code in parts}
        services.save_section(filing.pk, values, seen=filing.revision, actor=case.writer, now=now)
        for gap in told_gaps(filing):
            services.answer_gap(filing.pk, gap.pk, actor=case.writer, now=now)
        return self._submit(replace(case, filing=Filing.objects.get(pk=filing.pk)), now)

    def _pass(self, case: Case, now: datetime) -> Filing:
        for gap in [each for each in told_gaps(self._of(case)) if not each.verdict]:
            services.judge_gap(self._of(case).pk, gap.pk, "settled", actor=case.office.officer, now=now)
        return services.pass_check(self._of(case).pk, actor=case.office.officer, now=now, note="材料齐全。")

    def _withdraw(self, case: Case, now: datetime) -> Filing:
        note = "场地调整,暂缓申报。"
        return services.withdraw_filing(self._of(case).pk, actor=case.writer, now=now, note=note)

    def _visit(self, case: Case, now: datetime, verdict: str, findings: str = "") -> Filing:
        filing = self._of(case)
        by_district = filing.acceptance_level == "district"
        inspector = case.office.officer if by_district else self.people.city
        facts = VisitFacts(
            held_on=now.date(),
            inspectors=tuple(self.chance.sample(INSPECTORS, k=2)),
            organisation=inspector.office,
            met_on_site="样例负责人",
            verdict=verdict,
            findings=findings,
            fix_by=now.date() + timedelta(days=14) if verdict == "fix" else None,
        )
        score_at_door(self._scored(filing), verdict, inspector=inspector, now=now)
        return services.accept_on_site(filing.pk, facts, actor=inspector, now=now)

    def _scored(self, filing: Filing) -> Filing:
        """With the table that was opened for it, which the row of the step before does not know."""
        beside = ("assessment__site", "assessment__version")
        return Filing.objects.select_related(*beside).get(pk=filing.pk)

    def _visit_pass(self, case: Case, now: datetime) -> Filing:
        return self._visit(case, now, "pass")

    def _visit_fix(self, case: Case, now: datetime) -> Filing:
        return self._visit(case, now, "fix", self.chance.choice(FIX_NOTES))

    def _visit_fail(self, case: Case, now: datetime) -> Filing:
        return self._visit(case, now, "fail", "场地与申报资料不符。")

    def _sign(self, case: Case, now: datetime) -> Filing:
        return services.sign_filing(self._of(case).pk, actor=self._signers(case)[0], now=now, note="拟同意。")

    def _approve(self, case: Case, now: datetime) -> Filing:
        return services.approve_filing(self._of(case).pk, actor=self._signers(case)[1], now=now)

    def _refuse(self, case: Case, now: datetime) -> Filing:
        note = self.chance.choice(REFUSAL_NOTES)
        return services.refuse_filing(self._of(case).pk, actor=self._signers(case)[1], now=now, note=note)

    def _signers(self, case: Case) -> tuple[Actor, Actor]:
        """Each of the two city officers signs first now and then."""
        pair = (self.people.city, self.people.city2)
        return pair if case.number % 3 else (pair[1], pair[0])

    def _of(self, case: Case) -> Filing:
        if case.filing is None:
            raise LookupError(f"case {case.number} was never started")
        return case.filing
