"""A picture that shows persons is erased: every stored copy, in every version; the fact of it stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from core.actor import Actor
from core.audit import record
from core.registry import Registry
from core.workflow import TransitionRefused, attempt
from sites.models import Attachment, ServiceSite
from sites.pictures.services import forget_pictures
from sites.policy import SITES
from sites.services.keeping import drop_files

REASON = "含人像或个人信息"

#: Apps above keep pictures of a site as well: which ones, as a condition over pictures.
KEPT_ABOVE: Registry[Callable[[ServiceSite], Q]] = Registry("pictures kept of a site")


def erase_picture(site_id: int, key: UUID, *, actor: Actor, now: datetime) -> Attachment:
    """Drop the files of a picture and of its twins on the same site; rows keep the digest that was handed in.

    Versions stay as they were decided: they name the picture, and nobody can see it any more. Raises
    ``NotAllowed``, ``TransitionRefused``.
    """
    site = ServiceSite.objects.get(pk=site_id)
    with attempt(actor, "site.erase_picture", site, now=now, label="删除照片"):
        SITES.require(actor, "erase_picture", site)
        wanted = Attachment.objects.get(pk=key)
        twins = Attachment.objects.filter(pk__in=[wanted.pk, *copies_on(site, wanted.sha256)])
        found = list(twins.order_by("pk").select_for_update().filter(erased_at=None))
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


def copies_on(site: ServiceSite, digest: str) -> set[UUID]:
    """The same picture under other keys on this site, in its versions and wherever apps above keep it."""
    same = Attachment.objects.filter(sha256=digest)
    found = set(same.filter(site_photos__version__site=site).values_list("pk", flat=True))
    for links in KEPT_ABOVE:
        found |= set(same.filter(links(site)).values_list("pk", flat=True))
    return found
