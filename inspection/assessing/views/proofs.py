"""How do pictures come beside an item, and who sees them? Served only within reach of the assessment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from core.policy import NotAllowed
from core.workflow import TransitionRefused
from inspection.assessing import services
from inspection.assessing.selectors import picture_of
from inspection.assessing.services.reaching import require_right
from inspection.assessing.views.assessing import AssessmentPage
from inspection.assessing.views.frame import AssessmentBase, wants_json
from inspection.assessing.views.saved import saved
from inspection.models import ScoreProof
from sites.images import BadPicture
from sites.models import Attachment
from sites.refusals import Refusal
from sites.tasks import draw_after_commit
from sites.uploads import LARGEST, MEGABYTE, shown_name


class AddProof(AssessmentPage):
    """Pictures for one item; several at once, each by itself."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        code = self.kwargs["code"]
        if wants_json(request):
            return self.keep_quietly(code)
        require_right(self.assessment, "prove", actor=self.actor, now=self.now)
        try:
            count, problems = self.keep(code)
        except TransitionRefused as refusal:
            self.look_again()
            return self.show(409, reason=refusal.reason)
        if problems:
            self.look_again()
            return self.show(400, problems={code: "".join(problems)})
        messages.success(request, f"已保存 {count} 张照片。")
        return HttpResponseRedirect(self.back(code))

    def keep_quietly(self, code: str) -> JsonResponse:
        """For the page that uploads by itself: every refusal in words."""
        try:
            self.require_quietly("prove")
            _, problems = self.keep(code)
        except NotAllowed as refused:
            return JsonResponse({"reason": refused.reason}, status=403)
        except TransitionRefused as refused:
            return JsonResponse({"reason": refused.reason}, status=409)
        return saved(self, [code], 400 if problems else 200, problems=problems)

    def keep(self, code: str) -> tuple[int, list[str]]:
        """How many pictures were kept, and a sentence for each that was not."""
        if code not in self.codes:
            raise BadRequest("an item of another table")
        files = self.request.FILES.getlist("file")
        problems: list[str] = [] if files else ["还没有选择照片,请先选择文件再上传。"]
        kept: list[ScoreProof] = []
        for file in files:
            try:
                if (file.size or 0) > LARGEST:
                    raise BadPicture(f"超过 {LARGEST // MEGABYTE} MB,请缩小后重新上传。")
                data = file.read()
                kept.append(
                    services.add_proof(self.assessment.pk, code, data, actor=self.actor, now=self.now)
                )
            except Refusal as refused:
                problems.append(f"{shown_name(file.name or '')}:{refused}")
        for proof in kept:
            draw_after_commit(proof.attachment)
        return len(kept), problems

    def back(self, code: str) -> str:
        """To where the picture was taken: one item alone, or the whole table."""
        return f"{self.page_url}?item={code}" if self.is_one else f"{self.page_url}#item-{code}"

    @property
    def is_one(self) -> bool:
        """Does the person see one item alone?"""
        return "1" in (self.request.GET.get("one"), self.request.POST.get("one"))


class RemoveProof(AddProof):
    """Take a picture away."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.assessment
        require_right(row, "prove", actor=self.actor, now=self.now)
        try:
            code = services.remove_proof(row.pk, self.kwargs["key"], actor=self.actor, now=self.now)
        except TransitionRefused as refusal:
            return self.refused(refusal)
        messages.success(request, "照片已移除。")
        return HttpResponseRedirect(self.back(code))


class ProofPicture(AssessmentBase):
    """One picture, or its small copy with ``?size=s``. Without signing in there is none."""

    http_method_names = ("get", "head", "options")

    def handle_no_permission(self) -> HttpResponseRedirect:
        raise Http404

    def choosable(self) -> Attachment | None:
        """A picture of the site, to who may lay it beside an item."""
        photos = self.assessment.version.pictures if self.may_answer else []
        return next((each.attachment for each in photos if each.attachment_id == self.kwargs["key"]), None)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        attachment = picture_of(self.assessment, self.kwargs["key"]) or self.choosable()
        if attachment is None:
            raise Http404
        file = attachment.small if request.GET.get("size") == "s" else attachment.file
        try:
            response = FileResponse(file.open("rb"), content_type=attachment.media_type)
        except (FileNotFoundError, ValueError):
            raise Http404 from None
        response["Content-Disposition"] = f'inline; filename="{attachment.pk}.jpg"'
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response
