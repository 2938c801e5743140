"""Cycles, quotas, titles, subsidies and the ladder: told in sentences when wrong, kept by rows, files, pages and the digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from core.audit import history_about
from rulebook.choices import LadderAction
from rulebook.models import RulePack
from rulebook.pack_files import BadPackFile, read_terms
from rulebook.pack_text import pack_text
from rulebook.selectors import measure_of, terms_of
from rulebook.services import copy_pack, edit_pack
from rulebook.term_checks import problems_of
from rulebook.terms import LadderStep, SubsidyTier, TypeTerms, as_plain, digest_of
from tests.factories import NOW, actor_of, person, union
from tests.factories.packs import TERMS, draft_pack, published_pack
from tests.rulebook.test_rulebook_admin import change_url, typed
from tests.rulebook.test_terms import TERMS as FIRST_TERMS

RULE = TypeTerms(site_type="nursing_room", name="爱心妈妈小屋")
GOLD = SubsidyTier(site_type="nursing_room", label="一档", amount_fen=500_000, points_from_tenths=900)
SILVER = replace(GOLD, label="二档", amount_fen=300_000, points_from_tenths=800)
WORDED = SubsidyTier(
    site_type="nursing_room", label="新建", amount_fen=123_456, condition="当年新建并通过验收"
)
SIZED = SubsidyTier(
    site_type="nursing_room",
    label="市级新办大班",
    amount_fen=3_000_000,
    level="city",
    times="first",
    children_from=30,
    most_per_unit_fen=9_000_000,
)
REMIND = LadderStep(action="remind", days=0, wording="请尽快补正。")
FULL = replace(
    TERMS,
    trial_until=date(2027, 12, 31),
    change_notes="面积提醒由 8 平方米改为 10 平方米。",
    spot_check_percent=10,
    publicity_counts_posting_day=True,
    photo_labels=True,
    type_rules=(
        replace(
            RULE,
            self_check_months=12,
            review_from=10,
            review_until=12,
            quota_percent=10,
            title_years=2,
            activities_per_year=2,
            activities_bind="primary",
        ),
    ),
    subsidy_tiers=(GOLD, SILVER, WORDED, SIZED),
    ladder=(REMIND, LadderStep(action="rectify", days=15, wording="请限期整改。")),
)


def classes(*sizes):
    """Tiers by the size of a class, from first to last."""
    tiers = (
        replace(SIZED, label=str(at), children_from=first, children_until=last)
        for at, (first, last) in enumerate(sizes, 1)
    )
    return {"subsidy_tiers": tuple(tiers)}


def rule(**changes):
    return {"type_rules": (replace(RULE, **changes),)}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (rule(self_check_months=0), "自查周期应为 1 至 36 个月"),
        (rule(review_from=10), "只填写了起始月或截止月"),
        (rule(review_from=11, review_until=10), "起始月晚于截止月"),
        (rule(review_from=10, review_until=13), "截止月应为 1 至 12 月"),
        (rule(quota_percent=101), "比例上限应为 1% 至 100%"),
        (rule(title_years=11), "命名有效期应为 1 至 10 年"),
        (rule(activities_per_year=0), "每年活动次数应为 1 至 366 次"),
        (rule(activities_bind="street"), "“street”不是可选的代码"),
        ({"spot_check_percent": 101}, "抽查比例应为 0% 至 100%"),
        ({"trial_until": date(2025, 12, 31)}, "试行期截止日早于施行日期"),
        ({"subsidy_tiers": (replace(GOLD, site_type="mind_station"),)}, "不在阵地类型规则中"),
        ({"subsidy_tiers": (GOLD, GOLD)}, "“nursing_room 一档”重复"),
        ({"subsidy_tiers": (replace(GOLD, amount_fen=0),)}, "金额应大于 0 元"),
        ({"subsidy_tiers": (replace(GOLD, label=" "),)}, "没有名称"),
        ({"subsidy_tiers": (replace(GOLD, points_from_tenths=None),)}, "没有条件"),
        ({"subsidy_tiers": (replace(GOLD, points_from_tenths=1001),)}, "0 至 100 分"),
        ({"subsidy_tiers": (GOLD, replace(SILVER, amount_fen=600_000))}, "分数高的金额不能更少"),
        (classes((10, 19), (25, None)), "“1”到 19 人为止,“2”从 25 人起,中间的人数没有规定"),
        (classes((10, 20), (20, None)), "“1”和“2”的条件重叠"),
        (classes((10, None), (20, 30)), "“1”和“2”的条件重叠"),
        (classes((20, 10)), "每班人数应从 1 至 999 人,起不大于止"),
        (classes((None, 10)), "只填写了每班人数止"),
        ({"subsidy_tiers": (replace(GOLD, most_per_unit_fen=1),)}, "年度上限小于本档金额"),
        ({"subsidy_tiers": (GOLD, replace(GOLD, label="二档", level="city"))}, "的条件重叠"),
        ({"subsidy_tiers": (replace(GOLD, level="village"),)}, "“village”不是可选的代码"),
        ({"subsidy_tiers": (replace(GOLD, times="never"),)}, "“never”不是可选的代码"),
        ({"ladder": (REMIND, REMIND)}, "处置措施“提醒”重复"),
        ({"ladder": (replace(REMIND, days=400),)}, "0 至 366 天"),
        ({"ladder": (replace(REMIND, wording=" "),)}, "没有告知内容"),
        ({"ladder": (replace(REMIND, action="fine"),)}, "“fine”不是可选的代码"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(changes, words):
    assert problems_of(FULL) == []
    (problem,) = problems_of(replace(TERMS, **changes))
    assert words in problem


def test_a_pack_without_the_later_terms_keeps_the_digest_it_was_published_with():
    before = "1e553898516677228548a6bea9fac6cd39c57c6b6144d0b28523ff37d9254ad4"
    assert digest_of(FIRST_TERMS, issuer_code="QD", number=1) == before


def test_tiers_told_before_they_were_finer_keep_the_digest_of_their_pack():
    (told,) = as_plain(replace(TERMS, subsidy_tiers=(GOLD,)))["subsidy_tiers"]
    assert set(told) == {"site_type", "label", "amount_fen", "points_from_tenths", "condition"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("level", "city"), ("children_from", 1), ("times", "first"), ("most_per_unit_fen", 900_000)],
)
def test_each_finer_condition_of_a_tier_is_in_the_digest(name, value):
    finer = as_plain(replace(TERMS, subsidy_tiers=(replace(GOLD, **{name: value}),)))
    assert finer != as_plain(replace(TERMS, subsidy_tiers=(GOLD,)))


@pytest.mark.parametrize(
    "name",
    [
        *("trial_until", "change_notes", "spot_check_percent", "publicity_counts_posting_day"),
        *("photo_labels", "type_rules", "subsidy_tiers", "ladder"),
    ],
)
def test_each_later_term_is_in_the_digest(name):
    assert as_plain(replace(TERMS, **{name: getattr(FULL, name)})) != as_plain(TERMS)


def test_they_are_written_to_a_file_and_read_back():
    assert read_terms(pack_text(FULL)) == FULL
    with pytest.raises(BadPackFile, match=r"\[\[subsidy\]\] 项目“amount_fen”的写法不正确"):
        read_terms(pack_text(FULL).replace("amount_fen = 500000", 'amount_fen = "5000元"'))


def test_the_ladder_has_the_words_of_the_offices():
    assert [str(label) for label in LadderAction.labels] == [
        *("提醒", "限期整改", "暂停挂牌", "取消示范阵地资格并摘牌", "注销备案")
    ]


@pytest.fixture
def city(db):
    return union("青岛市总工会", "city", is_issuer=True)


def fields_of(terms):
    return {name: getattr(terms, name) for name in terms.__dataclass_fields__}


def test_a_published_pack_says_all_of_them(city):
    measure = measure_of(published_pack(city, **fields_of(FULL)).pk)
    assert {name: getattr(measure, name) for name in fields_of(FULL)} == fields_of(FULL)
    assert measure.tiers_for("nursing_room") == (GOLD, SILVER, WORDED, SIZED)
    assert measure.tiers_for("mind_station") == ()


def test_a_copy_keeps_the_rules_and_leaves_what_belongs_to_the_document(city):
    copy = terms_of(copy_pack(published_pack(city, **fields_of(FULL)).pk, actor=admin(city), now=NOW))
    assert (copy.trial_until, copy.change_notes) == (None, "")
    assert (copy.subsidy_tiers, copy.ladder, copy.type_rules) == (
        FULL.subsidy_tiers,
        FULL.ladder,
        FULL.type_rules,
    )


def admin(city):
    return actor_of(person("bianzhi", "administrator", city))


def test_an_edit_tells_each_of_them_in_words(city):
    pack = draft_pack(city)
    edit_pack(pack.pk, FULL, actor=admin(city), now=NOW)
    changes = history_about(f"rulebook.rulepack:{pack.pk}").first().changes
    assert changes["市总验收抽查比例(%)"] == ["", "10"]
    assert changes["补助档次"][1] == (
        "爱心妈妈小屋 一档(90 分以上)5,000.00 元;爱心妈妈小屋 二档(80 分以上)3,000.00 元;"
        "爱心妈妈小屋 新建(当年新建并通过验收)1,234.56 元;"
        "爱心妈妈小屋 市级新办大班(市级,每班 30 人以上,首次,每个单位每年不超过 90,000.00 元)30,000.00 元"
    )
    assert changes["处置措施"][1] == "提醒(满 0 日):请尽快补正。;限期整改(满 15 日):请限期整改。"
    assert (
        "10—12 月年度复核,示范阵地不超过 10%,命名有效 2 年,每个基层工会每年活动不少于 2 次"
        in (changes["阵地类型规则"][1])
    )


# Typed in


ROWS = {
    "subsidy_tiers-TOTAL_FORMS": 1,
    "subsidy_tiers-0-site_type": "nursing_room",
    "subsidy_tiers-0-label": "一档",
    "subsidy_tiers-0-points_from": "90",
    "subsidy_tiers-0-amount": "5000.5",
    "subsidy_tiers-0-level": "city",
    "subsidy_tiers-0-times": "first",
    "subsidy_tiers-0-children_from": "10",
    "subsidy_tiers-0-children_until": "19",
    "subsidy_tiers-0-most_per_unit": "9000",
    "ladder-TOTAL_FORMS": 1,
    "ladder-0-action": "remind",
    "ladder-0-days": 0,
    "ladder-0-wording": "请尽快补正。",
    "type_rules-0-quota_percent": 10,
    "trial_until": "2027-12-31",
    "photo_labels": "on",
}


BARE = {
    f"subsidy_tiers-0-{name}": ""
    for name in ("points_from", "level", "times", "children_from", "children_until")
}


@pytest.fixture
def page(client, city):
    client.force_login(person("guanli", "administrator", city))
    return client


def test_they_are_typed_as_yuan_and_points(page, city):
    answer = page.post(reverse("admin:rulebook_rulepack_add"), typed(issuer=city, **ROWS))
    assert answer.status_code == 302, answer.context["errors"]
    terms = terms_of(RulePack.objects.get())
    assert terms.subsidy_tiers == (
        replace(
            GOLD,
            amount_fen=500_050,
            level="city",
            times="first",
            children_from=10,
            children_until=19,
            most_per_unit_fen=900_000,
        ),
    )
    assert terms.ladder == (REMIND,)
    assert (terms.type_rules[0].quota_percent, terms.photo_labels) == (10, True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (BARE, "请填写条件,或填写起始分数、级别"),
        ({"subsidy_tiers-0-amount": "0"}, "金额应大于 0 元"),
        ({"type_rules-0-review_from": 10}, "年度复核的起始月和截止月应都填写"),
        ({"trial_until": "2020-01-01"}, "试行期截止日早于施行日期"),
    ],
)
def test_a_wrong_cell_is_told_beside_what_was_typed(page, city, changes, words):
    answer = page.post(reverse("admin:rulebook_rulepack_add"), typed(issuer=city, **ROWS | changes))
    assert words in answer.content.decode()
    assert not RulePack.objects.exists()


def test_a_tier_for_another_type_is_told_above_the_form(page, city):
    changed = ROWS | {"subsidy_tiers-0-site_type": "mind_station"}
    answer = page.post(reverse("admin:rulebook_rulepack_add"), typed(issuer=city, **changed))
    assert "不在阵地类型规则中" in answer.content.decode()
    assert not RulePack.objects.exists()


def test_the_page_shows_stored_money_as_yuan(page, city):
    pack = draft_pack(city, **fields_of(FULL))
    text = page.get(change_url(pack)).content.decode()
    assert 'name="subsidy_tiers-0-amount" value="5000"' in text
    published = published_pack(city, **fields_of(replace(FULL, effective_from=date(2027, 1, 1))))
    assert "1,234.56 元" in page.get(change_url(published)).content.decode()
