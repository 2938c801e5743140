"""Who finds nothing of a nomination on any page?"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry
from demonstration.models import (
    Conflict,
    ConflictSource,
    Nomination,
    NominationState,
    RoundState,
)
from demonstration.nominating import services
from demonstration.nominating.inbox import nominations_inbox
from demonstration.nominating.services import Said
from demonstration.nominating.verification import verified_nomination
from sites.paper_files import clean_paper
from tests.demonstration.nominating.scenes import open_round, returned, started, submitted
from tests.demonstration.nominating.visiting import act, at, body_of, signed_in
from tests.desks import desk_from
from tests.factories import NOW, Office, build_tree, person
from tests.pdfs import plain_pdf


@pytest.fixture(autouse=True)
def pinned(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def keeper(office: Office) -> Client:
    return signed_in(office.keeper)


@pytest.fixture
def district(office: Office) -> Client:
    return signed_in(office.district)


def test_what_the_meeting_chose_is_not_told_before_the_publicity(office: Office, sites: list[Any]) -> None:
    round = open_round(office)
    row = submitted(round, sites[0], office.actor("keeper"))
    Nomination.objects.filter(pk=row.pk).update(state=NominationState.SELECTED)
    type(round).objects.filter(pk=round.pk).update(state=RoundState.REVIEW)
    for client in (signed_in(office.keeper), signed_in(office.district)):
        for url in (at("nomination", row), reverse("nominations", args=[round.pk])):
            body = body_of(client.get(url))
            assert "拟命名" not in body
            assert "评审中" in body
    found = verified_nomination(row.number, row.verify_token)
    assert found is not None and found.state == "评审中"


# Strangers, walls, papers


PAGES = (
    "nomination",
    "nomination-practices",
    "nomination-papers",
    "nomination-check",
    "nomination-receipt",
    "nomination-gap",
    "nomination-sheet",
    "nomination-sheet-pdf",
)


def test_strangers_and_the_walled_find_nothing_anywhere(
    office: Office, sites: list[Any], district: Client
) -> None:
    round = open_round(office)
    row = submitted(round, sites[0], office.actor("keeper"))
    paper = services_paper(office, row)
    other = build_tree("他", governs=False)
    stranger = signed_in(person("stranger", "city", other.city))
    barred = person("auditor", "auditor", office.tree.city)
    for user in (office.district, barred):
        Conflict.objects.create(
            user=user,
            nomination=row,
            source=ConflictSource.DECLARED,
            reason="亲属",
            entered_by="赵强",
            entered_at=NOW,
        )
    for client in (stranger, district, signed_in(barred)):
        for name in PAGES:
            assert client.get(at(name, row)).status_code == 404, name
        assert client.get(at("nomination-paper-file", row, paper)).status_code == 404
        assert act(client, row, "recommend").status_code == 404
    for client in (district, signed_in(barred)):
        assert "申报列表(0 处)" in body_of(client.get(reverse("round", args=[round.pk])))
        listed = body_of(client.get(reverse("nominations", args=[round.pk])))
        assert row.number not in listed
        assert "number__value" not in listed
        file = body_of(client.get(reverse("site-file", args=[sites[0].code])))
        assert row.number not in file
        assert "示范评定" not in file
        assert client.get(reverse("assessment", args=[row.assessment.number])).status_code == 404  # type: ignore[union-attr]  # handed in
    assert desk_from(nominations_inbox, office.actor("district"), NOW).waiting == []
    assert AuditEntry.objects.filter(action="nomination.reach", outcome="refused").count() == 3


def services_paper(office: Office, row: Nomination) -> int:
    """A paper, added while the letter opened it."""
    checker, filler = office.actor("district"), office.actor("keeper")
    returned(row, checker, "papers")
    kept = services.add_paper(row.pk, clean_paper(plain_pdf("duty")), Said("值班制度"), actor=filler, now=NOW)
    return int(kept.pk)


def test_a_draft_is_seen_by_its_writers_alone(office: Office, sites: list[Any], district: Client) -> None:
    row = started(open_round(office), sites[0], office.actor("keeper"))
    assert district.get(at("nomination", row)).status_code == 200
    assert signed_in(office.city).get(at("nomination", row)).status_code == 404
    for name in ("nomination-practices", "nomination-papers", "nomination-check"):
        assert district.get(at(name, row)).status_code == 200
    assert district.get(at("nomination-receipt", row)).status_code == 404
