"""Lists of single records with the form of one: activities, sessions, repairs. Written, corrected, taken away with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property

from core.templatetags.portal import cn_date
from sites.forms import page_of
from sites.models import Activity, Fault, HolidaySession
from sites.models.use import SiteRecord
from sites.use.checks import Frame
from sites.use.forms import ActivityForm, FaultForm, RecordForm, RemovalForm, SessionForm
from sites.use.rates import rate, rate_words
from sites.use.selectors import other_spans, record_of, records_of, sessions_by_union
from sites.use.services import remove_record, write_record
from sites.use.views.frame import UsePage, entered_words

PER_PAGE = 50


def key_of(text: str) -> int | None:
    """The key of a record in an address or a hidden field; ``None`` without one."""
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 17:
        raise Http404
    return int(text)


class RecordsPage(UsePage):
    """``?edit=7`` opens one record; without it the form is for a new one."""

    template_name = "sites/use/records.html"
    form_class: ClassVar[type[RecordForm]]
    columns: ClassVar[tuple[dict[str, Any], ...]] = ()
    #: The first line of the page, and why the list is empty.
    lead: ClassVar[str] = ""
    empty: ClassVar[str] = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = key_of(request.GET.get("edit", ""))
        row = self.row(key)
        form = self.form_class(frame=self.frame_of(key), initial=vars(row) if row else self.beginning)
        return self.show(form, **self.of_list(row))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = key_of(request.POST.get("record", ""))
        if "remove" in request.POST:
            return self.remove(key)
        form = self.form_class(request.POST, frame=self.frame_of(key))
        return self.write(
            form, lambda typed: self.save(form, key), **self.of_list(self.row(key, strict=False))
        )

    @property
    def beginning(self) -> dict[str, Any]:
        """What an empty form begins with."""
        return {}

    def row(self, key: int | None, *, strict: bool = True) -> SiteRecord | None:
        found = record_of(self.site, self.form_class.record, key) if key else None
        if key and found is None and strict:
            raise Http404
        return found

    def frame_of(self, key: int | None) -> Frame:
        return replace(self.frame, others=other_spans(self.site, self.form_class.record, key))

    def save(self, form: RecordForm, key: int | None) -> str:
        known = bool(form.cleaned_data.get("known"))
        row = write_record(self.site.pk, form.record, form.values, by=self.by, key=key, is_known=known)
        return f"{'已更正' if key else '已登记'}:{row}。"

    def remove(self, key: int | None) -> HttpResponse:
        if key is None:
            raise BadRequest("nothing to remove")
        form = RemovalForm(self.request.POST)
        return self.write(
            form, lambda typed: self._removed(key, typed["reason"]), **self._of_removal(form, key)
        )

    def _of_removal(self, form: RemovalForm, key: int) -> dict[str, Any]:
        """The page with the record's own form, and the refused reason in its own one."""
        row = self.row(key, strict=False)
        initial = vars(row) if row else {}
        own = self.form_class(frame=self.frame_of(key), initial=initial)
        return {**self.of_list(row), "form": own if self.may_keep else None, "removal": form}

    def _removed(self, key: int, reason: str) -> str:
        row = remove_record(self.site.pk, self.form_class.record, key, reason, by=self.by)
        return f"已删除:{row}。"

    def of_list(self, row: SiteRecord | None) -> dict[str, Any]:
        rows = records_of(self.site, self.form_class.record)
        page = Paginator(rows, PER_PAGE).get_page(page_of(self.request.GET))
        return {
            "lead": self.lead,
            "empty": self.empty,
            "record": row,
            "record_label": self.form_class.record.label,
            "revision": self.seen if self.request.method == "POST" else row.revision if row else 0,
            "removal": RemovalForm() if row else None,
            "list": page,
            "columns": [*self.columns, {"label": "填报工会"}],
            "rows": [self._line(each) for each in page],
            "notes": self.notes,
        }

    @cached_property
    def notes(self) -> list[str]:
        """What else to say above the list."""
        return []

    def _line(self, row: SiteRecord) -> dict[str, Any]:
        link = ("更正或删除", f"{self.url}?edit={row.pk}#form")
        entered = {"text": entered_words(row) or "—"}
        return {"cells": [*self.cells(row), entered], "actions": [link] if self.may_keep else []}

    def cells(self, row: Any) -> list[dict[str, Any]]:
        return [{"text": str(row)}]


class ActivitiesPage(RecordsPage):
    """``/desk/sites/<code>/use/activities/``"""

    name = "site-use-activities"
    form_class = ActivityForm
    lead = "办完一次记一次,只记场次和人次,不记姓名。"
    empty = "还没有登记活动。办完活动以后,在上面登记。"
    columns = (
        {"label": "活动"},
        {"label": "日期", "keep": True},
        {"label": "场次", "numeric": True},
        {"label": "参加人次", "numeric": True},
    )

    @property
    def beginning(self) -> dict[str, Any]:
        return {"sessions": 1}

    @cached_property
    def notes(self) -> list[str]:
        floor = self.site.kind.use.floor
        if floor is None:
            return []
        union, year = self.site.managing_union_id, self.now.year
        held = sessions_by_union([union], floor, year).get(union, 0)
        said = f"{year}年本工会各处阵地合计举办{floor.words} {held} 场"
        return [f"{said};每年至少 {floor.sessions} 场,按工会计算,不是每处都要办。"]

    def cells(self, row: Activity) -> list[dict[str, Any]]:
        more = [f"{label} {count}" for label, count in self._extra(row) if count is not None]
        return [
            {"text": row.title, "sub": ",".join([row.kind_label, *more])},
            {"text": cn_date(row.held_on)},
            {"text": f"{row.sessions:,}"},
            {"text": f"{row.visits:,}"},
        ]

    def _extra(self, row: Activity) -> list[tuple[str, int | None]]:
        names = self.site.kind.use.counts
        return [(str(Activity._meta.get_field(name).verbose_name), getattr(row, name)) for name in names]


class SessionsPage(RecordsPage):
    """``/desk/sites/<code>/use/sessions/``"""

    name = "site-use-sessions"
    form_class = SessionForm
    lead = "每个班结束以后登记一次,只填数,不填孩子和家长的姓名。"
    empty = "还没有登记办班。班次结束以后,在上面登记。"
    columns = (
        {"label": "班次"},
        {"label": "起止日期", "keep": True},
        {"label": "办班天数", "numeric": True},
        {"label": "报名儿童", "numeric": True},
        {"label": "出勤率", "numeric": True},
    )

    def cells(self, row: HolidaySession) -> list[dict[str, Any]]:
        counts = f"协议 {row.agreements} 份,参保 {row.insured} 人,工作人员 {row.staff} 人"
        return [
            {"text": row.season_words, "sub": counts},
            {"text": f"{cn_date(row.starts_on)}至{cn_date(row.ends_on)}"},
            {"text": f"{row.days} 天"},
            {"text": f"{row.children:,} 人"},
            {"text": rate_words(rate(row.child_days, row.children * row.days))},
        ]


class FaultsPage(RecordsPage):
    """``/desk/sites/<code>/use/faults/``"""

    name = "site-use-faults"
    form_class = FaultForm
    lead = "设备坏了记一条,修好以后补上修复日期。7 天以内修好的不算超期。"
    empty = "没有报修记录。设备有故障时,在上面登记。"
    columns = (
        {"label": "故障"},
        {"label": "报修日期", "keep": True},
        {"label": "修复日期", "keep": True},
        {"label": "情况", "keep": True},
    )

    @property
    def beginning(self) -> dict[str, Any]:
        return {"reported_on": self.now.date()}

    def cells(self, row: Fault) -> list[dict[str, Any]]:
        return [
            {"text": row.what},
            {"text": cn_date(row.reported_on)},
            {"text": cn_date(row.fixed_on) or "—"},
            self._standing(row),
        ]

    def _standing(self, row: Fault) -> dict[str, str]:
        late = row.is_overdue(self.now.date())
        if row.fixed_on is None:
            return {"text": "超过 7 天未修复" if late else "待修复", "tag": "closed" if late else "limited"}
        return {"text": "修复超过 7 天" if late else "已修复", "tag": "limited" if late else "open"}
