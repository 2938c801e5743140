"""How are rows of a scoring table shown that nobody may change any more? Each cell in the words of offices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin

from rulebook.models import RubricCriterion, RubricMark, RubricVeto
from rulebook.rubric import EVIDENCE, PURPOSES, points_text
from rulebook.rubric_checks import Vocabulary, vocabulary_of
from rulebook.rubric_rows import criterion_of, veto_of
from rulebook.rubric_words import criterion_row, veto_row


def _vocabulary(row: RubricCriterion | RubricVeto) -> Vocabulary:
    return vocabulary_of(row.rubric.site_type) or Vocabulary({}, {})


def _listed(codes: Iterable[str], words: dict[Any, str]) -> str:
    return "、".join(words[code] for code in codes) or "—"


def _fact(row: RubricCriterion | RubricVeto) -> str:
    found = _vocabulary(row).facts.get(row.fact)
    return found.label if found else row.fact or "—"


class Told:
    """What criteria and vetoes share."""

    @admin.display(description="用途")
    def purposes_told(self, row: RubricCriterion | RubricVeto) -> str:
        return _listed(row.purposes, PURPOSES)

    @admin.display(description="登记资料")
    def fact_told(self, row: RubricCriterion | RubricVeto) -> str:
        return _fact(row)


class ToldCriterion(Told):
    closed_fields = (
        ("dimension", "code", "title", "how", "points_told"),
        ("standard", "scale_told"),
        ("fact_told", "fewer_is_better", "items_told"),
        ("purposes_told", "is_basic", "may_not_apply"),
        "evidence_told",
    )

    @admin.display(description="满分")
    def points_told(self, row: RubricCriterion) -> str:
        return f"{points_text(row.points)} 分"

    @admin.display(description="分档、选项或参照")
    def scale_told(self, row: RubricCriterion) -> str:
        return self._cell(row, "scale")

    @admin.display(description="设施清单")
    def items_told(self, row: RubricCriterion) -> str:
        return self._cell(row, "items")

    @admin.display(description="证明材料")
    def evidence_told(self, row: RubricCriterion) -> str:
        return _listed(row.evidence, EVIDENCE)

    def _cell(self, row: RubricCriterion, name: str) -> str:
        return str(criterion_row(criterion_of(row), _vocabulary(row)).get(name, "—"))


class ToldVeto(Told):
    closed_fields = ("code", "title", "purposes_told", "fact_told", "least_told", "answers_told")

    @admin.display(description="低于此数即否决")
    def least_told(self, row: RubricVeto) -> str:
        return str(veto_row(veto_of(row), _vocabulary(row)).get("at_least", "—"))

    @admin.display(description="构成否决的选项")
    def answers_told(self, row: RubricVeto) -> str:
        return "、".join(veto_row(veto_of(row), _vocabulary(row)).get("answers", [])) or "—"


class ToldMark:
    closed_fields = ("purpose", "pass_told", "rectify_told", "dimension_percent", "needs_basics")

    @admin.display(description="合格线")
    def pass_told(self, row: RubricMark) -> str:
        return f"{points_text(row.pass_at)} 分"

    @admin.display(description="不合格线")
    def rectify_told(self, row: RubricMark) -> str:
        return f"{points_text(row.rectify_at)} 分"
