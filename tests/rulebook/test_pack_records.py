"""延长试行, 废止 and 勘误: entered by one, confirmed by another, and what governs on each day follows from them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from core.audit import history_about
from core.models import AuditEntry
from core.policy import NotAllowed
from core.registry import INBOX, READINESS
from core.workflow import TransitionRefused
from rulebook.models import PackRecord, RulePack
from rulebook.selectors import lack_of_measure, measure_of, pack_in_force, standing_words, with_standing
from rulebook.services import BadPack, Later, confirm_record, drop_record, enter_record
from tests.desks import desk_from
from tests.factories import NOW, actor_of, person, union
from tests.factories.packs import draft_pack, published_pack

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
TRIAL = date(2026, 12, 1)
EXTENSION = Later(
    kind="extend", day=date(2027, 12, 1), document_number="青工发〔2026〕9号", reason="继续试行一年。"
)
REPEAL = Later(kind="repeal", day=date(2026, 11, 1), document_number="青工发〔2026〕8号", reason="清理文件。")
ERRATUM = Later(kind="erratum", text="第五条“十日”应为“十个工作日”。", reason="印刷错误。")


@pytest.fixture
def city():
    return union("青岛市总工会", "city", is_issuer=True)


@pytest.fixture
def first(city):
    return actor_of(person("dengji", "administrator", city))


@pytest.fixture
def second(city):
    return actor_of(person("hedui", "city", city))


@pytest.fixture
def pack(city):
    return published_pack(city, trial_until=TRIAL)


def in_force(city, day):
    found = pack_in_force(city.path, "women", day)
    return found.pk if found else None


def counted(pack, later, first, second):
    row = enter_record(pack.pk, later, actor=first, now=NOW)
    return confirm_record(row.pk, actor=second, now=NOW)


def test_a_later_document_counts_once_another_officer_has_confirmed_it(city, pack, first, second):
    row = enter_record(pack.pk, EXTENSION, actor=first, now=NOW)
    after = TRIAL + timedelta(days=1)
    assert in_force(city, after) is None, "entered is not confirmed"
    admin = actor_of(person("lingyi", "administrator", city))
    with pytest.raises(NotAllowed, match="由您录入"):
        confirm_record(row.pk, actor=first, now=NOW)
    row = confirm_record(row.pk, actor=admin, now=NOW)
    assert (row.state, row.confirmed_by_name, row.confirmed_at) == ("confirmed", "lingyi", NOW)
    assert in_force(city, after) == pack.pk
    assert in_force(city, date(2027, 12, 1)) == pack.pk
    assert in_force(city, date(2027, 12, 2)) is None


def test_the_pack_itself_is_never_changed(pack, first, second):
    before = RulePack.objects.filter(pk=pack.pk).values().get()
    for later in (EXTENSION, REPEAL, ERRATUM):
        counted(pack, later, first, second)
    assert RulePack.objects.filter(pk=pack.pk).values().get() == before
    assert measure_of(pack.pk).digest == pack.digest


def test_a_repealed_measure_governs_no_more_and_the_one_before_does_not_come_back(city, pack, first, second):
    successor = published_pack(city, effective_from=date(2026, 6, 1))
    counted(successor, REPEAL, first, second)
    assert in_force(city, date(2026, 10, 31)) == successor.pk
    assert in_force(city, date(2026, 11, 1)) is None
    assert "自2026年11月1日起废止,没有接替的版本" in lack_of_measure(city.path, "women", date(2026, 11, 1))
    last = published_pack(city, effective_from=date(2026, 11, 15))
    assert in_force(city, date(2026, 11, 15)) == last.pk


def test_a_measure_whose_trial_is_over_leaves_a_reason(city, pack):
    assert lack_of_measure(city.path, "women", TRIAL) == ""
    assert "试行期至2026年12月1日,没有接替的版本" in lack_of_measure(
        city.path, "women", TRIAL + timedelta(days=1)
    )


def test_the_question_what_governs_is_one_statement(city, pack, first, second, django_assert_num_queries):
    counted(pack, EXTENSION, first, second)
    in_force(city, TODAY)
    with django_assert_num_queries(1):
        in_force(city, TODAY)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "fine"}, "请选择事项"),
        ({"reason": " "}, "请填写原因"),
        ({"document_number": ""}, "请填写文号"),
        ({"day": None}, "请填写日期"),
        ({"day": TRIAL}, "延长后的日期应在此之后"),
        ({"kind": "repeal", "day": date(2025, 12, 31)}, "废止日期早于施行日期"),
        ({"kind": "erratum"}, "请写明原文哪里有误"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_in_a_sentence(pack, first, changes, words):
    later = Later(**{**vars(EXTENSION), **changes})
    with pytest.raises(BadPack, match=words):
        enter_record(pack.pk, later, actor=first, now=NOW)
    assert not PackRecord.objects.exists()


def test_only_a_published_measure_on_trial_is_extended(city, first):
    draft = draft_pack(city, effective_from=date(2028, 1, 1))
    with pytest.raises(BadPack, match="只有已公布的版本"):
        enter_record(draft.pk, ERRATUM, actor=first, now=NOW)
    lasting = published_pack(city, effective_from=date(2027, 1, 1))
    with pytest.raises(BadPack, match="没有注明试行期"):
        enter_record(lasting.pk, EXTENSION, actor=first, now=NOW)


def test_a_measure_is_repealed_once_and_a_wrong_entry_is_dropped_with_its_reason(pack, first, second):
    row = enter_record(pack.pk, REPEAL, actor=first, now=NOW)
    with pytest.raises(BadPack, match="已登记过废止"):
        enter_record(pack.pk, REPEAL, actor=first, now=NOW)
    with pytest.raises(TransitionRefused, match="请填写撤下原因"):
        drop_record(row.pk, note="", actor=second, now=NOW)
    assert drop_record(row.pk, note="文号有误", actor=second, now=NOW).state == "dropped"
    counted(pack, REPEAL, first, second)
    with pytest.raises(TransitionRefused):
        confirm_record(row.pk, actor=second, now=NOW)


def test_an_extension_that_another_overtook_is_not_confirmed(pack, first, second):
    early = enter_record(
        pack.pk, Later(**{**vars(EXTENSION), "day": date(2027, 1, 31)}), actor=first, now=NOW
    )
    counted(pack, EXTENSION, first, second)
    with pytest.raises(TransitionRefused, match="延长后的日期应在此之后"):
        confirm_record(early.pk, actor=second, now=NOW)


def test_each_step_is_told_in_the_trail(pack, first, second):
    counted(pack, EXTENSION, first, second)
    entered = history_about(f"rulebook.rulepack:{pack.pk}").first()
    assert (entered.action, entered.note, entered.actor_id) == ("record.enter", EXTENSION.reason, first.id)
    assert AuditEntry.objects.get(action="record.confirm").actor_id == second.id


ROLES = ("administrator", "city", "district", "keeper", "auditor", "finance", "reviewer", "street")


@pytest.mark.parametrize("role", ROLES)
def test_who_keeps_the_rules_enters_and_confirms(city, pack, first, role):
    row = enter_record(pack.pk, EXTENSION, actor=first, now=NOW)
    actor = actor_of(person("ren", role, city))
    may = []
    for name, act in {
        "enter": lambda: enter_record(pack.pk, ERRATUM, actor=actor, now=NOW),
        "confirm": lambda: confirm_record(row.pk, actor=actor, now=NOW),
    }.items():
        try:
            act()
        except NotAllowed:
            continue
        may.append(name)
    table = {"administrator": ["enter", "confirm"], "city": ["confirm"]}
    assert may == table.get(role, [])


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM rulebook_packrecord",
        "UPDATE rulebook_packrecord SET reason = 'x'",
        "UPDATE rulebook_packrecord SET day = '2030-01-01'",
        "UPDATE rulebook_packrecord SET day = NULL",
    ],
)
@pytest.mark.parametrize("is_confirmed", [False, True])
def test_what_was_entered_is_never_rewritten(pack, first, second, sql, is_confirmed):
    row = enter_record(pack.pk, EXTENSION, actor=first, now=NOW)
    if is_confirmed:
        confirm_record(row.pk, actor=second, now=NOW)
    with (
        pytest.raises(DatabaseError, match="rows are protected"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert PackRecord.objects.get().day == EXTENSION.day


# How a pack stands


def standing(pack, day=TODAY):
    return standing_words(with_standing(RulePack.objects.filter(pk=pack.pk), day).get(), day)


def test_each_pack_says_how_it_stands(city, pack, first, second):
    assert standing(pack) == "现行,试行期至2026年12月1日"
    assert standing(pack, date(2025, 12, 31)) == "2026年1月1日起施行"
    assert standing(pack, TRIAL + timedelta(days=1)) == "已失效(试行期至2026年12月1日)"
    assert standing(draft_pack(city, effective_from=date(2028, 1, 1))) == "未公布"
    sample = published_pack(city, effective_from=date(2026, 5, 1), is_sample=True)
    assert standing(sample) == "已由其他版本接替", "a union's own document outranks every sample"
    published_pack(city, effective_from=date(2026, 6, 1))
    assert standing(pack) == "已由其他版本接替"
    counted(pack, REPEAL, first, second)
    assert standing(pack) == "已由其他版本接替"


# Desk and health


def test_a_trial_that_ends_soon_stands_on_the_desks_of_its_keepers(city, pack, first, second):
    ask = partial(desk_from, INBOX["rulebook.measures"])
    soon = NOW.replace(month=11)
    for actor in (first, second):
        (item,) = ask(actor, soon).upcoming
        assert (item.due, "试行期将于2026年12月1日届满" in item.reason) == (TRIAL, True)
        assert ask(actor, NOW.replace(month=9)).upcoming == []
    district = actor_of(person("quxian", "district", city))
    other = actor_of(person("waidi", "administrator", union("济南市总工会", "city", is_issuer=True)))
    assert [ask(actor, soon).upcoming for actor in (district, other)] == [[], []]
    (late,) = ask(first, NOW.replace(year=2027)).upcoming
    assert "试行期已于2026年12月1日届满" in late.reason
    counted(pack, EXTENSION, first, second)
    assert ask(first, soon).upcoming == []


def test_an_entry_waits_on_the_desk_of_another_officer_only(pack, first, second):
    enter_record(pack.pk, EXTENSION, actor=first, now=NOW)
    ask = partial(desk_from, INBOX["rulebook.measures"])
    assert [item.title for item in ask(second, NOW).waiting] == [f"{pack}延长试行"]
    assert ask(first, NOW).waiting == []


def test_the_desk_asks_as_often_for_three_as_for_one(city, pack, second, django_assert_num_queries):
    def statements():
        with django_assert_num_queries(2):
            desk_from(INBOX["rulebook.measures"], second, NOW.replace(month=11))

    statements()
    for family in ("outdoor", "mind"):
        published_pack(city, family=family, trial_until=TRIAL)
    statements()


def test_the_health_page_warns_of_trials_and_of_measures_without_tables(pack):
    ask = READINESS["measures"]
    told = ask(NOW.replace(month=11))
    assert (told.ok, "试行期至2026年12月1日" in told.words) == (None, True)
    assert "1 个现行版本没有评分表" in told.words
    assert "试行期" not in ask(NOW.replace(month=9)).words


# The page


def url_of(pack):
    return reverse("admin:rulebook_rulepack_records", args=[pack.pk])


def typed(later):
    return {name: value for name, value in vars(later).items() if value}


def test_it_is_entered_and_confirmed_on_one_page(client, city, pack):
    admin, officer = person("guanli", "administrator", city), person("shizong", "city", city, is_staff=True)
    client.force_login(admin)
    assert "还没有登记后续文件" in client.get(url_of(pack)).content.decode()
    text = client.post(url_of(pack), typed(EXTENSION), follow=True).content.decode()
    for words in ("已登记", "2027年12月1日", EXTENSION.document_number, "核对须由另一名经办人"):
        assert words in text
    client.force_login(officer)
    assert "登记</" not in client.get(url_of(pack)).content.decode().partition("<form")[0]
    row = PackRecord.objects.get()
    text = client.post(url_of(pack), {"move": "confirm", "record": row.pk}, follow=True).content.decode()
    assert "试行期至2027年12月1日" in text
    assert client.post(url_of(pack), {"move": "drop", "record": row.pk, "note": "x"}).status_code == 409


def test_a_wrong_entry_is_told_above_what_was_typed(client, city, pack):
    client.force_login(person("guanli", "administrator", city))
    text = client.post(url_of(pack), typed(EXTENSION) | {"day": "2026-01-31"}).content.decode()
    assert "延长后的日期应在此之后" in text
    assert EXTENSION.document_number in text
    assert "日期不正确" in client.post(url_of(pack), typed(EXTENSION) | {"day": "明年"}).content.decode()
    assert not PackRecord.objects.exists()


def test_a_record_of_another_pack_is_not_found_here(client, city, pack, first):
    other = published_pack(city, family="mind", trial_until=TRIAL)
    row = enter_record(other.pk, EXTENSION, actor=first, now=NOW)
    client.force_login(person("shizong", "city", city, is_staff=True))
    text = client.post(url_of(pack), {"move": "confirm", "record": row.pk}, follow=True).content.decode()
    assert "没有找到这条登记" in text
    assert PackRecord.objects.get().state == "entered"
    assert client.post(url_of(pack), {"move": "confirm", "record": "x"}, follow=True).status_code == 200


def test_who_may_only_read_enters_nothing(client, city, pack):
    client.force_login(person("shizong", "city", city, is_staff=True))
    assert client.post(url_of(pack), typed(EXTENSION)).status_code == 403
    assert not PackRecord.objects.exists()
