"""The invented country of the benchmarks: cities, districts, unions, by a seeded chance."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from core.search_text import search_text

CITIES = 30
DISTRICTS_EACH = 10
PRIMARIES_EACH = 6


@dataclass(frozen=True)
class District:
    """One invented district: its code, its union and primaries by key and path, its centre."""

    code: str
    unions: tuple[tuple[int, str], ...]
    lat: float
    lng: float


def tree(rng: random.Random) -> tuple[list[District], list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    districts: list[District] = []
    district_rows: list[tuple[Any, ...]] = []
    union_rows: list[tuple[Any, ...]] = []

    def union(name: str, kind: str, parent: int | None, above: str, governs: str | None) -> tuple[int, str]:
        key = 100_000 + len(union_rows)
        path = f"{above}{key}."
        issuer = kind == "city"
        union_rows.append(
            (key, name, name, f"B{key}", kind, parent, path, governs, issuer, True, search_text(name))
        )
        return key, path

    for c in range(CITIES):
        city_key, city_path = union(f"样例{c:02d}市总工会", "city", None, "", None)
        lat, lng = rng.uniform(23, 43), rng.uniform(103, 122)
        for d in range(DISTRICTS_EACH):
            code = f"9{c:02d}{d:03d}"
            district_rows.append(
                (code, f"样例{c:02d}{d}区", f"样例{d}", f"样例{c:02d}市", f"{lat:.6f}", f"{lng:.6f}", 60)
            )
            key, path = union(f"样例{c:02d}{d}区总工会", "district", city_key, city_path, code)
            own = [(key, path)]
            own += [
                union(f"样例{c:02d}{d}区第{p}工会", "primary", key, path, None) for p in range(PRIMARIES_EACH)
            ]
            districts.append(
                District(code, tuple(own), lat + rng.uniform(-0.2, 0.2), lng + rng.uniform(-0.2, 0.2))
            )
    return districts, district_rows, union_rows
