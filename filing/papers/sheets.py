"""How are the facts of a case laid out as forms and sheets? Dataclasses in, papers out; no rows, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.words import chinese_day
from filing.papers.paper import (
    DRAFT_MARK,
    Code,
    Entry,
    Grid,
    Opinion,
    Opinions,
    Paper,
    Part,
    grid_of,
)

NO_SEAL_OF_OWN = "没有公章的基层工会,由上级工会代章。"

#: Blocks that an office may ask for beside the usual three.
HOST, DEPARTMENT, UPPER = "host", "department", "upper"
EXTRAS = {
    HOST: "场地(共建)单位意见",
    UPPER: "上级工会代章",
    DEPARTMENT: "市总工会主管部门意见(部门章)",
}


@dataclass(frozen=True)
class Heading:
    """What every form of a case carries: its title, the case, the site, and the marks."""

    title: str
    case_number: str = ""
    filing_number: str = ""
    is_sample: bool = False
    is_draft: bool = False
    code: Code | None = None

    @property
    def numbers(self) -> tuple[str, ...]:
        said = [f"案件编号:{self.case_number}"] if self.case_number else []
        said += [f"备案编号:{self.filing_number}"] if self.filing_number else []
        return tuple(said)

    @property
    def marks(self) -> tuple[str, ...]:
        return (DRAFT_MARK,) if self.is_draft else ()

    def paper(self, *parts: Part, notes: tuple[str, ...] = (), numbers: tuple[str, ...] = ()) -> Paper:
        return Paper(
            title=self.title,
            parts=parts,
            numbers=(*self.numbers, *numbers),
            notes=notes,
            marks=self.marks,
            is_sample=self.is_sample,
            code=self.code,
        )


@dataclass(frozen=True)
class Signed:
    """What the case already knows about its opinions; the rest is written by hand."""

    applicant: str = ""
    applied_at: date | datetime | None = None
    decision: str = ""
    decider: str = ""
    decided_at: date | datetime | None = None


#: Nothing is known yet; everything is written by hand.
UNSIGNED = Signed()


def opinions_of(signed: Signed, extras: frozenset[str] = frozenset()) -> Opinions:
    """The blocks in their order: applicant, host, district, city; each only where it is asked for."""
    applicant = Opinion("申报工会意见(盖章)", signer=signed.applicant, on=signed.applied_at)
    city = Opinion("市总工会意见(盖章)", signed.decision, signed.decider, signed.decided_at)
    blocks = [
        applicant,
        Opinion(EXTRAS[UPPER], opinion=NO_SEAL_OF_OWN, seal="代章") if UPPER in extras else None,
        Opinion(f"{EXTRAS[HOST]}(盖章)") if HOST in extras else None,
        Opinion("区(市)、产业工会意见(盖章)"),
        Opinion(EXTRAS[DEPARTMENT], seal="部门章") if DEPARTMENT in extras else None,
        city,
    ]
    return Opinions(tuple(block for block in blocks if block))


@dataclass(frozen=True)
class RegisterPaper:
    """《建设备案表》: every fact of the site, then the opinions."""

    heading: Heading
    facts: tuple[Entry, ...]
    signed: Signed = UNSIGNED
    extras: frozenset[str] = frozenset()

    def paper(self) -> Paper:
        return self.heading.paper(grid_of(self.facts), opinions_of(self.signed, self.extras))


@dataclass(frozen=True)
class Sheet:
    """One visit as the acceptance sheet tells it; an empty one is filled in by hand at the door."""

    held_on: date | None = None
    organisation: str = ""
    inspectors: tuple[str, ...] = ()
    met_on_site: str = ""
    verdict: str = ""
    findings: str = ""
    fix_by: date | None = None


@dataclass(frozen=True)
class AcceptancePaper:
    """《实地验收表》: what was filed, what was found, who signs for it."""

    heading: Heading
    facts: tuple[Entry, ...]
    verdicts: tuple[str, ...]
    visit: Sheet = Sheet()
    least_inspectors: int = 2

    def paper(self) -> Paper:
        visit = self.visit
        chosen = "\u3000".join(f"{'☑' if each == visit.verdict else '□'} {each}" for each in self.verdicts)
        found = [
            Entry("验收日期", day(visit.held_on)),
            Entry("验收单位", visit.organisation),
            Entry("验收人员", "、".join(visit.inspectors)),
            Entry("现场人员", visit.met_on_site),
            Entry("验收意见", visit.findings),
            Entry("验收结论", chosen),
            Entry("整改期限", day(visit.fix_by)),
        ]
        signs = (
            Opinion(f"验收人员签字(不少于 {self.least_inspectors} 人)", seal="签字", is_signature=True),
            Opinion("阵地现场人员签字", seal="签字", is_signature=True),
            Opinion("验收单位(盖章)"),
        )
        return self.heading.paper(grid_of(self.facts), one_each(found), Opinions(signs))


def one_each(entries: list[Entry]) -> Grid:
    """Fields one below the other."""
    return Grid(tuple((entry,) for entry in entries))


def day(moment: date | None) -> str:
    """The day in words; empty while it is not known."""
    return chinese_day(moment) if moment else ""
