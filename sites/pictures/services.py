"""How is the sign of a picture kept and looked for among all others, beside those who erase pictures?"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from heapq import nlargest, nsmallest
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from PIL import Image

from sites.images import BadPicture, grey_square
from sites.models import Attachment, PictureSign, PictureTwin, SitePhoto
from sites.pictures.comparing import LEAST_AGREEMENT, Look
from sites.pictures.signs import BANDS, BITS, WORK_SIDE, Sign, sign_of

logger = logging.getLogger(__name__)

#: Drawn at one go by the scheduler; the rest waits for its next turn.
MOST_AT_ONCE = 500
#: So many suspicions are tried, the nearest first, and so many twins kept, the likest first.
MOST_TRIED = 40
MOST_TWINS = 5


def remember_picture(key: UUID, *, now: datetime) -> bool:
    """Keep the sign of a picture and find its twins; whether there was anything to do.

    First the sign is kept, then the others are looked through. Of two pictures that come at the same moment the one
    that looks later sees the other. A run that died between the two is taken up: the sign has no ``compared_at``.
    """
    picture = _waiting().filter(pk=key).first()
    if picture is None:
        return False
    try:
        with picture.file.open("rb") as stored:
            data = stored.read()
    except OSError:
        logger.info("the picture %s cannot be read", key)
        return False
    work = _work_copy(data)
    kept = _kept(key, sign_of(work) if work else None)
    if kept is None:
        return False
    return _compared(kept, _twins_of(kept, work), now)


def _work_copy(data: bytes) -> Image.Image | None:
    """``None`` for a file that is no picture any more: asked again, it would say the same."""
    try:
        return grey_square(data, WORK_SIDE)
    except BadPicture:
        return None


def _kept(key: UUID, sign: Sign | None) -> PictureSign | None:
    """The row of the sign, made once. Whoever erases the picture waits for its row or was first."""
    with transaction.atomic():
        picture = _waiting().select_for_update(of=("self",)).filter(pk=key).first()
        if picture is None:
            return None
        there = PictureSign.objects.filter(attachment=picture).first()
        return there or PictureSign.objects.create(attachment=picture, **columns_of(sign))


def columns_of(sign: Sign | None) -> dict[str, Any]:
    """A sign as a row keeps it; without one, that of a file that shows nothing."""
    if sign is None:
        return {"bits": b"", "pattern": b"", "is_plain": True}
    bands = {f"band_{number}": value for number, value in enumerate(sign.bands)}
    bits = sign.bits.to_bytes(BITS // 8, "big")
    return {"bits": bits, "pattern": sign.pattern, "is_plain": sign.is_plain, **bands}


def _twins_of(row: PictureSign, work: Image.Image | None) -> dict[int, int]:
    """Signs of the same picture by key, each with its agreement in hundredths."""
    same = PictureSign.objects.filter(attachment__sha256=row.attachment.sha256).exclude(pk=row.pk)
    found = dict.fromkeys(same.order_by("pk").values_list("pk", flat=True)[:MOST_TWINS], 100)
    if work is not None and not row.is_plain:
        found = {**_alike(row, Look(work)), **found}
    return dict(nlargest(MOST_TWINS, found.items(), key=lambda each: (each[1], -each[0])))


def _alike(row: PictureSign, look: Look) -> dict[int, int]:
    near = {key: differing for key, differing in suspicions(look) if key != row.pk}
    nearest = nsmallest(MOST_TRIED, near, key=lambda key: (near[key], key))
    tried = PictureSign.objects.filter(pk__in=nearest)
    agreements = ((each.pk, look.agreement(each.sign)) for each in tried)
    return {key: round(100 * found) for key, found in agreements if found >= LEAST_AGREEMENT}


def suspicions(look: Look) -> Iterable[tuple[int, int]]:
    """Keys of signs that share a band with a window of the picture and differ in few bits: key, differing bits."""
    wanted = Q()
    for number, seen in enumerate(look.by_band):
        wanted |= Q(**{f"band_{number}__in": sorted(seen)})
    names = ("pk", "bits", *(f"band_{number}" for number in range(BANDS)))
    for key, bits, *bands in PictureSign.objects.filter(wanted).values_list(*names).iterator():
        differing = look.nearness(int.from_bytes(bits, "big"), bands)
        if differing is not None:
            yield key, differing


def _compared(row: PictureSign, twins: dict[int, int], now: datetime) -> bool:
    """Keep what was found, as far as it is still there; each pair once, whichever of the two was drawn first."""
    with transaction.atomic():
        rows = PictureSign.objects.select_for_update(of=("self",)).select_related("attachment").order_by("pk")
        there = {each.pk: each for each in rows.filter(pk__in=[row.pk, *twins])}
        mine = there.pop(row.pk, None)
        if mine is None or mine.compared_at is not None:
            return False
        pairs = [_pair(mine, other, twins[key]) for key, other in there.items()]
        PictureTwin.objects.bulk_create(pairs, ignore_conflicts=True)
        mine.compared_at = now
        mine.save(update_fields=["compared_at"])
    return True


def _pair(one: PictureSign, other: PictureSign, agreement: int) -> PictureTwin:
    earlier, later = sorted((one, other), key=lambda each: (each.attachment.created_at, each.attachment_id))
    return PictureTwin(picture=later, earlier=earlier, agreement=agreement)


def forget_pictures(pictures: Iterable[Attachment]) -> None:
    """Signs go, and with them the pairs; in the transaction of whoever holds the rows."""
    PictureSign.objects.filter(attachment__in=list(pictures)).delete()


def pictures_not_remembered() -> list[UUID]:
    """Pictures of sites that were never looked at or whose looking broke off, the newest first."""
    shown = SitePhoto.objects.values("attachment")
    rows = _waiting().filter(pk__in=shown).order_by("-created_at")
    return list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])


def _waiting() -> QuerySet[Attachment]:
    return Attachment.objects.filter(pages=None, erased_at=None, sign__compared_at=None)
