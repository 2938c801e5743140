"""The pages of a notice: for everybody, for the office; objections by form; what is shown and what is not."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demonstration.models import Objection, Publicity, RoundState
from demonstration.publicity import services
from demonstration.publicity.services.objecting import MOST_A_NETWORK
from demonstration.publicity.told import lines_on
from tests.demonstration.publicity.scenes import (
    again,
    answered,
    entries_of,
    locked_round,
    objected,
    posted,
    restarted,
)
from tests.demonstration.publicity.visiting import SIGNED, at, body_of, frame, signed_in
from tests.demonstration.worlds import many_sites
from tests.factories import NOW
from tests.office import picture

SCRIPT = "<script>alert(1)</script>不开放"


@pytest.fixture(autouse=True)
def pinned(settings):
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def city(office):
    return signed_in(office.city)


@pytest.fixture
def row(office, sites):
    return posted(office, sites, reserve=1)


def object_to(client, against, **typed):
    url = reverse("notice-object", args=[against.publicity_id])
    return client.post(url, frame(**{"entry": str(against.pk), "text": "夜间不开放。", **typed}))


def test_the_page_shows_the_words_that_were_sealed(client, row):
    response = client.get(reverse("notice", args=[row.pk]))
    assert lines_on(body_of(response)) == row.content.split("\n")
    assert response["Cache-Control"].startswith("max-age=0")
    listed = body_of(client.get(reverse("notices")))
    assert row.title in listed
    assert "公示中,到2026年10月19日24时期满。" in listed


def test_what_happened_since_stands_beside_the_words(client, office, row):
    first = entries_of(row)[0]
    answered(objected(first), office, is_upheld=True)
    body = body_of(client.get(reverse("notice", args=[row.pk])))
    assert "第 1 项已于2026年10月12日撤下,不予命名。" in body
    assert "公示期间异议成立" not in body, "the ground stays inside"
    assert lines_on(body) == row.content.split("\n")


def test_an_objection_under_way_is_not_told_to_the_public(client, row):
    before = body_of(client.get(reverse("notice", args=[row.pk])))
    objected(entries_of(row)[0])
    assert body_of(client.get(reverse("notice", args=[row.pk]))) == before


def test_an_old_notice_leads_to_the_new_one(client, office, row):
    new = restarted(row, office)
    body = body_of(client.get(reverse("notice", args=[row.pk])))
    assert reverse("notice", args=[new.pk]) in body
    assert reverse("notice-object", args=[row.pk]) not in body
    assert row.title in body_of(client.get(reverse("notices")))


def test_an_objection_is_sent_and_followed(client, row):
    entry = entries_of(row)[0]
    response = object_to(client, entry)
    said = Objection.objects.get()
    assert response["Location"] == f"/notices/objections/{said.number}/?k={said.token}"
    body = body_of(client.get(response["Location"]))
    for words in (said.number, said.token, "待受理", entry.name):
        assert words in body
    for wrong in ("", "?k=", "?k=AAAAAAAAAAAAAAA", f"?k={said.token[:-1]}", "?k=%00"):
        refused = client.get(f"/notices/objections/{said.number}/{wrong}")
        assert refused.status_code == 404
        assert 'action="/notices/objections/"' in refused.content.decode()
    assert client.get(f"/notices/objections/YY2026-999999/?k={said.token}").status_code == 404


def test_the_reply_is_read_by_who_holds_the_token_and_the_findings_by_nobody(client, office, row):
    said = answered(objected(entries_of(row)[0], SIGNED), office, is_upheld=False)
    body = body_of(client.get(f"/notices/objections/{said.number}/?k={said.token}"))
    assert "感谢您的监督" in body
    assert "异议不成立" in body
    for secret in ("经实地查看", "刘同志", "85910001", "该站点不开放"):
        assert secret not in body


def test_one_form_is_one_objection(client, row):
    entry = entries_of(row)[0]
    typed = frame(entry=str(entry.pk), text="夜间不开放。")
    url = reverse("notice-object", args=[row.pk])
    first, second = client.post(url, typed), client.post(url, typed)
    assert first["Location"] == second["Location"]
    assert Objection.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"text": "长" * 100_000}, "最多 2,000 个字,现在是 100,000 个字"),
        ({"text": ""}, "请填写异议内容。"),
        ({"text": "身份证 11010519491231002X"}, "身份证号码"),
        ({"entry": "0"}, "不在公示名单中"),
        ({"entry": ""}, "请选择对哪个阵地提出异议。"),
        ({"name": "刘同志"}, "署名的请填写联系电话"),
        ({"phone": "0532-85910001"}, "署名的请填写姓名或单位"),
        ({"name": "刘同志", "phone": "12"}, "联系电话"),
    ],
)
def test_what_is_refused_says_what_to_do(client, row, typed, words):
    response = object_to(client, entries_of(row)[0], **typed)
    assert (response.status_code, words in body_of(response)) == (400, True)
    assert Objection.objects.count() == 0


def test_a_script_is_shown_as_text(client, city, row):
    assert object_to(client, entries_of(row)[0], text=SCRIPT).status_code == 302
    body = body_of(city.get(reverse("objection", args=[Objection.objects.get().number])))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;不开放" in body
    assert SCRIPT not in body


def test_an_entry_of_another_notice_is_none_of_this_one(client, office, sites, row):
    other = posted(office, sites, year=2027)
    typed = frame(entry=str(entries_of(other)[0].pk), text="不开放。")
    assert client.post(reverse("notice-object", args=[row.pk]), typed).status_code == 400


def test_after_the_end_the_form_is_gone_and_a_late_one_is_told(client, settings, row):
    settings.CLOCK_PIN = row.ends_at.isoformat()
    body = body_of(client.get(reverse("notice-object", args=[row.pk])))
    assert "<textarea" not in body
    assert "0532-85911234" in body
    response = object_to(client, entries_of(row)[0])
    assert (response.status_code, "期满" in body_of(response)) == (409, True)


def test_a_crowd_is_answered_with_the_hour_of_return(client, row):
    entry = entries_of(row)[0]
    for _ in range(MOST_A_NETWORK):
        objected(entry)
    for _ in range(MOST_A_NETWORK):
        object_to(client, entry)
    response = object_to(client, entry)
    assert (response.status_code, response["Retry-After"]) == (429, str(14 * 3600))
    assert "0532-85911234" in body_of(response)


def test_a_form_without_its_key_or_token_is_none(row):
    url = reverse("notice-object", args=[row.pk])
    assert Client().post(url, {"text": "x"}).status_code == 400
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(url, frame(text="x")).status_code == 403


@pytest.mark.parametrize("path", ["/notices/999999/", "/notices/999999/object/", "/notices/x/"])
def test_what_does_not_hang_out_is_not_found(client, db, path):
    assert client.get(path).status_code == 404


def test_the_officer_posts_with_prefilled_words(city, office, sites):
    round = locked_round(office, sites)
    url = reverse("publicity-post", args=[round.pk])
    page = city.get(url)
    body = body_of(page)
    for words in ("关于拟命名2026年度示范户外劳动者服务站点的公示", "0532-85911234", "拟命名下列阵地"):
        assert words in body
    assert reverse("publicity-post", args=[round.pk]) in body_of(city.get(reverse("round", args=[round.pk])))
    typed = page.context["form"].initial
    response = city.post(url, frame(round, **typed))
    assert response["Location"] == reverse("round-publicity", args=[round.pk])
    assert again(round).state == RoundState.PUBLICITY
    assert city.get(url).status_code == 404
    assert city.post(url, frame(round, **typed)).status_code == 409
    assert city.post(url, frame(round, **{**typed, "phone": "电话"})).status_code == 400


def test_a_list_of_nobody_is_refused_on_the_page(city, office, sites):
    round = locked_round(office, sites, reserve=3)
    url = reverse("publicity-post", args=[round.pk])
    typed = city.get(url).context["form"].initial
    response = city.post(url, frame(round, **typed))
    assert (response.status_code, "没有拟命名的阵地" in body_of(response)) == (409, True)


def test_the_notice_is_lengthened_and_restarted_by_form(city, row):
    url = at("publicity-extend", row)
    mended = city.post(url, frame(row, until="2026-10-19", why="页面中断"))
    assert mended.context["form"]["why"].value() == "页面中断"
    assert "公示只能延长" in body_of(mended)
    for until, status in (("2026-10-19", 409), ("", 400), ("2026-10-21", 302)):
        assert city.post(url, frame(row, until=until, why="页面中断")).status_code == status
    assert "已延长" in body_of(city.get(reverse("notice", args=[row.pk])))
    url = at("publicity-restart", row)
    form = city.get(url).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    first = entries_of(row)[0]
    typed |= {"why": "名称有误", f"name{first.nomination_id}": "湛山驿站"}
    assert city.post(url, frame(row, **{**typed, "why": ""})).status_code == 400
    assert city.post(url, frame(row, **typed)).status_code == 302
    assert "湛山驿站" in Publicity.objects.get(replaces=row).content
    assert row.number in body_of(city.get(at("round-publicity", row)))


def test_the_reserve_is_offered_once_a_place_is_free(city, office, row):
    first, _, reserve = entries_of(row)
    assert "risen" not in city.get(at("publicity-restart", row)).context["form"].fields
    answered(objected(first), office, is_upheld=True)
    form = city.get(at("publicity-restart", row)).context["form"]
    assert [int(key) for key, _ in form.fields["risen"].choices] == [reserve.nomination_id]
    typed = {name: form[name].value() or "" for name in form.fields}
    typed |= {"why": "递补", "risen": [str(reserve.nomination_id)]}
    assert city.post(at("publicity-restart", row), frame(row, **typed)).status_code == 302
    new = Publicity.objects.get(replaces=row)
    assert [each.grade for each in entries_of(new)] == ["示范站点", "示范站点"]


def upload(data):
    return io.BytesIO(data)


def test_other_places_are_recorded_with_a_picture(city, office, row):
    url = at("publicity-channel", row)
    shot = upload(picture(shade=5))
    shot.name = "网站.jpg"
    typed = {"place": "市总工会网站", "address": "https://union.example.cn", "posted_on": "2026-10-12"}
    assert city.post(url, frame(**typed, picture=shot)).status_code == 302
    channel = row.channels.get()
    shown = reverse("publicity-channel-picture", args=[row.round_id, channel.pk])
    assert shown in body_of(city.get(at("round-publicity", row)))
    assert city.get(shown)["Content-Type"] == "image/jpeg"
    assert signed_in(office.district).get(shown).status_code == 403
    text = upload(b"no picture")
    text.name = "x.jpg"
    assert city.post(url, frame(**typed, picture=text)).status_code == 400
    assert city.post(url, frame(**{**typed, "posted_on": "2026-10-13"})).status_code == 409
    assert row.channels.count() == 1


def test_a_gap_is_told_on_the_page(city, settings, row):
    body = body_of(city.get(at("round-publicity", row)))
    assert "建议延长公示" not in body
    services.look_at(row, now=NOW)
    settings.CLOCK_PIN = "2026-10-12T17:00:00+08:00"
    body = body_of(city.get(at("round-publicity", row)))
    assert "建议延长公示" in body
    assert "约 7 小时没有确认页面可以正常访问" in body


def test_a_notice_that_is_over_is_advised_what_is_still_possible(city, settings, row):
    services.look_at(row, now=NOW)
    settings.CLOCK_PIN = again(row).ends_at.isoformat()
    body = body_of(city.get(at("round-publicity", row)))
    assert "公示已经期满,不能再延长,建议重新公示" in body
    assert "建议延长公示" not in body
    assert at("publicity-extend", row) not in body
    assert at("publicity-restart", row) in body


def test_the_proof_is_taken_out_by_the_city(city, office, row):
    url = reverse("publicity-bundle", args=[row.round_id, row.number])
    response = city.get(url)
    assert zipfile.ZipFile(io.BytesIO(response.content)).testzip() is None
    assert row.number in response["Content-Disposition"]
    assert signed_in(office.district).get(url).status_code == 403
    other = reverse("publicity-bundle", args=[row.round_id, "GS2026-999999"])
    assert city.get(other).status_code == 404


MOST = {"notice": 2, "notices": 2, "round-publicity": 12}


@pytest.mark.parametrize("name", ["notice", "notices", "round-publicity"])
def test_pages_cost_the_same_for_one_and_for_many(city, client, office, sites, name):
    """Objections, channels and entries are each read in one statement."""

    def cost(row):
        url = (
            reverse(name)
            if name == "notices"
            else reverse(name, args=[row.pk if name == "notice" else row.round_id])
        )
        who = city if name == "round-publicity" else client
        who.get(url)
        with CaptureQueriesContext(connection) as sent:
            assert who.get(url).status_code == 200
        return len(sent)

    few = posted(office, sites[:1])
    objected(entries_of(few)[0])
    first = cost(few)
    many = posted(office, [*sites, *many_sites(office, sites[0], 4)], year=2027)
    for entry in entries_of(many)[:3]:
        objected(entry)
    assert cost(many) == first
    assert first <= MOST[name]
