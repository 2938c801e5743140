"""What do the pages of a case say of places that may be the same? Plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse

from core.actor import Actor
from filing.models import Filing
from filing.selectors import cases_of_versions
from filing.spacing import spacing_warning
from filing.states import OPEN_CASES, FilingKind, FilingState
from rulebook.selectors import Measure
from sites.likeness.scoring import Likeness
from sites.likeness.selectors import Twin, likely_same, looks_of
from sites.models import SitePhoto, SiteVersion
from sites.policy import SITES
from sites.public import distance_words
from sites.selectors import is_published
from sites.summary import label_of, text_of
from sites.vocabulary import SiteState

#: What is compared side by side, besides the address and the pictures.
COMPARED = ("host_name", "area_hundredths", "opened_on")

#: States of a case in which the question is asked.
ASKED = (FilingState.DRAFT, *OPEN_CASES)

#: Pictures shown of each place.
MOST_PICTURES = 4


@dataclass(frozen=True)
class Notice:
    """What stands on the page of answers and on the check page; false when there is nothing to say."""

    url: str
    waiting: int
    same: int
    spacing: str

    def __bool__(self) -> bool:
        return bool(self.waiting or self.same or self.spacing)


def moves_a_place(filing: Filing) -> bool:
    """Whether the case would bring a place into the register that is not there yet, or another spot or name."""
    stands = filing.site.version
    if filing.kind == FilingKind.CANCEL:
        return False
    return stands is None or looks_of(stands).mark != looks_of(filing.version).mark


def likeness_notice(actor: Actor, filing: Filing, measure: Measure | None) -> Notice | None:
    """For a case that is still open."""
    if filing.state not in ASKED or not moves_a_place(filing):
        return None
    twins = likely_same(actor, filing.version)
    return Notice(
        url=reverse("filing-likeness", args=[filing.number]),
        waiting=sum(twin.is_open for twin in twins),
        same=sum(twin.is_same for twin in twins),
        spacing=spacing_warning(filing.version, measure),
    )


@dataclass(frozen=True)
class Side:
    """One of two places: its lines in the order of ``LABELS``, its pictures, where more is told."""

    title: str
    lines: tuple[str, ...]
    pictures: tuple[tuple[str, str], ...]
    url: str = ""
    change_url: str = ""


@dataclass(frozen=True)
class Pair:
    """The case and one place beside it; ``other`` is missing when that place is out of reach."""

    twin: Twin
    title: str
    reasons: str
    distance: str
    hidden: str
    other: Side | None
    rows: tuple[tuple[str, str, str], ...]


LABELS = ("名称", "类型", "地址", *map(label_of, COMPARED), "主管工会", "状态")


def _address(version: SiteVersion) -> str:
    parts = (version.address, version.building, version.floor, version.room)
    return " ".join(part for part in parts if part) or "未填"


def lines_of_place(version: SiteVersion, state: str) -> tuple[str, ...]:
    """The lines of one side, in the order of ``LABELS``."""
    site = version.site
    facts = (text_of(version, name) for name in COMPARED)
    return (
        version.name or "未填",
        site.type_label,
        _address(version),
        *facts,
        site.managing_union.name,
        state,
    )


def _pictures(photos: Iterable[SitePhoto], case: Filing | None) -> tuple[tuple[str, str], ...]:
    """Address of the small copy and what it shows: through the case within reach, or from the public page."""
    found = []
    for photo in photos:
        site = photo.version.site
        if case is not None:
            url = reverse("filing-photo", args=[case.number, photo.attachment_id])
        elif is_published(site, photo.version):
            url = reverse("site-photo", args=[site.code, photo.attachment_id])
        else:
            continue
        found.append((f"{url}?size=s", photo.get_slot_display()))
    return tuple(found[:MOST_PICTURES])


def side_of(version: SiteVersion, case: Filing | None) -> Side:
    site = version.site
    state = case.state_label if case and site.state == SiteState.PLANNED else site.state_label
    url = change_url = ""
    if site.code:
        url = reverse("site-file", args=[site.code])
        change_url = f"{reverse('filing-new')}?kind={FilingKind.CHANGE}&site={site.code}"
    elif case is not None:
        url = reverse("filing", args=[case.number])
    return Side(
        title=version.name or str(site),
        lines=lines_of_place(version, state),
        pictures=_pictures(version.photos.all(), case),
        url=url,
        change_url=change_url,
    )


def pairs_of(actor: Actor, filing: Filing) -> tuple[Side, list[Pair]]:
    """This case, and each place beside it."""
    twins = likely_same(actor, filing.version)
    versions = [filing.version, *(twin.version for twin in twins)]
    prefetch_related_objects(versions, "photos__attachment")
    for version in versions:
        for photo in version.photos.all():
            photo.version = version
    cases = cases_of_versions(actor, [twin.version.pk for twin in twins])
    mine = side_of(filing.version, filing)
    return mine, [_pair(twin, mine, cases) for twin in twins]


def _pair(twin: Twin, mine: Side, cases: Mapping[int, Filing]) -> Pair:
    alike = twin.likeness
    other = side_of(twin.version, cases.get(twin.version.pk)) if twin.is_within_reach else None
    return Pair(
        twin=twin,
        title=other.title if other else "另一处已备案的阵地",
        reasons="、".join(alike.reasons),
        distance=_distance(alike),
        hidden="" if other else hidden_words(alike.reasons[0], twin.site.managing_union.name),
        other=other,
        rows=tuple(zip(LABELS, mine.lines, other.lines, strict=True)) if other else (),
    )


def _distance(alike: Likeness) -> str:
    """Unless the reasons say it already."""
    if alike.metres is None or any(reason.startswith("相距") for reason in alike.reasons):
        return ""
    return f"两处坐标相距约 {distance_words(alike.metres)}。"


def hidden_words(first: str, union: str) -> str:
    """All that is told of a place out of reach: that it is there, and whom to ask. ``first``: the first reason."""
    told = {
        "地址相同": "同一地址已有一处已备案的阵地",
        "名称相近": "另有一处名称相近、已备案的阵地",
    }.get(first, f"{first}处已有一处已备案的阵地")
    return f"{told}(由{union}主管)。它不在您的办理范围内,需要时请与该工会联系核对。"


def may_decide(actor: Actor, filing: Filing) -> bool:
    return filing.state in ASKED and bool(SITES.decide(actor, "liken", filing.site))


def context_of(actor: Actor, filing: Filing) -> dict[str, Any]:
    """For the page of the comparison."""
    mine, pairs = pairs_of(actor, filing)
    return {"mine": mine, "pairs": pairs, "may_decide": may_decide(actor, filing)}
