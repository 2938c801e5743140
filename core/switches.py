"""What holds for the whole installation: is it being maintained, is it a copy of another one?"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Subquery

from core.actor import Actor
from core.audit import record
from core.heartbeat import beat, last_beat
from core.models import Switch

MAINTENANCE = "maintenance"
COPY = "copy"
#: Under this name it stands when maintenance ended last: a short one is over before anybody looked whether it is on.
ENDED = "maintenance ended"


def maintenance() -> Switch | None:
    """While the row is there, nothing is written by anybody; reading goes on."""
    return Switch.objects.filter(name=MAINTENANCE).first()


def maintenance_beside() -> dict[str, Subquery]:
    """Since when and until when, as columns of a row that a page reads anyway: what is told on every page costs no question."""
    rows = Switch.objects.filter(name=MAINTENANCE)
    return {f"maintenance_{name}": Subquery(rows.values(name)[:1]) for name in ("since", "until")}


def begin_maintenance(until: datetime | None, *, actor: Actor, now: datetime) -> Switch:
    """Switch writing off; asked again, only the time of its end changes."""
    switch, _ = Switch.objects.update_or_create(
        name=MAINTENANCE, defaults={"until": until}, create_defaults={"until": until, "since": now}
    )
    record(actor, "maintenance.begin", switch, now=now, label="开始维护")
    return switch


def end_maintenance(*, actor: Actor, now: datetime) -> bool:
    """Whether there was one."""
    switch = maintenance()
    if switch is None:
        return False
    record(actor, "maintenance.end", switch, now=now, label="结束维护")
    switch.delete()
    beat(ENDED, now=now)
    return True


def maintained_until() -> datetime | None:
    """When it ended last."""
    return last_beat(ENDED)


def is_copy() -> bool:
    """A restored copy beside the real installation: it tells nobody anything."""
    return Switch.objects.filter(name=COPY).exists()


def is_paused() -> bool:
    """For whichever reason: nothing is begun in the background."""
    return Switch.objects.exists()


def mark_copy(*, now: datetime) -> None:
    Switch.objects.update_or_create(name=COPY, defaults={"since": now})
