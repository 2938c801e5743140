"""A visit is written down, shown, and given its pictures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from core.audit import history_on
from core.policy import Decision
from core.templatetags.portal import cn_date, cn_datetime
from core.text_guard import normalise_text
from core.views import OfficePage
from core.workflow import TransitionRefused
from inspection.models import Rectification, Visit
from inspection.photo_files import as_picture, keep_each, picture_rows
from inspection.rectifying.policy import ORDERS
from inspection.site_pages import PageAboutSite
from inspection.visiting.forms import SightingForm, VisitPhotosForm
from inspection.visiting.policy import VISITS
from inspection.visiting.selectors import (
    photos_of_visit,
    picture_of_visit,
    sites_to_visit,
    visit_within,
)
from inspection.visiting.services import (
    BadSighting,
    erase_sighting,
    photograph,
    record_unannounced,
    require_visiting,
)
from sites.tasks import draw_after_commit
from sites.vocabulary import IN_USE

CRUMB = ("检查", "/desk/inspections/")
CRUMBS = [CRUMB, ("查访", "/desk/inspections/?tab=visits")]

MOST_WORDS = 60
MOST_SHOWN = 20


def visit_url(visit: Visit) -> str:
    return reverse("visit", args=[visit.pk])


class NewVisit(PageAboutSite):
    """``/desk/inspections/visits/new/?site=<code>``; without a site it is looked for."""

    template_name = "inspection/new_visit.html"
    long_texts = {"findings": "看到的情况"}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.site is not None:
            return self.show(SightingForm(now=self.now, organisation=self.actor.office))
        words = normalise_text(request.GET.get("q", "")[: MOST_WORDS * 4])[:MOST_WORDS]
        found = list(sites_to_visit(self.actor, words)[: MOST_SHOWN + 1])
        return self.page(
            sites=found[:MOST_SHOWN],
            has_more=len(found) > MOST_SHOWN,
            words=words,
            crumbs=CRUMBS,
            title="登记暗访",
            lead="先选阵地。暗访不事先通知;到现场看过以后,在这里登记一次,登记后不能修改。",
            why_none="没有找到您可以查访的阵地。查访由区(市)或市总工会经办人登记。",
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        site = self.site
        if site is None:
            raise Http404
        form = SightingForm(request.POST, now=self.now)
        if not form.is_valid():
            require_visiting(site, actor=self.actor, now=self.now)
            return self.show(form, 400)
        try:
            return self.once(lambda: self.record(site.pk, form))
        except BadSighting as bad:
            form.refuse(bad.problems)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.too_late(refusal, reverse("site-file", args=[site.code]))

    def record(self, key: int, form: SightingForm) -> str:
        visit = record_unannounced(key, form.sighting(), actor=self.actor, now=self.now)
        messages.success(self.request, "暗访已登记。有照片的,请在下面上传。")
        return visit_url(visit)

    def show(self, form: SightingForm, status: int = 200) -> HttpResponse:
        site = self.site
        decision: Decision | None = VISITS.decide(self.actor, "visit", site) if site else None
        return self.page(
            status,
            form=form,
            site=site,
            decision=decision,
            crumbs=CRUMBS,
            title="登记暗访",
            lead=f"{site}",
            back_url=reverse("site-file", args=[site.code]) if site else "",
        )


class OneVisit(OfficePage):
    """A page of one visit; beyond reach there is none."""

    @cached_property
    def visit(self) -> Visit:
        found = visit_within(self.actor, self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [*CRUMBS, (str(self.visit.site), visit_url(self.visit))]


class VisitPage(OneVisit):
    """``/desk/inspections/visits/<key>/``; pictures are added by a post."""

    template_name = "inspection/visit.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(VisitPhotosForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        visit, form = self.visit, VisitPhotosForm(request.POST, request.FILES)

        def keep(data: bytes) -> None:
            draw_after_commit(photograph(visit.pk, data, actor=self.actor, now=self.now).attachment)

        try:
            kept, errors = keep_each(request.FILES.getlist("photos"), keep)
        except TransitionRefused as refusal:
            return self.too_late(refusal, visit_url(visit))
        if kept:
            messages.success(request, f"已保存 {kept} 张照片。")
        if kept and not errors:
            return HttpResponseRedirect(visit_url(visit))
        form.is_valid()
        for sentence in errors or ["还没有选择照片,请先选择文件再上传。"]:
            form.add_error("photos", sentence)
        return self.show(form, 400)

    def show(self, form: VisitPhotosForm, status: int = 200) -> HttpResponse:
        visit, site = self.visit, self.visit.site
        photos = photos_of_visit(visit)
        may_order = site.state in IN_USE and ORDERS.decide(self.actor, "order", Rectification(site=site))
        new = f"{reverse('rectification-new')}?site={site.code}&visit={visit.pk}"
        return self.page(
            status,
            visit=visit,
            site=site,
            rows=rows_of(visit),
            photos=picture_rows(photos, lambda key: reverse("visit-photo", args=[visit.pk, key])),
            form=form if VISITS.decide(self.actor, "photograph", visit) else None,
            may_erase=bool(VISITS.decide(self.actor, "erase_picture", visit)),
            order_url=new if may_order and visit.verdict == "fix" else "",
            orders=list(ORDERS.visible_to(self.actor).filter(visit=visit)),
            entries=list(history_on(visit)[:30]),
            crumbs=CRUMBS,
            lead=f"{site.type_label} · {site.district.name} · {site.managing_union.name}",
            more=[("阵地档案", reverse("site-file", args=[site.code]))],
        )


def rows_of(visit: Visit) -> list[dict[str, Any]]:
    """What was written down."""
    at = f" {visit.held_at:%H:%M}" if visit.held_at else ""
    colours = {"pass": "open", "fix": "limited"}
    return [
        {"label": "到访时间", "value": f"{cn_date(visit.held_on)}{at}"},
        {"label": "检查单位", "value": visit.organisation},
        {"label": "检查人员", "value": "、".join(visit.inspectors)},
        {"label": "现场人员", "value": visit.met_on_site or "没有遇到"},
        {"label": "开放情况", "value": visit.get_door_display()},
        {"label": "结论", "value": visit.outcome, "tag": colours.get(visit.verdict, "plain")},
        {"label": "看到的情况", "value": visit.findings or "—"},
        {"label": "登记", "value": f"{visit.recorded_by} {cn_datetime(visit.recorded_at)}"},
    ]


class VisitPhoto(OneVisit):
    """One stored picture, or its small copy with ``?size=s``. Without signing in there is none."""

    def handle_no_permission(self) -> HttpResponseRedirect:
        raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = picture_of_visit(self.visit, self.kwargs["picture"])
        return as_picture(found, small=request.GET.get("size") == "s")


class EraseVisitPhoto(OneVisit):
    """A picture shows persons: look once more, then erase every copy."""

    template_name = "inspection/erase.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        visit = self.visit
        if picture_of_visit(visit, self.kwargs["picture"]) is None:
            raise Http404
        VISITS.require(self.actor, "erase_picture", visit)
        url = reverse("visit-photo", args=[visit.pk, self.kwargs["picture"]])
        return self.page(number="", picture=f"{url}?size=s", crumbs=self.crumbs, back_url=visit_url(visit))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        visit, key = self.visit, self.kwargs["picture"]
        if picture_of_visit(visit, key) is None:
            raise Http404
        try:
            return self.once(lambda: self.erase(visit, key))
        except TransitionRefused as refusal:
            return self.too_late(refusal, visit_url(visit))

    def erase(self, visit: Visit, key: Any) -> str:
        erase_sighting(visit.pk, key, actor=self.actor, now=self.now)
        messages.success(self.request, "照片已删除,系统中的各份副本一并清除。")
        return visit_url(visit)
