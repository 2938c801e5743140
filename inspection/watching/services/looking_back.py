"""What stood in the tables when a past day began? A day that is made up is answered from that, by one piece for all checks.

A query of a check names its tables; under the same names it is given them as they stood: the version of a site that was
in force and its state, no row that was written later, no removal or answer that came later. Facts that are overwritten
leave no trace of what they were: rows of whom such a fact was changed since that day are left as they are found, to be judged for a
day on which the change was known. So nothing is dated to a day on which nobody could have known it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from core.checks import Check
from core.clock import LEGAL_ZONE, start_of
from core.models import AuditEntry
from inspection.models import Assessment, PublicReport, Rectification, ScoreColumn
from inspection.rectifying.states import RectificationState
from inspection.reporting.states import ReportState
from sites.models import (
    Activity,
    CheckInCount,
    Fault,
    HolidaySeason,
    HolidaySession,
    MonthlyUse,
    OperatingNotice,
    ServiceSite,
    SiteVersion,
)

#: A row that was entered once is as old as its entry; one that was corrected is older, nobody knows by how much.
_ENTERED = "(entered_at < {at} OR revision > 0)"


def _if_then(column: str) -> str:
    """What was written there before the day began; nothing else was."""
    return f"CASE WHEN {column} < {{at}} THEN {column} END"


@dataclass(frozen=True)
class Remembered:
    """A table that tells how it stood: which rows were there, and what stood in the columns that change. ``{at}``: the moment."""

    model: type[Model]
    there: str = "1 = 1"
    columns: Mapping[str, str] = field(default_factory=dict)


REMEMBERED = (
    Remembered(OperatingNotice, "published_at < {at}", {"over_at": _if_then("over_at")}),
    Remembered(Activity, _ENTERED, {"removed_at": _if_then("removed_at")}),
    Remembered(Fault, _ENTERED, {"removed_at": _if_then("removed_at")}),
    Remembered(HolidaySession, _ENTERED, {"removed_at": _if_then("removed_at")}),
    Remembered(HolidaySeason, _ENTERED, {"replaced_at": _if_then("replaced_at")}),
    Remembered(MonthlyUse, _ENTERED),
    Remembered(CheckInCount, "day < {at}"),
    Remembered(
        PublicReport,
        "received_at < {at}",
        {"state": f"CASE WHEN answered_at >= {{at}} THEN '{ReportState.RECEIVED}' ELSE state END"},
    ),
    Remembered(
        Rectification,
        "ordered_at < {at}",
        {
            "state": f"CASE WHEN handed_in_at >= {{at}} THEN '{RectificationState.MENDING}' "
            f"WHEN ended_at >= {{at}} AND handed_in_at IS NULL THEN '{RectificationState.MENDING}' "
            f"WHEN ended_at >= {{at}} THEN '{RectificationState.RECHECK}' ELSE state END"
        },
    ),
    Remembered(ScoreColumn, columns={"handed_in_at": _if_then("handed_in_at")}),
)
_SITE, _VERSION, _TRAIL = (each._meta.db_table for each in (ServiceSite, SiteVersion, AuditEntry))
#: Tables of which a past day can be told; versions are never edited once they are decided.
KNOWN = {each.model._meta.db_table for each in REMEMBERED} | {_SITE, _VERSION, Assessment._meta.db_table}
_TABLES = re.compile(r'(?:FROM|JOIN) "(\w+)"')


@dataclass(frozen=True)
class Past:
    """How a statement about a day begins: tables in the place of the present ones, and rows that are left as they are."""

    tables: str = ""
    given: tuple[Any, ...] = ()
    left: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tables)

    @property
    def before(self) -> str:
        """In front of the other parts of a statement."""
        return f"{self.tables}, " if self.tables else ""


PRESENT = Past()


def past_of(check: Check, day: date, now: datetime) -> Past:
    """For today and for what asks nothing of the past it is empty."""
    if day >= now.astimezone(LEGAL_ZONE).date():
        return PRESENT
    at = connection.ops.adapt_datetimefield_value(start_of(day))
    parts = [_sites_then(), *(_as_it_was(each) for each in REMEMBERED)]
    sql = ", ".join(parts)
    count = sql.count("{at}")
    return Past(sql.replace("{at}", _moment()), (at,) * count, _changed_since(check, day, now))


def _moment() -> str:
    return "CAST(%s AS timestamptz)" if connection.vendor == "postgresql" else "%s"


def _real(table: str) -> str:
    """The table itself, where a name of its own stands before it."""
    return f'"{table}"' if connection.vendor == "postgresql" else f'main."{table}"'


def _columns(model: type[Model], told: Mapping[str, str]) -> str:
    names = [str(each.column) for each in model._meta.concrete_fields]
    return ", ".join(f'{told.get(name, f"kept.{name}")} AS "{name}"' for name in names)


def _as_it_was(each: Remembered) -> str:
    table = each.model._meta.db_table
    columns = _columns(each.model, each.columns)
    return f'"{table}" AS NOT MATERIALIZED (SELECT {columns} FROM {_real(table)} AS kept WHERE {each.there})'  # noqa: S608  # own names


def _sites_then() -> str:
    """Sites with the version that was in force and the state in which they were, as their trail tells it."""
    columns = {
        "version_id": "COALESCE(site_then.version_id, kept.version_id)",
        "state": "COALESCE(site_then.state, kept.state)",
    }
    in_force = (
        f'(SELECT told.id FROM "{_VERSION}" AS told WHERE told.site_id = site.id AND told.decided_at < {{at}} '  # noqa: S608
        "ORDER BY told.decided_at DESC, told.id DESC LIMIT 1)"
    )
    state = (
        f"(SELECT NULLIF(step.before, '') FROM \"{_TRAIL}\" AS step "  # noqa: S608  # own names
        f"WHERE step.target_type = '{ServiceSite._meta.label_lower}' AND step.target_id = CAST(site.id AS text) "
        f"AND step.outcome = '{AuditEntry.Outcome.DONE}' AND step.after <> '' AND step.at >= {{at}} "
        "ORDER BY step.at, step.id LIMIT 1)"
    )
    return (
        f"site_then AS MATERIALIZED (SELECT site.id AS site_id, {in_force} AS version_id, {state} AS state "  # noqa: S608
        f"FROM {_real(_SITE)} AS site WHERE site.updated_at >= {{at}} "
        f'OR site.id IN (SELECT late.site_id FROM "{_VERSION}" AS late WHERE late.decided_at >= {{at}})), '
        f'"{_SITE}" AS NOT MATERIALIZED (SELECT {_columns(ServiceSite, columns)} FROM {_real(_SITE)} AS kept '
        "LEFT JOIN site_then ON site_then.site_id = kept.id)"
    )


def _changed_since(check: Check, day: date, now: datetime) -> tuple[int, ...]:
    """Whose facts were overwritten since the day began, where the tables do not tell what they were."""
    if check.touched is None:
        return ()
    rows: QuerySet[Any, Any] = check.touched(now.astimezone(LEGAL_ZONE).date()).order_by()
    if set(_TABLES.findall(str(rows.query))) <= KNOWN:
        return ()
    return tuple(rows.filter(touched_on__gte=day).values_list("subject", flat=True))
