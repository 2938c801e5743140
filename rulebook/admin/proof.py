"""How is the printed document kept beside a pack, and how is a pack rehearsed before it is published?"""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from core import clock
from rulebook import services
from rulebook.admin.beside import PagesBeside
from rulebook.admin.pack_rows import actor_of, is_open
from rulebook.forms.files import ScanForm
from rulebook.selectors import scan_of
from rulebook.transitions import PACK

#: A stored file shows itself and does nothing.
SANDBOX = "default-src 'none'; sandbox"
#: What a person may do on the page of the rehearsal.
MOVES = ("rehearse", "publish")


class PackProof(PagesBeside):
    """The scan of the printed document, and the page from which a pack is rehearsed and published."""

    def get_urls(self) -> list[Any]:
        return [
            self.beside("scan", self.scan_view),
            self.beside("scan_file", self.scan_file_view),
            self.beside("rehearsal", self.rehearsal_view),
            *super().get_urls(),
        ]

    def scan_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One PDF in, instead of the one before."""
        pack = self.pack_at(request, pk)
        form = ScanForm(request.POST or None, request.FILES or None, initial={"seen": pack.revision})
        if request.method == "POST" and form.is_valid():
            actor, now, seen = actor_of(request), clock.now(), form.cleaned_data["seen"]
            try:
                services.attach_scan(pk, form.cleaned_data["file"].read(), actor=actor, now=now, seen=seen)
            except services.BadPack as bad:
                form.add_error("file", bad.problems)
            else:
                self.message_user(request, "已保存印发原件扫描件。请由另一名经办人对照核对。")
                return self.back_to("change", pack)
        scan = scan_of(pack)
        may_write = is_open(request, pack)
        return self.framed(
            request, pack, "scan", title="印发原件扫描件", form=form, scan=scan, may_write=may_write
        )

    def scan_file_view(self, request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
        pack = self.pack_at(request, pk)
        scan = scan_of(pack)
        if scan is None:
            raise Http404
        name = f"{pack.title}(第{pack.number}版).pdf"
        response = FileResponse(
            scan.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf"
        )
        response["Content-Security-Policy"] = SANDBOX
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response

    def rehearsal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the last rehearsal showed, with the buttons that come next; ``?print=1`` is the sheet."""
        pack = self.pack_at(request, pk)
        if request.method == "POST":
            return self._move(request, pk)
        rehearsals = list(pack.rehearsals.all())
        actions = [each for each in PACK.actions_for(actor_of(request), pack) if each.edge.action in MOVES]
        told = {"last": rehearsals[0] if rehearsals else None, "earlier": rehearsals[1:], "now": clock.now()}
        template = "rehearsal_print" if request.GET.get("print") else "rehearsal"
        return self.framed(request, pack, template, title="试算与公布", actions=actions, **told)

    def _move(self, request: HttpRequest, pk: int) -> HttpResponse:
        actor, now = actor_of(request), clock.now()
        pack = self.pack_at(request, pk)
        if request.POST.get("move") == "publish":
            seen = request.POST.get("seen", "")
            services.publish_pack(pk, actor=actor, now=now, seen=int(seen) if seen.isdecimal() else -1)
            self.message_user(request, "已公布,自施行日期起适用。公布后不能修改,只能由新版本接替。")
        else:
            services.rehearse_pack(pk, actor=actor, now=now)
            self.message_user(request, "已试算,请查看结果后公布。")
        return self.back_to("rehearsal", pack)
