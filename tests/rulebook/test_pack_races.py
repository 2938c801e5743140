"""Two at the same pack in the same moment, forced: the second is seen waiting, and then reads what the first did."""

from __future__ import annotations

from datetime import date

import pytest

from core.models import AuditEntry
from core.workflow import TransitionRefused
from rulebook.models import PackRecord, RulePack
from rulebook.services import (
    BadPack,
    Later,
    check_pack,
    create_pack,
    enter_record,
    publish_pack,
    rehearse_pack,
    return_pack,
)
from tests.factories import NOW, actor_of, person, union
from tests.factories.packs import TERMS, draft_pack, published_pack, with_scan
from tests.filing.test_races import SOON, crowd, held_open, see_waiting

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]

__all__ = ["crowd"]


@pytest.fixture
def city():
    return union("青岛市总工会", "city", is_issuer=True)


@pytest.fixture
def officers(city):
    return [actor_of(person(name, "administrator", city)) for name in ("jia", "yi")]


def rehearsed(city, officer):
    pack = with_scan(draft_pack(city))
    check_pack(pack.pk, actor=officer, now=NOW)
    rehearse_pack(pack.pk, actor=officer, now=NOW)
    return pack


def test_a_draft_that_two_publish_at_once_is_published_once(city, officers, crowd):
    first, second = officers
    pack = rehearsed(city, first)
    with held_open(lambda: publish_pack(pack.pk, actor=first, now=NOW)):
        late = crowd(lambda: publish_pack(pack.pk, actor=second, now=NOW))
        see_waiting()
        assert not late.done()
    with pytest.raises(TransitionRefused, match=r"jia.*办理“公布”"):
        late.result(timeout=SOON)
    assert AuditEntry.objects.filter(action="pack.publish", outcome="done").count() == 1
    assert AuditEntry.objects.get(action="pack.publish", outcome="refused").actor_name == "yi"


def test_who_returns_it_first_keeps_it_from_being_published(city, officers, crowd):
    first, second = officers
    pack = rehearsed(city, first)
    with held_open(lambda: return_pack(pack.pk, note="金额不符", actor=first, now=NOW)):
        late = crowd(lambda: publish_pack(pack.pk, actor=second, now=NOW))
        see_waiting()
    with pytest.raises(TransitionRefused, match="退回修改"):
        late.result(timeout=SOON)
    assert RulePack.objects.get(pk=pack.pk).state == "draft"


def test_two_versions_for_one_day_are_not_begun_at_once(city, officers, crowd):
    first, second = officers
    with held_open(lambda: create_pack(TERMS, issuer=city, actor=first, now=NOW)):
        late = crowd(lambda: create_pack(TERMS, issuer=city, actor=second, now=NOW))
        see_waiting()
    with pytest.raises(BadPack, match="已有同一施行日期的版本"):
        late.result(timeout=SOON)
    assert RulePack.objects.count() == 1


def test_a_measure_is_not_repealed_twice_at_once(city, officers, crowd):
    first, second = officers
    pack = published_pack(city)
    repeal = Later(kind="repeal", day=date(2026, 12, 1), document_number="1号", reason="清理文件。")
    with held_open(lambda: enter_record(pack.pk, repeal, actor=first, now=NOW)):
        late = crowd(lambda: enter_record(pack.pk, repeal, actor=second, now=NOW))
        see_waiting()
    with pytest.raises(BadPack, match="已登记过废止"):
        late.result(timeout=SOON)
    assert PackRecord.objects.count() == 1
