"""The pages of titles: the register for everybody, naming, changing, asking, using, printing."""

from __future__ import annotations

import uuid
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from core.actor import NOBODY
from core.models import AuditEntry, OwedMessage
from core.outbox import owe
from core.registry import panels_at
from core.walls import entries_seen, messages_seen
from demonstration.models import (
    Appeal,
    Conflict,
    Designation,
    Nomination,
    NominationState,
    Priority,
    Round,
    RoundState,
)
from demonstration.nominating.selectors import nomination_within
from demonstration.tasks import lapse_due_titles
from demonstration.titles import services
from demonstration.titles.words import LEGAL_DUTY
from filing.papers.pdf import can_make_pdf
from sites.models import ServiceSite
from tests.demonstration.titles.scenes import TODAY, change, named, posted
from tests.demonstration.titles.test_changing import reviewed
from tests.demonstration.worlds import a_round, nominate
from tests.factories import NOW, actor_of, person


@pytest.fixture(autouse=True)
def pinned(settings):
    settings.CLOCK_PIN = NOW.isoformat()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def city(office):
    return signed_in(office.city)


@pytest.fixture
def keeper(office):
    return signed_in(office.keeper)


@pytest.fixture
def titles(office, sites):
    return named(office, sites)


def body_of(response):
    return response.content.decode()


def frame(row=None, **typed):
    seen = {"seen": str(row.revision)} if row is not None else {}
    return {"key": str(uuid.uuid4()), **seen, **typed}


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
    assert "到期" in body
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
    assert panels_at("site-page", NOBODY, site, NOW) == []
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


# Naming


def naming(round, **more):
    return frame(
        round,
        **{
            "document_number": "青工发〔2026〕30号",
            "decided_on": TODAY.isoformat(),
            "title": "关于命名的决定",
            "body": "决定命名。",
            "meeting": str(round.meeting_id),
            **more,
        },
    )


def test_one_page_and_one_act_name_a_round(office, sites, city):
    round = posted(office, sites, held=[0])
    page = body_of(city.get(reverse("round", args=[round.pk])))
    assert "作出命名决定" in page
    address = reverse("round-name", args=[round.pk])
    body = body_of(city.get(address))
    assert "关于命名2026年度示范户外劳动者服务站点的决定" in body
    assert f"共 {len(sites) - 1} 处" in body
    assert "暂缓命名" in body
    body = naming(round)
    assert city.post(address, body).status_code == 302
    assert city.post(address, body).status_code == 302  # the same form once more
    assert Designation.objects.filter(nomination__round=round).count() == len(sites) - 1
    assert city.post(address, naming(round)).status_code in (400, 409)
    for name in ("round-decision", "round-certificates", "round-plates"):
        printed = body_of(city.get(reverse(name, args=[round.pk])))
        assert Designation.objects.filter(nomination__round=round).first().plate_number in printed


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"document_number": ""}, 400, "请填写决定文号"),
        ({"meeting": ""}, 400, "请选择会议"),
        ({"meeting": "new"}, 400, "请填写会议名称"),
        ({"decided_on": "2027-01-01"}, 409, "决定日期晚于今天"),
        ({"body": "联系张三 11010519491231002X"}, 400, "身份证号码"),
    ],
)
def test_what_is_wrong_is_said_on_the_page(office, sites, city, typed, status, words):
    round = posted(office, sites)
    response = city.post(reverse("round-name", args=[round.pk]), naming(round, **typed))
    assert response.status_code == status
    assert words in body_of(response)
    assert not Designation.objects.exists()


def test_who_else_opens_the_page_of_naming(office, sites, city):
    round = posted(office, sites)
    address = reverse("round-name", args=[round.pk])
    assert signed_in(office.district).get(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert city.get(reverse("round-decision", args=[round.pk])).status_code == 404
    Round.objects.filter(pk=round.pk).update(state="locked")
    assert city.get(address).status_code == 404


def test_all_certificates_are_one_file(office, sites, city):
    rows = named(office, sites)
    response = city.get(reverse("round-certificates-pdf", args=[rows[0].nomination.round_id]))
    if not can_make_pdf():
        assert response.status_code == 302
        return
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    for row in rows:
        assert row.number in text


def test_the_printed_certificate_carries_its_code(titles, city):
    row = titles[0]
    body = body_of(city.get(reverse("title-certificate", args=[row.number])))
    assert row.number in body
    assert "sheet__code" in body
    verified = body_of(Client().get(f"/verify/{row.number}/?k={row.verify_token}"))
    assert "示范阵地证书" in verified
    assert Client().get(f"/verify/{row.number}/?k={'2' * 16}").status_code == 404


# Changing


def changed(row, **more):
    return frame(
        row,
        **{
            "ground": "连续两次检查不合格。",
            "on": TODAY.isoformat(),
            "meeting": str(row.nomination.round.meeting_id),
            **more,
        },
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


# Asking


def test_a_site_asks_and_somebody_else_answers(office, titles, keeper, city):
    row = titles[0]
    city.post(reverse("title-revoke", args=[row.number]), changed(row))
    body = body_of(keeper.get(reverse("title", args=[row.number])))
    assert "2026年10月26日前(10 个工作日内)" in body
    address = reverse("title-appeal", args=[row.number])
    assert keeper.post(address, frame(reason="")).status_code == 400
    assert keeper.post(address, frame(reason="请再看一次。")).status_code == 302
    assert keeper.post(address, frame(reason="请再看一次。")).status_code == 409
    asked = Appeal.objects.get()
    page = reverse("appeal", args=[asked.number])
    assert "没有参与原决定的另一位同志" in body_of(city.get(page))
    answer = frame(asked, verdict="change", reply="经核实,应予恢复。")
    assert city.post(page, answer).status_code == 403
    other = signed_in(person("second", "city", office.tree.city, name="市总复核"))
    assert "申请复核待答复" in body_of(other.get("/desk/"))
    assert "申请复核待答复" not in body_of(city.get("/desk/"))
    assert other.post(page, frame(asked, verdict="", reply="")).status_code == 400
    assert other.post(page, answer).status_code == 302
    assert Designation.objects.get(pk=row.pk).state == "valid"


def test_a_nomination_below_the_line_shows_the_way(office, sites, keeper, city):
    round = posted(office, sites[1:])
    row = nominate(round, sites[0], NominationState.UNSELECTED)
    address = reverse("nomination-appeal", args=[row.number])
    row = nomination_within(office.actor("keeper"), row.number)
    panels = dict(panels_at("nomination", office.actor("keeper"), row, NOW))
    assert panels["demonstration/_appeal_panel.html"]["url"] == address
    assert panels_at("nomination", office.actor("city"), row, NOW) == []
    assert city.get(address).status_code == 403
    assert keeper.post(address, frame(reason="请再看一次。")).status_code == 302
    asked = Appeal.objects.get()
    act = reverse("appeal-act", args=[asked.number])
    assert city.post(act, frame(asked, action="withdraw")).status_code == 403
    assert keeper.post(act, frame(asked, action="answer")).status_code == 400
    assert keeper.post(act, frame(asked, action="withdraw")).status_code == 302
    assert Appeal.objects.get().state == "withdrawn"


def test_a_selected_nomination_has_nothing_to_ask(office, sites, keeper):
    round = posted(office, sites[:1])
    row = Nomination.objects.get(round=round)
    assert keeper.get(reverse("nomination-appeal", args=[row.number])).status_code == 409


def test_whoever_stands_behind_a_wall_finds_no_request(office, sites, keeper):
    round = posted(office, sites[1:])
    row = nominate(round, sites[0], NominationState.UNSELECTED)
    keeper.post(reverse("nomination-appeal", args=[row.number]), frame(reason="请再看一次。"))
    other = person("second", "city", office.tree.city, name="市总复核")
    Conflict.objects.create(
        user=other, nomination=row, source="declared", reason="亲属", entered_by="赵强", entered_at=NOW
    )
    client = signed_in(other)
    assert client.get(reverse("appeal", args=[Appeal.objects.get().number])).status_code == 404
    assert client.get(reverse("nomination-appeal", args=[row.number])).status_code == 404
    assert Appeal.objects.get().number not in body_of(client.get(reverse("appeals")))
    number = Appeal.objects.get().number
    asked = AuditEntry.objects.filter(action="appeal.ask")
    assert asked.filter(entries_seen(office.actor("city"))).exists()
    assert not asked.filter(entries_seen(actor_of(other))).exists()
    owe(other.pk, f"申请复核 {number}", key="x", now=NOW, url=reverse("appeal", args=[number]))
    assert not OwedMessage.objects.filter(messages_seen(actor_of(other)), key="x").exists()


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
    assert "异议已答复,请补充命名" in body_of(city.get("/desk/"))
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
