"""Which rows of one type bear the very name of another place of their district, be it ever so common?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from filing.imports.selectors.candidates import Row
from sites.likeness.scoring import Likeness
from sites.likeness.selectors.known import Known
from sites.sheets.names import plain_name

#: Two of one name, type and district about which nothing else is known.
EQUAL_NAMES = Likeness(30, ("名称相同",), None)

Name = tuple[str, str]


def equal_names(rows: Sequence[Row], known: Sequence[Known], most: int) -> Iterator[tuple[Row, Row | Known]]:
    """Each row beside the first earlier row of its name and address, and beside ``most`` known places of its name."""
    by_name: dict[Name, list[Known]] = defaultdict(list)
    for each in known:
        by_name[_name_of(each)].append(each)
    seen: dict[Name, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        name = _name_of(row)
        if not name[1]:
            continue
        yield from ((row, each) for each in by_name[name][:most])
        other = _earlier(row, seen[name])
        if other is not None:
            yield row, other
        seen[name].setdefault(plain_name(row.looks.address), row)


def _earlier(row: Row, seen: dict[str, Row]) -> Row | None:
    """The first row of one address; a row without an address may be any of its name."""
    address = plain_name(row.looks.address)
    return seen.get(address) or seen.get("") or (None if address else next(iter(seen.values()), None))


def _name_of(place: Row | Known) -> Name:
    return place.looks.district, plain_name(place.looks.name)
