"""Where else did the notice hang, and how is it proved that it hung?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from demonstration.publicity import services
from demonstration.publicity.forms import ChannelForm
from demonstration.publicity.selectors import (
    channel_of,
    notice_within,
)
from demonstration.publicity.views.base import PublicityBase, WritePage
from inspection.photo_files import LARGEST, MEGABYTE, as_picture
from sites.images import clean_picture
from sites.refusals import Refusal

NO_STORE = "private, no-store"


class AddChannel(WritePage):
    """``…/publicity/channels/``"""

    action = "channel"
    told_beside = "picture"

    def form(self, *data: Any) -> ChannelForm:
        return ChannelForm(*data, self.request.FILES) if data else ChannelForm()

    def write(self, form: ChannelForm) -> str:
        told, upload = form.cleaned_data, form.cleaned_data["picture"]
        if upload and upload.size > LARGEST:
            raise Refusal(f"文件超过 {LARGEST // MEGABYTE} MB,请缩小后重新上传。")
        channel = services.Channel(told["place"], told["address"], told["posted_on"])
        picture = clean_picture(upload.read()) if upload else None
        services.add_channel(self.row.pk, channel, picture, actor=self.actor, now=self.now)
        messages.success(self.request, "已登记。")
        return self.own_url

    def show(self, form: ChannelForm, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            title="登记其他公示渠道",
            lead="登记后不能修改,请核对后保存。",
            submit_label="登记",
            cancel_url=self.own_url,
            crumbs=self.inner_crumbs,
        )


class ChannelPicture(PublicityBase):
    """The picture of one place, for the office."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_sight()
        found = channel_of(self.row, self.kwargs["channel"])
        if found is None or found.picture is None or found.picture.erased_at is not None:
            raise Http404
        return as_picture(found.picture, small=request.GET.get("size") == "s")


class NoticeBundle(PublicityBase):
    """``…/publicity/<number>/bundle/``: everything that proves the notice, as one file."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_sight()
        row = notice_within(self.actor, self.round, self.kwargs["number"])
        if row is None:
            raise Http404
        data, seal = services.bundle_of(row, now=self.now)
        response = HttpResponse(data, content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{row.number}-{seal[:16]}.zip"'
        response["Cache-Control"] = NO_STORE
        response["X-Content-Type-Options"] = "nosniff"
        return response
