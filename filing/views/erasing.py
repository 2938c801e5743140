"""A picture shows persons: look once more, then erase every copy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property

from core.workflow import TransitionRefused
from filing.gap_pages import pictures
from filing.selectors import attachment_of
from filing.services.erasing import erase_photo
from filing.views.base import FilingPage
from sites.models import Attachment
from sites.policy import SITES


class ErasePhoto(FilingPage):
    """``/desk/filings/<number>/photos/<key>/erase/``"""

    template_name = "filing/erase.html"

    @cached_property
    def attachment(self) -> Attachment:
        found = attachment_of(self.filing, self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        (picture,) = pictures(self.filing, [self.attachment.pk])
        SITES.require(self.actor, "erase_picture", self.filing.site)
        return self.page(filing=self.filing, picture=picture, crumbs=self.crumbs, case_url=self.case_url)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = self.attachment.pk
        try:
            return self.once(lambda: self.erase(key))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def erase(self, key: Any) -> str:
        erase_photo(self.filing.pk, key, actor=self.actor, now=self.now)
        messages.success(self.request, "照片已删除,系统中的各份副本一并清除。需要时请通知申报工会补拍。")
        return self.case_url
