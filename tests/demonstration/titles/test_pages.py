"""The pages of titles: the register for everybody, naming, changing, asking, using, printing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.actor import NOBODY
from core.registry import panels_at
from demonstration.models import (
    Appeal,
    Designation,
    Nomination,
    NominationState,
    Priority,
    Round,
    RoundState,
)
from demonstration.tasks import lapse_due_titles
from demonstration.titles import services
from demonstration.titles.words import LEGAL_DUTY
from sites.models import ServiceSite
from tests.demonstration.titles.scenes import TODAY, change, named, posted
from tests.demonstration.titles.test_changing import reviewed
from tests.demonstration.titles.visiting import body_of, changed, frame, naming, signed_in
from tests.demonstration.worlds import a_round, nominate
from tests.factories import NOW, person


@pytest.fixture(autouse=True)
def pinned(settings):
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def city(office):
    return signed_in(office.city)


@pytest.fixture
def keeper(office):
    return signed_in(office.keeper)


@pytest.fixture
def titles(office, sites):
    return named(office, sites)


def statements(call):
    with CaptureQueriesContext(connection) as found:
        response = call()
    assert response.status_code == 200
    return len(found)


# The register


def test_everybody_reads_the_register_without_a_session(titles):
    response = Client().get("/titles/")
    body = body_of(response)
    assert response.status_code == 200
    assert not response.cookies
    for row in titles:
        assert row.site_name in body
    assert "有效" in body
    assert "2026年10月12日至2028年10月11日" in body


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("?q=示范户外", 3),
        ("?q=没有这个名字", 0),
        ("?type=outdoor_station", 3),
        ("?type=mind_station", 0),
        ("?year=2026", 3),
        ("?level=city", 3),
        ("?level=province", 0),
        ("?state=valid", 2),
        ("?state=revoked", 1),
        ("?state=lapsed", 0),
        ("?type=castle&year=x&page=99", 3),
    ],
)
def test_the_register_is_narrowed(office, sites, city, query, found):
    rows = named(office, sites[:3])
    services.revoke_title(rows[0].pk, change(rows[0]), actor=office.actor("city"), now=NOW)
    for address in ("/titles/", "/desk/titles/"):
        body = body_of(city.get(address + query))
        assert sum(f'{address}{row.number}/"' in body for row in rows) == found


def test_a_term_that_is_over_is_told_before_the_system_wrote_it(titles, settings):
    settings.CLOCK_PIN = NOW.replace(year=2029).isoformat()
    body = body_of(Client().get(f"/titles/{titles[0].number}/"))
    assert "终止" in body
    assert "有效</span>" not in body
    assert lapse_due_titles() == len(titles)
    assert lapse_due_titles() == 0


@pytest.mark.parametrize("is_public", [True, False])
def test_a_ground_stays_inside_unless_it_was_signed_for_publication(office, titles, city, is_public):
    row = titles[0]
    told = change(row, "连续两次检查不合格。", is_public=is_public)
    services.revoke_title(row.pk, told, actor=office.actor("city"), now=NOW)
    for body in (
        body_of(Client().get(f"/titles/{row.number}/")),
        body_of(Client().get("/titles/?state=revoked")),
    ):
        assert "取消" in body
    assert ("连续两次" in body_of(Client().get(f"/titles/{row.number}/"))) == is_public
    assert "连续两次" in body_of(city.get(f"/desk/titles/{row.number}/"))


def test_nobody_is_named_in_the_register(titles):
    body = body_of(Client().get(f"/titles/{titles[0].number}/"))
    assert "市总经办" not in body
    assert "赵强" not in body


def test_a_number_that_nobody_has_is_not_found(titles, city):
    for address in ("/titles/ZS2026-999999/", "/desk/titles/ZS2026-999999/"):
        assert city.get(address).status_code == 404


def test_the_pages_of_the_site_show_what_holds(office, titles, city):
    row = titles[0]
    site = ServiceSite.objects.get(pk=row.site_id)
    assert row.number in body_of(Client().get(reverse("site-page", args=[site.code])))
    assert row.number in body_of(city.get(reverse("site-file", args=[site.code])))
    services.revoke_title(row.pk, change(row), actor=office.actor("city"), now=NOW)
    parts = [template for template, _ in panels_at("site-page", NOBODY, site, NOW)]
    assert [template for template in parts if template.startswith("demonstration/")] == []
    assert row.number not in body_of(Client().get(reverse("site-page", args=[site.code])))


@pytest.mark.parametrize("name", ["title-register", "titles", "priorities", "appeals", "titles-doubtful"])
def test_a_list_costs_the_same_for_one_row_and_for_many(office, sites, city, name):
    rows = named(office, sites[:1])
    if name == "appeals":
        asked_about(office, rows)
    if name == "titles-doubtful":
        reviewed(rows[0].site, 600, "failed", NOW)
    one = statements(lambda: city.get(reverse(name)))
    more = named(office, sites[1:], title_name="另一称号")
    if name == "appeals":
        asked_about(office, more)
    if name == "titles-doubtful":
        for row in more:
            reviewed(row.site, 600, "failed", NOW)
    assert statements(lambda: city.get(reverse(name))) == one <= 7


def asked_about(office, rows):
    for row in rows:
        services.revoke_title(row.pk, change(row), actor=office.actor("city"), now=NOW)
        again = Designation.objects.select_related("site").get(pk=row.pk)
        Appeal.objects.create(
            number=f"FH{row.pk}",
            site=again.site,
            event=again.events.last(),
            state="asked",
            reason="请再看。",
            asked_by="甲",
            asked_at=NOW,
        )


def test_taking_away_says_what_it_does_not_free_from(titles, city):
    row = titles[0]
    address = reverse("title-revoke", args=[row.number])
    assert LEGAL_DUTY in body_of(city.get(address))
    assert city.post(address, changed(row)).status_code == 302
    assert LEGAL_DUTY in body_of(city.get(reverse("title-removal", args=[row.number])))
    again = Designation.objects.get(pk=row.pk)
    assert city.get(address).status_code == 409
    assert city.post(address, changed(again)).status_code == 409
    assert city.get(reverse("title-removal", args=[titles[1].number])).status_code == 404


def test_lowering_offers_the_lower_grades_only(titles, city):
    row = titles[0]
    address = reverse("title-lower", args=[row.number])
    body = body_of(city.get(address))
    assert 'value="四星"' in body
    assert 'value="五星"' not in body
    assert city.post(address, changed(row, grade="五星")).status_code == 400
    assert city.post(address, changed(row, grade="四星")).status_code == 302


@pytest.mark.parametrize("name", ["title-lower", "title-revoke", "title-keep"])
def test_who_may_not_change_a_title_is_told_why(office, titles, name):
    client, row = signed_in(office.district), titles[0]
    assert client.get(reverse(name, args=[row.number])).status_code == 403
    response = client.post(reverse(name, args=[row.number]), changed(row, why="x"))
    assert response.status_code == 403
    assert Designation.objects.get(pk=row.pk).state == "valid"


def test_a_stale_form_changes_nothing(titles, city):
    row = titles[0]
    stale = changed(row)
    Designation.objects.filter(pk=row.pk).update(revision=5)
    assert city.post(reverse("title-revoke", args=[row.number]), stale).status_code == 409


def test_what_no_longer_deserves_its_title_waits_for_the_city(office, titles, city):
    row = titles[0]
    reviewed(row.site, 850, "met", NOW)
    body = body_of(city.get(reverse("titles-doubtful")))
    assert "降低等次为“四星”" in body
    assert "年度复核低于称号的标准" in body_of(city.get("/desk/"))
    assert city.post(reverse("title-keep", args=[row.number]), frame(row, why="已整改")).status_code == 302
    assert "降低等次为" not in body_of(city.get(reverse("titles-doubtful")))


# Using


def test_a_priority_is_used_on_the_page_and_printed(office, titles, city):
    row = titles[0]
    address = reverse("title-priority", args=[row.number, "person"])
    assert city.get(address + "?year=2026").status_code == 200
    assert city.post(address + "?year=2026", frame(used_for="市五一劳动奖章")).status_code == 302
    assert city.post(address + "?year=2026", frame(used_for="另一项")).status_code == 409
    for name in ("priorities", "priorities-print"):
        assert "市五一劳动奖章" in body_of(city.get(reverse(name)))
    assert "市五一劳动奖章" not in body_of(city.get(reverse("priorities") + "?year=2027"))
    assert city.get(reverse("title-priority", args=[row.number, "king"])).status_code == 404


@pytest.mark.parametrize(
    "text", ["张三同志的劳动奖章", "劳动奖章,13800138000", "11010519491231002X", "", "奖" * 121]
)
def test_no_priority_keeps_a_person(titles, city, text):
    address = reverse("title-priority", args=[titles[0].number, "person"])
    assert city.post(address, frame(used_for=text)).status_code == 400
    assert not Priority.objects.exists()


def test_the_desk_asks_for_the_decision_and_later_for_those_that_were_held(office, sites, city):
    round = posted(office, sites, held=[0])
    assert "公示期满,请作出命名决定" in body_of(city.get("/desk/"))
    city.post(reverse("round-name", args=[round.pk]), naming(round))
    assert "请补充命名" not in body_of(city.get("/desk/"))
    held = Nomination.objects.get(round=round, state="selected")
    held.publicity_entries.update(is_held=False)
    assert "公示期满或者异议已答复,请补充命名" in body_of(city.get("/desk/"))
    again = Round.objects.get(pk=round.pk)
    body = frame(again, decided_on=TODAY.isoformat(), meeting=str(round.meeting_id))
    assert city.post(reverse("round-name", args=[round.pk]), body).status_code == 302
    assert Nomination.objects.get(pk=held.pk).state == "named"


def test_another_branch_finds_no_title(office, sites, titles):
    metro = person("metro", "district", office.tree.metro, name="地铁经办")
    mine = [row for row in titles if not row.site.union_path.startswith(office.tree.metro.path)]
    client = signed_in(metro)
    assert mine
    for row in mine:
        assert client.get(reverse("title", args=[row.number])).status_code == 404
        assert client.post(reverse("title-revoke", args=[row.number]), changed(row)).status_code == 404


def test_nobody_learns_from_the_form_that_the_list_leaves_him_out_before_it_is_posted(office, sites, keeper):
    round = a_round(office, RoundState.LOCKED)
    for site, state in zip(sites, (NominationState.UNSELECTED, NominationState.SELECTED), strict=False):
        row = nominate(round, site, state)
        client = (
            keeper if site.union_path.startswith(office.keeper.home_union.path) else signed_in(office.city)
        )
        told = client.get(reverse("nomination-appeal", args=[row.number])).status_code
        assert told == (409 if client is keeper else 403)
    assert not Appeal.objects.exists()
