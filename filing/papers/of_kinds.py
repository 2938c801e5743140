"""What do the papers of changes, cancellations and letters say? Read from the case, laid out elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.canonical import digest
from filing.deadlines import time_left
from filing.models import Filing, ReturnNotice
from filing.papers.codes import CORRECTION, FORM, PaperNumber
from filing.papers.endings import CancelPaper, ChangePaper, Equipment, MapEntry
from filing.papers.filled import changes_between, heading_of, identity_of, signed_of
from filing.papers.notices import Gap, NoticePaper
from filing.papers.of_case import FORMS, MORE, CasePaper, Setting, form_title
from filing.papers.paper import Entry, Paper
from filing.particulars import Disposal, particular_text
from filing.selectors import handed_in_digest, measure_for
from filing.states import FilingKind, FilingState
from rulebook.terms import Measure


def _site(filing: Filing) -> tuple[Entry, ...]:
    """Which site of the register the case is about."""
    site, number = filing.site, filing.site.filing_number or ""
    return (
        Entry("阵地名称", site.name or filing.version.name),
        Entry("备案编号", number),
        Entry("阵地编码", site.code or ""),
        *identity_of(filing),
    )


def _heading(filing: Filing, measure: Measure | None) -> Any:
    number = PaperNumber(filing.number, FORM)
    return heading_of(filing, measure, form_title(filing, measure), number, handed_in_digest(filing))


def change_form(filing: Filing, measure: Measure | None, setting: Setting) -> Paper:
    """《变更备案表》"""
    base = filing.base_version or filing.version
    return ChangePaper(
        heading=_heading(filing, measure),
        site=_site(filing),
        rows=changes_between(base, filing.version),
        reason=particular_text(filing, "reason"),
        signed=signed_of(filing),
        extras=setting.extras,
    ).paper()


def cancel_form(filing: Filing, measure: Measure | None, setting: Setting) -> Paper:
    """《注销备案表》"""
    told = filing.particulars
    reason = ";".join(said for name in ("ground", "explanation") if (said := particular_text(filing, name)))
    maps = particular_text(filing, "maps")
    return CancelPaper(
        heading=_heading(filing, measure),
        site=_site(filing),
        reason=reason,
        last_day=date.fromisoformat(told["last_day"]) if told.get("last_day") else None,
        equipment=tuple(_equipment(row) for row in told.get("equipment") or ()),
        plate=particular_text(filing, "plate"),
        maps=(MapEntry(maps),) if maps else (),
        told_users=particular_text(filing, "users_told"),
        is_nursing_room=filing.version.site_type == "nursing_room",
        signed=signed_of(filing),
        extras=setting.extras,
    ).paper()


def _equipment(row: dict[str, str]) -> Equipment:
    disposal = str(Disposal(row["disposal"]).label) if row.get("disposal") else ""
    return Equipment(row.get("name", ""), row.get("asset_number", ""), row.get("count", ""), disposal)


def notices_to_print(filing: Filing, setting: Setting) -> Iterable[CasePaper]:
    """One 《补正通知单》 for each letter that was sent."""
    measure = measure_for(filing, setting.now.date())
    title = measure.correction_title if measure else Measure.correction_title
    notices = list(filing.notices.select_related("issued_by").prefetch_related("deficiencies"))
    for notice in notices:
        label = f"{title}(第{notice.number}次)" if len(notices) > 1 else title
        yield CasePaper(
            f"notice-{notice.number}",
            label,
            True,
            lambda notice=notice: _notice(filing, notice, title, measure, setting),  # type: ignore[misc]
        )


def _notice(
    filing: Filing, notice: ReturnNotice, title: str, measure: Measure | None, setting: Setting
) -> Paper:
    is_last = notice.number == filing.notices.count()
    waits = filing.state == FilingState.RETURNED and is_last
    left = time_left(filing, setting.calendar, setting.now)
    number = PaperNumber(filing.number, CORRECTION, notice.number)
    return NoticePaper(
        heading=heading_of(filing, measure, title, number, notice_digest(notice)),
        addressee=filing.site.managing_union.name,
        site_name=filing.version.name or str(filing.site),
        gaps=_gaps(notice),
        number=str(number),
        due_on=left.due if waits else None,
        office=notice.office,
        person=str(notice.issued_by),
        issued_at=notice.issued_at,
    ).paper()


def _gaps(notice: ReturnNotice) -> tuple[Gap, ...]:
    return tuple(
        Gap(
            number=gap.position,
            part=gap.label,
            problem=gap.problem,
            satisfies=gap.remedy,
            answer=gap.answer or ("已补正" if gap.answered_at else ""),
            verdict=gap.get_verdict_display() if gap.verdict else "",
            late_reason=notice.late_reason if gap.is_late else "",
        )
        for gap in notice.deficiencies.all()
    )


def notice_digest(notice: ReturnNotice) -> str:
    """What a letter said when it went out; answers and conclusions are not part of it."""
    gaps = [[gap.position, gap.label, gap.problem, gap.remedy] for gap in notice.deficiencies.all()]
    return digest({"number": notice.number, "office": notice.office, "gaps": gaps})


FORMS[FilingKind.CHANGE] = change_form
FORMS[FilingKind.CANCEL] = cancel_form
MORE.append(notices_to_print)
