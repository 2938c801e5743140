"""A contact or listing is put right by notice, or everything is confirmed as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from core.audit import Change
from core.workflow import TransitionRefused
from sites.confirming import BY_CODE, Source
from sites.models import OperatingNotice, ServiceSite, SiteKeeper
from sites.services.confirming import note_confirmed
from sites.services.telling import TOLD, Sender, tell_hearers, telling, write_notice
from sites.services.versions import correct_version
from sites.vocabulary import CORRECTED, NoticeKind, Origin

#: What somebody puts right he has looked at.
CONFIRMS = {
    NoticeKind.PHONE: BY_CODE["phone"],
    NoticeKind.MANAGER: BY_CODE["people"],
    NoticeKind.MAPS: BY_CODE["maps"],
}


def correct_facts(
    site_id: int, kind: str, facts: Mapping[str, Any], *, by: Sender, successor: User | None = None
) -> OperatingNotice:
    """A named contact or listing fact is put right: a decided version of its own, and nothing else in it.

    With a ``successor`` for the manager his row as keeper of the site moves in the same act.
    """
    if not set(facts) <= set(CORRECTED[NoticeKind(kind)]):
        raise ValueError(f"{kind} may not touch {sorted(facts)}")
    with telling(site_id, kind, by) as step:
        base = step.row.version
        if base is None:
            raise TransitionRefused("本阵地还没有备案资料,不能更正。")
        version = None
        if successor is None or any(getattr(base, name) != value for name, value in facts.items()):
            version, changes = correct_version(step.row, facts, origin=Origin.NOTICE, now=by.now)
            step.changes.update(changes)
        if successor is not None:
            step.changes.update(_succeed(step.row, base.manager_name, successor, by.now))
        notice = write_notice(step.row, kind, by, version=version)
        note_confirmed(step.row, CONFIRMS[NoticeKind(kind)], notice.office, Source.NOTICE, by.now.date())
        tell_hearers(step.row, notice, "、".join(step.changes), by)
    return notice


def confirm_facts(site_id: int, *, by: Sender) -> OperatingNotice:
    """资料核实无误: nothing changes but the day and the union that confirmed."""
    with telling(site_id, NoticeKind.CONFIRMATION, by) as step:
        notice = write_notice(step.row, NoticeKind.CONFIRMATION, by)
        columns = {"confirmed_on": by.now.date(), "confirmed_by": notice.office, "updated_at": by.now}
        for name, value in columns.items():
            setattr(step.row, name, value)
        step.row.save(update_fields=list(columns))
        step.changes[TOLD] = ("", "资料核实无误")
    return notice


def _succeed(site: ServiceSite, former: str, successor: User, now: datetime) -> dict[str, Change]:
    """The keeper's row moves from the former manager, or from the only keeper, to the new one."""
    rows = list(site.keepers.select_related("user"))
    leaving = [row for row in rows if row.user.name == former] or (rows if len(rows) == 1 else [])
    for row in leaving:
        row.delete()
    SiteKeeper.objects.get_or_create(site=site, user=successor, defaults={"since": now.date()})
    return {"负责人账号": ("、".join(row.user.name for row in leaving), successor.name)}
