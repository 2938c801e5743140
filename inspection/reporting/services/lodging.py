"""Somebody tells that something is the matter. Nobody is known by it: no name, no address, only what was told.

While a matter is open, whoever tells the same joins it: two hundred telephones make one case, and it closes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from core.actor import NOBODY
from core.audit import record
from core.clock import LEGAL_ZONE
from core.crowds import is_within
from core.many import give_keys
from core.workflow import TransitionRefused, attempt
from inspection.models import PublicReport, ReportEntry
from inspection.models.reports import MOST_TEXT
from inspection.reporting.deadlines import due_for
from inspection.reporting.door import closed_words
from inspection.reporting.selectors import standing_on
from inspection.reporting.services.telling import tell_of_new
from inspection.reporting.states import ReportState, Wrong
from inspection.visiting.selectors import has_hours, was_due_open
from rulebook.selectors import load_calendar, pack_in_force
from sites.codes import make_token
from sites.images import Capture, clean_picture
from sites.models import ServiceSite
from sites.refusals import Refusal
from sites.services import keep_picture
from sites.text_guard import visitor_text
from sites.use.services.rating import mark_of

#: A whole office may stand behind one address; more reports of one site, or of all sites, on one day are somebody's game.
MOST_OF_A_SITE = 10
MOST_OF_ALL = 40
_DAY = 24 * 60 * 60

LABEL = "群众反映"
_MARKUP = re.compile(r"<\s*[a-z/!?]|javascript\s*:|&#", re.IGNORECASE)


class NoMoreToday(Exception):
    """So many reports came from one network today that no more are taken."""


@dataclass(frozen=True)
class Told:
    """What somebody told: what is the matter, perhaps some words and a picture."""

    kind: str
    text: str = ""
    picture: bytes = b""

    @property
    def words(self) -> str:
        """Guarded. Raises ``Refusal``."""
        text = visitor_text("补充说明", self.text[: 4 * MOST_TEXT])
        if _MARKUP.search(text):
            raise Refusal("补充说明中含有网页代码,请改用普通文字写明情况。")
        if len(text) > MOST_TEXT:
            raise Refusal(f"补充说明最多 {MOST_TEXT} 个字,请缩短。")
        return text


def lodge_report(site_id: int, told: Told, *, address: str, now: datetime) -> ReportEntry:
    """Raises ``TransitionRefused`` where no reports are taken, ``NoMoreToday``, ``Refusal``, ``BadPicture``."""
    if told.kind not in Wrong.values:
        raise Refusal("请选择您遇到的情况。")
    words = told.words
    about = ServiceSite.objects.select_related("managing_union", "version").get(pk=site_id)
    with attempt(NOBODY, "report.lodge", about, now=now, label=LABEL):
        _refuse_closed(about)
        _refuse_a_crowd(about, address, now)
        picture = clean_picture(told.picture) if told.picture else None
        # Held, and asked again: what came with its cancellation was ended then, and nobody would answer a later one.
        _refuse_closed(ServiceSite.objects.select_for_update().get(pk=site_id))
        # Held: while somebody answers it, nobody joins what gets an answer that was given before him.
        standing = standing_on(about).filter(kind=told.kind).select_for_update().first()
        report = standing or _begin(about, told.kind, now)
        entry = ReportEntry(report=report, token=make_token(), text=words, received_at=now)
        entry.was_due_open = was_due_open(about, now) if has_hours(about, now) else None
        if picture is not None:
            # Where and when it was taken could tell of the person who took it.
            plain = replace(picture, capture=Capture())
            entry.picture = keep_picture(plain, owner_union=about.managing_union, uploader_id=None, now=now)
        _number(entry, now)
        # Without the words: the trail is read by more people than the report.
        number = f"编号 {entry.number}"
        record(NOBODY, "report.lodge", report, now=now, label=LABEL, after=report.state, note=number)
    return entry


def _refuse_closed(site: ServiceSite) -> None:
    said = closed_words(site)
    if said:
        raise TransitionRefused(said)


def _refuse_a_crowd(site: ServiceSite, address: str, now: datetime) -> None:
    """Before anything of it is read: the picture of a flood costs nothing."""
    mark = mark_of(address, now.date())
    most = {f"report:{site.pk}:{mark}": MOST_OF_A_SITE, f"report:all:{mark}": MOST_OF_ALL}
    if not all(is_within(key, count, _DAY) for key, count in most.items()):
        raise NoMoreToday


def _begin(site: ServiceSite, kind: str, now: datetime) -> PublicReport:
    """The first that tells of it: the measure in force says by when it is answered."""
    today = now.astimezone(LEGAL_ZONE).date()
    calendar, measure = load_calendar(), pack_in_force(site.union_path, site.kind.family, today)
    due = due_for(measure, today, calendar)
    report = PublicReport.objects.create(
        site=site,
        kind=kind,
        state=ReportState.RECEIVED,
        received_at=now,
        received_on=today,
        pack_id=measure.pk if measure else None,
        calendar_version=calendar.label,
        due_on=due.date if due else None,
        due_is_provisional=bool(due and due.provisional),
        updated_at=now,
    )
    tell_of_new(report, now)
    return report


def _number(entry: ReportEntry, now: datetime) -> None:
    give_keys([entry])
    entry.number = f"FY{now.astimezone(LEGAL_ZONE).year}-{entry.pk:06d}"
    entry.save(force_insert=True)
