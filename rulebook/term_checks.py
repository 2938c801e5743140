"""What makes the terms of a pack wrong, and what does a draft still lack? Sentences for the editor; pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from rulebook.choices import (
    MOST_DAYS,
    AcceptanceLevel,
    Bound,
    Counted,
    Family,
    LadderAction,
    SealScanDue,
    Times,
    TitleLevel,
)
from rulebook.number_pattern import pattern_problem
from rulebook.rubric_checks import problems_of_rubric, vocabulary_of
from rulebook.terms import Terms, TypeTerms
from rulebook.tier_checks import bad_tier

_CODE = re.compile(r"[a-z][a-z0-9_]{1,29}")

Check = Callable[[Terms], str]


def _repeated(codes: list[str]) -> list[str]:
    return sorted({code for code in codes if codes.count(code) > 1})


def _bad_codes(terms: Terms) -> str:
    codes = [limit.code for limit in terms.limits], [rule.site_type for rule in terms.type_rules]
    wrong = sorted({code for group in codes for code in group if not _CODE.fullmatch(code)})
    if wrong:
        return f"代码“{'、'.join(wrong)}”不能使用,只能用小写字母、数字和下划线,并以字母开头。"
    twice = [code for group in codes for code in _repeated(group)]
    return f"“{'、'.join(twice)}”重复出现,同一代码只能填写一行。" if twice else ""


def _bad_choice(terms: Terms) -> str:
    chosen = [(terms.family, Family), (terms.seal_scan_due, SealScanDue)]
    chosen += [(limit.counted, Counted) for limit in terms.limits]
    chosen += [(rule.acceptance_level, AcceptanceLevel) for rule in terms.type_rules]
    chosen += [(rule.activities_bind, Bound) for rule in terms.type_rules]
    chosen += [(step.action, LadderAction) for step in terms.ladder]
    chosen += [(tier.level, TitleLevel) for tier in terms.subsidy_tiers if tier.level]
    chosen += [(tier.times, Times) for tier in terms.subsidy_tiers if tier.times]
    wrong = sorted({code for code, choices in chosen if code not in choices.values})
    return f"“{'、'.join(wrong)}”不是可选的代码,请按样例填写。" if wrong else ""


def _bad_number(terms: Terms) -> str:
    return pattern_problem(terms.number_pattern)


def _bad_amount(terms: Terms) -> str:
    if any(not 1 <= limit.days <= MOST_DAYS[Counted(limit.counted)] for limit in terms.limits):
        return "时限应为 1 至 366 个工作日,或 1 至 1830 个自然日,请检查后重新填写。"
    if any(not 1 <= rule.min_inspectors <= 9 for rule in terms.type_rules):
        return "验收人数应为 1 至 9 人,请检查后重新填写。"
    for rule in terms.type_rules:
        warn, floor = rule.area_warn_tenths, rule.area_floor_tenths
        if warn is not None and floor is not None and warn < floor:
            return f"{rule.name}的提醒面积小于最低面积,请检查后重新填写。"
    return ""


#: Numbers of a type rule that may be left open: what it is called, from, to.
_RANGES = {
    "self_check_months": ("自查周期应为 {} 至 {} 个月", 1, 36),
    "review_from": ("年度复核起始月应为 {} 至 {} 月", 1, 12),
    "review_until": ("年度复核截止月应为 {} 至 {} 月", 1, 12),
    "quota_percent": ("示范阵地比例上限应为 {}% 至 {}%", 1, 100),
    "title_years": ("命名有效期应为 {} 至 {} 年", 1, 10),
    "activities_per_year": ("每年活动次数应为 {} 至 {} 次", 1, 366),
}


def _bad_type(terms: Terms) -> str:
    return next((f"{rule.name}的{said}" for rule in terms.type_rules if (said := _of_type(rule))), "")


def _of_type(rule: TypeTerms) -> str:
    for name, (words, least, most) in _RANGES.items():
        value = getattr(rule, name)
        if value is not None and not least <= value <= most:
            return f"{words.format(least, most)},请修改;不要求的留空。"
    if (rule.review_from is None) != (rule.review_until is None):
        return "年度复核只填写了起始月或截止月,请两项都填写,或都留空。"
    if (
        rule.review_from is not None
        and rule.review_until is not None
        and rule.review_from > rule.review_until
    ):
        return "年度复核起始月晚于截止月,请修改。"
    return ""


def _bad_share(terms: Terms) -> str:
    share = terms.spot_check_percent
    return "" if share is None or 0 <= share <= 100 else "市总验收抽查比例应为 0% 至 100%,请修改。"


def _bad_trial(terms: Terms) -> str:
    if terms.trial_until is None or terms.trial_until >= terms.effective_from:
        return ""
    return "试行期截止日早于施行日期,请修改。"


def _bad_ladder(terms: Terms) -> str:
    if twice := _repeated([step.action for step in terms.ladder]):
        return (
            f"处置措施“{'、'.join(str(LadderAction(code).label) for code in twice)}”重复,每项只能填写一行。"
        )
    for step in terms.ladder:
        if not 0 <= step.days <= 366:
            return "处置措施的天数应为 0 至 366 天,请修改。"
        if not step.wording.strip():
            return f"处置措施“{LadderAction(step.action).label}”没有告知内容,请补充。"
    return ""


def _bad_level(terms: Terms) -> str:
    unnamed = any(not name.strip() for name in terms.sign_off_levels)
    return "签批环节缺少名称,请补充。" if unnamed else ""


def _bad_tables(terms: Terms) -> str:
    tables = [rubric.site_type for rubric in terms.rubrics]
    if twice := _repeated(tables):
        return f"“{'、'.join(twice)}”有两张评分表,每个类型只能有一张。"
    ruled = {rule.site_type for rule in terms.type_rules}
    strange = sorted(set(tables) - ruled)
    return f"评分表的类型“{'、'.join(strange)}”不在阵地类型规则中,请补充规则或删除评分表。" if strange else ""


def _bad_title(terms: Terms) -> str:
    return "" if terms.title.strip() else "请填写管理办法的名称。"


CHECKS: tuple[Check, ...] = (
    _bad_title,
    _bad_codes,
    _bad_number,
    _bad_amount,
    _bad_type,
    _bad_share,
    _bad_trial,
    _bad_level,
    bad_tier,
    _bad_ladder,
    _bad_tables,
)


def problems_of(terms: Terms) -> list[str]:
    """What makes these terms wrong, each as a sentence; a draft may still be incomplete."""
    if unknown := _bad_choice(terms):
        return [unknown]
    return [problem for check in CHECKS if (problem := check(terms))]


def table_problems_of(terms: Terms) -> list[str]:
    """What keeps the scoring tables from being used; a draft is saved with them and cannot be checked."""
    return [
        problem
        for rubric in terms.rubrics
        for problem in problems_of_rubric(rubric, vocabulary_of(rubric.site_type))
    ]


def gaps_of(terms: Terms, *, has_scan: bool = True, is_successor: bool = False) -> list[str]:
    """What a draft lacks before it can be checked; only a sample may go without number, date and scan of a document."""
    wanted = (
        (terms.document_number.strip() or terms.is_sample, "文号"),
        (terms.issued_on or terms.is_sample, "印发日期"),
        (has_scan or terms.is_sample, "印发原件扫描件"),
        (terms.change_notes.strip() or not is_successor, "修改说明"),
        (terms.limits, "办理时限"),
        (terms.sign_off_levels, "签批环节"),
        (terms.type_rules, "阵地类型规则"),
    )
    return [name for there, name in wanted if not there]
