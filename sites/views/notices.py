"""What is told of one site at once, what holds, what lies ahead and what is past; one form for each kind."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.selectors import people_of
from core.text_guard import normalise_text
from core.views import NotValid, OfficePage
from core.workflow import TransitionRefused
from rulebook.selectors import load_calendar
from sites.forms.notices import NOTICE_FORMS, Desk, NoticeForm
from sites.forms.notices.closures import ClosureForm, ReopeningForm
from sites.forms.notices.facts import ManagerForm
from sites.forms.notices.one_off import OneOffHoursForm, RecallForm
from sites.forms.notices.supplies import SuppliesForm
from sites.models import ServiceSite
from sites.models.notice import MOST_REASON
from sites.notice_rows import NoticeBoard, board_of
from sites.policy import SITES
from sites.refusals import Refusal
from sites.selectors import announced_on, notices_of, site_within, supplies_in
from sites.services import (
    Sender,
    announce_closure,
    announce_hours,
    announce_reopening,
    confirm_facts,
    correct_facts,
    recall_hours,
    tell_supply,
)
from sites.services.closing import told_by
from sites.services.reaching import note_site_out_of_reach, require_telling
from sites.views.public import known_code
from sites.vocabulary import IN_USE, NoticeKind

#: Past notices at first sight.
MOST_PAST = 30
#: Accounts offered as the new manager's.
MOST_PEOPLE = 60

DONE = {
    NoticeKind.CLOSURE: "停开公告已发布,公众页面已更新。",
    NoticeKind.REOPENING: "停开公告已终止,公众页面已更新。",
    NoticeKind.HOURS: "临时开放时间已发布,公众页面已更新。",
    NoticeKind.RECALL: "临时时间已取消,公众页面已更新。",
    NoticeKind.PHONE: "对外电话已更正,公众页面已更新。",
    NoticeKind.MANAGER: "负责人和内部电话已更正。",
    NoticeKind.MAPS: "上图情况已更正。",
    NoticeKind.SUPPLIES: "物资情况已发布,公众页面已更新。",
    NoticeKind.CONFIRMATION: "已登记核实,公众页面显示核实工会和日期。",
}


class NoticesPage(OfficePage):
    """``/desk/sites/<code>/notices/?kind=closure``"""

    template_name = "sites/notices.html"
    long_texts = {"reason": "原因", "note": "备注"}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kind = request.GET.get("kind", "")
        is_open = kind in NOTICE_FORMS and self.may_tell and kind in dict(self.kinds)
        return self.show(NOTICE_FORMS[kind](desk=self.desk) if is_open else None)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        site, seen = self.site, self.seen
        require_telling(site, actor=self.actor, now=self.now)
        kind = request.POST.get("kind", "")
        if kind not in NOTICE_FORMS:
            raise BadRequest("an unknown kind of notice")
        form = NOTICE_FORMS[kind](request.POST, desk=self.desk)
        if "preview" in request.POST:
            return self.show(form, status=200 if form.is_valid() else 400)
        try:
            return self.once(lambda: self.publish(form, seen))
        except NotValid:
            return self.show(form, status=400)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
            return self.show(form, status=400)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.own_url)

    @cached_property
    def site(self) -> ServiceSite:
        code = known_code(self.kwargs["code"])
        found = site_within(self.actor, code)
        if found is None or found.version is None:
            if self.request.method == "POST":
                note_site_out_of_reach(code, actor=self.actor, now=self.now)
            raise Http404
        found.version.site = found
        return found

    @property
    def own_url(self) -> str:
        return reverse("site-notices", args=[self.site.code])

    @property
    def may_tell(self) -> bool:
        return self.site.state in IN_USE and bool(SITES.decide(self.actor, "notify", self.site))

    @cached_property
    def board(self) -> NoticeBoard:
        return board_of(notices_of(self.site), self.now, most_past=MOST_PAST)

    @cached_property
    def desk(self) -> Desk:
        return Desk(
            site=self.site,
            announced=announced_on(self.site),
            now=self.now,
            calendar=load_calendar(),
            endable=tuple(self.board.endable),
            people=tuple(people_of(self.site.union_path)[:MOST_PEOPLE]),
            supplies=tuple(supplies_in((row.notice for row in self.board.current), self.site.kind)),
            reason=normalise_text(self.request.GET.get("reason", "")[: 4 * MOST_REASON])[:MOST_REASON],
            told_as=told_by(self.site, self.actor)["published_as"],
        )

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """What can be told now; what ends a notice is offered where there is one."""
        endable = {notice.kind for notice in self.board.endable}
        hidden = {
            kind
            for kind, needs in (
                (NoticeKind.REOPENING, NoticeKind.CLOSURE),
                (NoticeKind.RECALL, NoticeKind.HOURS),
            )
            if needs not in endable
        }
        return [(kind, NoticeKind(kind).label) for kind in NOTICE_FORMS if kind not in hidden]

    def show(self, form: NoticeForm | None, status: int = 200) -> HttpResponse:
        site = self.site
        return self.page(
            status,
            form=form,
            site=site,
            door=self.desk.door(self.desk.announced),
            board=self.board,
            kinds=[(label, f"{self.own_url}?kind={kind}#form") for kind, label in self.kinds],
            kind_label=NoticeKind(form.kind).label if form else "",
            may_tell=self.may_tell,
            is_for_keeper=self.is_for_keeper,
            own_url=self.own_url,
            crumbs=[("阵地", reverse("sites")), (str(site), reverse("site-file", args=[site.code]))],
        )

    @property
    def is_for_keeper(self) -> bool:
        """Whether it is told by the district in the keeper's place."""
        return self.may_tell and not any(
            grant.role == "keeper" and grant.manages(self.site.place) for grant in self.actor.grants
        )

    def publish(self, form: NoticeForm, seen: int) -> str:
        """Judged within the one sending, so that a second click leads to the first result and not to a doubt."""
        if not form.is_valid():
            raise NotValid
        by = Sender(self.actor, self.now, seen)
        self.tell(form, by)
        messages.success(self.request, DONE[form.kind])
        for warning in form.warnings:
            messages.warning(self.request, warning)
        return self.own_url

    def tell(self, form: NoticeForm, by: Sender) -> None:
        """Hand what was typed to the service of its kind."""
        key, data = self.site.pk, form.cleaned_data
        match form:
            case ClosureForm():
                wanted = form.closure
                span = {"starts_at": wanted.starts_at, "ends_at": wanted.ends_at}
                announce_closure(key, **span, reason=wanted.reason, by=by)
            case ReopeningForm():
                announce_reopening(key, data["notice"], at=data["at"], by=by)
            case OneOffHoursForm():
                announce_hours(key, **form.span(), intervals=form.intervals, reason=data["reason"], by=by)
            case RecallForm():
                recall_hours(key, data["notice"], by=by)
            case SuppliesForm():
                tell_supply(key, **data, by=by)
            case ManagerForm():
                people = {each.pk: each for each in self.desk.people}
                successor = people.get(data["successor"])
                correct_facts(key, form.kind, form.facts(), by=by, successor=successor)
            case _ if form.kind == NoticeKind.CONFIRMATION:
                confirm_facts(key, by=by)
            case _:
                correct_facts(key, form.kind, form.facts(), by=by)
