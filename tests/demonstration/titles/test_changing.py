"""A title is lowered, taken away, kept, or its term is over; what it gives is used up once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import NoteMissing, TransitionRefused
from demonstration.models import Designation, DesignationState, Priority, TitleEvent
from demonstration.titles import services
from demonstration.titles.replay import replay_certificates
from demonstration.titles.selectors import doubtful_titles, doubts_of, due_to_lapse
from demonstration.titles.services import Told
from inspection.models import Assessment
from rulebook.rubric import Purpose
from sites.models import Honour
from sites.refusals import Refusal
from sites.services.succession import cancel_site
from tests.demonstration.titles.scenes import TODAY, change, named
from tests.factories import NOW

LAST_DAY = date(2028, 10, 11)


@pytest.fixture
def title(office, sites):
    return named(office, sites[:1])[0]


@pytest.fixture
def city(office):
    return office.actor("city")


def again(row):
    return Designation.objects.get(pk=row.pk)


def test_a_lower_grade_is_written_with_its_ground_and_seal(title, city):
    services.lower_title(title.pk, "四星", change(title), actor=city, now=NOW)
    row = again(title)
    assert (row.state, row.grade) == ("valid", "四星")
    assert row.digest != title.digest
    assert replay_certificates().differing == ()
    event = TitleEvent.objects.filter(designation=row).last()
    assert (event.kind, event.grade_before, event.grade_after) == ("downgraded", "五星", "四星")
    assert event.meeting_id
    honours = Honour.objects.filter(site=row.site, removed_at=None)
    assert [honour.title for honour in honours] == ["示范户外劳动者服务站点(四星)"]


@pytest.mark.parametrize("grade", ["五星", "六星", ""])
def test_only_a_lower_grade_of_the_round_is_one(title, city, grade):
    with pytest.raises(TransitionRefused, match="请选择比现在低的等次"):
        services.lower_title(title.pk, grade, change(title), actor=city, now=NOW)
    assert again(title).grade == "五星"


def test_taken_away_with_meeting_and_ground(title, city):
    services.revoke_title(title.pk, change(title), actor=city, now=NOW)
    row = again(title)
    assert (row.state, row.ended_on, row.ground) == ("revoked", TODAY, "连续两次检查不合格。")
    assert not row.ground_is_public
    assert not Honour.objects.filter(site=row.site, removed_at=None).exists()


@pytest.mark.parametrize(
    ("told", "raised"),
    [
        ({"ground": " "}, NoteMissing),
        ({"meeting": Told(name="会")}, TransitionRefused),
        ({"on": TODAY + timedelta(days=1)}, TransitionRefused),
        ({"on": TODAY - timedelta(days=1)}, TransitionRefused),
        ({"ground": "张三,身份证 11010519491231002X"}, Refusal),
    ],
)
def test_nothing_is_taken_without_what_it_rests_on(title, city, told, raised):
    with pytest.raises(raised):
        services.revoke_title(title.pk, change(title, **told), actor=city, now=NOW)
    assert again(title).state == "valid"


@pytest.mark.parametrize("act", ["revoke", "lower", "keep", "use"])
def test_nothing_happens_to_a_title_that_was_taken_away(title, city, act):
    services.revoke_title(title.pk, change(title), actor=city, now=NOW)
    acts = {
        "revoke": lambda: services.revoke_title(title.pk, change(title), actor=city, now=NOW),
        "lower": lambda: services.lower_title(title.pk, "四星", change(title), actor=city, now=NOW),
        "keep": lambda: services.keep_title(title.pk, "留着", actor=city, now=NOW),
        "use": lambda: services.use_priority(title.pk, 2026, "site", "劳动奖", actor=city, now=NOW),
    }
    with pytest.raises(TransitionRefused):
        acts[act]()
    assert TitleEvent.objects.filter(designation=title, kind="revoked").count() == 1


@pytest.mark.parametrize("who", ["district", "keeper"])
def test_only_the_city_takes_a_title_away(office, title, who):
    with pytest.raises(NotAllowed):
        services.revoke_title(title.pk, change(title), actor=office.actor(who), now=NOW)


def test_the_term_is_over_the_day_after_its_last(title):
    assert due_to_lapse(LAST_DAY) == []
    late = NOW.replace(year=2028)
    assert due_to_lapse(late.date()) == [title.pk]
    assert services.lapse_titles([title.pk], now=late) == 1
    assert services.lapse_titles([title.pk], now=late) == 0
    row = again(title)
    assert (row.state, row.ended_on) == (DesignationState.LAPSED, LAST_DAY)
    assert TitleEvent.objects.filter(designation=row, kind="lapsed").count() == 1
    assert AuditEntry.objects.filter(action="title.lapse", outcome="done").get().actor_name == "系统"


def test_a_title_ends_with_its_site_and_with_no_other(office, sites):
    gone, other = named(office, sites[:2])
    cancel_site(gone.site, last_day=TODAY, note="场地到期。", actor=office.actor("city"), now=NOW)
    row = again(gone)
    assert (row.state, row.ended_on, row.ground) == ("lapsed", TODAY, "阵地已注销")
    assert again(other).state == "valid"
    event = TitleEvent.objects.filter(designation=gone).last()
    assert (event.kind, event.on, event.ground) == ("lapsed", TODAY, "阵地已注销")
    assert AuditEntry.objects.get(action="title.lapse", outcome="done").actor_name == "系统"
    assert OwedMessage.objects.filter(subject__contains="称号同时终止").exists()
    assert replay_certificates().differing == ()


def test_a_term_that_was_over_before_its_site_ended_by_itself(office, title):
    late = NOW.replace(year=2028)
    cancel_site(title.site, last_day=late.date(), note="场地到期。", actor=office.actor("city"), now=late)
    assert again(title).state == "valid"
    assert services.lapse_titles(due_to_lapse(late.date()), now=late) == 1
    assert (again(title).ended_on, again(title).ground) == (LAST_DAY, "有效期届满")


def test_no_title_lapses_early(title):
    assert services.lapse_titles([title.pk], now=NOW) == 0
    assert again(title).state == "valid"


def reviewed(site, total, conclusion, at=NOW):
    return Assessment.objects.create(
        site=site,
        version_id=site.version_id,
        site_type=site.site_type,
        purpose=Purpose.YEARLY,
        state="concluded",
        number=f"PD-{site.pk}-{total}",
        cycle_first=TODAY,
        cycle_last=TODAY,
        pack_id=site.designations.first().pack_id,
        frozen_at=at,
        opened_at=at,
        opened_by="市总经办",
        total=total,
        conclusion=conclusion,
        concluded_at=at,
    )


@pytest.mark.parametrize(
    ("total", "conclusion", "proposed"),
    [
        (900, "met", None),
        (850, "met", "降低等次为“四星”"),
        (710, "met", "降低等次为“三星”"),
        (600, "short", "取消资格并摘牌"),
        (950, "failed", "取消资格并摘牌"),
    ],
)
def test_what_the_last_review_speaks_against_is_proposed_and_never_done(
    office, title, city, total, conclusion, proposed
):
    reviewed(title.site, total, conclusion, NOW + timedelta(hours=1))
    rows = list(doubtful_titles(city, TODAY).select_related("nomination__round"))
    assert [each.proposed for each in doubts_of(rows)] == ([proposed] if proposed else [])
    assert again(title).state == "valid"


def test_a_review_from_before_the_title_speaks_against_nothing(title, city):
    reviewed(title.site, 100, "failed", NOW - timedelta(days=1))
    assert not doubtful_titles(city, TODAY).exists()


def test_who_is_kept_with_a_reason_leaves_the_list(title, city):
    reviewed(title.site, 100, "failed", NOW)
    with pytest.raises(NoteMissing):
        services.keep_title(title.pk, "", actor=city, now=NOW)
    services.keep_title(title.pk, "已整改到位,经会议同意保留。", actor=city, now=NOW)
    assert not doubtful_titles(city, TODAY).exists()


def test_a_priority_is_used_once_for_each(title, city):
    services.use_priority(title.pk, 2026, "site", "市工人先锋号", actor=city, now=NOW)
    services.use_priority(title.pk, 2026, "person", "市五一劳动奖章", actor=city, now=NOW)
    with pytest.raises(TransitionRefused, match="已经使用"):
        services.use_priority(title.pk, 2026, "site", "另一项", actor=city, now=NOW)
    services.use_priority(title.pk, 2027, "site", "市工人先锋号", actor=city, now=NOW)
    assert Priority.objects.filter(designation=title).count() == 3


@pytest.mark.parametrize("year", [2025, 2029])
def test_no_priority_outside_of_the_term(title, city, year):
    with pytest.raises(TransitionRefused, match="没有优先推荐"):
        services.use_priority(title.pk, year, "site", "市工人先锋号", actor=city, now=NOW)
