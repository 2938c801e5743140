"""Which pictures still lack their small copy, and how is one drawn beside those who erase pictures?"""

from __future__ import annotations

import logging
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from sites.images import BadPicture, small_copy
from sites.models import Attachment, SitePhoto
from sites.models.attachment import thumb_name

logger = logging.getLogger(__name__)

#: Drawn at one go by the scheduler; the rest waits for its next turn.
MOST_AT_ONCE = 500


def draw_small_copy(key: UUID) -> bool:
    """Draw and keep the small copy of a picture; whether it was drawn now.

    Drawing takes no lock. Keeping does: whoever erases or removes the picture either waits for the row and then
    finds the new file's name in it, or was first, and then nothing is kept.
    """
    picture = _lacking().filter(pk=key).first()
    if picture is None:
        return False
    try:
        with picture.file.open("rb") as stored:
            small = small_copy(stored.read())
    except (OSError, BadPicture):
        logger.info("the picture %s cannot be read", key)
        return False
    return _kept(key, small)


def _kept(key: UUID, small: bytes) -> bool:
    with transaction.atomic():
        picture = _lacking().select_for_update().filter(pk=key).first()
        if picture is None:
            return False
        # A run that died before its commit left a file under this name.
        picture.thumb.storage.delete(thumb_name(picture, ""))
        picture.thumb.save("", ContentFile(small), save=False)
        picture.save(update_fields=["thumb"])
    return True


def pictures_without_small_copy() -> list[UUID]:
    """Pictures of sites, the newest first."""
    shown = Exists(SitePhoto.objects.filter(attachment=OuterRef("pk")))
    return list(_lacking().filter(shown).order_by("-created_at").values_list("pk", flat=True)[:MOST_AT_ONCE])


def _lacking() -> QuerySet[Attachment]:
    return Attachment.objects.filter(thumb="", pages=None, erased_at=None)
