"""Photographs from the phone: the desktop shows a code, the phone sends pictures, the desktop shows what arrived."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View

from accounts.actors import actor_for
from accounts.selectors import active_user
from core import clock
from core.actor import NOBODY, Actor
from core.qr import qr_svg
from core.refused import refused_page
from core.workflow import TransitionRefused
from filing.forms.documents import uploads_in
from filing.forms.photos import SHOWS, Upload
from filing.gap_pages import open_papers, open_parts_in
from filing.models import Filing
from filing.pages import is_open_to, slots_of
from filing.parts import DOCUMENTS, documents_at, parts_of
from filing.phone import PhonePass, phone_code, read_code
from filing.selectors import filing_within
from filing.services.documents import Described
from filing.views.documents import TakesDocuments
from filing.views.photos import PhotosPage, TakesPhotos
from sites.selectors import photos_of

#: What the names of fields begin with that take documents; slots of pictures have bare names.
DOCUMENT = "document:"

EXPIRED = "上传码已失效。请在电脑的照片页面重新显示二维码,再扫一次。"


class PhoneCode(PhotosPage):
    """The QR picture for the phone; a fresh one each time the page is shown."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not is_open_to(self.actor, self.filing):
            raise Http404
        code = phone_code(PhonePass(self.filing.number, self.actor.key))
        address = request.build_absolute_uri(reverse("phone", args=[code]))
        response = HttpResponse(qr_svg(address), content_type="image/svg+xml")
        response["Cache-Control"] = "private, no-store"
        return response


class Arrived(PhotosPage):
    """What has come so far, for the desktop page to show while the phone is at work."""

    template_name = "filing/_arrived.html"
    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        slots = slots_of(self.filing, photos_of(self.filing.version))
        return self.page(slots=[slot for slot in slots if slot["photos"]])


class PhonePage(TakesPhotos, TakesDocuments, View):
    """``/m/<code>/``: no signing in; the code alone opens this one case, for half an hour."""

    template_name = "filing/phone.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.now = clock.now()
        if self.filing is None:
            return render(request, "404.html", {"said": EXPIRED}, status=404)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def given(self) -> PhonePass | None:
        return read_code(self.kwargs["code"])

    @cached_property
    def actor(self) -> Actor:
        user = active_user(self.given.user_id) if self.given else None
        return actor_for(user, today=self.now.date()) if user else NOBODY

    @cached_property
    def filing(self) -> Filing | None:
        found = filing_within(self.actor, self.given.number) if self.given else None
        return found if found and is_open_to(self.actor, found) else None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show({})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            taken = self.keep_all(request)
        except TransitionRefused as refusal:
            return refused_page(request, refusal, back_url="/")
        if taken.errors:
            return self.show(taken.errors, taken.kept, 400)
        if taken.kept:
            messages.success(request, f"已传到电脑 {taken.kept} 张。可以继续拍,拍完关闭本页即可。")
        return HttpResponseRedirect(request.path)

    def keep(self, upload: Upload) -> None:
        """A picture for a slot, or a page of a document that a letter names."""
        kind, _, title = upload.slot.removeprefix(DOCUMENT).partition(":")
        if upload.slot.startswith(DOCUMENT):
            self.keep_paper(upload, Described(kind, title, upload.name))
        else:
            super().keep(upload)

    def uploads(self, request: HttpRequest) -> list[Upload]:
        papers = [
            each
            for name in open_papers(self.filing)
            for each in uploads_in(request.FILES, f"{DOCUMENT}{name}")
        ]
        return [*super().uploads(request), *papers]

    def papers(self, errors: dict[str, list[str]]) -> list[dict[str, Any]]:
        """Documents that a letter opened, as fields beside those of the pictures."""
        return [
            {
                "name": f"{DOCUMENT}{name}",
                "title": label,
                "shows": "逐页拍下,文字清楚,不缺页。",
                "photos": documents_at(self.filing, parts_of(self.filing)[f"{DOCUMENTS}.{name}"]),
                "errors": errors.get(f"{DOCUMENT}{name}", []),
                "is_paper": True,
            }
            for name, label in open_papers(self.filing).items()
        ]

    def show(self, errors: dict[str, list[str]], kept: int = 0, status: int = 200) -> HttpResponse:
        filing = self.filing
        filing.forget()
        open_slots = open_parts_in(filing, "photos")
        slots = [
            {**slot, "shows": SHOWS[slot["name"]], "errors": errors.get(slot["name"], [])}
            for slot in slots_of(filing, photos_of(filing.version))
            if open_slots is None or slot["name"] in open_slots
        ]
        slots += self.papers(errors)
        context = {"filing": filing, "slots": slots, "errors": errors, "kept": kept}
        response = render(self.request, self.template_name, context, status=status)
        response["Cache-Control"] = "private, no-store"
        return response
