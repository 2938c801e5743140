"""A thousand open cases below one city, so that the lists of work have something to list."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Union
from core import clock
from core.many import give_keys, insert_many, like
from filing.models import Filing
from filing.numbers import case_number
from filing.states import FilingState, Route
from sites.codes import make_token
from sites.models import ServiceSite, SiteVersion
from sites.services import plan_sites
from unionportal.bench.dataset import HOSTS, MADE_HERE, PLACES, SEED

#: How many wait where: what the city signs and accepts lies on its officer's desk, the rest is due elsewhere.
WAITING = {
    FilingState.CITY_FILING: 300,
    FilingState.ACCEPTANCE: 200,
    FilingState.REACCEPTANCE: 100,
    FilingState.RETURNED: 100,
    FilingState.DISTRICT_CHECK: 300,
}
#: Deadlines stand around today: days before and after it.
_DUE = (-5, 30)


def load_cases(city: Union) -> None:
    """Registrations of new sites in the districts of the city; once."""
    if Filing.objects.filter(site__confirmed_by=MADE_HERE, site__union_path__startswith=city.path).exists():
        return
    rng, now = random.Random(SEED), clock.now()
    states = [state for state, number in WAITING.items() for _ in range(number)]
    with transaction.atomic():
        versions = plan_sites(_planned(rng, city, len(states), now))
        cases = [_case(rng, state, version, now) for state, version in zip(states, versions, strict=True)]
        give_keys(cases)
        for case in cases:
            case.number = case_number(case.pk, now.year)
        insert_many(cases)


def _planned(rng: random.Random, city: Union, count: int, now: datetime) -> list[SiteVersion]:
    homes = list(Union.objects.filter(parent=city).values_list("pk", "path", "governs_id"))
    shell = ServiceSite(
        state="planned",
        site_type="outdoor_station",
        confirmed_by=MADE_HERE,
        is_sample=True,
        created_at=now,
        updated_at=now,
    )
    versions = []
    for at in range(count):
        key, path, district = rng.choice(homes)
        name = f"{rng.choice(PLACES)}路{rng.choice(HOSTS)}户外劳动者驿站{at}"
        version = SiteVersion(
            number=1, name=name, site_type=shell.site_type, district_id=district, created_at=now
        )
        version.site = like(shell, managing_union_id=key, union_path=path, district_id=district)
        versions.append(version)
    return versions


def _case(rng: random.Random, state: FilingState, version: SiteVersion, now: datetime) -> Filing:
    since = now - timedelta(minutes=rng.randrange(20_000))
    return Filing(
        state=state,
        site=version.site,
        version=version,
        route=Route.ON_SITE,
        acceptance_level="city",
        sign_levels=1,
        verify_token=make_token(),
        created_at=since,
        submitted_at=since,
        state_since=since,
        updated_at=since,
        due_on=now.date() + timedelta(days=rng.randint(*_DUE)),
    )
