"""The three lists of single records: activities, sessions of holidays, repairs. What each shows of a row."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property

from core.templatetags.portal import cn_date
from sites.models import Activity, Fault, HolidaySession
from sites.use.forms import ActivityForm, FaultForm, SessionForm
from sites.use.rates import rate, rate_words
from sites.use.selectors import sessions_by_union
from sites.use.views.records import RecordsPage


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
    lead = "每期结束以后登记一次,只填数,不填孩子和家长的姓名。"
    empty = "还没有办班记录。每期结束以后,在上面登记。"
    columns = (
        {"label": "假期"},
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
            {"text": row.what, "sub": row.facility_label},
            {"text": cn_date(row.reported_on)},
            {"text": cn_date(row.fixed_on) or "—"},
            self._standing(row),
        ]

    def _standing(self, row: Fault) -> dict[str, str]:
        late = row.is_overdue(self.now.date())
        if row.fixed_on is None:
            return {"text": "超过 7 天未修复" if late else "待修复", "tag": "closed" if late else "limited"}
        return {"text": "修复超过 7 天" if late else "已修复", "tag": "limited" if late else "open"}
