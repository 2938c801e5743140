"""How do pictures come beside an item, and who sees them? Served only within reach of the assessment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from core.workflow import TransitionRefused
from inspection.assessing import services
from inspection.assessing.selectors import picture_of
from inspection.assessing.services.reaching import require_right
from inspection.assessing.views.assessing import AssessmentPage
from inspection.models import ScoreProof
from sites.images import BadPicture
from sites.refusals import Refusal
from sites.tasks import draw_after_commit
from sites.uploads import LARGEST, MEGABYTE, shown_name


class AddProof(AssessmentPage):
    """Pictures for one item; several at once, each by itself."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, code = self.assessment, self.kwargs["code"]
        require_right(row, "prove", actor=self.actor, now=self.now)
        if code not in self.codes:
            raise BadRequest("an item of another table")
        files = request.FILES.getlist("file")
        wants_json = request.headers.get("Accept", "") == "application/json"
        errors: list[str] = [] if files else ["还没有选择照片,请先选择文件再上传。"]
        kept: list[ScoreProof] = []
        try:
            for file in files:
                try:
                    if (file.size or 0) > LARGEST:
                        raise BadPicture(f"超过 {LARGEST // MEGABYTE} MB,请缩小后重新上传。")
                    kept.append(services.add_proof(row.pk, code, file.read(), actor=self.actor, now=self.now))
                except Refusal as refused:
                    errors.append(f"{shown_name(file.name or '')}:{refused}")
        except TransitionRefused as refusal:
            if wants_json:
                return JsonResponse({"reason": refusal.reason}, status=409)
            return self.show(409, reason=refusal.reason)
        for proof in kept:
            draw_after_commit(proof.attachment)
        if wants_json:
            return self.answered(code, errors)
        if errors:
            return self.show(400, problems={code: "".join(errors)})
        messages.success(request, f"已保存 {len(kept)} 张照片。")
        return HttpResponseRedirect(self.back(code))

    def answered(self, code: str, errors: list[str]) -> JsonResponse:
        count = self.assessment.proofs.filter(code=code).count()
        return JsonResponse({"proofs": count, "problems": errors}, status=400 if errors else 200)

    def back(self, code: str) -> str:
        """To where the picture was taken: one item alone, or the whole table."""
        one = self.request.POST.get("one") == "1"
        return f"{self.page_url}?item={code}" if one else f"{self.page_url}#item-{code}"


class RemoveProof(AssessmentPage):
    """Take a picture away."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.assessment
        require_right(row, "prove", actor=self.actor, now=self.now)
        try:
            services.remove_proof(row.pk, self.kwargs["key"], actor=self.actor, now=self.now)
        except TransitionRefused as refusal:
            return self.refused(refusal)
        messages.success(request, "照片已移除。")
        return HttpResponseRedirect(self.page_url)


class ProofPicture(AssessmentPage):
    """One picture, or its small copy with ``?size=s``. Without signing in there is none."""

    http_method_names = ("get", "head", "options")

    def handle_no_permission(self) -> HttpResponseRedirect:
        raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        attachment = picture_of(self.assessment, self.kwargs["key"])
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
