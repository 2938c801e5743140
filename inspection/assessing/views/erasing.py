"""A picture beside an item shows persons: look once more, then erase every copy of it on the site."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.workflow import TransitionRefused
from inspection.assessing.selectors import picture_of
from inspection.assessing.views.frame import AssessmentBase
from sites.models import Attachment
from sites.policy import SITES
from sites.services.erasing import erase_picture


class EraseProof(AssessmentBase):
    """``…/pictures/<key>/erase/``, in any state of the assessment."""

    template_name = "inspection/erase.html"

    @cached_property
    def picture(self) -> Attachment:
        found = picture_of(self.assessment, self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        SITES.require(self.actor, "erase_picture", self.assessment.site)
        url = reverse("assessment-picture", args=[self.assessment.number, self.picture.pk])
        return self.page(picture=f"{url}?size=s", crumbs=self.crumbs, back_url=self.page_url)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = self.picture.pk
        try:
            return self.once(lambda: self.erase(key))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def erase(self, key: Any) -> str:
        erase_picture(self.assessment.site_id, key, actor=self.actor, now=self.now)
        messages.success(self.request, "照片已删除,系统中的各份副本一并清除。需要时请重新拍照上传。")
        return self.page_url
