"""Where was a picture seen before, as far as the reader may know?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from core.actor import Actor
from core.clock import LEGAL_ZONE
from sites.models import Attachment, PictureSign, PictureTwin, ServiceSite, SitePhoto, SiteVersion
from sites.pictures.labels import Seen, Told, Whose
from sites.policy import SITES

#: Columns that are read; patterns and bits stay where they are.
_STATE = ("attachment", "is_plain")
_PAIR = ("agreement", "earlier__attachment__created_at", "picture__attachment")


@dataclass(frozen=True)
class _Use:
    """One place that shows an earlier picture, by the name that it has there."""

    version: int
    site: int
    name: str


def told_of(actor: Actor, pictures: Iterable[Attachment], version: SiteVersion) -> dict[UUID, Told]:
    """What is known of each picture of this version; four questions however many there are.

    A picture that no site shows any more, being kept with a letter alone, is no use of it.
    """
    keys = [each.pk for each in pictures]
    told = {key: Told() for key in keys}
    twins = _twins_of(keys)
    uses = _uses_of({each.pk for found in twins.values() for each in found})
    sites = {use.site for found in uses.values() for use in found} - {version.site_id}
    within = SITES.visible_to(actor).filter(pk__in=sites).only("name", "code", "site_type").in_bulk()
    for sign in PictureSign.objects.filter(attachment__in=keys, compared_at__isnull=False).only(*_STATE):
        used = [each for each in twins[sign.attachment_id] if uses[each.pk]]
        seen = [_seen(each, uses[each.pk], version, within) for each in used]
        told[sign.attachment_id] = Told(is_compared=True, is_plain=sign.is_plain, seen=seen)
    return told


def _twins_of(keys: list[UUID]) -> dict[UUID, list[Attachment]]:
    """By picture: those uploaded before it that look the same, the likest first."""
    twins: dict[UUID, list[Attachment]] = defaultdict(list)
    rows = PictureTwin.objects.filter(picture__attachment__in=keys).order_by("-agreement", "pk")
    for twin in rows.select_related("earlier__attachment", "picture").only(*_PAIR):
        twins[twin.picture.attachment_id].append(twin.earlier.attachment)
    return twins


def _uses_of(keys: set[UUID]) -> dict[UUID, list[_Use]]:
    uses: dict[UUID, list[_Use]] = defaultdict(list)
    rows = SitePhoto.objects.filter(attachment__in=keys).order_by("-pk").select_related("version")
    for photo in rows.only("attachment", "version__site", "version__name"):
        uses[photo.attachment_id].append(_Use(photo.version_id, photo.version.site_id, photo.version.name))
    return uses


def _seen(
    picture: Attachment, uses: list[_Use], version: SiteVersion, within: dict[int, ServiceSite]
) -> Seen:
    """The farthest use of the picture; nothing but its being there is told of a site out of reach."""
    on = picture.created_at.astimezone(LEGAL_ZONE).date()
    others = [use for use in uses if use.site != version.site_id]
    told = next((use for use in others if use.site in within), None)
    if told is not None:
        site = within[told.site]
        return Seen(Whose.OTHER_SITE, on, site.name or told.name or str(site), site.code or "")
    if others:
        return Seen(Whose.OUT_OF_REACH)
    if any(use.version == version.pk for use in uses):
        return Seen(Whose.SAME_CASE)
    return Seen(Whose.SAME_SITE, on)
