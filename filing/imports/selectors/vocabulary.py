"""With what are the rows of a batch compared? Names of types, districts and unions, and what people answered."""

from __future__ import annotations

from datetime import date

from accounts.models import District, Union
from accounts.selectors import ancestors_of
from filing.models.imports import ImportBatch
from sites.sheets.names import district_names, plain_name
from sites.sheets.questions import Answer, Words


def words_for(batch: ImportBatch, today: date) -> Words:
    """Everything within the branch for which the batch is taken in; three queries."""
    branch = _branch(batch.union)
    governing = {union.governs_id: union for union in _governing(batch.union) if union.governs_id}
    rows = list(District.objects.values_list("code", "name", "short_name"))
    return Words(
        today=today,
        epoch=batch.epoch,
        answers={key: Answer(*given) for key, given in batch.answers.items()},
        districts=district_names(rows, {code: union.name for code, union in governing.items()}),
        district_labels={code: name for code, name, _ in rows},
        unions=_names_of(branch),
        site_type=batch.site_type,
        union=batch.union_id,
        district_of=_districts_of(branch, batch.union),
        union_of=_unions_of(branch) if batch.to_districts else None,
        shared=batch.shared,
    )


def _branch(union: Union) -> list[Union]:
    rows = Union.objects.filter(path__startswith=union.path or "-", is_active=True)
    return list(rows.only("id", "name", "short_name", "code", "path", "governs").order_by("path"))


def _governing(union: Union) -> list[Union]:
    """All unions of the same city that govern a district: their names are names of districts, too."""
    root = f"{(union.path or '').split('.')[0]}."
    return list(Union.objects.filter(path__startswith=root, governs__isnull=False).only("name", "governs"))


def _names_of(branch: list[Union]) -> dict[str, int]:
    """A name of two unions is no name; codes are never shared."""
    found: dict[str, set[int]] = {}
    for union in branch:
        for name in {union.name, union.short_name, union.code}:
            if name:
                found.setdefault(plain_name(name), set()).add(union.pk)
    return {name: keys.pop() for name, keys in found.items() if len(keys) == 1}


def _districts_of(branch: list[Union], top: Union) -> dict[int, str]:
    """The district governed by the nearest union at or above."""
    above = next((each.governs_id for each in ancestors_of(top.path or "") if each.governs_id), "")
    by_path = {union.path or "": union.governs_id for union in branch if union.governs_id}
    found = {}
    for union in branch:
        parts = (union.path or "").split(".")[:-1]
        paths = (".".join(parts[:end]) + "." for end in range(len(parts), 0, -1))
        district = next((by_path[path] for path in paths if path in by_path), above)
        if district:
            found[union.pk] = district
    return found


def _unions_of(branch: list[Union]) -> dict[str, int]:
    return {union.governs_id: union.pk for union in branch if union.governs_id}
