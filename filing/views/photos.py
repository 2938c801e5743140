"""How do pictures come in and who sees them? Each file by itself; served only within reach of the case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property

from core.workflow import TransitionRefused
from filing.forms import PhotosForm
from filing.forms.photos import SHOWS, Upload
from filing.gap_pages import letter_in, open_parts_in, waiting_parts
from filing.pages import section_url, slots_of
from filing.selectors import attachment_of
from filing.services import attach_photo, detach_photo
from filing.services.reaching import require_writing
from filing.views.base import FilingPage
from filing.views.sections import ANSWERED, EditPage
from sites.images import BadPicture
from sites.models import SitePhoto
from sites.refusals import Refusal
from sites.sections import BY_CODE
from sites.selectors import photos_of
from sites.services import AlreadyThere, TooManyPhotos
from sites.tasks import draw_after_commit
from sites.uploads import LARGEST, MEGABYTE


@dataclass
class Taken:
    """What became of the files of one post: the slot of each that was kept, sentences about those that the case
    shows already, and what is wrong with the others by slot.
    """

    slots: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        return len(self.slots)


class TakesPhotos:
    """Keeps what came, each file by itself; the view has an actor, a moment and a case."""

    def keep_all(self, request: HttpRequest) -> Taken:
        """Raises ``TransitionRefused``. What the case shows already is said at once."""
        uploads = self.uploads(request)
        taken = Taken()
        for upload in uploads:
            try:
                self.keep(upload)
                taken.slots.append(upload.slot)
            except AlreadyThere as seen:
                taken.there.append(f"{upload.name}:{seen}")
            except (Refusal, TooManyPhotos) as refused:
                taken.errors.setdefault(upload.slot, []).append(f"{upload.name}:{refused}")
        if not uploads:
            taken.errors["plate"] = ["还没有选择照片,请先选择文件再上传。"]
        for sentence in taken.there:
            messages.info(request, sentence)
        return taken

    def uploads(self, request: HttpRequest) -> list[Upload]:
        return list(PhotosForm(request.POST, request.FILES).uploads())

    def keep(self, upload: Upload) -> None:
        if upload.is_too_large:
            raise BadPicture(f"超过 {LARGEST // MEGABYTE} MB,请缩小后重新上传。")
        data = upload.file.read()
        photo = attach_photo(self.filing.pk, upload.slot, data, actor=self.actor, now=self.now)
        draw_after_commit(photo.attachment)


class PhotosPage(TakesPhotos, EditPage):
    """``/desk/filings/<number>/photos/``"""

    template_name = "filing/photos.html"
    section = BY_CODE["photos"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.away() or self.show({})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_writing(self.filing, actor=self.actor, now=self.now)
        try:
            return self.take(request)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def take(self, request: HttpRequest) -> HttpResponse:
        wants_answer = request.POST.get("then") == ANSWERED
        # Pictures that came before, from a phone too, are answered without choosing them again.
        if wants_answer and not request.FILES and self.answer():
            return HttpResponseRedirect(self.case_url)
        taken = self.keep_all(request)
        if taken.kept and not taken.errors:
            messages.success(request, f"已保存 {taken.kept} 张照片。")
        if taken.errors or not wants_answer:
            self.remind(taken.slots)
        if taken.errors:
            return self.show(taken.errors, taken.kept, status=400)
        if not wants_answer:
            return HttpResponseRedirect(section_url(self.filing, self.section.code))
        self.answer()
        return HttpResponseRedirect(self.case_url)

    def remind(self, slots: list[str]) -> None:
        """A picture in the slot that a letter names is no answer yet."""
        waiting = waiting_parts(self.filing, (f"photos.{slot}" for slot in slots))
        if waiting:
            told = f"“{'、'.join(waiting)}”的照片已保存,还没有答复;"
            messages.warning(self.request, f"{told}请再点“上传并答复已补正”答复该项,不用重新选择照片。")

    def show(self, errors: dict[str, list[str]], kept: int = 0, status: int = 200) -> HttpResponse:
        slots = slots_of(self.filing, photos_of(self.filing.version))
        open_slots = open_parts_in(self.filing, self.section.code)
        for slot in slots:
            slot["shows"] = SHOWS[slot["name"]]
            slot["errors"] = errors.get(slot["name"], [])
            slot["is_open"] = open_slots is None or slot["name"] in open_slots
        gaps = letter_in(self.filing, self.section.code)
        frame = self.frame(self.section, self.filing)
        return self.page(status, slots=slots, kept=kept, errors=errors, gaps=gaps, **frame)


class OnePhoto(FilingPage):
    """An address of one picture of the case."""

    @cached_property
    def photo(self) -> SitePhoto:
        found = photos_of(self.filing.version).filter(attachment_id=self.kwargs["key"]).first()
        if found is None:
            raise Http404
        return found


class Photo(FilingPage):
    """One stored picture, or its small copy with ``?size=s``. Without signing in there is none."""

    def handle_no_permission(self) -> HttpResponseRedirect:
        raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        attachment = attachment_of(self.filing, self.kwargs["key"])
        if attachment is None:
            raise Http404
        small = request.GET.get("size") == "s"
        response = FileResponse(
            opened(attachment.small if small else attachment.file), content_type="image/jpeg"
        )
        response["Content-Disposition"] = f'inline; filename="{attachment.pk}.jpg"'
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class RemovePhoto(OnePhoto):
    """Take a picture out of the draft."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_writing(self.filing, actor=self.actor, now=self.now)
        try:
            detach_photo(self.filing.pk, self.photo, actor=self.actor, now=self.now)
        except TransitionRefused as refusal:
            return self.refused(refusal)
        messages.success(request, "照片已移除。")
        return HttpResponseRedirect(section_url(self.filing, "photos"))


def opened(file: FieldFile) -> Any:
    """The stored bytes; a file that is gone is not found."""
    try:
        return file.open("rb")
    except (FileNotFoundError, ValueError):
        raise Http404 from None
