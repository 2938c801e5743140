"""One answer on satisfaction is counted. Nobody is known by it: no name, no address, only the sum of a day grows."""

from __future__ import annotations

import ipaddress
from datetime import date

from django.conf import settings
from django.core.cache import cache
from django.db.models import F
from django.utils.crypto import salted_hmac

from core.actor import NOBODY
from core.audit import record
from core.crowds import is_within
from core.workflow import TransitionRefused, attempt
from sites.models import RatingCount, ServiceSite
from sites.refusals import Refusal
from sites.services.telling import Sender
from sites.use.rating_door import closed_words
from sites.use.vocabulary import ANSWERS, RatingSource

#: A whole office may stand behind one address; more answers for one site on one day are somebody's game.
MOST_A_NETWORK = 30
_DAY = 24 * 60 * 60
#: Addresses of one household or office, by the version of the address.
_NETWORKS = {4: 24, 6: 64}


class NoMoreToday(Exception):
    """So many answers came from one network today that no more are counted."""


def count_answer(site: ServiceSite, answer: str, *, address: str, by: Sender, device: str = "") -> bool:
    """Whether this device had answered today already: then its new answer takes the place of the old one.

    ``device``: the random value that keeps forged forms away; of it only a digest of the day is kept, and until the day
    is over. Raises ``TransitionRefused`` where no answers are taken, ``NoMoreToday``, ``Refusal`` for an unknown answer."""
    if answer not in ANSWERS:
        raise Refusal("请选择满意、基本满意或不满意。")
    with attempt(NOBODY, "site.rate", site, now=by.now, label="满意度评价"):
        said = closed_words(site)
        if said:
            raise TransitionRefused(said)
        day = by.now.date()
        refuse_a_crowd(site, day, address)
        row = _row_of_day(site, day, by)
        key = f"rated:{site.pk}:{mark_of(address, day, 'rated', device)}"
        before = str(cache.get(key, "")) if device else ""
        if before != answer:
            back = {before: F(before) - 1} if before else {}
            RatingCount.objects.filter(pk=row.pk).update(**back, **{answer: F(answer) + 1})
        if device:
            cache.set(key, answer, _DAY)
        # Without the answer: a keeper who saw who came must not read it beside the minute.
        record(NOBODY, "use.rating", row, now=by.now, label="满意度评价")
    return bool(before)


def _row_of_day(site: ServiceSite, day: date, by: Sender) -> RatingCount:
    """Two at once meet in the unique index: the second waits for the first."""
    zero = dict.fromkeys(ANSWERS, 0)
    row, _ = RatingCount.objects.get_or_create(
        site=site,
        source=RatingSource.ONLINE,
        first_day=day,
        defaults={"last_day": day, "entered_at": by.now, **zero},
    )
    return row


def mark_of(address: str, day: date, purpose: str = "rating", more: str = "") -> str:
    """A network on one day, so that nobody can say which: another digest every day, gone the next.

    ``more``: what tells apart who stands behind it, as far as one moment needs it.
    """
    try:
        ip = ipaddress.ip_address(address)
        network = str(ipaddress.ip_network(f"{ip}/{_NETWORKS[ip.version]}", strict=False))
    except ValueError:
        network = "unknown"
    salt = f"{purpose} {day.isoformat()}"
    return salted_hmac(salt, f"{network}{more}", secret=settings.SECRET_KEY).hexdigest()


def refuse_a_crowd(site: ServiceSite, day: date, address: str, purpose: str = "rating") -> None:
    """Counts this one. Raises ``NoMoreToday``."""
    key = f"{purpose}:{site.pk}:{mark_of(address, day, purpose)}"
    if not is_within(key, MOST_A_NETWORK, _DAY):
        raise NoMoreToday
