"""All that was typed of a pack, as one value for the services."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.forms import BaseInlineFormSet

from rulebook.forms.packs import PackForm, rows_in
from rulebook.rubric import Rubric as Table
from rulebook.terms import COLUMNS, LadderStep, Limit, Terms, TypeTerms
from rulebook.terms import SubsidyTier as Tier


def terms_in(
    form: PackForm,
    *,
    limits: BaseInlineFormSet,
    levels: BaseInlineFormSet,
    type_rules: BaseInlineFormSet,
    tiers: BaseInlineFormSet,
    ladder: BaseInlineFormSet,
    rubrics: BaseInlineFormSet,
    standing: tuple[Table, ...] = (),
) -> Terms:
    """All that was typed, as one value for the services; the forms are valid. ``standing``: the tables that are there,
    whose items stay as they are.
    """
    in_order = sorted(rows_in(levels), key=lambda row: row["order"])
    return Terms(
        **{name: getattr(form.instance, name) for name in COLUMNS},
        limits=_values(Limit, limits),
        sign_off_levels=tuple(row["name"] for row in in_order),
        type_rules=_values(TypeTerms, type_rules),
        subsidy_tiers=_values(Tier, tiers),
        ladder=_values(LadderStep, ladder),
        rubrics=tuple(_table(row, standing) for row in rows_in(rubrics)),
    )


def _values(kind: Any, rows: BaseInlineFormSet) -> tuple[Any, ...]:
    names = kind.__dataclass_fields__
    return tuple(kind(**{name: row[name] for name in names}) for row in rows_in(rows))


def _table(row: dict[str, Any], standing: tuple[Table, ...]) -> Table:
    blank = Table(site_type=row["site_type"], title=row["title"], dimensions=())
    there = next((table for table in standing if table.site_type == row["site_type"]), blank)
    return replace(
        there,
        title=row["title"],
        half_points=row["half_points"],
        least_sample=row["least_sample"],
        gap_limit=int(row["gap_limit"] * 10),
    )
