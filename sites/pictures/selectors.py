"""Where was a picture seen before, as far as the reader may know?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from core.actor import Actor
from core.clock import LEGAL_ZONE
from sites.models import Attachment, PictureSign, PictureTwin, ServiceSite
from sites.pictures.labels import Seen, Told, Whose
from sites.pictures.uses import USES, Use
from sites.policy import SITES

#: Columns that are read; patterns and bits stay where they are.
_STATE = ("attachment", "is_plain")
_PAIR = ("agreement", "earlier__attachment__created_at", "picture__attachment")


def told_of(actor: Actor, pictures: Iterable[Attachment], site_id: int, case: str) -> dict[UUID, Told]:
    """What is known of each picture that this site hands in with this case; as many questions however many there are.

    A picture that nobody shows any more, being kept with a letter alone, is no use of it.
    """
    keys = [each.pk for each in pictures]
    told = {key: Told() for key in keys}
    twins = _twins_of(keys)
    uses = _uses_of({each.pk for found in twins.values() for each in found})
    sites = {use.site for found in uses.values() for use in found} - {site_id}
    within = SITES.visible_to(actor).filter(pk__in=sites).only("name", "code", "site_type").in_bulk()
    for sign in PictureSign.objects.filter(attachment__in=keys, compared_at__isnull=False).only(*_STATE):
        used = [each for each in twins[sign.attachment_id] if uses[each.pk]]
        seen = [_seen(each, uses[each.pk], site_id, case, within) for each in used]
        told[sign.attachment_id] = Told(is_compared=True, is_plain=sign.is_plain, seen=seen)
    return told


def _twins_of(keys: list[UUID]) -> dict[UUID, list[Attachment]]:
    """By picture: those uploaded before it that look the same, the likest first."""
    twins: dict[UUID, list[Attachment]] = defaultdict(list)
    rows = PictureTwin.objects.filter(picture__attachment__in=keys).order_by("-agreement", "pk")
    for twin in rows.select_related("earlier__attachment", "picture").only(*_PAIR):
        twins[twin.picture.attachment_id].append(twin.earlier.attachment)
    return twins


def _uses_of(keys: set[UUID]) -> dict[UUID, list[Use]]:
    uses: dict[UUID, list[Use]] = defaultdict(list)
    for found in USES if keys else ():
        for use in found(keys):
            uses[use.picture].append(use)
    return uses


def _seen(
    picture: Attachment, uses: list[Use], site_id: int, case: str, within: dict[int, ServiceSite]
) -> Seen:
    """The farthest use of the picture; nothing but its being there is told of a site out of reach."""
    on = picture.created_at.astimezone(LEGAL_ZONE).date()
    others = [use for use in uses if use.site != site_id]
    told = next((use for use in others if use.site in within), None)
    if told is not None:
        site = within[told.site]
        return Seen(Whose.OTHER_SITE, on, site.name or told.name or str(site), site.code or "")
    if others:
        return Seen(Whose.OUT_OF_REACH)
    if any(use.case == case for use in uses):
        return Seen(Whose.SAME_CASE)
    return Seen(Whose.SAME_SITE, on)
