"""A picture that shows persons is erased: every stored copy, in every version; the fact of it stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.audit import record
from core.workflow import TransitionRefused, attempt
from sites.models import Attachment, ServiceSite
from sites.pictures.services import forget_pictures
from sites.policy import SITES
from sites.services.keeping import drop_files

REASON = "含人像或个人信息"


def erase_picture(site_id: int, key: UUID, *, actor: Actor, now: datetime) -> Attachment:
    """Drop the files of a picture and of its twins on the same site; rows keep the digest that was handed in.

    Versions stay as they were decided: they name the picture, and nobody can see it any more. Raises
    ``NotAllowed``, ``TransitionRefused``.
    """
    site = ServiceSite.objects.get(pk=site_id)
    with attempt(actor, "site.erase_picture", site, now=now, label="删除照片"):
        SITES.require(actor, "erase_picture", site)
        rows = Attachment.objects.filter(site_photos__version__site=site)
        wanted = rows.filter(pk=key).first() or Attachment.objects.get(pk=key)
        twins = Attachment.objects.filter(pk__in=[wanted.pk, *_twins(site, wanted)])
        found = list(twins.select_for_update().filter(erased_at=None))
        if not found:
            raise TransitionRefused("这张照片已经删除。请刷新页面查看。")
        wipe(found, now=now)
        details = {"pictures": [str(each.pk) for each in found], "digest": wanted.sha256}
        record(actor, "site.erase_picture", site, now=now, label="删除照片", note=REASON, details=details)
    return wanted


def wipe(pictures: Sequence[Attachment], *, now: datetime) -> None:
    """Take away the files, what their cameras wrote and how they look; called with the rows locked."""
    for each in pictures:
        each.erased_at, each.taken_at, each.taken_lat, each.taken_lng = now, None, None, None
        each.save(update_fields=["erased_at", "taken_at", "taken_lat", "taken_lng"])
        transaction.on_commit(partial(drop_files, each))
    forget_pictures(pictures)


def _twins(site: ServiceSite, wanted: Attachment) -> list[UUID]:
    """The same picture under other keys on this site."""
    same = Attachment.objects.filter(sha256=wanted.sha256, site_photos__version__site=site)
    return list(same.values_list("pk", flat=True))
