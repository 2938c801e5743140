"""What is short or refilled: the last word on each supply, what of it the public reads, who may tell it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from core.actor import SYSTEM
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import StaleEdit
from rulebook.services import seed_packs
from sites.models import OperatingNotice, ServiceSite
from sites.refusals import Refusal
from sites.selectors import facts_digest, supplies_in
from sites.services import Sender, follow_notices, tell_supply
from sites.site_type import SiteType
from sites.supplies import SUPPLIES, SupplyTold, in_order
from sites.transitions import SITE
from sites.types import site_types
from sites.watched.papers import ended, supplies
from tests.factories import NOW, Tree, actor_of, person
from tests.office import Office, form_at
from tests.sites.public_sites import OFFICE_HOURS, opened_site
from tests.sites.telling import fresh, notices_at, page_of, sent

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)


@pytest.fixture
def station(tree: Tree) -> ServiceSite:
    return opened_site(tree.primary, hours=OFFICE_HOURS)


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.code) for kind in site_types()])
def test_each_type_keeps_supplies_of_the_vocabulary(kind: SiteType) -> None:
    assert kind.supplies
    assert set(kind.supplies) <= set(SUPPLIES)
    assert len(set(kind.supplies)) == len(kind.supplies)


def test_a_code_that_is_no_longer_known_is_shown_as_it_is_and_last() -> None:
    old = SupplyTold("ice", "out", NOW.date())
    assert in_order([old, SupplyTold("wipes", "low", NOW.date())])[-1] == old
    assert old.public_words == "ice:暂缺(2026年10月12日)"


@pytest.mark.parametrize(
    ("state", "lines"),
    [
        ("out", ("急救包:暂缺(2026年10月12日)",)),
        ("low", ("急救包:所剩不多(2026年10月12日)",)),
        ("enough", ()),
    ],
)
def test_the_public_reads_only_what_is_short(
    station: ServiceSite, keeper: Sender, state: str, lines: tuple[str, ...]
) -> None:
    tell_supply(station.pk, "first_aid", state, note="周五到货", by=keeper)
    page = page_of(station)
    assert page.supplies == lines
    assert "周五到货" not in repr(page)
    assert "王芳" not in repr(page)


def test_a_later_word_on_the_same_supply_takes_the_place_of_the_earlier(
    station: ServiceSite, keeper: Sender, district: Sender
) -> None:
    first = tell_supply(station.pk, "first_aid", "out", by=keeper)
    tell_supply(station.pk, "drinking_water", "low", by=keeper)
    tell_supply(
        station.pk,
        "first_aid",
        "low",
        expires_on=date(2027, 1, 31),
        by=Sender(district.actor, LATER),
    )
    told = [each.words for each in supplies_in(fresh(station).standing_notices, fresh(station).kind)]
    assert told == ["饮用水:不足", "急救包:不足,最早到期 2027年1月31日"]
    assert page_of(station).supplies == (
        "饮用水:所剩不多(2026年10月12日)",
        "急救包:所剩不多(2026年10月15日)",
    )
    first.refresh_from_db()
    assert (first.over_at, first.ends_at, first.supply_state) == (LATER, LATER, "out")
    assert follow_notices(now=LATER + timedelta(days=400)) == 0


def test_the_trail_says_old_and_new_and_the_district_is_told(
    station: ServiceSite, keeper: Sender, district: Sender
) -> None:
    tell_supply(station.pk, "first_aid", "out", by=keeper)
    tell_supply(
        station.pk,
        "first_aid",
        "enough",
        expires_on=date(2027, 1, 31),
        note="已补 2 套",
        by=keeper,
    )
    entry = AuditEntry.objects.filter(action="site.notify").last()
    assert entry is not None
    assert entry.changes == {"公告": ["急救包:缺货", "急救包:充足,最早到期 2027年1月31日"]}
    assert (entry.note, entry.details["kind"]) == ("已补 2 套", "supplies")
    told = OwedMessage.objects.order_by("pk").values_list("recipient_id", "body")
    assert told[0] == (district.actor.id, "甲公司工会发布公告:物资情况,急救包:缺货。")
    assert {recipient for recipient, _ in told} == {district.actor.id}


def test_no_fact_no_version_and_no_confirmation_moves(station: ServiceSite, keeper: Sender) -> None:
    before = fresh(station)
    assert before.version is not None
    tell_supply(station.pk, "medicine", "enough", expires_on=date(2028, 1, 1), by=keeper)
    after = fresh(station)
    assert after.version is not None
    assert facts_digest(after.version) == facts_digest(before.version)
    assert (after.version_id, after.confirmed_on) == (before.version_id, before.confirmed_on)
    assert (after.state, after.versions.count()) == (before.state, before.versions.count())


@pytest.mark.parametrize(
    ("supply", "state", "expires_on", "said"),
    [
        ("nappies", "out", None, "没有“应急纸尿裤”这一项物资"),
        ("gold", "out", None, "没有“gold”这一项物资"),
        ("first_aid", "some", None, "请选择充足、不足或缺货"),
        ("first_aid", "out", date(2027, 1, 1), "缺货的物资没有到期日"),
        ("first_aid", "low", date(2026, 10, 11), "最早到期日早于今天(2026年10月12日)。请先清理过期物资"),
        ("first_aid", "low", date(2062, 10, 11), "最早到期日最远只能到 10 年以内"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    station: ServiceSite, keeper: Sender, supply: str, state: str, expires_on: date | None, said: str
) -> None:
    with pytest.raises(Refusal, match=said.replace("(", "[(]").replace(")", "[)]")):
        tell_supply(station.pk, supply, state, expires_on=expires_on, by=keeper)
    assert not OperatingNotice.objects.exists()


def test_what_ends_today_is_still_good(station: ServiceSite, keeper: Sender) -> None:
    tell_supply(station.pk, "first_aid", "low", expires_on=NOW.date(), by=keeper)
    (told,) = supplies_in(fresh(station).standing_notices, fresh(station).kind)
    assert (told.has_expired(NOW.date()), told.has_expired(LATER.date())) == (False, True)


def test_only_keeper_and_district_may_tell_and_only_what_they_have_seen(
    tree: Tree, station: ServiceSite, keeper: Sender
) -> None:
    for who in (
        person("north", "district", tree.north),
        person("street", "street", tree.south),
        person("nobody", over=tree.primary),
    ):
        with pytest.raises(NotAllowed):
            tell_supply(station.pk, "first_aid", "out", by=Sender(actor_of(who), NOW))
    seen = fresh(station).revision
    tell_supply(station.pk, "first_aid", "out", by=Sender(keeper.actor, NOW, seen))
    with pytest.raises(StaleEdit):
        tell_supply(station.pk, "first_aid", "enough", by=Sender(keeper.actor, NOW, seen))
    assert OperatingNotice.objects.get().supply_state == "out"


@pytest.mark.parametrize(
    "change",
    [{"supply": "wipes"}, {"supply_state": "enough"}, {"expires_on": date(2027, 2, 1)}, {"expires_on": None}],
)
def test_what_was_told_of_a_supply_cannot_be_rewritten(
    station: ServiceSite, keeper: Sender, change: dict[str, Any]
) -> None:
    told = tell_supply(station.pk, "first_aid", "low", expires_on=date(2027, 1, 1), by=keeper)
    with pytest.raises(DatabaseError), transaction.atomic():
        OperatingNotice.objects.filter(pk=told.pk).update(**change)


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "supplies"},
        {"kind": "supplies", "supply": "wipes"},
        {"kind": "supplies", "supply": "wipes", "supply_state": "some"},
        {"kind": "phone", "supply": "wipes", "supply_state": "low"},
        {"kind": "phone", "expires_on": NOW.date()},
    ],
)
def test_the_database_takes_no_half_word(station: ServiceSite, columns: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OperatingNotice.objects.create(site=station, starts_at=NOW, published_at=NOW, **columns)


def test_a_cancelled_site_tells_of_no_supplies(station: ServiceSite, keeper: Sender) -> None:
    tell_supply(station.pk, "first_aid", "out", by=keeper)
    with SITE.step(station.pk, "cancel", actor=SYSTEM, now=NOW):
        pass
    assert page_of(station).supplies == ()


def text_at(client: Client, url: str) -> str:
    return str(client.get(url).content.decode())


def test_a_keeper_tells_of_a_lack_and_every_page_says_it_with_its_day(
    office: Office, site: ServiceSite
) -> None:
    keeper, public = office.client("keeper"), Client()
    file, page = f"/desk/sites/{site.code}/", f"/s/{site.code}/"
    assert "没有停开、临时时间或物资情况" in text_at(keeper, file)
    assert "物资短缺" not in text_at(public, page)
    answer = sent(keeper, site, "supplies", supply="first_aid", state="out", note="周五到货")
    assert (answer.status_code, answer["Location"]) == (302, notices_at(site))
    board = text_at(keeper, notices_at(site))
    assert "物资情况已发布,公众页面已更新。" in board
    assert "物资情况</strong> 急救包:缺货,周五到货" in board
    told = text_at(keeper, file)
    assert "急救包:缺货,周五到货" in told
    assert "2026年10月12日发布" in told
    read = text_at(public, page)
    assert "<dt>物资短缺</dt><dd>急救包:暂缺(2026年10月12日)</dd>" in read
    assert "周五到货" not in read
    sent(keeper, site, "supplies", supply="first_aid", state="enough", expires_on="2027-01-31")
    assert "物资短缺" not in text_at(public, page)
    board = text_at(keeper, notices_at(site))
    now, past = board.split("以前的公告")
    assert "急救包:充足,最早到期 2027年1月31日" in now
    assert "急救包:缺货" not in now
    assert "急救包:缺货,周五到货" in past


def test_what_has_run_out_of_date_stands_with_what_to_do(
    office: Office, site: ServiceSite, settings: Any
) -> None:
    keeper = office.client("keeper")
    sent(keeper, site, "supplies", supply="medicine", state="enough", expires_on="2026-10-14")
    pages = (notices_at(site), f"/desk/sites/{site.code}/")
    assert not any("请清理过期物资" in text_at(keeper, each) for each in pages)
    settings.CLOCK_PIN = LATER.isoformat()
    keeper = office.client("keeper")
    assert all("已过最早到期日,请清理过期物资后重新发布。" in text_at(keeper, each) for each in pages)
    assert "到期" not in text_at(Client(), f"/s/{site.code}/")


def test_the_preview_says_what_the_public_will_read(office: Office, site: ServiceSite) -> None:
    keeper = office.client("keeper")
    sent(keeper, site, "supplies", supply="drinking_water", state="out")
    told = sent(keeper, site, "supplies", supply="first_aid", state="low", preview="1").content.decode()
    assert "<li>饮用水:暂缺(2026年10月12日)</li><li>急救包:所剩不多(2026年10月12日)</li>" in told
    told = sent(
        keeper, site, "supplies", supply="drinking_water", state="enough", preview="1"
    ).content.decode()
    assert "<li>(公众页面不显示物资短缺)</li>" in told
    assert OperatingNotice.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"supply": "", "state": "out"}, "请选择是哪一项物资"),
        ({"supply": "first_aid", "state": ""}, "请选择充足、不足或缺货"),
        ({"supply": "nappies", "state": "out"}, "没有这个选项"),
        ({"supply": "first_aid", "state": "some"}, "没有这个选项"),
        ({"supply": "first_aid", "state": "low", "expires_on": "2026-10-11"}, "请先清理过期物资"),
        ({"supply": "first_aid", "state": "low", "expires_on": "2062-10-11"}, "请核对年份"),
        ({"supply": "first_aid", "state": "low", "expires_on": "2026-02-30"}, "不是有效的日期"),
        ({"supply": "first_aid", "state": "out", "expires_on": "2027-01-01"}, "请把到期日留空"),
        ({"supply": "first_aid", "state": "out", "note": "有事打 13905321234"}, "手机号码"),
        ({"supply": "first_aid", "state": "out", "note": "缺" * 61}, "最多 60 个字"),
    ],
)
def test_bad_input_is_answered_beside_the_field(
    office: Office, site: ServiceSite, typed: dict[str, str], said: str
) -> None:
    answer = sent(office.client("keeper"), site, "supplies", **typed)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not OperatingNotice.objects.exists()


def test_the_form_offers_what_the_type_keeps(office: Office, site: ServiceSite) -> None:
    body = text_at(office.client("keeper"), f"{notices_at(site)}?kind=supplies")
    labels = {SUPPLIES[code] for code in site.kind.supplies}
    assert {
        label
        for label in SUPPLIES.values()
        if f"{label}</label>" in " ".join(body.split()).replace(" </", "</")
    } == labels


def test_who_may_only_read_tells_nothing(office: Office, site: ServiceSite) -> None:
    form = form_at(office.client("keeper"), f"{notices_at(site)}?kind=supplies", holding="kind")
    typed = {**form.fields, "supply": "first_aid", "state": "out"}
    for name, status in (("city", 403), ("auditor", 403), ("district2", 404)):
        assert office.client(name).post(notices_at(site), typed).status_code == status
        assert "发布物资情况" not in text_at(office.client(name), f"{notices_at(site)}?kind=supplies")
    assert not OperatingNotice.objects.exists()


def test_the_note_that_came_too_late_is_still_on_the_page(office: Office, site: ServiceSite) -> None:
    keeper = office.client("keeper")
    old = form_at(keeper, f"{notices_at(site)}?kind=supplies", holding="kind")
    sent(office.client("district"), site, "supplies", supply="wipes", state="low")
    typed = {**old.fields, "supply": "first_aid", "state": "out", "note": "配送车周五到"}
    answer = keeper.post(notices_at(site), typed)
    assert answer.status_code == 409
    assert "配送车周五到" in answer.content.decode()


def test_what_another_type_kept_runs_out_for_nobody(tree: Tree, station: ServiceSite, keeper: Sender) -> None:
    """Nobody could tell of it any more, so nobody is asked to."""
    seed_packs(tree.city, actor=SYSTEM, now=NOW)
    last = NOW.date() + timedelta(days=20)
    tell_supply(station.pk, "medicine", "low", expires_on=last, by=keeper)
    assert list(ended(supplies, last + timedelta(days=1)).values_list("pk", flat=True)) == [station.pk]
    ServiceSite.objects.filter(pk=station.pk).update(site_type="mind_station")
    assert not ended(supplies, last + timedelta(days=1)).exists()
