"""How are the terms of a pack told to a reader? Texts for the trail; decides nothing."""

from __future__ import annotations

from typing import Any, cast

from django.db import models

from core.audit import Change
from rulebook.choices import AcceptanceLevel
from rulebook.models import RulePack
from rulebook.rubric_checks import Vocabulary, vocabulary_of
from rulebook.rubric_words import rubric_differences
from rulebook.terms import COLUMNS, Terms, TypeTerms


def square_metres(tenths: int) -> str:
    """Integer tenths as people write them: 12.5, 10."""
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def _column(name: str) -> models.Field[Any, Any]:
    return cast("models.Field[Any, Any]", RulePack._meta.get_field(name))


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return ""
    choices = dict(_column(name).flatchoices)
    return str(choices.get(value, value))


def _rule(rule: TypeTerms) -> str:
    parts = [f"由{AcceptanceLevel(rule.acceptance_level).label}验收", f"不少于 {rule.min_inspectors} 人"]
    if rule.area_warn_tenths is not None:
        parts.append(f"低于 {square_metres(rule.area_warn_tenths)} 平方米提醒")
    if rule.area_floor_tenths is not None:
        parts.append(f"低于 {square_metres(rule.area_floor_tenths)} 平方米不予备案")
    return f"{rule.name}({rule.site_type}):{','.join(parts)}"


def _rows(terms: Terms) -> dict[str, str]:
    return {
        "办理时限": ";".join(f"{limit.name}({limit.code}){limit.words}" for limit in terms.limits),
        "签批环节": " → ".join(terms.sign_off_levels),
        "阵地类型规则": ";".join(_rule(rule) for rule in terms.type_rules),
    }


def differences(old: Terms, new: Terms) -> dict[str, Change]:
    """What changed, by label, as readable texts."""
    found: dict[str, Change] = {}
    for name in COLUMNS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            label = str(_column(name).verbose_name)
            found[label] = (_said(name, before), _said(name, after))
    rows = _rows(new)
    found |= {label: (text, rows[label]) for label, text in _rows(old).items() if text != rows[label]}
    return found | _tables(old, new)


def _tables(old: Terms, new: Terms) -> dict[str, Change]:
    olds, news = ({rubric.site_type: rubric for rubric in terms.rubrics} for terms in (old, new))
    found: dict[str, Change] = {}
    for site_type in olds | news:
        vocabulary = vocabulary_of(site_type) or Vocabulary({}, {})
        found |= rubric_differences(olds.get(site_type), news.get(site_type), vocabulary)
    return found
