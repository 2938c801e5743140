"""Pictures of what was mended: kept as clean copies, erased with every copy when they show persons."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from core.actor import Actor
from core.audit import record
from core.workflow import TransitionRefused, attempt
from inspection.models import InspectionPhoto, Rectification, RectificationItem, Visit
from inspection.rectifying.policy import ORDERS
from inspection.rectifying.services.telling import tell_menders
from inspection.rectifying.states import RectificationState
from sites.images import clean_picture
from sites.models import Attachment, ServiceSite
from sites.services import keep_picture
from sites.services.erasing import REASON, copies_on, wipe

#: Pictures of one item or one visit; more do not help anybody who looks.
MOST_PHOTOS = 6


def keep_proof(
    site: ServiceSite,
    data: bytes,
    *,
    actor: Actor,
    now: datetime,
    item: RectificationItem | None = None,
    visit: Visit | None = None,
) -> InspectionPhoto:
    """A clean copy of the picture, linked to its item or visit."""
    rows = InspectionPhoto.objects.filter(item=item, visit=visit)
    if rows.count() >= MOST_PHOTOS:
        raise TransitionRefused(f"最多保存 {MOST_PHOTOS} 张照片,这一张没有保存。")
    picture = clean_picture(data)
    if rows.filter(attachment__sha256=picture.sha256).exists():
        raise TransitionRefused("这张照片已经上传过,没有重复保存。")
    attachment = keep_picture(picture, owner_union=site.managing_union, uploader_id=actor.key, now=now)
    return InspectionPhoto.objects.create(attachment=attachment, item=item, visit=visit)


def erase_proof(order_id: int, key: UUID, *, actor: Actor, now: datetime) -> None:
    """Drop the files of a picture that shows persons, in any state; the row keeps its digest."""
    order = Rectification.objects.select_related("site").get(pk=order_id)
    with attempt(actor, "rectification.erase_picture", order, now=now, label="删除照片"):
        ORDERS.require(actor, "erase_picture", order)
        wipe_pictures(Attachment.objects.filter(inspection_photos__item__order=order), key, order, actor, now)
        _reopen_unproved(order)
        tell_menders(order, "一张照片含人像或个人信息,已删除", actor, now)


def _reopen_unproved(order: Rectification) -> None:
    """An item that only the picture answered waits for another answer, as long as the site mends."""
    if order.state != RectificationState.MENDING:
        return
    for item in order.items.filter(answer="", verdict="", answered_at__isnull=False):
        if not item.photos.filter(attachment__erased_at=None).exists():
            item.answered_at, item.answered_by_id = None, None
            item.save(update_fields=["answered_at", "answered_by"])


def wipe_pictures(
    pictures: QuerySet[Attachment], key: UUID, about: Rectification | Visit, actor: Actor, now: datetime
) -> None:
    """The picture, if it is one of these, and its copies on the whole site; told in the trail about ``about``."""
    wanted = pictures.filter(pk=key).first()
    keys = copies_on(about.site, wanted.sha256) if wanted else set()
    twins = Attachment.objects.filter(pk__in=keys, erased_at=None)
    found = list(twins.order_by("pk").select_for_update())
    if not found:
        raise TransitionRefused("这张照片已经删除。请刷新页面查看。")
    wipe(found, now=now)
    details = {"pictures": [str(each.pk) for each in found], "digest": found[0].sha256}
    record(actor, "inspection.erase_picture", about, now=now, label="删除照片", note=REASON, details=details)
