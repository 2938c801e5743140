"""Where do stamped papers come back in? A stack is uploaded, each finds its case, the rest is chosen by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.reach import holds
from accounts.roles import Role
from core.policy import NotAllowed
from core.words import chinese_day
from core.workflow import TransitionRefused
from filing.forms.documents import ScansForm, StrayForm, uploads_in
from filing.models import StrayScan
from filing.policy import WRITERS
from filing.selectors import filing_within, strays_of
from filing.services import drop_stray, place_stray, take_in_scan
from filing.services.scans import STRAY_TIME, Placed
from filing.views.base import DeskPage
from filing.views.document_files import SANDBOX
from filing.views.photos import opened
from sites.paper_files import BadPaper
from sites.refusals import Refusal
from sites.uploads import LARGEST


class OfficersPage(DeskPage):
    """For those who may put a scan into some case; over which one, its own policy says."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not holds(self.actor, *WRITERS, Role.CITY):
            raise NotAllowed("盖章扫描件由填报人和各级工会经办人归入案件,您的账号没有这项权限。")
        return super().dispatch(request, *args, **kwargs)


class ScansPage(OfficersPage):
    """``/desk/scans/``"""

    template_name = "filing/scans.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(ScansForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ScansForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=400)
        placed: list[Placed] = []
        errors = []
        for upload in uploads_in(request.FILES, "files"):
            try:
                if upload.is_too_large:
                    raise BadPaper(f"超过 {LARGEST // 1024 // 1024} MB,请分成几个文件后重新上传。")
                placed += take_in_scan(upload.file.read(), upload.name, actor=self.actor, now=self.now)
            except (Refusal, TransitionRefused) as refused:
                errors.append(f"{upload.name}:{refused}")
        return self.show(ScansForm(), placed, errors, status=400 if errors else 200)

    def show(
        self,
        form: ScansForm,
        placed: list[Placed] | None = None,
        errors: list[str] | None = None,
        status: int = 200,
        wrong: dict[int, str] | None = None,
    ) -> HttpResponse:
        return self.page(
            status,
            form=form,
            filed=[each for each in placed or [] if each.case],
            left=sum(not each.case for each in placed or []),
            errors=errors or [],
            strays=[self.stray(row, wrong or {}) for row in strays_of(self.actor)],
            days=STRAY_TIME.days,
        )

    def stray(self, row: StrayScan, wrong: dict[int, str]) -> dict[str, Any]:
        return {
            "key": row.pk,
            "name": str(row),
            "reason": row.reason,
            "uploaded": chinese_day(timezone.localtime(row.uploaded_at)),
            "size": f"{row.attachment.pages} 页 PDF" if row.attachment.is_pdf else "照片",
            "error": wrong.get(row.pk, ""),
            "file_url": reverse("scan-file", args=[row.pk]),
            "place_url": reverse("scan-place", args=[row.pk]),
            "drop_url": reverse("scan-drop", args=[row.pk]),
        }


class OneStray(ScansPage):
    """An address of one scan that waits for its case; only its uploader finds it."""

    http_method_names = ("post", "options")

    @cached_property
    def found(self) -> StrayScan:
        row = strays_of(self.actor).filter(pk=self.kwargs["key"]).first()
        if row is None:
            raise Http404
        return row


class StrayFile(OneStray):
    """The scan itself, to be looked at before its case is chosen."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        attachment = self.found.attachment
        response = FileResponse(
            opened(attachment.file),
            as_attachment=True,
            filename=f"扫描件 {self.found.pk}.{attachment.ending}",
            content_type=attachment.media_type,
        )
        response["Content-Security-Policy"] = SANDBOX
        response["Cache-Control"] = "private, no-store"
        return response


class PlaceStray(OneStray):
    """Its case was chosen by hand."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        stray, form = self.found, StrayForm(request.POST)
        if not form.is_valid():
            return self.wrong(stray, form.errors["number"][0])
        filing = filing_within(self.actor, form.cleaned_data["number"])
        if filing is None:
            return self.wrong(stray, "您的办理范围内没有这个案件,请核对案件编号。")
        try:
            place_stray(stray, filing, actor=self.actor, now=self.now)
        except TransitionRefused as refusal:
            return self.wrong(stray, refusal.reason, status=409)
        messages.success(request, f"扫描件已归入案件 {filing.number}。")
        return HttpResponseRedirect(reverse("scans"))

    def wrong(self, stray: StrayScan, sentence: str, status: int = 400) -> HttpResponse:
        return self.show(ScansForm(), wrong={stray.pk: sentence}, status=status)


class DropStray(OneStray):
    """It is not wanted."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        drop_stray(self.found, actor=self.actor, now=self.now)
        messages.success(request, "扫描件已删除。")
        return HttpResponseRedirect(reverse("scans"))
