"""How are later documents of a pack entered, confirmed and read in the back office?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from core import clock
from rulebook import services
from rulebook.admin.beside import PagesBeside
from rulebook.admin.pack_rows import actor_of
from rulebook.choices import PackState
from rulebook.forms.records import RecordForm
from rulebook.models import PackRecord, RulePack
from rulebook.policy import RECORDS
from rulebook.selectors import validity_of
from rulebook.services.records import Later
from rulebook.transitions import RECORD


class PackRecords(PagesBeside):
    """延长试行, 废止 and 勘误 of a published pack, on one page."""

    def get_urls(self) -> list[Any]:
        return [self.beside("records", self.records_view), *super().get_urls()]

    def records_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What was issued later, and the form for what is issued now."""
        pack = self.pack_at(request, pk)
        move = request.POST.get("move", "")
        if request.method == "POST" and move in RECORD.edges:
            return self._step(request, pack, move)
        form = RecordForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            later = Later(**form.cleaned_data)
            try:
                services.enter_record(pk, later, actor=actor_of(request), now=clock.now())
            except services.BadPack as bad:
                form.add_error(None, bad.problems)
            else:
                self.message_user(request, "已登记。请由另一名经办人对照印发文件核对,核对后生效。")
                return self.back_to("records", pack)
        return self.framed(
            request, pack, "records", title="后续文件", form=form, **self._shown(request, pack)
        )

    def _step(self, request: HttpRequest, pack: RulePack, move: str) -> HttpResponse:
        key = request.POST.get("record", "")
        record = pack.records.filter(pk=int(key) if key.isdecimal() else None).first()
        if record is None:
            self.message_user(request, "没有找到这条登记,请刷新页面。", "error")
            return self.back_to("records", pack)
        actor, now = actor_of(request), clock.now()
        if move == "confirm":
            services.confirm_record(record.pk, actor=actor, now=now)
            self.message_user(request, "已核对,自登记的日期起生效。")
        else:
            services.drop_record(record.pk, note=request.POST.get("note", ""), actor=actor, now=now)
            self.message_user(request, "已撤下,这条登记不生效。")
        return self.back_to("records", pack)

    def _shown(self, request: HttpRequest, pack: RulePack) -> dict[str, Any]:
        actor = actor_of(request)
        rows = [(row, RECORD.actions_for(actor, row)) for row in pack.records.all()]
        blank = PackRecord(pack=pack)
        return {
            "rows": rows,
            "end": validity_of(pack).end_in_words(),
            "may_enter": pack.state == PackState.PUBLISHED and bool(RECORDS.decide(actor, "enter", blank)),
        }
