"""What differs between two versions of a site's facts? Compared as stored, said as on the pages; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sites.models import SiteVersion
from sites.sections import PAIRED, SECTIONS
from sites.summary import label_of, text_of

PHOTOS = "photos"


@dataclass(frozen=True)
class Difference:
    """One fact that is not the same: its column, what people call it, old and new as texts."""

    name: str
    label: str
    before: str
    after: str


def changed_columns(base: SiteVersion, version: SiteVersion, *, with_photos: bool = True) -> list[Difference]:
    """The facts of ``version`` that differ from those of ``base``, in the order of the filing form.

    Columns that are one question for people (latitude, longitude, datum) are told once, under the first.
    Only the pictures ask the database.
    """
    names = [name for section in SECTIONS for name in section.fields if with_photos or name != PHOTOS]
    changed = dict.fromkeys(PAIRED.get(name, name) for name in names if _differs(base, version, name))
    return [Difference(name, label_of(name), text_of(base, name), text_of(version, name)) for name in changed]


def _differs(base: SiteVersion, version: SiteVersion, name: str) -> bool:
    if name == PHOTOS:
        return _pictures(base) != _pictures(version)
    column = SiteVersion._meta.get_field(name).attname  # type: ignore[union-attr]  # facts are columns
    return bool(getattr(base, column) != getattr(version, column))


def _pictures(version: SiteVersion) -> list[Any]:
    return list(version.photos.values_list("slot", "attachment_id").order_by("slot", "attachment_id"))
