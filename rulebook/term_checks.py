"""What makes the terms of a pack wrong, and what does a draft still lack? Sentences for the editor; pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from rulebook.choices import AcceptanceLevel, Counted, Family, SealScanDue
from rulebook.number_pattern import pattern_problem
from rulebook.rubric_checks import problems_of_rubric, vocabulary_of
from rulebook.terms import Terms

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
    wrong = sorted({code for code, choices in chosen if code not in choices.values})
    return f"“{'、'.join(wrong)}”不是可选的代码,请按样例填写。" if wrong else ""


def _bad_number(terms: Terms) -> str:
    return pattern_problem(terms.number_pattern)


def _bad_amount(terms: Terms) -> str:
    if any(not 1 <= limit.days <= 366 for limit in terms.limits):
        return "时限应为 1 至 366 天,请检查后重新填写。"
    if any(not 1 <= rule.min_inspectors <= 9 for rule in terms.type_rules):
        return "验收人数应为 1 至 9 人,请检查后重新填写。"
    for rule in terms.type_rules:
        warn, floor = rule.area_warn_tenths, rule.area_floor_tenths
        if warn is not None and floor is not None and warn < floor:
            return f"{rule.name}的提醒面积小于最低面积,请检查后重新填写。"
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
    _bad_choice,
    _bad_codes,
    _bad_number,
    _bad_amount,
    _bad_level,
    _bad_tables,
)


def problems_of(terms: Terms) -> list[str]:
    """What makes these terms wrong, each as a sentence; a draft may still be incomplete."""
    return [problem for check in CHECKS if (problem := check(terms))]


def table_problems_of(terms: Terms) -> list[str]:
    """What keeps the scoring tables from being used; a draft is saved with them and cannot be checked."""
    return [
        problem
        for rubric in terms.rubrics
        for problem in problems_of_rubric(rubric, vocabulary_of(rubric.site_type))
    ]


def gaps_of(terms: Terms) -> list[str]:
    """What a draft lacks before it can be checked; only a sample may go without document number and date."""
    wanted = (
        (terms.document_number.strip() or terms.is_sample, "文号"),
        (terms.issued_on or terms.is_sample, "印发日期"),
        (terms.limits, "办理时限"),
        (terms.sign_off_levels, "签批环节"),
        (terms.type_rules, "阵地类型规则"),
    )
    return [name for there, name in wanted if not there]
