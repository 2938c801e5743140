"""A small union tree: one city, two districts, a street, primary unions, a branch without a district."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import District, Union
from accounts.services import create_union
from core.actor import SYSTEM
from tests.factories.people import NOW
from tests.remembered import remembered


@remembered
def union(name: str, kind: str = "primary", parent: Union | None = None, **more: object) -> Union:
    """A union below ``parent``; its code is its name unless told."""
    more.setdefault("code", name)
    return create_union(actor=SYSTEM, now=NOW, name=name, kind=kind, parent=parent, **more)


@dataclass(frozen=True)
class Tree:
    """市总 › 市南区总 › 街道 › 基层 ×2, 市北区总 › 基层, 地铁集团 (governs nothing) › 基层."""

    city: Union
    south: Union
    street: Union
    primary: Union
    other_primary: Union
    north: Union
    north_primary: Union
    metro: Union
    metro_primary: Union

    @property
    def in_south(self) -> District:
        return District.objects.get(code="370202")

    @property
    def in_north(self) -> District:
        return District.objects.get(code="370203")


@remembered
def build_tree(mark: str = "", *, governs: bool = True) -> Tree:
    """The tree of one city. A second one, with another ``mark``, governs nothing: a district has one union."""
    south_of = {"governs": District.objects.get(code="370202")} if governs else {}
    north_of = {"governs": District.objects.get(code="370203")} if governs else {}
    city = union(f"{mark}市总工会", "city", is_issuer=True)
    south = union(f"{mark}市南区总工会", "district", city, **south_of)
    street = union(f"{mark}中山路街道总工会", "street", south)
    north = union(f"{mark}市北区总工会", "district", city, **north_of)
    metro = union(f"{mark}地铁集团工会", "enterprise", city)
    return Tree(
        city=city,
        south=south,
        street=street,
        primary=union(f"{mark}甲公司工会", "primary", street),
        other_primary=union(f"{mark}乙公司工会", "primary", street),
        north=north,
        north_primary=union(f"{mark}丙公司工会", "primary", north),
        metro=metro,
        metro_primary=union(f"{mark}车辆段工会", "primary", metro),
    )
