"""What a request to look again added after the names were given hangs out too, and the title follows."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core.policy import NotAllowed
from core.workflow import TransitionRefused
from demonstration.models import (
    Conflict,
    Designation,
    Nomination,
    NominationState,
    Publicity,
    Round,
    RoundGrade,
    RoundState,
)
from demonstration.publicity import services
from demonstration.publicity.replay import replay_notices
from demonstration.publicity.selectors import listed_anew
from demonstration.publicity.services import Said
from demonstration.titles.panel import round_titles_panel
from demonstration.titles.selectors import last_publicity, to_name
from demonstration.titles.services import (
    Told,
    answer_appeal,
    ask_about_nomination,
    name_more,
    name_round,
)
from tests.demonstration.publicity.scenes import again
from tests.demonstration.titles.scenes import decided, posted
from tests.demonstration.worlds import nominate
from tests.factories import NOW, actor_of, person

LATER = NOW + timedelta(days=20)


@pytest.fixture
def round(office, sites):
    """Named, and afterwards the first site's request was granted."""
    row = posted(office, sites[1:3])
    below = nominate(row, sites[0], NominationState.UNSELECTED, final_place=9)
    name_round(row.pk, decided(row), actor=office.actor("city"), now=NOW)
    asked = ask_about_nomination(again(below), "材料没有全部打开。", actor=office.actor("keeper"), now=NOW)
    grade = RoundGrade.objects.get(round=row, name="三星")
    other = actor_of(person("second", "city", office.tree.city))
    answer_appeal(asked.pk, "经核实有遗漏。", changes=True, grade_id=grade.pk, actor=other, now=NOW)
    return again(row)


def further(round: Round, office, now=NOW):
    notice = services.further_notice_for(round)
    return services.post_further_notice(round.pk, notice, actor=office.actor("city"), now=now)


def test_only_the_changed_entry_hangs_out_and_its_title_follows(office, round):
    first = last_publicity(round)
    (added,) = listed_anew(round)
    notice = further(round, office)
    (entry,) = notice.entries.all()
    assert (entry.nomination_id, entry.grade, notice.is_further) == (added.pk, "三星", True)
    assert (again(round).state, last_publicity(round).pk) == (RoundState.NAMED, first.pk)
    meeting = Told(round.meeting_id)
    with pytest.raises(TransitionRefused, match="没有可以命名"):
        name_more(round.pk, NOW.date(), meeting, actor=office.actor("city"), now=NOW)
    assert services.end_notices(now=notice.ends_at - timedelta(seconds=1)) == 0
    assert services.end_notices(now=LATER) == 1
    assert [each.nomination_id for each in to_name(round).ready] == [added.pk]
    with pytest.raises(TransitionRefused, match="早于公示期满"):
        name_more(round.pk, NOW.date(), meeting, actor=office.actor("city"), now=LATER)
    (title,) = name_more(round.pk, LATER.date(), meeting, actor=office.actor("city"), now=LATER)
    assert (title.nomination_id, title.grade) == (added.pk, "三星")
    assert Designation.objects.filter(nomination__round=round).count() == 3
    assert notice.number not in "".join(replay_notices().differing)


def test_a_second_one_waits_and_nobody_is_posted_twice(office, round):
    first = further(round, office)
    with pytest.raises(TransitionRefused, match="上一次公示还没有期满"):
        further(round, office)
    services.end_notices(now=LATER)
    with pytest.raises(TransitionRefused, match="名单上没有拟命名的阵地"):
        further(round, office, LATER)
    assert Publicity.objects.filter(round=round, is_further=True).get().pk == first.pk


def test_it_is_posted_anew_until_somebody_on_it_has_the_title(office, round):
    row, city = further(round, office), office.actor("city")
    about = {"why": "名称有误", "names": {}, "risen": (), "actor": city}
    new = services.restart_notice(row.pk, services.further_notice_for(round), now=NOW, **about)
    assert (again(row).state, new.is_further, new.entries.count()) == ("replaced", True, 1)
    services.end_notices(now=LATER)
    name_more(round.pk, LATER.date(), Told(round.meeting_id), actor=city, now=LATER)
    with pytest.raises(TransitionRefused, match="已有阵地命名"):
        services.restart_notice(new.pk, services.further_notice_for(round), now=LATER, **about)


def test_an_objection_is_entered_until_the_title_is_given_and_takes_the_entry_off(office, round):
    (entry,) = further(round, office).entries.all()
    city = office.actor("city")
    row = services.enter_objection(
        entry.pk, Said("不符合条件。"), channel="来访", received_at=NOW, actor=city, now=NOW
    )
    services.take_objection(row.pk, actor=city, now=NOW)
    services.decide_objection(
        row.pk, is_upheld=True, findings="属实。", reply="已处理。", actor=city, now=NOW
    )
    assert again(entry).removed_why
    assert Nomination.objects.get(pk=entry.nomination_id).state == NominationState.EXCLUDED
    services.end_notices(now=LATER)
    assert to_name(round).ready == ()


def test_without_the_right_to_decide_nothing_is_posted(office, round):
    plain = actor_of(person("plain", "city", office.tree.city, rights={"decide": False}))
    with pytest.raises(NotAllowed):
        services.post_further_notice(round.pk, services.further_notice_for(round), actor=plain, now=NOW)


def test_the_officer_is_led_from_the_desk_to_the_title(office, round, settings):
    settings.CLOCK_PIN = NOW.isoformat()
    client = Client()
    client.force_login(office.city)
    desk = client.get("/desk/").content.decode()
    url = reverse("publicity-post", args=[round.pk])
    assert "复核后列入名单,请发布补充公示" in desk
    assert url in client.get(reverse("round", args=[round.pk])).content.decode()
    page = client.get(url).content.decode()
    assert "发布补充公示" in page
    assert "三星" in page
    usual = vars(services.further_notice_for(round))
    frame = {"key": str(uuid.uuid4()), "seen": str(round.revision)}
    sent = client.post(url, usual | frame)
    assert (sent.status_code, sent["Location"]) == (302, reverse("round-publicity", args=[round.pk]))
    own = client.get(reverse("round-publicity", args=[round.pk])).content.decode()
    assert "重新公示" in own
    assert client.get(url).status_code == 404
    assert "复核后列入名单" not in client.get("/desk/").content.decode()
    settings.CLOCK_PIN = LATER.isoformat()
    services.end_notices(now=LATER)
    assert "公示期满或者异议已答复,请补充命名" in client.get("/desk/").content.decode()
    assert round_titles_panel(office.actor("city"), again(round), LATER)["name_url"]


def test_whoever_keeps_away_posts_nothing(office, round):
    (added,) = listed_anew(round)
    Conflict.objects.create(
        user=office.city, nomination=added, source="entered", reason="亲属", entered_by="周敏", entered_at=NOW
    )
    with pytest.raises(NotAllowed):
        further(round, office)
