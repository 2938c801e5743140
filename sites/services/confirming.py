"""One group of facts is confirmed in one tap; the whole file is as old as the oldest of its groups."""

from __future__ import annotations

from datetime import date

from sites.at_door.selectors import confirmations_of, whole_of
from sites.confirming import BY_CODE, CHOSEN, FactGroup, Source, oldest, standings
from sites.models import FactConfirmation, OperatingNotice, ServiceSite
from sites.refusals import Refusal
from sites.services.telling import TOLD, Sender, telling, write_notice
from sites.vocabulary import NoticeKind


def confirm_group(site_id: int, group: str, source: str, *, by: Sender) -> OperatingNotice:
    """资料核实 of one group: nothing changes but its day, the union that confirmed and how it knows."""
    found = BY_CODE.get(group)
    if found is None or source not in CHOSEN:
        raise Refusal("请选择要核实的资料和核实方式。")
    with telling(site_id, NoticeKind.CONFIRMATION, by) as step:
        if _is_empty(step.row, found):
            raise Refusal(f"{found.label}还没有填写,不能核实。请先填写。")
        said = f"{found.label}({Source(source).label})"
        notice = write_notice(step.row, NoticeKind.CONFIRMATION, by, reason=said)
        note_confirmed(step.row, found, notice.office, source, by.now.date())
        step.changes[TOLD] = ("", f"{found.label} 核实无误({Source(source).label})")
    return notice


def note_confirmed(site: ServiceSite, group: FactGroup, office: str, source: str, on: date) -> None:
    """The row of the group, and the day of the whole file where that follows. Called with the site held."""
    FactConfirmation.objects.update_or_create(
        site=site,
        group=group.code,
        defaults={"confirmed_on": on, "office": office, "source": source},
    )
    found = standings(whole_of(site), confirmations_of(site))
    since = oldest(each for each in found if each.group == group or not _is_empty(site, each.group))
    if since.on is not None and (site.confirmed_on is None or since.on > site.confirmed_on):
        site.confirmed_on, site.confirmed_by = since.on, since.office
        site.save(update_fields=["confirmed_on", "confirmed_by"])


def _is_empty(site: ServiceSite, group: FactGroup) -> bool:
    return group.is_empty(lambda name: getattr(site.version, name, None))
