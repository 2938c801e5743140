"""What follows when a real office is set up: people, calendar and sample measures, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.district_lists import NamedDistrict
from accounts.models import User
from accounts.services import set_up_office
from core.actor import SYSTEM
from rulebook.services import seed_calendars, seed_packs


def open_office(
    union_name: str,
    *,
    username: str,
    name: str,
    password: str,
    now: datetime,
    districts: Iterable[NamedDistrict] | None = None,
) -> User:
    """The first administrator, the issuing union, its sample measures. ``ValueError`` once anybody exists.

    The samples count from this day on: nothing says that this union ever issued them.
    """
    with transaction.atomic():
        user = set_up_office(
            union_name, username=username, name=name, password=password, now=now, districts=districts
        )
        seed_calendars(actor=SYSTEM, now=now)
        if user.home_union is not None:
            seed_packs(user.home_union, actor=SYSTEM, now=now, effective_from=now.date())
    return user
