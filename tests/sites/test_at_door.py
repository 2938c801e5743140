"""At the door: a code leads to the page or to one's own acts, one tap counts one, stickers are printed and renewed."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from core.models import AuditEntry, FormKey
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from sites.at_door.counted import BANDS, TRADES, band_of, band_words, trade_words
from sites.at_door.services import print_stickers, renew_code
from sites.models import CheckInCount, DoorCode, ServiceSite, Sticker, StickerSheet
from sites.refusals import Refusal
from sites.services import Sender
from sites.use.services import rating
from tests.factories import NOW, Tree, actor_of, person
from tests.office import form_at
from tests.sites.public_sites import OFFICE_HOURS, PIN, closed_site, opened_site

pytestmark = pytest.mark.django_db

PHONE = {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 14) MicroMessenger"}


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    cache.clear()


@pytest.fixture
def site(tree: Tree) -> ServiceSite:
    return opened_site(tree.primary, "湛山驿站", hours=OFFICE_HOURS, **PIN)


@pytest.fixture
def keeper(tree: Tree) -> Sender:
    return Sender(actor_of(person("keeper", "keeper", tree.primary)), NOW)


@pytest.fixture
def code(site: ServiceSite, keeper: Sender) -> DoorCode:
    print_stickers([site.code or ""], 8, actor=keeper.actor, now=NOW)
    return DoorCode.objects.get(site=site)


def tapped(client: Client, site: ServiceSite, mark: str, trade: str = "", **more: Any) -> Any:
    typed = {"key": str(uuid.uuid4()), "d": mark, "trade": trade}
    return client.post(f"/s/{site.code}/in/", typed, **{**PHONE, **more})


def counts() -> list[tuple[int, str, int]]:
    return list(CheckInCount.objects.order_by("band", "trade").values_list("band", "trade", "visits"))


def signed_in(username: str, role: str, over: Any) -> Client:
    client = Client()
    client.force_login(User.objects.filter(username=username).first() or person(username, role, over))
    return client


def test_bands_cover_the_day_without_a_gap() -> None:
    assert [band_of(hour) for hour in range(24)].count(BANDS[-1]) == 3
    assert sorted({band_of(hour) for hour in range(24)}) == list(BANDS)
    assert (band_words(9), band_words(21), trade_words("")) == ("9:00 至 12:00", "21:00 至 24:00", "未选工种")


def test_the_code_at_the_door_leads_strangers_to_the_public_page(
    client: Client, site: ServiceSite, code: DoorCode
) -> None:
    response = client.get(f"/d/{code.mark}/")
    assert (response.status_code, response["Location"]) == (302, f"/s/{site.code}/?d={code.mark}")
    page = client.get(response["Location"]).content.decode()
    assert "我来了,记一次" in page
    assert all(label in page for label in TRADES.values())
    plain = client.get(f"/s/{site.code}/")
    assert "我来了,记一次" not in plain.content.decode()
    assert not plain.cookies


def test_a_keeper_who_is_signed_in_finds_his_own_acts_there(
    tree: Tree, site: ServiceSite, code: DoorCode
) -> None:
    keeper = signed_in("keeper", "keeper", tree.primary)
    response = keeper.get(f"/d/{code.mark}/")
    assert response["Location"] == f"/desk/sites/{site.code}/door/"
    page = keeper.get(response["Location"]).content.decode()
    for act in ("开始或继续自评", "登记使用人次", "登记物资", "临时停开", "报修"):
        assert act in page
    inspector = signed_in("district", "district", tree.south).get(f"/desk/sites/{site.code}/door/")
    assert "登记暗访" in inspector.content.decode()


def test_facts_to_confirm_leave_out_what_nobody_has_to_fill_in(tree: Tree, site: ServiceSite) -> None:
    inspector = signed_in("district", "district", tree.south)
    page = inspector.get(f"/desk/sites/{site.code}/door/").content.decode()
    facts = page.split('id="facts"')[1].split("</section>")[0]
    assert "未核实" not in facts
    assert "怎么找到门:未填写" in facts
    assert "楼层" not in facts


def test_who_has_nothing_to_do_at_a_site_reads_its_public_page(
    tree: Tree, site: ServiceSite, code: DoorCode
) -> None:
    for username, role, over in (("other", "keeper", tree.other_primary), ("looker", "auditor", tree.city)):
        response = signed_in(username, role, over).get(f"/d/{code.mark}/")
        assert response["Location"] == f"/s/{site.code}/?d={code.mark}"


@pytest.mark.parametrize("mark", ["NOSUCHCODE", "a" * 200, "x-y"])
def test_a_mark_that_nobody_printed_is_not_found(client: Client, mark: str) -> None:
    answer = client.get(f"/d/{mark}/")
    page = answer.content.decode()
    assert (answer.status_code, bool(answer.cookies)) == (404, False)
    assert "这个二维码不完整或已经作废" in page and "找服务阵地" in page
    assert "权限" not in page


def test_one_tap_counts_one_in_its_band_and_job(client: Client, site: ServiceSite, code: DoorCode) -> None:
    first = tapped(client, site, code.mark)
    assert first["Location"] == f"/s/{site.code}/in/?done=1"
    assert "已登记一次" in client.get(first["Location"]).content.decode()
    tapped(client, site, code.mark, "courier", HTTP_USER_AGENT="another telephone")
    assert counts() == [(9, "", 1), (9, "courier", 1)]


def test_the_same_telephone_counts_once_within_the_hour(
    client: Client, site: ServiceSite, code: DoorCode, settings: Any
) -> None:
    tapped(client, site, code.mark)
    again = tapped(client, site, code.mark, "takeaway")
    assert "不重复计数" in client.get(again["Location"]).content.decode()
    assert counts() == [(9, "", 1)]
    settings.CLOCK_PIN = (NOW + timedelta(hours=1)).isoformat()
    tapped(client, site, code.mark)
    assert counts() == [(9, "", 2)]


def test_the_same_form_sent_twice_counts_once(client: Client, site: ServiceSite, code: DoorCode) -> None:
    form = form_at(client, f"/s/{site.code}/?d={code.mark}", action="/in/")
    typed = {**form.fields, "trade": ""}
    for device in ("one", "two"):
        assert client.post(f"/s/{site.code}/in/", typed, HTTP_USER_AGENT=device).status_code == 302
    assert counts() == [(9, "", 1)]


def test_nothing_of_who_came_is_kept(
    client: Client, site: ServiceSite, code: DoorCode, settings: Any
) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "check-in"}
    }
    tapped(client, site, code.mark, "courier")
    kept = [*CheckInCount.objects.all(), *AuditEntry.objects.all(), *FormKey.objects.all()]
    text = serializers.serialize("json", kept)
    remembered = str(cache._cache)  # type: ignore[attr-defined]  # all that this kind of cache holds
    for secret in (PHONE["REMOTE_ADDR"], "MicroMessenger"):
        assert secret not in text
        assert secret not in remembered
    told = AuditEntry.objects.get(action="use.check_in")
    assert (told.actor_id, told.about) == (None, f"use:{site.pk}")
    assert "courier" not in json.dumps([told.changes, told.details, told.note])


def test_a_crowd_from_one_network_is_told_and_not_counted(
    client: Client, site: ServiceSite, code: DoorCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rating, "MOST_A_NETWORK", 2)
    taps = [tapped(client, site, code.mark, HTTP_USER_AGENT=f"phone {number}") for number in range(3)]
    assert [each.status_code for each in taps] == [302, 302, 429]
    assert "这一次没有计入" in taps[-1].content.decode()
    assert counts() == [(9, "", 2)]


def test_a_renewed_code_leads_there_still_and_counts_no_more(
    client: Client, site: ServiceSite, code: DoorCode, keeper: Sender
) -> None:
    fresh = renew_code(site.pk, by=keeper)
    assert (fresh.number, fresh.mark != code.mark) == (2, True)
    old = client.get(client.get(f"/d/{code.mark}/")["Location"])
    assert old.status_code == 200
    assert "旧码已更换" in old.content.decode()
    refused = tapped(client, site, code.mark)
    assert (refused.status_code, "旧码已更换" in refused.content.decode()) == (409, True)
    assert counts() == []
    assert tapped(client, site, fresh.mark).status_code == 302


@pytest.mark.parametrize(
    ("typed", "status"), [({"trade": "boss"}, 400), ({"key": "x"}, 400), ({"d": ""}, 409), ({"d": "x"}, 409)]
)
def test_what_is_no_tap_is_refused(
    client: Client, site: ServiceSite, code: DoorCode, typed: dict[str, str], status: int
) -> None:
    good = {"key": str(uuid.uuid4()), "d": code.mark, "trade": ""}
    assert client.post(f"/s/{site.code}/in/", {**good, **typed}, **PHONE).status_code == status
    assert counts() == []


def test_the_code_of_a_closed_site_explains_and_offers_the_nearest(
    tree: Tree, client: Client, site: ServiceSite, code: DoorCode
) -> None:
    opened_site(tree.primary, "近处驿站", number="N-1", hours=OFFICE_HOURS, **PIN)
    closed_site(site)
    page = client.get(client.get(f"/d/{code.mark}/")["Location"]).content.decode()
    assert "这里暂停开放" in page
    assert "近处驿站" in page
    assert "我来了,记一次" not in page
    assert tapped(client, site, code.mark).status_code == 409
    ServiceSite.objects.filter(pk=site.pk).update(state="cancelled")
    gone = client.get(client.get(f"/d/{code.mark}/")["Location"])
    assert (gone.status_code, "近处驿站" in gone.content.decode()) == (200, True)
    assert tapped(client, site, code.mark).status_code == 409
    assert counts() == []


def test_scans_stand_beside_the_typed_total_and_are_not_added(
    tree: Tree, client: Client, site: ServiceSite, code: DoorCode
) -> None:
    for number in range(3):
        tapped(client, site, code.mark, "courier", HTTP_USER_AGENT=f"phone {number}")
    keeper = signed_in("keeper", "keeper", tree.primary)
    months = keeper.get(f"/desk/sites/{site.code}/use/").content.decode()
    assert "扫码人次" in months
    assert "2026年10月已登记 <strong>0</strong> 人次" in " ".join(months.split())
    scans = keeper.get(f"/desk/sites/{site.code}/use/scans/").content.decode()
    assert "共 <strong>3</strong> 人次" in scans
    assert "快递员" in scans
    assert "扫码登记 · 访客" not in scans
    assert "最近的填报" in months and "最近的填报" not in scans, "nobody types what is scanned"


def test_days_of_scans_are_folded_into_their_months(tree: Tree, site: ServiceSite) -> None:
    for days, visits in ((0, 2), (3, 5), (20, 7)):
        day = NOW.date() - timedelta(days=days)
        CheckInCount.objects.create(site=site, day=day, band=9, trade="", visits=visits)
    page = signed_in("keeper", "keeper", tree.primary).get(f"/desk/sites/{site.code}/use/scans/")
    by_day = page.content.decode().split("按日</h3>")[1].split("</section>")[0]
    assert [part.split("</summary>")[0] for part in by_day.split("<summary>")[1:]] == [
        "2026年10月 7 人次",
        "2026年9月 7 人次",
    ]
    assert by_day.index("2026年10月9日 5 人次") < by_day.index("2026年9月22日 7 人次")


def test_a_sheet_gives_each_site_its_code_once_and_is_written_into_the_ledger(
    tree: Tree, site: ServiceSite, keeper: Sender
) -> None:
    other = opened_site(tree.primary, "八大关驿站", number="B-1")
    codes = [site.code or "", other.code or ""]
    first = print_stickers(codes, 4, actor=keeper.actor, now=NOW)
    print_stickers(codes[:1], 1, actor=keeper.actor, now=NOW)
    assert DoorCode.objects.count() == 2
    names = (
        Sticker.objects.filter(sheet=first).order_by("position").values_list("code__site__name", flat=True)
    )
    assert list(names) == ["八大关驿站", "湛山驿站"]
    assert list(StickerSheet.objects.order_by("rows").values_list("rows", "per_page")) == [(1, 1), (2, 4)]
    assert AuditEntry.objects.filter(action="site.print_stickers", outcome="done").count() == 2


def test_nobody_prints_for_a_site_that_he_does_not_manage(
    tree: Tree, site: ServiceSite, keeper: Sender
) -> None:
    far = opened_site(tree.other_primary, "远处驿站", number="F-1", district="370213")
    for wanted in ([far.code], [site.code, far.code], ["NOSUCHCODE"]):
        with pytest.raises(TransitionRefused, match="没有打印"):
            print_stickers([each or "" for each in wanted], 8, actor=keeper.actor, now=NOW)
    for wanted, per_page in (([], 8), ([site.code or ""], 3)):
        with pytest.raises(Refusal):
            print_stickers(wanted, per_page, actor=keeper.actor, now=NOW)
    assert not Sticker.objects.exists()
    assert not DoorCode.objects.exists()


def test_a_code_is_renewed_by_who_keeps_the_site_alone(
    tree: Tree, site: ServiceSite, code: DoorCode, keeper: Sender
) -> None:
    stranger = Sender(actor_of(person("other", "keeper", tree.other_primary)), NOW)
    with pytest.raises(NotAllowed):
        renew_code(site.pk, by=stranger)
    bare = opened_site(tree.primary, "无码驿站", number="X-1")
    with pytest.raises(TransitionRefused, match="还没有打印过"):
        renew_code(bare.pk, by=keeper)
    assert DoorCode.objects.filter(ended_at=None).count() == 1


def test_stickers_are_chosen_from_a_list_and_printed(tree: Tree) -> None:
    site = opened_site(tree.primary, "湛山驿站", hours=OFFICE_HOURS, public_phone="0532-82870000")
    keeper = signed_in("keeper", "keeper", tree.primary)
    form = form_at(keeper, "/desk/stickers/", action="/desk/stickers/")
    assert form.fields["site"] == [site.code]
    typed = {**form.fields, "per_page": "4"}
    made = keeper.post("/desk/stickers/", typed)
    page = keeper.get(made["Location"]).content.decode()
    assert "湛山驿站" in page
    assert "扫码查看开放时间 · 登记 · 反映问题" in page
    assert tree.primary.name in page.split('class="sticker"')[1] and "电话 0532-82870000 · 阵地编码" in page
    assert "data:image/svg+xml" in page
    assert keeper.post("/desk/stickers/", typed)["Location"] == made["Location"]
    assert StickerSheet.objects.count() == 1
    stranger = signed_in("other", "keeper", tree.other_primary)
    assert stranger.get(made["Location"]).status_code == 404
    empty = keeper.post("/desk/stickers/", {"key": str(uuid.uuid4()), "per_page": "4"})
    assert (empty.status_code, "请至少选择一处阵地" in empty.content.decode()) == (400, True)


def test_who_was_not_counted_is_never_told_that_he_was(
    client: Client, site: ServiceSite, code: DoorCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rating, "MOST_A_NETWORK", 0)
    assert [tapped(client, site, code.mark).status_code for _ in range(2)] == [429, 429]
    assert counts() == []


def test_what_was_chosen_for_the_paper_stays_when_no_site_was_chosen(tree: Tree, site: ServiceSite) -> None:
    keeper = signed_in("keeper", "keeper", tree.primary)
    form = form_at(keeper, "/desk/stickers/", holding="per_page")
    typed = {key: value for key, value in form.fields.items() if key != "site"}
    answer = keeper.post("/desk/stickers/", {**typed, "per_page": "2"})
    page = answer.content.decode()
    assert (answer.status_code, "请至少选择一处阵地" in page) == (400, True)
    assert 'name="per_page" value="2" checked' in page
