"""A blind round under review in the sample city: three stations with their self-assessments, an invited reviewer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from demonstration.models import Round
from sites.models import ServiceSite
from tests.demonstration.reviewing.panels import SEED, assessed, in_review
from tests.demonstration.worlds import a_round
from tests.inspection.boards import put_in_force
from tests.office import case_in, site_of
from tests.rulebook.seed_tables import TABLES


def stations(office: Any, count: int = 3) -> list[ServiceSite]:
    names = ("中山路驿站", "大学路驿站", "鱼山路驿站")[:count]
    found = [site_of(case_in(office, "filed", photos=1, name=name)) for name in names]
    put_in_force(TABLES["outdoor_station"])
    return found


def round_in_review(office: Any, **columns: Any) -> Round:
    """With one reviewer a case, so that one person gets them all."""
    sites = stations(office)
    city = SimpleNamespace(tree=SimpleNamespace(city=office.city))
    given = {"is_blind": True, "reviewers_per_case": 1, "seed": SEED, **columns}
    round = a_round(city, **given)  # type: ignore[arg-type]  # only the city is asked for
    for site in sites:
        in_review(round, site, assessment=assessed(site, {}), practices="职工自愿值守,每周更新饮水和药品。")
    return round
