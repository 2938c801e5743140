"""With what are the rows of a batch compared? Names of types, districts and unions, and what people answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from accounts.models import District, Union
from filing.models.imports import ImportBatch
from sites.sheets.names import district_names, plain_name
from sites.sheets.questions import Answer, Words


def words_for(batch: ImportBatch, today: date) -> Words:
    """Everything within the branch for which the batch is taken in; two queries."""
    top = batch.union.path or "-"
    city = _city_around(batch.union)
    branch = [union for union in city if union.is_active and (union.path or "").startswith(top)]
    governing = {union.governs_id: union for union in city if union.governs_id}
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
        district_of=_districts_of(branch, governing.values(), top),
        union_of=_unions_of(branch) if batch.to_districts else None,
        shared=batch.shared,
    )


def _city_around(union: Union) -> list[Union]:
    """The active unions of the branch, and all of its city that govern a district: their names name districts, too."""
    path = union.path or "-"
    branch = Q(path__startswith=path, is_active=True)
    governing = Q(path__startswith=f"{path.split('.')[0]}.", governs__isnull=False)
    rows = Union.objects.filter(branch | governing).order_by("path")
    return list(rows.only("id", "name", "short_name", "code", "path", "governs", "is_active"))


def _names_of(branch: list[Union]) -> dict[str, int]:
    """A name of two unions is no name; codes are never shared."""
    found: dict[str, set[int]] = {}
    for union in branch:
        for name in {union.name, union.short_name, union.code}:
            if name:
                found.setdefault(plain_name(name), set()).add(union.pk)
    return {name: keys.pop() for name, keys in found.items() if len(keys) == 1}


def _districts_of(branch: list[Union], governing: Iterable[Union], top: str) -> dict[int, str]:
    """The district governed by the nearest union at or above; ``top`` is the path of the branch."""
    above = _nearest_above(governing, top)
    by_path = {union.path or "": union.governs_id for union in branch if union.governs_id}
    found = {}
    for union in branch:
        parts = (union.path or "").split(".")[:-1]
        paths = (".".join(parts[:end]) + "." for end in range(len(parts), 0, -1))
        district = next((by_path[path] for path in paths if path in by_path), above)
        if district:
            found[union.pk] = district
    return found


def _nearest_above(governing: Iterable[Union], top: str) -> str:
    over = [union for union in governing if top.startswith(union.path or "-")]
    nearest = max(over, key=lambda union: len(union.path or ""), default=None)
    return (nearest.governs_id or "") if nearest else ""


def _unions_of(branch: list[Union]) -> dict[str, int]:
    return {union.governs_id: union.pk for union in branch if union.governs_id}
