"""What did the reader ask a list for? Addresses are typed, kept and shared, so whatever is unknown is ignored.

Never an error: a value that no list knows is as if it were not there. Lengths and numbers are bounded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from core.widgets import QuickSelect
from sites.facilities import BY_CODE, FACILITIES, grouped
from sites.forms.chips import Chip, address_without, offer_districts
from sites.geo import BD09, GCJ02, WGS84, Point, check_pin, to_wgs84
from sites.selectors import LATEST_FIRST, SORTS, SiteFilter
from sites.types import site_type, type_choices
from sites.vocabulary import Access, SiteState

WORDS_MAX = 60
FACILITIES_MAX = 8
PAGE_DIGITS = 6

_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,15})?", re.ASCII)
_PAGE = re.compile(rf"[1-9]\d{{0,{PAGE_DIGITS - 1}}}", re.ASCII)

Choices = Sequence[tuple[str, str]]


#: Parameters that only make sense together.
_POSITION = ("lat", "lng", "datum")


def page_of(query: QueryDict) -> int:
    """The page asked for; the first when it is no page number."""
    text = query.get("page", "")
    return int(text) if _PAGE.fullmatch(text) else 1


def words_of(query: QueryDict) -> str:
    """The words of the search box without control characters and halves of characters."""
    text = "".join(char if char.isprintable() else " " for char in query.get("q", "")[: WORDS_MAX * 4])
    return " ".join(text.split())[:WORDS_MAX]


def position_of(query: QueryDict) -> Point | None:
    """Where the reader stands, as WGS-84; ``None`` unless it is a place in China."""
    lat, lng = query.get("lat", ""), query.get("lng", "")
    if not (_DEGREES.fullmatch(lat) and _DEGREES.fullmatch(lng)):
        return None
    given = Point(float(lat), float(lng))
    datum = query.get("datum", "")
    if check_pin(*given):
        return None
    return to_wgs84(given, datum if datum in (GCJ02, BD09) else WGS84)


def _known(query: QueryDict, name: str, choices: Iterable[str]) -> str:
    value = query.get(name, "")
    return value if value in set(choices) else ""


def _select(label: str, choices: Iterable[Any], empty: str = "不限") -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=QuickSelect(choices=[("", empty), *choices]))


def facility_choices(of_type: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """What the public may look for, in the groups of the filing form; of one type what such a site can have."""
    offered = site_type(of_type).facilities if of_type else BY_CODE
    codes = [facility.code for facility in FACILITIES if facility.is_public and facility.code in offered]
    return [(label, [(f.code, f.label) for f in found]) for label, found in grouped(codes)]


class SiteFilterForm(forms.Form):
    """Narrows a list of sites. Shows what was chosen and is never validated: only what is known reaches it."""

    q = forms.CharField(label="名称、地址或拼音首字母", required=False, max_length=WORDS_MAX)

    def __init__(self, query: QueryDict, *, districts: Mapping[str, str]) -> None:
        self.query = query
        self.words = words_of(query)
        self.choices: dict[str, Choices] = {
            "type": type_choices(),
            "district": list(districts.items()),
            **self.more_choices(),
        }
        self.chosen = {name: _known(query, name, dict(known)) for name, known in self.choices.items()}
        self.facilities = self.facilities_in(query)
        super().__init__(initial={"q": self.words, **self.chosen, **self.more_initial(query)})
        labels = {"type": "类型", "district": "区(市)", "state": "状态", "access": "谁可以进", "open": "开放"}
        for name, known in self.choices.items():
            self.fields[name] = _select(labels[name], known)
        offer_districts(self.fields["district"], districts)

    def address_with(self, name: str, value: str) -> str:
        """This address with one parameter set, on its first page."""
        address = self.query.copy()
        address[name] = value
        address.pop("page", None)
        return f"?{address.urlencode()}"

    def more_choices(self) -> dict[str, Choices]:
        return {}

    def more_initial(self, query: QueryDict) -> dict[str, Any]:
        return {}

    def facilities_in(self, query: QueryDict) -> tuple[str, ...]:
        return ()

    @property
    def site_filter(self) -> SiteFilter:
        """What the selectors take."""
        return SiteFilter(
            words=self.words,
            site_type=self.chosen.get("type", ""),
            district=self.chosen.get("district", ""),
            state=self.chosen.get("state", ""),
            access=self.chosen.get("access", ""),
            facilities=self.facilities,
        )

    @property
    def chips(self) -> list[Chip]:
        """What is filtered, in words."""
        chips = [Chip(f"“{self.words}”", address_without(self.query, "q"))] if self.words else []
        for name, value in self.chosen.items():
            if value:
                chips.append(Chip(dict(self.choices[name])[value], address_without(self.query, name)))
        for code in self.facilities:
            chips.append(Chip(BY_CODE[code].label, address_without(self.query, "facility", value=code)))
        return chips


class RegisterFilterForm(SiteFilterForm):
    """The register: also by state, and in an order that the heads of the table choose."""

    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def more_choices(self) -> dict[str, Choices]:
        states = [choice for choice in SiteState.choices if choice[0] != SiteState.PLANNED]
        return {"state": states, "access": Access.choices}

    def more_initial(self, query: QueryDict) -> dict[str, Any]:
        self.sort = _known(query, "sort", SORTS)
        return {"sort": self.sort}

    @property
    def site_filter(self) -> SiteFilter:
        found = super().site_filter
        return SiteFilter(**{**vars(found), "sort": self.sort or LATEST_FIRST})


class FinderForm(SiteFilterForm):
    """The public finder: also by open now, by facility, and from where the reader stands.

    Type and 现在开放 are links on the page, so the form only carries along what was chosen.
    """

    def __init__(self, query: QueryDict, *, districts: Mapping[str, str]) -> None:
        self.here = position_of(query)
        super().__init__(query, districts=districts)
        self.fields["facility"] = _select(
            "设施", facility_choices(self.chosen["type"]), empty="不限" if not self.facilities else "再加一项"
        )
        self.fields["kept"] = forms.MultipleChoiceField(
            required=False, widget=forms.MultipleHiddenInput, choices=[(code, code) for code in BY_CODE]
        )
        for name in ("type", "open", *_POSITION):
            self.fields.pop(name, None)
            if self.initial.get(name):
                self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)

    def add_prefix(self, field_name: str) -> str:
        """What was chosen before is sent again under the same name as the next choice."""
        return "facility" if field_name == "kept" else super().add_prefix(field_name)

    def more_choices(self) -> dict[str, Choices]:
        return {"open": [("now", "现在开放")], "access": Access.choices}

    def facilities_in(self, query: QueryDict) -> tuple[str, ...]:
        known = [code for code in query.getlist("facility") if code in BY_CODE and BY_CODE[code].is_public]
        return tuple(dict.fromkeys(known))[:FACILITIES_MAX]

    def more_initial(self, query: QueryDict) -> dict[str, Any]:
        place = {name: query.get(name, "") for name in _POSITION} if self.here else {}
        return {**place, "kept": list(self.facilities)}

    @property
    def is_open_now(self) -> bool:
        return self.chosen["open"] == "now"

    @property
    def chips(self) -> list[Chip]:
        chips = super().chips
        return [*chips, Chip("由近到远", address_without(self.query, *_POSITION))] if self.here else chips
