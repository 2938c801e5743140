"""A round whose window is open, and nominations brought to a point of their way by the services."""

from __future__ import annotations

from typing import Any

from core.actor import Actor
from demonstration.models import Nomination, Round, RoundState
from demonstration.nominating import services
from inspection.assessing.services import Given, answer_items
from sites.models import ServiceSite
from tests.demonstration.worlds import a_round
from tests.factories import NOW, Office, actor_of, person
from tests.inspection.boards import FULL

PRACTICES = "全天开放,配齐桌椅饮水,每周两次志愿服务。"


def open_round(office: Office, places: int = 2, **columns: Any) -> Round:
    """Everybody whose site is in use may take part; each branch has ``places``."""
    tree = office.tree
    quotas = dict.fromkeys((tree.south, tree.north, tree.metro), places)
    columns.setdefault("least_months", 0)
    return a_round(office, columns.pop("state", RoundState.OPEN), quotas=quotas, **columns)


def started(round: Round, site: ServiceSite, actor: Actor) -> Nomination:
    return services.start_nomination(round.pk, site.pk, actor=actor, now=NOW)


def filled(row: Nomination, actor: Actor) -> Nomination:
    """Own points and practices are there; papers are not asked for."""
    given = {code: Given(answer) for code, answer in FULL.items()}
    answer_items(int(row.assessment_id or 0), given, actor=actor, now=NOW)
    return services.save_practices(row.pk, PRACTICES, actor=actor, now=NOW, seen=again(row).revision)


def submitted(round: Round, site: ServiceSite, actor: Actor) -> Nomination:
    row = filled(started(round, site, actor), actor)
    return services.submit_nomination(row.pk, seen=row.revision, actor=actor, now=NOW)


def again(row: Nomination) -> Nomination:
    return Nomination.objects.select_related("site", "round", "quota").get(pk=row.pk)


def returned(row: Nomination, checker: Actor, *codes: str) -> Nomination:
    """One letter on these parts."""
    for code in codes:
        services.note_gap(row.pk, code, "不完整。", "补充完整。", actor=checker, now=NOW)
    return services.return_nomination(row.pk, actor=checker, now=NOW, seen=again(row).revision)


def north_officer(office: Office) -> Actor:
    """The officer of the other district."""
    return actor_of(person("north", "district", office.tree.north))
