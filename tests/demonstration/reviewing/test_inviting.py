"""People are invited into a round, sign, decline, and leave with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import RoleGrant, User
from accounts.reach import holds
from accounts.roles import Role
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import NoteMissing, TransitionRefused
from demonstration.models import (
    Conflict,
    ConflictSource,
    Review,
    Reviewer,
    ReviewerState,
    ReviewState,
    Round,
    RoundState,
)
from demonstration.reviewing import services
from demonstration.reviewing.services import Declared, Invitee
from demonstration.reviewing.services.following import follow_stage, what_is_unreviewed
from demonstration.reviewing.services.inviting import digest_of
from tests.demonstration.reviewing.given_cases import LATER, assigned, pairs
from tests.demonstration.reviewing.panels import Panel, given_to
from tests.factories import NOW, PASSWORD, actor_of

pytestmark = pytest.mark.django_db
GUEST = Invitee("wangwei", "王维", post="教授", employer="海洋大学", email="wangwei@example.org")


def invited(panel: Panel, who: Invitee = GUEST) -> services.Invitation:
    return services.invite_reviewer(panel.round.pk, who, actor=panel.office.actor("city"), now=NOW)


# ---- Invitations


def test_an_invited_person_has_a_role_that_ends_with_the_round_and_a_link_kept_as_its_digest(
    panel: Panel,
) -> None:
    made = invited(panel)
    row = Reviewer.objects.get(pk=made.reviewer.pk)
    grant = RoleGrant.objects.get(user=row.user, role=Role.REVIEWER)
    assert (row.state, row.invite_digest) == (ReviewerState.INVITED, digest_of(made.token))
    assert grant.valid_until == panel.round.review_until.date()
    assert not row.user.has_usable_password()
    told = OwedMessage.objects.get(recipient_id=row.user_id)
    assert told.url == f"/invitations/{made.token}/"
    assert told.is_urgent
    trail = str(list(AuditEntry.objects.filter(target_type="demonstration.reviewer").values()))
    assert made.token not in trail


def test_a_link_works_once_and_not_after_its_day(panel: Panel) -> None:
    made = invited(panel)
    services.accept_invitation(made.token, PASSWORD, now=LATER)
    user = User.objects.get(pk=made.reviewer.user_id)
    assert user.check_password(PASSWORD)
    assert OwedMessage.objects.get(recipient_id=user.pk).url == "/desk/reviews/"
    with pytest.raises(TransitionRefused, match="已失效"):
        services.accept_invitation(made.token, "another-password-1", now=LATER)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    other = invited(panel, Invitee("lihua", "李华", employer="大学"))
    with pytest.raises(TransitionRefused, match="已失效"):
        services.accept_invitation(other.token, PASSWORD, now=NOW + timedelta(days=15))


def test_a_link_never_changes_the_password_of_an_account_in_use(panel: Panel) -> None:
    district = panel.office.district
    made = invited(panel, Invitee(district.username, district.name, employer="市南区总工会"))
    services.accept_invitation(made.token, "thief-password-99", now=LATER)
    assert User.objects.get(pk=district.pk).check_password(PASSWORD)


def test_a_new_link_kills_the_old_one(panel: Panel) -> None:
    old = invited(panel)
    new = services.renew_invitation(old.reviewer.pk, actor=panel.office.actor("city"), now=LATER)
    with pytest.raises(TransitionRefused):
        services.accept_invitation(old.token, PASSWORD, now=LATER)
    assert services.accept_invitation(new.token, PASSWORD, now=LATER).pk == old.reviewer.pk


def test_nobody_is_invited_twice_nor_under_the_name_of_another(panel: Panel) -> None:
    invited(panel)
    with pytest.raises(TransitionRefused, match="已在本次评审专家名单中"):
        invited(panel)
    with pytest.raises(TransitionRefused, match="换一个用户名"):
        invited(panel, Invitee("wangwei", "王大伟"))


@pytest.mark.parametrize("who", ["district", "keeper"])
def test_only_the_issuing_union_invites(panel: Panel, who: str) -> None:
    with pytest.raises(NotAllowed):
        services.invite_reviewer(panel.round.pk, GUEST, actor=panel.office.actor(who), now=NOW)


def test_nobody_is_invited_into_a_round_that_is_over(panel: Panel) -> None:
    Round.objects.filter(pk=panel.round.pk).update(state=RoundState.DROPPED)
    with pytest.raises(TransitionRefused, match="不能再邀请"):
        invited(panel)


def test_signing_keeps_the_text_and_finds_conflicts(panel: Panel) -> None:
    row = invited(panel).reviewer
    host = panel.cases[0].version.host_name
    services.sign_statement(row.pk, Declared("海洋大学", "", [host]), actor=actor_of(row.user), now=LATER)
    row = Reviewer.objects.get(pk=row.pk)
    assert (row.state, row.signed_at, row.invite_digest) == (ReviewerState.SIGNED, LATER, "")
    assert host in row.statement and "王维" in row.statement
    found = Conflict.objects.filter(user=row.user, source=ConflictSource.DECLARED)
    assert panel.cases[0].pk in found.values_list("nomination_id", flat=True)


def test_whoever_declines_leaves_his_account_and_his_cases(panel: Panel) -> None:
    assigned(panel)
    row = panel.reviewers[0]
    mine = {case for case, who in pairs(panel) if who == row.pk}
    assert mine
    with pytest.raises(NoteMissing):
        services.decline_invitation(row.pk, note=" ", actor=panel.actor(0), now=LATER)
    services.decline_invitation(row.pk, note="出差", actor=panel.actor(0), now=LATER)
    assert not User.objects.get(pk=row.user_id).is_active
    assert not RoleGrant.objects.filter(user=row.user).exists()
    left = pairs(panel)
    assert row.pk not in {who for _, who in left}
    assert all(sum(case == each for each, _ in left) == 2 for case in mine)


def test_accounts_end_with_the_round_once(panel: Panel) -> None:
    count = services.end_reviewers(panel.round.pk, actor=panel.office.actor("city"), now=LATER)
    assert count == len(panel.reviewers)
    assert not holds(panel.actor(0), Role.REVIEWER)
    assert not User.objects.get(pk=panel.reviewers[0].user_id).is_active
    assert services.end_reviewers(panel.round.pk, actor=panel.office.actor("city"), now=LATER) == 0


def test_an_officer_who_also_reviewed_keeps_his_own_account(panel: Panel) -> None:
    district = panel.office.district
    row = invited(panel, Invitee(district.username, district.name)).reviewer
    services.end_reviewers(panel.round.pk, actor=panel.office.actor("city"), now=LATER)
    assert User.objects.get(pk=row.user_id).is_active
    assert holds(actor_of(district), Role.DISTRICT)


def test_stages_of_the_round_lengthen_and_end_accounts(panel: Panel) -> None:
    city = panel.office.actor("city")
    row = invited(panel).reviewer
    panel.round.review_until += timedelta(days=5)
    follow_stage(panel.round, RoundState.REVIEW, city, LATER)
    assert RoleGrant.objects.get(user=row.user).valid_until == panel.round.review_until.date()
    review = given_to(panel.cases[0], panel.reviewers[0])
    assert what_is_unreviewed(panel.round, "lock")
    assert what_is_unreviewed(panel.round, "edit") == []
    panel.round.state = RoundState.DROPPED
    follow_stage(panel.round, RoundState.REVIEW, city, LATER)
    assert Review.objects.get(pk=review.pk).state == ReviewState.RELEASED
    assert set(panel.round.reviewers.values_list("state", flat=True)) == {ReviewerState.ENDED}
