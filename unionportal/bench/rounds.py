"""A demonstration round with a thousand nominations and three submitted reviews of each, so that its order has rows."""

from __future__ import annotations

import random
from datetime import timedelta

from django.db import transaction

from accounts.models import Union, User
from accounts.reach import branch_key
from core import clock
from core.actor import SYSTEM
from core.many import give_keys, insert_many
from demonstration.models import Nomination, Review, Reviewer, Round, RoundGrade
from rulebook.models import RulePack
from rulebook.services import seed_packs
from sites.codes import make_token
from sites.models import ServiceSite
from unionportal.bench.dataset import SEED

TYPE, FAMILY = "nursing_room", "women"
NOMINATIONS, REVIEWERS, EACH = 1_000, 30, 3
TITLE = "性能测量示范评定"


def load_round(city: Union) -> Round:
    """The round of this city; made once."""
    found = Round.objects.filter(issuer=city, title=TITLE).first()
    return found or _made(city)


def _made(city: Union) -> Round:
    now, rng = clock.now(), random.Random(SEED)
    with transaction.atomic():
        round = Round.objects.create(
            issuer=city,
            state="review",
            title=TITLE,
            title_name="示范爱心妈妈小屋",
            year=now.year,
            site_types=[TYPE],
            opens_at=now - timedelta(days=40),
            closes_at=now - timedelta(days=20),
            recommend_until=now - timedelta(days=10),
            review_until=now + timedelta(days=10),
            pack=_pack(city),
            drafted_by="性能测量",
            drafted_at=now,
        )
        RoundGrade.objects.create(round=round, position=1, name="示范", floor=850, places=60)
        RoundGrade.objects.create(round=round, position=2, name="备选", places=10, is_reserve=True)
        people = [
            Reviewer(round=round, user=user, state="signed", invited_at=now, invite_until=now, signed_at=now)
            for user in _users()
        ]
        give_keys(people)
        insert_many(people)
        rows = [_nomination(round, site, number) for number, site in enumerate(_sites(city), 1)]
        give_keys(rows)
        insert_many(rows)
        reviews = [
            Review(
                nomination=row,
                reviewer=person,
                state="submitted",
                assigned_at=now,
                submitted_at=now,
                total=rng.randrange(600, 1_001),
                outcome="{}",
            )
            for row in rows
            for person in rng.sample(people, EACH)
        ]
        give_keys(reviews)
        insert_many(reviews)
    return round


def _pack(city: Union) -> RulePack:
    packs = RulePack.objects.filter(issuer=city, family=FAMILY, state="published")
    if not packs.exists():
        seed_packs(city, actor=SYSTEM, now=clock.now())
    return packs.latest("effective_from")


def _users() -> list[User]:
    for number in range(REVIEWERS):
        name = f"bench-reviewer{number}"
        if not User.objects.filter(username=name).exists():
            User.objects.create_user(name, name=f"专家{number}")
    return list(User.objects.filter(username__startswith="bench-reviewer"))


def _sites(city: Union) -> list[ServiceSite]:
    rows = ServiceSite.objects.filter(
        union_path__startswith=city.path, site_type=TYPE, state="open", version__isnull=False
    )
    return list(rows.order_by("pk")[:NOMINATIONS])


def _nomination(round: Round, site: ServiceSite, number: int) -> Nomination:
    now = round.drafted_at
    return Nomination(
        number=f"SB{round.year}-{round.pk}-{number:05d}",
        verify_token=make_token(),
        code=f"B{number:05d}",
        round=round,
        site=site,
        version_id=site.version_id,
        site_type=TYPE,
        branch_id=branch_key(site.union_path, round.issuer.path or ""),
        state="review",
        created_at=now,
        updated_at=now,
        submitted_at=now,
    )
