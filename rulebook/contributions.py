"""What the rulebook tells the health page and the desk: calendars that are missing, trials that end, papers to check."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from accounts.reach import holds
from core.actor import Actor
from core.clock import LEGAL_ZONE
from core.registry import INBOX, READINESS, Inbox, InboxItem, InboxList, Reader, Readiness
from core.words import chinese_day
from rulebook.models import PackRecord, RulePack
from rulebook.policy import KEEPERS_OF_RULES, PACKS, RECORDS
from rulebook.selectors import (
    ending_among,
    ending_trials,
    governing_without_tables,
    known_calendar_years,
    trials_near_end,
    waiting_records,
)
from rulebook.watched import NOTICE_MONTH


def calendar_readiness(now: datetime) -> Readiness:
    """A missing year is a warning: periods go on by weekends, marked as provisional."""
    today = now.astimezone(LEGAL_ZONE).date()
    wanted = [today.year, today.year + 1] if today.month >= NOTICE_MONTH else [today.year]
    missing = [year for year in wanted if year not in known_calendar_years()]
    if not missing:
        return Readiness("calendar", True, f"节假日安排已导入至 {wanted[-1]} 年")
    years = "、".join(f"{year} 年" for year in missing)
    return Readiness(
        "calendar", None, f"尚未导入 {years}节假日安排,涉及的期限为暂定;请在管理后台“节假日安排”中导入。"
    )


def measures_readiness(now: datetime) -> Readiness:
    """Trials that end soon and measures without scoring tables are warnings: nothing stops by itself before."""
    today = now.astimezone(LEGAL_ZONE).date()
    trials = ending_trials(RulePack.objects.all(), today)
    said = [f"《{pack.title}》{validity.end_in_words()}" for pack, validity in trials]
    bare = governing_without_tables(today)
    said += [f"{bare} 个现行版本没有评分表,可用“以试用评分表建新版草稿”补充"] if bare else []
    if not said:
        return Readiness("measures", True, "现行管理办法有评分表,没有即将届满的试行期。")
    return Readiness("measures", None, f"{';'.join(said)};请在管理后台“管理办法版本”中办理")


def measures_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """For who keeps the measures: trials in their last weeks, and later documents that wait for a second officer."""
    if not holds(actor, *KEEPERS_OF_RULES):
        return []
    trials = trials_near_end(PACKS.visible_to(actor).select_related("issuer"), today)
    return [
        InboxList(waiting_records(actor), _records),
        InboxList(trials, _trials),
    ]


def _records(reader: Reader, rows: list[PackRecord]) -> Inbox:
    return Inbox(waiting=[_to_confirm(row) for row in rows if RECORDS.decide(reader.actor, "confirm", row)])


def _trials(reader: Reader, packs: list[RulePack]) -> Inbox:
    kept = [(pack, validity.trial_ends) for pack, validity in ending_among(packs, reader.today)]
    kept = [(pack, ends) for pack, ends in kept if PACKS.decide(reader.actor, "rehearse", pack)]
    return Inbox(upcoming=[_ends(pack, ends, reader.today) for pack, ends in kept if ends is not None])


def _to_confirm(row: PackRecord) -> InboxItem:
    return InboxItem(
        title=str(row),
        url=reverse("admin:rulebook_rulepack_records", args=[row.pack_id]),
        reason=f"{row.entered_by_name}已登记,请对照印发文件核对,核对后生效。",
    )


def _ends(pack: RulePack, ends: date, today: date) -> InboxItem:
    when = "将于" if ends >= today else "已于"
    return InboxItem(
        title=str(pack),
        url=reverse("admin:rulebook_rulepack_records", args=[pack.pk]),
        reason=f"试行期{when}{chinese_day(ends)}届满,请登记延长试行,或公布接替的版本。",
        due=ends,
    )


READINESS.register("calendar", calendar_readiness)
READINESS.register("measures", measures_readiness)
INBOX.register("rulebook.measures", measures_inbox)
