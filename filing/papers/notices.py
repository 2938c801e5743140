"""How is the notice of what must be put right laid out? Everything at once, in one letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.words import chinese_day
from filing.papers.paper import Closing, Listing, Paper, Part, Passage
from filing.papers.sheets import Heading

FIRST_LINE = "以下为需补正的全部事项:"


@dataclass(frozen=True)
class Gap:
    """One thing to be put right."""

    number: int
    part: str
    problem: str
    satisfies: str = ""
    answer: str = ""
    verdict: str = ""
    late_reason: str = ""


@dataclass(frozen=True)
class NoticePaper:
    """《补正通知单》: everything that is missing, in one letter. ``what`` was sent in; ``stops_clock``: time stands still."""

    heading: Heading
    addressee: str
    site_name: str
    gaps: tuple[Gap, ...]
    number: str = ""
    due_on: date | None = None
    office: str = ""
    person: str = ""
    phone: str = ""
    issued_at: datetime | None = None
    what: str = "备案"
    stops_clock: bool = True

    def paper(self) -> Paper:
        listed = Listing(
            "需补正事项",
            ("序号", "事项", "问题", "怎样算合格"),
            tuple(
                (str(gap.number), gap.part, _with_reason(gap), gap.satisfies or "按管理办法要求补齐")
                for gap in self.gaps
            ),
        )
        parts: list[Part] = [
            Passage(
                (f"你单位报送的“{self.site_name}”{self.what}资料收悉。{FIRST_LINE}",), to=f"{self.addressee}:"
            ),
            listed,
            Passage(self._how_to_go_on()),
            Closing(self.office, self.issued_at),
        ]
        answered = [gap for gap in self.gaps if gap.answer or gap.verdict]
        if answered:
            parts.append(_answers(answered))
        numbers = (f"通知编号:{self.number}",) if self.number else ()
        return self.heading.paper(*parts, numbers=numbers)

    def _how_to_go_on(self) -> tuple[str, ...]:
        until = f"请于{chinese_day(self.due_on)}前" if self.due_on else "请尽快"
        contact = "、".join(said for said in (self.person, self.phone) if said)
        stops = "补正期间,办理时限暂停计算;" if self.stops_clock else ""
        said = [f"{until}逐项补正后重新提交。{stops}除以上事项外,不需要再作修改。"]
        if contact:
            said.append(f"联系人:{contact}。")
        return tuple(said)


def _with_reason(gap: Gap) -> str:
    return f"{gap.problem}(后补提出:{gap.late_reason})" if gap.late_reason else gap.problem


def _answers(gaps: list[Gap]) -> Listing:
    rows = tuple((str(gap.number), gap.answer, gap.verdict) for gap in gaps)
    return Listing("补正情况", ("序号", "答复", "结论"), rows)
