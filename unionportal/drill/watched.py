"""A case and an honest clerk beside it: what was tried is refused when it must be, and rows and clerk agree."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from PIL import Image

from core.actor import Actor
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from filing.models import CaseDocument, Deficiency, Filing
from filing.services import NotReady, checked_paper
from rulebook.selectors import Measure, load_calendar, measure_of
from sites.paper_files import CleanPaper
from unionportal.drill.clerk import Clerk
from unionportal.drill.office import START, Office
from unionportal.drill.outcome import require

#: Not a column of the facts: the documents of one kind, by the letters under which the walk knows them.
FIRE = "fire"

#: Parts a checker may point at, with the column that mends each.
PARTS = {
    "place.address": "address",
    "place.directions": "directions",
    "people.public_phone": "public_phone",
    "identity.host_name": "host_name",
    "hours.entry": "entry",
    "identity.site_type": "site_type",
    "documents.fire": FIRE,
}
#: Never pointed at itself; open while the type is told and stands otherwise.
ASKED_BY_TYPE = "capacity"
#: Never pointed at, so never open while the case is returned.
NEVER_NAMED = {"name": ("甲驿站", "乙驿站"), "manager_name": ("王芳", "李娜")}

COLUMNS = (*(column for column in PARTS.values() if column != FIRE), ASKED_BY_TYPE, *NEVER_NAMED)
STANDS = ("state", "revision", "due_on", "signed_levels", *(f"version__{name}" for name in COLUMNS))
GAPS = ("pk", "part", "notice__number", "answered_at", "verdict")


@dataclass(frozen=True)
class Stage:
    """The office and the handed-in case from which every walk begins."""

    office: Office
    case: Filing

    @cached_property
    def facts(self) -> dict[str, Any]:
        return {name: getattr(self.case.version, name) for name in COLUMNS} | {FIRE: ""}

    @cached_property
    def papers(self) -> dict[str, CleanPaper]:
        """Two papers, drawn once and kept anew by every walk."""
        return {letter: _drawn(shade) for letter, shade in (("a", 40), ("b", 80))}

    @cached_property
    def letters(self) -> dict[str, str]:
        return {paper.sha256: letter for letter, paper in self.papers.items()}

    @cached_property
    def measure(self) -> Measure:
        return measure_of(self.case.pack_id or 0)

    def clerk(self) -> Clerk:
        limits = {limit.code: limit for limit in self.measure.limits}
        return Clerk(limits, load_calendar(), dict(self.facts), START.date())


def _drawn(shade: int) -> CleanPaper:
    picture = BytesIO()
    Image.new("L", (64, 64), shade).save(picture, "JPEG")
    return checked_paper(picture.getvalue())


class WatchedCase:
    """One case, one clerk, one source of chance. Raises ``Broken`` at the first disagreement."""

    def __init__(self, stage: Stage, seed: int, counted: Counter[str]) -> None:
        self.stage, self.seed, self.counted = stage, seed, counted
        self.chance = random.Random(seed)
        self.clerk, self.now, self.step = stage.clerk(), START, 0
        self.read()

    def read(self) -> None:
        """The rows as they stand: the case, and its gaps."""
        pk = self.stage.case.pk
        self.row: dict[str, Any] = Filing.objects.filter(pk=pk).values(*STANDS).get()
        self.gaps = list(Deficiency.objects.filter(filing_id=pk).order_by("pk").values(*GAPS))
        held = CaseDocument.objects.filter(filing_id=pk).values_list("pk", "attachment__sha256")
        self.papers = {key: self.stage.letters[sha256] for key, sha256 in held}

    def require(self, holds: bool, sentence: str) -> None:
        if not holds:
            require(False, f"第 {self.seed} 号走法第 {self.step} 步:{sentence}。记录:{self.clerk}")

    def done(self, work: Callable[[], object], sentence: str, *, refuse: bool, always: bool = False) -> bool:
        """Try it, and whether it was done: refused exactly when it must be.

        Unless ``always``, what must be refused is tried one time in three, so that most walks get somewhere.
        """
        if refuse and not always and self.chance.random() > 1 / 3:
            return False
        self.touched = True
        passed, self.clerk.passed = self.clerk.passed, None
        try:
            work()
            refused = False
        except (TransitionRefused, NotAllowed, NotReady):
            refused, self.clerk.passed = True, passed
        self.counted[f"{sentence}:{'被拒绝' if refused else '办成'}"] += 1
        self.require(refused == refuse, f"{sentence}{'没有被拒绝' if refuse else '被拒绝了'}")
        return not refused

    def touch(self) -> None:
        """Something is done that cannot be refused; nobody can take back any more what was passed on before."""
        self.touched, self.clerk.passed = True, None

    def actor(self, job: str) -> Actor:
        return self.stage.office.people[job]

    @property
    def checker(self) -> Actor:
        return self.actor("city" if self.clerk.state == "city_filing" else "district")

    @property
    def by_checker(self) -> dict[str, Any]:
        return {"actor": self.checker, "now": self.now}

    @property
    def by_keeper(self) -> dict[str, Any]:
        return {"actor": self.actor("keeper"), "now": self.now}

    def gap_of(self, part: str, *, is_sent: bool) -> int:
        found = [g["pk"] for g in self.gaps if g["part"] == part and bool(g["notice__number"]) == is_sent]
        return int(found[-1])

    def letters(self) -> str:
        """Which of the walk's papers lie in the case."""
        return "".join(sorted(self.papers.values()))

    def must_agree(self) -> None:
        clerk, row = self.clerk, self.row
        self.require(row["state"] == clerk.state, f"环节是 {row['state']}")
        self.must_agree_on_gaps()
        facts = {name: row[f"version__{name}"] for name in COLUMNS} | {FIRE: self.letters()}
        self.require(facts == clerk.facts, f"资料是 {facts}")
        if clerk.state != "filed":
            due = clerk.due_on()
            self.require(row["signed_levels"] == clerk.signed, "签批级数不符")
            self.require(row["due_on"] == due, f"期限是 {row['due_on']},应为 {due}")
            self.counted["核对过的期限"] += 1

    def must_agree_on_gaps(self) -> None:
        unsent = {gap["part"] for gap in self.gaps if gap["notice__number"] is None}
        told = {
            gap["part"]: "answered" if gap["answered_at"] else "open"
            for gap in self.gaps
            if gap["notice__number"] and not gap["verdict"]
        }
        self.require(
            unsent == self.clerk.unsent and told == self.clerk.told, f"补正事项是 {unsent} 和 {told}"
        )
        self.require(self.row["state"] != "filed" or not (unsent or told), "有未结的补正事项却已备案")
