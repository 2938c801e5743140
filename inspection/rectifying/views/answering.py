"""How is one item answered, in words and by pictures? And who sees, removes and erases the pictures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from core.workflow import StaleEdit, TransitionRefused
from inspection.models import InspectionPhoto, RectificationItem
from inspection.photo_files import as_picture, keep_each
from inspection.rectifying import services
from inspection.rectifying.forms import AnswerForm
from inspection.rectifying.pages import item_row
from inspection.rectifying.policy import ORDERS
from inspection.rectifying.selectors import items_of, picture_of_order
from inspection.rectifying.services.reaching import require_right
from inspection.rectifying.views.base import OneOrder
from sites.tasks import draw_after_commit

STALE = "您打开页面之后,内容已有更新。请刷新页面查看后再答复。"


class ItemPage(OneOrder):
    """``/desk/inspections/<number>/items/<item>/``"""

    template_name = "inspection/item.html"

    @cached_property
    def item(self) -> RectificationItem:
        found = next((each for each in items_of(self.order) if each.number == self.kwargs["item"]), None)
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.order, "answer", actor=self.actor, now=self.now)
        return self.show(AnswerForm(initial={"answer": self.item.answer}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        order, item = self.order, self.item
        require_right(order, "answer", actor=self.actor, now=self.now)
        form = AnswerForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            if self.seen != order.revision:
                raise StaleEdit(STALE)
            return self.take(form, order.pk, item.number)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def take(self, form: AnswerForm, key: int, number: int) -> HttpResponse:
        """Pictures first, each by itself; then the words, which may be missing where there is a picture."""

        def keep(data: bytes) -> None:
            photo = services.attach_proof(key, number, data, actor=self.actor, now=self.now)
            draw_after_commit(photo.attachment)

        kept, errors = keep_each(self.request.FILES.getlist("photos"), keep)
        words = form.cleaned_data["answer"]
        if errors or not (words or kept or self.has_photos(number)):
            for sentence in errors or ["请写明整改情况,或者上传整改后的照片。"]:
                form.add_error("photos" if errors else "answer", sentence)
            if kept:
                messages.success(self.request, f"已保存 {kept} 张照片。")
            del self.order, self.item
            return self.show(form, 400)
        services.answer_item(key, number, words, actor=self.actor, now=self.now)
        messages.success(
            self.request,
            f"第 {number} 项已答复{f',照片 {kept} 张' if kept else ''}。各项答复完后请点“提交复查”。",
        )
        return HttpResponseRedirect(f"{self.order_url}#item-{number}")

    def has_photos(self, number: int) -> bool:
        return bool(item_row(self.order, self.item)["photos"])

    def show(self, form: AnswerForm, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            order=self.order,
            row=item_row(self.order, self.item),
            crumbs=self.crumbs,
            back_url=self.order_url,
            bars_judging=bool(ORDERS.decide(self.actor, "judge", self.order)),
        )


class Photo(OneOrder):
    """One stored picture, or its small copy with ``?size=s``. Without signing in there is none."""

    def handle_no_permission(self) -> HttpResponseRedirect:
        raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = picture_of_order(self.order, self.kwargs["key"])
        return as_picture(found, small=request.GET.get("size") == "s")


class OnePhoto(OneOrder):
    """An address of one picture of the order."""

    @cached_property
    def photo(self) -> InspectionPhoto:
        for item in items_of(self.order):
            for photo in item.photos.all():
                if photo.attachment_id == self.kwargs["key"] and photo.attachment.erased_at is None:
                    return photo
        raise Http404


class RemovePhoto(OnePhoto):
    """Take a picture of an item away again."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.order, "answer", actor=self.actor, now=self.now)
        photo = self.photo
        number = photo.item.number if photo.item else 0
        try:
            services.detach_proof(self.order.pk, photo.pk, actor=self.actor, now=self.now)
        except TransitionRefused as refusal:
            return self.refused(refusal)
        messages.success(request, "照片已移除。")
        return HttpResponseRedirect(reverse("rectification-item", args=[self.order.number, number]))


class ErasePhoto(OnePhoto):
    """A picture shows persons: look once more, then erase every copy."""

    template_name = "inspection/erase.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        url = reverse("rectification-photo", args=[self.order.number, self.photo.attachment_id])
        ORDERS.require(self.actor, "erase_picture", self.order)
        return self.page(
            number=self.order.number, picture=f"{url}?size=s", crumbs=self.crumbs, back_url=self.order_url
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        order, key = self.order, self.photo.attachment_id
        try:
            return self.once(lambda: self.erase(order.pk, key))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def erase(self, order: int, key: Any) -> str:
        services.erase_proof(order, key, actor=self.actor, now=self.now)
        messages.success(self.request, "照片已删除,系统中的各份副本一并清除。需要时请重新拍照上传。")
        return self.order_url
