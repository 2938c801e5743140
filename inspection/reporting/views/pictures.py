"""The office looks at the pictures of a report, clears them, or erases those that show persons."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from core.workflow import TransitionRefused
from inspection.models import ReportEntry
from inspection.photo_files import as_picture
from inspection.reporting import services
from inspection.reporting.policy import REPORTS
from inspection.reporting.selectors import entry_of_report
from inspection.reporting.views.handling import CRUMBS, OneReport


class OnePicture(OneReport):
    """A picture of one time."""

    @cached_property
    def entry(self) -> ReportEntry:
        found = entry_of_report(self.report, self.kwargs["entry"])
        if found is None:
            raise Http404
        return found


class ReportPicture(OnePicture):
    """The stored picture, for those who handle the site. Without signing in there is none."""

    def handle_no_permission(self) -> HttpResponseRedirect:
        raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        REPORTS.require(self.actor, "see_picture", self.report)
        return as_picture(self.entry.picture, small=request.GET.get("size") == "s")


class ClearPicture(OnePicture):
    """Nobody is in it."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report, entry = self.report, self.entry
        try:
            return self.once(lambda: self.clear(report.pk, entry.pk))
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.own_url)

    def clear(self, key: int, entry: int) -> str:
        services.clear_picture(key, entry, actor=self.actor, now=self.now)
        messages.success(self.request, "已登记:照片不含人像,反映人可以在查询页面看到这张照片。")
        return self.own_url


class ErasePicture(OnePicture):
    """A picture shows persons: look once more, then erase every copy."""

    template_name = "inspection/erase.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        REPORTS.require(self.actor, "erase_picture", self.report)
        url = reverse("report-picture", args=[self.report.pk, self.entry.pk])
        return self.page(picture=url, crumbs=CRUMBS, back_url=self.own_url)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report, entry = self.report, self.entry
        try:
            return self.once(lambda: self.erase(report.pk, entry.pk))
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.own_url)

    def erase(self, key: int, entry: int) -> str:
        services.erase_picture(key, entry, actor=self.actor, now=self.now)
        messages.success(self.request, "照片已删除,系统中的各份副本一并清除。")
        return self.own_url
