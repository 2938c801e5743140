"""What do the papers of a case say? The rows of the printed form and the receipt, as plain values."""

from __future__ import annotations

from collections.abc import Iterable

from filing.deadlines import TimeLeft
from filing.models import Filing
from filing.pages import sections_of
from filing.receipts import Receipt, ReceivedPart, due_words, receipt_number, short_digest, verify_path
from filing.section_facts import SectionFacts
from filing.selectors import pinned_measure
from sites.selectors import facts_digest
from sites.summary import Line

#: Characters that fit into half a row of the printed form.
SHORT_TEXT = 12


def paper_rows(parts: Iterable[SectionFacts]) -> list[list[Line]]:
    """Lines of the printed form, short ones two in a row."""
    rows: list[list[Line]] = []
    for line in (line for part in parts for line in part.lines):
        is_short = len(line.text) <= SHORT_TEXT
        if is_short and rows and len(rows[-1]) == 1 and len(rows[-1][0].text) <= SHORT_TEXT:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def receipt_of(filing: Filing, left: TimeLeft, next_office: str) -> Receipt:
    """The receipt of a case that was handed in; what was received is listed until it is being corrected."""
    measure, last = pinned_measure(filing), filing.submissions.select_related("by").latest("number")
    number = receipt_number(filing.number, last.number)
    unchanged = facts_digest(filing.version) == filing.facts_digest
    parts = [each for each in sections_of(filing) if each.section.code != "photos"] if unchanged else []
    return Receipt(
        number=number,
        name=filing.version.name,
        type_label=filing.site.type_label,
        union=filing.site.managing_union.name,
        district=filing.version.district.name,
        received_at=last.at,
        submitted_by=str(last.by),
        submitted_as=last.submitted_as,
        parts=tuple(
            ReceivedPart(
                each.section.title, sum(not line.is_blank for line in each.lines), len(each.not_verified)
            )
            for each in parts
        ),
        photos=filing.version.photos.count(),
        digest=short_digest(last.digest),
        measure=measure.citation,
        is_sample=measure.is_sample,
        next_office=next_office,
        due_words=due_words(left, has_moved_on=filing.state != last.state),
        verify_path=verify_path(number, filing.verify_token),
    )
