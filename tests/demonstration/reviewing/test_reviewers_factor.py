"""The second factor of reviewers: set up on the way in, reset by the officer who invited, with a reason."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.second_factor.selectors import has_factor
from core.models import AuditEntry, OwedMessage
from core.workflow import NoteMissing, TransitionRefused
from demonstration.reviewing import services
from demonstration.reviewing.services import Invitee
from tests.accounts.phones import SET_UP, having, with_password
from tests.demonstration.reviewing.given_cases import LATER
from tests.demonstration.reviewing.panels import Panel
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pinned(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


def invited(panel: Panel, user: User | None = None) -> services.Invitation:
    who = Invitee(user.username, user.name) if user else Invitee("wangwei", "王维")
    return services.invite_reviewer(panel.round.pk, who, actor=panel.office.actor("city"), now=NOW)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def frame(**more: str) -> dict[str, str]:
    return {"key": str(uuid.uuid4()), **more}


def at(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def board(client: Client, panel: Panel) -> str:
    return client.get(at("round-reviewers", panel.round.pk)).content.decode()


def test_the_officer_resets_the_second_factor_of_a_reviewer_who_is_told(panel: Panel) -> None:
    row, city = panel.reviewers[0], panel.office.actor("city")
    with pytest.raises(TransitionRefused, match="不需要重置"):
        services.reset_second_factor(row.pk, note="手机丢失", actor=city, now=LATER)
    having(row.user, "aaaa2222")
    with pytest.raises(NoteMissing):
        services.reset_second_factor(row.pk, note=" ", actor=city, now=LATER)
    assert has_factor(row.user)
    services.reset_second_factor(row.pk, note="手机丢失", actor=city, now=LATER)
    assert not has_factor(row.user)
    entry = AuditEntry.objects.get(action="reviewer.reset_factor", outcome="done")
    assert (entry.label, entry.note, entry.actor_id) == ("重置两步验证", "手机丢失", city.id)
    assert "重新设置" in OwedMessage.objects.get(recipient_id=row.user_id).body


def test_an_officer_who_also_reviews_is_reset_by_an_administrator_alone(panel: Panel) -> None:
    district = panel.office.district
    row = invited(panel, district).reviewer
    having(district)
    with pytest.raises(TransitionRefused, match="系统管理员"):
        services.reset_second_factor(row.pk, note="手机丢失", actor=panel.office.actor("city"), now=LATER)
    assert has_factor(district)


def test_an_installation_without_second_factors_leads_straight_to_the_statement(
    panel: Panel, settings: Any
) -> None:
    settings.SECOND_FACTOR_ROLES = ["none"]
    made = invited(panel)
    done = Client().post(f"/invitations/{made.token}/", {"password": PASSWORD, "again": PASSWORD})
    assert done["Location"] == at("review-statement", made.reviewer.pk)


def test_an_officer_who_is_invited_signs_in_anew_and_sets_it_up(panel: Panel) -> None:
    district = panel.office.district
    made = invited(panel, district)
    client = signed_in(district)
    login = client.post(f"/invitations/{made.token}/")["Location"]
    statement = at("review-statement", made.reviewer.pk)
    assert login == f"/accounts/login/?next={statement}"
    assert client.get(statement).status_code == 302
    assert with_password(district.username, client, statement)[1]["Location"] == SET_UP


def test_a_lost_telephone_is_offered_where_there_is_one_and_reset_with_a_reason(panel: Panel) -> None:
    city, row = signed_in(panel.office.city), panel.reviewers[0]
    assert 'value="reset_factor"' not in board(city, panel)
    having(row.user)
    assert board(city, panel).count('value="reset_factor"') == 1
    address = at("round-reviewer-act", panel.round.pk, row.pk)
    missing = city.post(address, {"action": "reset_factor", "note": "", **frame(seen=str(row.revision))})
    assert missing.status_code == 400
    done = city.post(address, {"action": "reset_factor", "note": "换号", **frame(seen=str(row.revision))})
    assert done.status_code == 302
    assert 'value="reset_factor"' not in board(city, panel)
