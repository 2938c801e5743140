"""Nothing is published unrehearsed: the record beside the pack, what apps above say in it, and the page it is read on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from core.models import AuditEntry
from core.policy import NotAllowed
from core.registry import REHEARSERS
from core.workflow import TransitionRefused
from rulebook.models import Rehearsal, RulePack
from rulebook.selectors import terms_of
from rulebook.services import (
    Result,
    check_pack,
    edit_pack,
    keep_rehearsal,
    publish_pack,
    rehearse_pack,
    return_pack,
)
from rulebook.services.rehearsing import NO_PREDECESSOR, NOTHING_TO_REPLAY, SAME_TERMS, digest_now
from tests.factories import NOW, actor_of, person, union
from tests.factories.packs import TERMS, draft_pack, published_pack, with_scan

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return union("青岛市总工会", "city", is_issuer=True)


@pytest.fixture
def author(city):
    return actor_of(person("bianzhi", "administrator", city))


@pytest.fixture
def officer(city):
    return actor_of(person("heduiren", "city", city))


def checked(city, officer, **changes):
    pack = with_scan(draft_pack(city, **changes))
    return check_pack(pack.pk, actor=officer, now=NOW)


@pytest.fixture
def scores(monkeypatch):
    """An app above that has something to say."""
    said = {
        "cycle": "2025 年度",
        "summary": ["12 处阵地中,1 处由合格变为限期整改。"],
        "counts": {"assessments": 12},
        "sections": [{"title": "得分变化", "columns": ["区(市)", "变化"], "rows": [["市南区", "-2 分"]]}],
    }
    asked = []

    def rehearse(pack, now):
        asked.append((pack.pk, now))
        return said

    monkeypatch.setattr(REHEARSERS, "_items", {"scores": rehearse, "silent": lambda pack, now: None})
    return asked


def test_a_checked_pack_is_published_only_after_a_rehearsal(city, author, officer):
    pack = checked(city, officer)
    with pytest.raises(TransitionRefused, match="未能办理“公布”"):
        publish_pack(pack.pk, actor=author, now=NOW)
    rehearse_pack(pack.pk, actor=officer, now=NOW)
    assert publish_pack(pack.pk, actor=author, now=NOW).state == "published"


def test_a_draft_is_not_rehearsed(city, author):
    pack = draft_pack(city)
    with pytest.raises(TransitionRefused):
        rehearse_pack(pack.pk, actor=author, now=NOW)
    assert not Rehearsal.objects.exists()


def test_a_rehearsal_of_other_terms_is_not_kept(city, officer):
    pack = checked(city, officer)
    with pytest.raises(TransitionRefused, match="重新试算"):
        keep_rehearsal(pack.pk, Result(terms_digest="0" * 64), actor=officer, now=NOW)
    assert RulePack.objects.get(pk=pack.pk).state == "checked"
    assert AuditEntry.objects.filter(action="pack.rehearse", outcome="refused").count() == 1


def test_after_a_return_the_old_rehearsal_counts_no_more(city, author, officer):
    pack = checked(city, officer)
    rehearse_pack(pack.pk, actor=officer, now=NOW)
    return_pack(pack.pk, note="金额不符", actor=officer, now=NOW)
    edit_pack(pack.pk, replace(terms_of(pack), title="新名称"), actor=author, now=NOW)
    check_pack(pack.pk, actor=officer, now=NOW)
    with pytest.raises(TransitionRefused):
        publish_pack(pack.pk, actor=author, now=NOW)
    rehearse_pack(pack.pk, actor=officer, now=NOW)
    publish_pack(pack.pk, actor=author, now=NOW)
    assert Rehearsal.objects.filter(pack=pack).count() == 2


def test_terms_that_changed_behind_the_rehearsal_are_not_published(city, author, officer):
    pack = checked(city, officer)
    rehearse_pack(pack.pk, actor=officer, now=NOW)
    pack.limits.update(days=7)
    with pytest.raises(TransitionRefused, match="没有试算过"):
        publish_pack(pack.pk, actor=author, now=NOW)
    assert RulePack.objects.get(pk=pack.pk).state == "rehearsed"


@pytest.mark.parametrize(("role", "may"), [("city", True), ("administrator", True), ("district", False)])
def test_who_keeps_the_rules_rehearses_them(city, officer, role, may):
    pack = checked(city, officer)
    actor = actor_of(person("ren", role, city))
    if may:
        assert rehearse_pack(pack.pk, actor=actor, now=NOW).made_by_name == "ren"
    else:
        with pytest.raises(NotAllowed):
            rehearse_pack(pack.pk, actor=actor, now=NOW)
        assert AuditEntry.objects.filter(action="pack.rehearse", outcome="refused").count() == 1


def test_without_anything_to_replay_the_record_says_so(city, officer, monkeypatch):
    monkeypatch.setattr(REHEARSERS, "_items", {})
    kept = rehearse_pack(checked(city, officer).pk, actor=officer, now=NOW)
    assert kept.result == {"summary": [NO_PREDECESSOR, NOTHING_TO_REPLAY], "counts": {}, "sections": []}
    assert (kept.cycle, kept.made_at) == ("", NOW)


def test_what_apps_above_say_is_kept_with_the_digest_it_was_said_of(city, officer, scores):
    pack = checked(city, officer)
    kept = rehearse_pack(pack.pk, actor=officer, now=NOW)
    assert scores == [(pack.pk, NOW)]
    assert (kept.cycle, kept.terms_digest) == ("2025 年度", digest_now(pack))
    assert kept.result["counts"] == {"assessments": 12}
    assert kept.result["summary"][1:] == ["12 处阵地中,1 处由合格变为限期整改。"]
    assert kept.result["sections"][0]["rows"] == [["市南区", "-2 分"]]


def test_what_the_terms_change_is_told_item_by_item(city, officer, monkeypatch):
    monkeypatch.setattr(REHEARSERS, "_items", {})
    published_pack(city)
    later = {"effective_from": date(2027, 1, 1)}
    same = rehearse_pack(checked(city, officer, **later).pk, actor=officer, now=NOW)
    assert "有 1 项变化" in same.result["summary"][0], "the day on which it takes effect"
    pack = checked(city, officer, effective_from=date(2028, 1, 1), spot_check_percent=20)
    (section,) = rehearse_pack(pack.pk, actor=officer, now=NOW).result["sections"]
    assert section["title"] == "与第1版相比"
    assert ["市总验收抽查比例(%)", "—", "20"] in section["rows"]
    assert SAME_TERMS not in section["rows"]


def test_a_rehearsal_is_never_changed_nor_taken_away(city, officer):
    kept = rehearse_pack(checked(city, officer).pk, actor=officer, now=NOW)
    for sql in ("UPDATE rulebook_rehearsal SET cycle = 'x'", "DELETE FROM rulebook_rehearsal"):
        with (
            pytest.raises(DatabaseError, match="rows are protected"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    assert Rehearsal.objects.get() == kept


# The page


def url_of(pack):
    return reverse("admin:rulebook_rulepack_rehearsal", args=[pack.pk])


@pytest.fixture
def page(client, city):
    client.force_login(person("guanli", "administrator", city))
    return client


def test_from_the_page_a_pack_is_rehearsed_read_and_published(page, city, officer, scores):
    pack = checked(city, officer)
    assert "还没有试算" in page.get(url_of(pack)).content.decode()
    text = page.post(url_of(pack), {"move": "rehearse"}, follow=True).content.decode()
    for words in (
        "试算周期:2025 年度",
        "12 处阵地中,1 处由合格变为限期整改。",
        "市南区",
        "-2 分",
        "重新试算",
    ):
        assert words in text
    pack.refresh_from_db()
    assert pack.state == "rehearsed"
    sheet = page.get(url_of(pack), {"print": 1}).content.decode()
    assert "sheet-table" in sheet
    assert "市南区" in sheet
    text = page.post(url_of(pack), {"move": "publish", "seen": pack.revision}, follow=True).content.decode()
    assert "已公布,自施行日期起适用" in text
    assert "本版本已公布,试算结果保留备查" in text


@pytest.mark.parametrize("seen", ["0", "", "abc"])
def test_what_was_not_read_is_not_published(page, city, officer, seen):
    pack = checked(city, officer)
    rehearse_pack(pack.pk, actor=officer, now=NOW)
    assert page.post(url_of(pack), {"move": "publish", "seen": seen}).status_code == 409
    assert RulePack.objects.get(pk=pack.pk).state == "rehearsed"


def test_a_draft_says_what_comes_first(page, city):
    text = page.get(url_of(draft_pack(city))).content.decode()
    assert "草稿须先由另一名经办人核对" in text
    assert page.post(url_of(RulePack.objects.get()), {"move": "rehearse"}).status_code == 409


def test_the_city_reads_and_rehearses_and_is_told_why_it_does_not_publish(client, city, officer):
    pack = checked(city, officer)
    client.force_login(person("shizong", "city", city, is_staff=True))
    text = client.post(url_of(pack), {"move": "rehearse"}, follow=True).content.decode()
    assert "系统管理员办理" in text
    pack.refresh_from_db()
    assert client.post(url_of(pack), {"move": "publish", "seen": pack.revision}).status_code == 403


@pytest.mark.parametrize("name", ["rehearsal", "scan", "scan_file"])
def test_the_pages_of_another_city_are_not_found_and_others_are_told_why(client, city, officer, name):
    pack = checked(city, officer)
    url = reverse(f"admin:rulebook_rulepack_{name}", args=[pack.pk])
    other = union("济南市总工会", "city", is_issuer=True)
    client.force_login(person("waidi", "administrator", other))
    assert client.get(url).status_code == 404
    client.force_login(person("quxian", "district", city, is_staff=True))
    answer = client.get(url)
    assert (answer.status_code, "您的账号没有这项权限" in answer.content.decode()) == (403, True)


def test_two_rehearsals_stand_one_above_the_other(page, city, officer):
    pack = checked(city, officer)
    rehearse_pack(pack.pk, actor=officer, now=NOW)
    rehearse_pack(pack.pk, actor=officer, now=NOW + timedelta(hours=1))
    assert "以前的试算" in page.get(url_of(pack)).content.decode()
    assert pack.rehearsals.first().made_at == NOW + timedelta(hours=1)
    assert TERMS.title in page.get(url_of(pack)).content.decode()
