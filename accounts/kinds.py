"""What must stand above a union of each kind, and what may it govern? One sentence for each thing that is wrong."""

from __future__ import annotations

from accounts.models import District, Union, UnionKind

#: The root of a city: nothing stands above it.
ROOTS = frozenset({UnionKind.CITY})
#: Kinds that govern a district, and kinds that may: a zone that is a district of its own.
GOVERNS = frozenset({UnionKind.DISTRICT})
MAY_GOVERN = GOVERNS | {UnionKind.ZONE}


def problems_of_place(kind: str, parent: Union | None, governs: District | None) -> dict[str, str]:
    """Sentences by field; empty when the union stands where its kind belongs."""
    label = UnionKind(kind).label
    found: dict[str, str] = {}
    if parent is None and kind not in ROOTS:
        found["parent"] = f"请选择上级工会。{label}没有上级工会,就没有适用的管理办法,不能备案。"
    if governs is None and kind in GOVERNS:
        found["governs"] = f"请选择管辖区(市)。{label}按它查看本区(市)的阵地;列表中没有的,请先新增区(市)。"
    if governs is not None and kind not in MAY_GOVERN:
        found["governs"] = f"{label}不管辖区(市),请留空。"
    return found
