"""Which pictures and files of a site may be shown, and to whom?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, QuerySet

from core.actor import Actor
from sites.models import (
    Attachment,
    ServiceSite,
    SitePhoto,
    SiteVersion,
)
from sites.policy import SITES
from sites.vocabulary import IN_USE, Access


def photos_of(version: SiteVersion) -> QuerySet[SitePhoto]:
    return version.photos.filter(attachment__erased_at=None).select_related("attachment")


def published_photo(code: str, key: UUID) -> SitePhoto | None:
    """A picture that the site's public page shows; every other picture is not found."""
    rows = SitePhoto.objects.filter(
        attachment_id=key, version__site__code=code, version_id=F("version__site__version")
    )
    rows = rows.filter(version__site__state__in=IN_USE, version__is_sensitive=False)
    return rows.exclude(version__access=Access.OWN_STAFF).select_related("attachment").first()


def is_published(site: ServiceSite, version: SiteVersion) -> bool:
    """Whether the public page of the site shows the pictures of this version; ``published_photo`` asks the same."""
    shows = site.version_id == version.pk and not version.is_sensitive
    return shows and site.state in IN_USE and version.access != Access.OWN_STAFF


def attachment_within(actor: Actor, key: str) -> Attachment | None:
    """A stored file, if it belongs to a site within reach."""
    sites = SITES.visible_to(actor)
    return Attachment.objects.filter(pk=key, site_photos__version__site__in=sites).first()
