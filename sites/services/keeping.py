"""A checked file gets its row, and goes again with its last use."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from accounts.models import Union
from sites.images import CleanPicture
from sites.models import Attachment
from sites.models.attachment import small_name
from sites.paper_files import CleanPaper
from sites.services.storing import store


def keep_picture(
    picture: CleanPicture, *, owner_union: Union, uploader_id: int | None, now: datetime
) -> Attachment:
    """Store a checked picture with what its camera told. The caller links it in the same transaction.

    Without ``uploader_id`` it came from the public.
    """
    attachment = Attachment(
        owner_union=owner_union,
        uploader_id=uploader_id,
        sha256=picture.sha256,
        size=len(picture.jpeg),
        width=picture.width,
        height=picture.height,
        taken_at=picture.capture.taken_at,
        taken_lat=picture.capture.lat,
        taken_lng=picture.capture.lng,
        created_at=now,
    )
    store(attachment.file, picture.jpeg)
    attachment.save(force_insert=True)
    return attachment


def release(attachment: Attachment) -> None:
    """One use of a file is gone: with the last one row and file go too, the file after the commit."""
    try:
        with transaction.atomic():
            attachment.delete()
    except ProtectedError:  # something else still shows it
        return
    transaction.on_commit(lambda: drop_files(attachment))


def keep_paper(paper: CleanPaper, *, owner_union: Union, uploader_id: int, now: datetime) -> Attachment:
    """Store a checked paper. The caller links it in the same transaction, and drops the file when that fails."""
    attachment = Attachment(
        owner_union=owner_union,
        uploader_id=uploader_id,
        sha256=paper.sha256,
        size=len(paper.data),
        width=paper.width,
        height=paper.height,
        pages=paper.pages,
        created_at=now,
    )
    store(attachment.file, paper.data)
    attachment.save(force_insert=True)
    return attachment


def drop_files(attachment: Attachment) -> None:
    """Take the stored files away, also a small copy that was drawn since the row was read."""
    storage, name = attachment.thumb.storage, attachment.file.name
    attachment.file.delete(save=False)
    attachment.thumb.delete(save=False)
    if name:
        storage.delete(small_name(name))
