"""Once a night: reminders go out, rungs that are ripe are announced, what lost its causes is dropped.

Decides by ``what_follows`` alone, as every page shows it. Each site is looked at again under its lock, so that a run that
is late, doubled or on two machines does everything once; reminders are written for many sites together.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile

from django.db import transaction

from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from core.workflow import TransitionRefused
from inspection.laddering.climbing import Ahead
from inspection.laddering.selectors import ahead_of, climbing_findings, climbing_orders, mended_since, without
from inspection.laddering.services.announcing import announce, can_announce, remind_each
from inspection.laddering.services.ending import drop_consequence, drop_idle_proposals, settle_decided
from inspection.laddering.services.holding import hold_sites
from inspection.laddering.states import OPEN
from inspection.models import Consequence
from rulebook.choices import LadderAction

logger = logging.getLogger(__name__)

#: Sites whose standing is read together.
CHUNK = 500


@dataclass(frozen=True)
class Followed:
    """What one run did."""

    reminded: int = 0
    announced: int = 0
    dropped: int = 0
    failed: tuple[int, ...] = ()

    @property
    def changed(self) -> int:
        return self.reminded + self.announced + self.dropped


def follow_ladder(*, now: datetime, go_on: Callable[[], bool] = lambda: True) -> Followed:
    """A second run finds nothing to do. A site that cannot be followed is named and does not hold up the others.

    ``go_on`` is asked before each few hundred sites: what is left is done by the next run.
    """
    day, counts, failed = now.astimezone(LEGAL_ZONE).date(), Counter[str](), []
    for keys in takewhile(lambda _: go_on(), _chunks()):
        found = ahead_of(keys, day)
        wanted = [key for key in keys if any(_reminds(each, day) for each in found[key])]
        looked_at, reminded = _remind_together(wanted, now)
        counts["remind"] += reminded
        for key in keys:
            if not _has_more(found[key], day, is_reminded=key in looked_at):
                continue
            done = _follow_alone(key, now)
            counts.update(done or {})
            failed += [key] if done is None else []
    counts["drop"] += settle_decided(now=now)
    counts["drop"] += drop_idle_proposals(now=now)
    return Followed(counts["remind"], counts["announce"], counts["drop"], tuple(failed))


def _has_more(coming: Sequence[Ahead], day: date, *, is_reminded: bool) -> bool:
    left = [ahead for ahead in coming if not (is_reminded and _reminds(ahead, day))]
    return any(ahead.falls or ahead.is_ripe(day) for ahead in left)


def _follow_alone(key: int, now: datetime) -> dict[str, int] | None:
    """``None`` when it broke: one site must not hold up the others."""
    try:
        return _follow_site(key, now)
    except Exception:
        logger.exception("the ladder of site %s could not be followed", key)
        return None


def _chunks() -> Iterator[list[int]]:
    """Sites with anything on the ladder, in the order of their keys."""
    rows = climbing_findings().order_by().values_list("site_id", flat=True)
    keys = {*rows, *climbing_orders().order_by().values_list("site_id", flat=True)}
    keys |= set(Consequence.objects.filter(state__in=OPEN).order_by().values_list("site_id", flat=True))
    wanted = sorted(key for key in keys if key)
    yield from (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))


def _reminds(ahead: Ahead, day: date) -> bool:
    return ahead.action == LadderAction.REMIND and ahead.is_ripe(day)


def _remind_together(keys: Sequence[int], now: datetime) -> tuple[set[int], int]:
    """A night may find thousands at once: the sites that were looked at, and how many of them were reminded.

    Where one of them breaks, none is reminded here, and each is followed by itself.
    """
    if not keys:
        return set(), 0
    day = now.astimezone(LEGAL_ZONE).date()
    try:
        with transaction.atomic():
            sites = hold_sites(keys)
            found = [
                (sites[key], ahead)
                for key, coming in ahead_of(sorted(sites), day).items()
                for ahead in coming
                if _reminds(ahead, day)
            ]
            gone = mended_since((cause for _, ahead in found for cause in ahead.causes), day)
            left = [(site, without(ahead, gone)) for site, ahead in found]
            ripe = [(site, ahead) for site, ahead in left if ahead.causes]
            remind_each(ripe, now=now)
    except Exception:  # each by itself then, and whoever breaks is named
        logger.exception("%s sites could not be reminded together", len(keys))
        return set(), 0
    return {site.pk for site, _ in found}, len(ripe)


def _follow_site(key: int, now: datetime) -> dict[str, int]:
    """First what falls, each by itself; then, under the site's lock, what is ripe."""
    day = now.astimezone(LEGAL_ZONE).date()
    dropped = sum(_drop(ahead, now) for ahead in ahead_of([key], day)[key] if ahead.falls)
    done = {"remind": 0, "announce": 0, "drop": dropped}
    with transaction.atomic():
        site = hold_sites([key])[key]
        coming = [ahead for ahead in ahead_of([key], day)[key] if ahead.is_ripe(day)]
        gone = mended_since((cause for ahead in coming for cause in ahead.causes), day)
        for ahead in (without(each, gone) for each in coming):
            if not ahead.causes:  # mended since the night
                continue
            if ahead.action == LadderAction.REMIND:
                remind_each([(site, ahead)], now=now)
                done["remind"] += 1
            elif can_announce(ahead):
                announce(site, ahead, now=now)
                done["announce"] += 1
    return done


def _drop(ahead: Ahead, now: datetime) -> bool:
    if ahead.announced is None:
        return False
    try:
        drop_consequence(ahead.announced.key, actor=SYSTEM, now=now)
    except TransitionRefused:  # somebody decided meanwhile
        return False
    return True
