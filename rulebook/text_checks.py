"""Do the texts of a measure hold what must never be stored? They are shown on pages and papers; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, cast

from django.db import models

from core.text_guard import text_problems
from rulebook.models import PackRecord, RulePack
from rulebook.terms import COLUMNS, Terms

#: What an editor calls the rows below a measure.
_ROWS = {
    "limits": "办理时限",
    "sign_off_levels": "签批环节",
    "type_rules": "阵地类型规则",
    "subsidy_tiers": "补助档次",
    "ladder": "处置措施",
}
#: Of a later document.
_TYPED = ("reason", "document_number", "text")


def personal_in_terms(terms: Terms) -> list[str]:
    """Identity numbers, mobile numbers and hidden marks anywhere in these terms, each part named once."""
    parts = [(_label(RulePack, name), getattr(terms, name)) for name in COLUMNS]
    parts += [(label, getattr(terms, name)) for name, label in _ROWS.items()]
    parts += [(f"“{rubric.title}”", rubric) for rubric in terms.rubrics]
    return _problems(parts)


def personal_in_record(row: PackRecord) -> list[str]:
    """The same of a document that came later."""
    return _problems([(_label(PackRecord, name), getattr(row, name)) for name in _TYPED])


def _label(model: type[models.Model], name: str) -> str:
    return str(cast("models.Field[Any, Any]", model._meta.get_field(name)).verbose_name)


def _problems(parts: list[tuple[str, Any]]) -> list[str]:
    found = [problem for label, value in parts for text in _texts(value) for problem in _said(label, text)]
    return list(dict.fromkeys(found))


def _said(label: str, text: str) -> list[str]:
    return text_problems(label, text, mobiles=True)


def _texts(value: Any) -> Iterator[str]:
    """Every text inside of a value, each by itself: digits of two texts never make one number."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))
