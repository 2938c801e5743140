"""Where is a picture shown? Each app that shows pictures of a site answers for its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from core.registry import Registry
from sites.models import SitePhoto, SiteVersion


@dataclass(frozen=True)
class Use:
    """One place that shows a picture. ``name``: what the site was called there. ``case``: pictures that were handed in
    together bear the same."""

    picture: UUID
    site: int
    name: str
    case: str


#: Given the keys of pictures, every use of them, the latest first; one question however many there are.
USES: Registry[Callable[[Collection[UUID]], Iterator[Use]]] = Registry("uses of pictures")


def case_of(version: SiteVersion) -> str:
    """Pictures of one version of a site are handed in together."""
    return f"version {version.pk}"


def uses_in_versions(keys: Collection[UUID]) -> Iterator[Use]:
    """Pictures of sites, by version."""
    rows = SitePhoto.objects.filter(attachment__in=keys).order_by("-pk").select_related("version")
    for photo in rows.only("attachment", "version__site", "version__name"):
        version = photo.version
        yield Use(photo.attachment_id, version.site_id, version.name, case_of(version))
