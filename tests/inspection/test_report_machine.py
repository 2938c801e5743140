"""Who may do what with a report, in which state: every cell of the table, and the table leaves nothing out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from core.actor import NOBODY, SYSTEM, Actor
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from inspection.models import PublicReport
from inspection.reporting import services
from inspection.reporting.states import ReportState
from inspection.reporting.transitions import REPORT
from sites.models import ServiceSite, SiteKeeper
from tests.factories import NOW, Office, actor_of, build_office, build_tree, person
from tests.inspection.reported import told_of
from tests.office import picture
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db

EXPLAIN = {"keeper", "site_keeper", "street", "district", "plain_district"}
ANSWER = {"district", "plain_district", "city"}
SEES_ALL = EXPLAIN | ANSWER
OPEN = {"reply": EXPLAIN, "confirm": ANSWER, "refute": ANSWER, "close_unclear": ANSWER, "drop": {"system"}}
PICTURE = {"clear_picture": ANSWER, "erase_picture": SEES_ALL}

#: State → act → who may. What is not written here is refused.
ALLOWED: dict[str, dict[str, set[str]]] = {
    "received": OPEN | PICTURE,
    # What the site itself said is not written over by those above it.
    "replied": OPEN | {"reply": {"keeper", "site_keeper"}} | PICTURE,
    "confirmed": {"mend": ANSWER} | PICTURE,
    "refuted": PICTURE,
    "unclear": PICTURE,
    "dropped": PICTURE,
}
LEADS_TO = {
    "reply": "replied",
    "confirm": "confirmed",
    "refute": "refuted",
    "close_unclear": "unclear",
    "drop": "dropped",
}

Act = Callable[[PublicReport, Actor], object]


def _answer(verdict: str) -> Act:
    return lambda row, actor: services.answer_report(row.pk, verdict, "已核实。", actor=actor, now=NOW)


def _of_picture(service: Any) -> Act:
    return lambda row, actor: service(row.pk, row.entries.get().pk, actor=actor, now=NOW)


def _drop(row: PublicReport, actor: Actor) -> None:
    with REPORT.step(row.pk, "drop", actor=actor, now=NOW):
        pass


ACTS: dict[str, Act] = {
    "reply": lambda row, actor: services.explain(row.pk, "已通知值守人员。", actor=actor, now=NOW),
    "confirm": _answer("confirmed"),
    "refute": _answer("refuted"),
    "close_unclear": _answer("unclear"),
    "drop": _drop,
    "mend": lambda row, actor: services.confirm_mended(row.pk, actor=actor, now=NOW),
    "clear_picture": _of_picture(services.clear_picture),
    "erase_picture": _of_picture(services.erase_picture),
}


@pytest.fixture
def office() -> Office:
    return build_office()


@pytest.fixture
def site(office: Office) -> ServiceSite:
    """It stands in another district than its branch governs."""
    return opened_site(office.tree.primary, district="370203", hours=OFFICE_HOURS)


@pytest.fixture
def actors(office: Office, site: ServiceSite) -> dict[str, Actor]:
    tree = office.tree
    single = person("single", over=tree.north_primary)
    SiteKeeper.objects.create(site=site, user=single, since=NOW.date())
    people: dict[str, User] = {
        "keeper": office.keeper,
        "site_keeper": single,
        "street": office.street,
        "district": office.district,
        "plain_district": person("plain", "district", tree.south, rights={"decide": False}),
        "city": office.city,
        "other_keeper": person("k2", "keeper", tree.other_primary),
        "standing_district": person("d3", "district", tree.north),
        "other_type_district": person("d5", "district", tree.south, site_types=["mind_station"]),
        "expired_district": person("d4", "district", tree.south, valid_until=NOW.date() - timedelta(days=1)),
        "other_city": person("c9", "city", build_tree("外", governs=False).city),
        "auditor": person("auditor", "auditor", tree.city),
        "finance": person("finance", "finance", tree.city),
        "administrator": person("admin", "administrator", tree.city),
    }
    return {role: actor_of(user) for role, user in people.items()} | {"nobody": NOBODY, "system": SYSTEM}


@pytest.fixture
def reports(site: ServiceSite, actors: dict[str, Actor]) -> dict[str, PublicReport]:
    """One in each state, each with its picture; the answered ones first, since one of a kind is open at a time."""
    found: dict[str, PublicReport] = {}
    for number, state in enumerate(("confirmed", "refuted", "unclear", "dropped", "replied", "received")):
        kind = "broken" if state == "received" else "locked"
        row = told_of(site, kind, picture=picture(shade=20 + number)).report
        act = {"confirmed": "confirm", "refuted": "refute", "unclear": "close_unclear", "dropped": "drop"}
        if state == "replied":
            ACTS["reply"](row, actors["keeper"])
        elif state in act:
            ACTS[act[state]](row, actors["system" if state == "dropped" else "district"])
        found[state] = PublicReport.objects.get(pk=row.pk)
    return found


def test_the_table_knows_every_state_and_every_act() -> None:
    assert set(ALLOWED) == set(ReportState.values)
    assert set(ACTS) == set(REPORT.edges)


def test_every_cell(reports: dict[str, PublicReport], actors: dict[str, Actor]) -> None:
    wrong = []
    for state, act, role in cells(actors):
        expected = role in ALLOWED[state].get(act, set())
        done, left, told = _tried(reports[state], act, actors[role])
        if done != expected or (not done and told != 1) or (done and left != LEADS_TO.get(act, state)):
            wrong.append((state, act, role, done, left, told))
    assert wrong == []


def cells(actors: dict[str, Actor]) -> list[tuple[str, str, str]]:
    """All roles while an answer is owed; afterwards those that could do anything, and nobody."""
    still_open, closed = (ReportState.RECEIVED, ReportState.REPLIED), ("keeper", "district", "city", "nobody")
    return [
        (state, act, role)
        for state, act in product(ALLOWED, ACTS)
        for role in (actors if state in still_open else closed)
    ]


def _tried(row: PublicReport, act: str, actor: Actor) -> tuple[bool, str, int]:
    """Whether it was done, the state it would leave, how many refusals were told; all of it is taken back."""
    refusals = AuditEntry.objects.filter(outcome="refused")
    before, mark = refusals.count(), transaction.savepoint()
    try:
        ACTS[act](row, actor)
        done = True
    except (NotAllowed, TransitionRefused):
        done = False
    left = PublicReport.objects.values_list("state", flat=True).get(pk=row.pk)
    told = refusals.count() - before
    transaction.savepoint_rollback(mark)
    return done, left, told
