"""How does a change or a cancellation begin? From a site in the register that the person writes for."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from core.text_guard import normalise_text
from core.workflow import TransitionRefused
from filing.kinds import SECTIONS_OF
from filing.pages import section_url
from filing.policy import WRITERS, may_start
from filing.services import start_cancellation, start_change
from filing.states import FilingKind
from filing.views.base import DeskPage
from sites.models import ServiceSite
from sites.selectors import site_within, sites_in_use_managed_by

MOST_WORDS = 60
MOST_SHOWN = 20

SERVICES = {FilingKind.CHANGE: start_change, FilingKind.CANCEL: start_cancellation}

LEADS = {
    FilingKind.CHANGE: "以名册现有资料为底稿,只改有变化的内容。批准前,名册和公众页面保持不变。",
    FilingKind.CANCEL: "阵地不再开放时办理。批准后,阵地退出名册,公众页面关闭。",
}


class StartOnSite(DeskPage):
    """``/desk/filings/new/?kind=change&site=<code>``; without a site it is looked for."""

    template_name = "filing/new_on_site.html"

    def kind(self) -> FilingKind:
        given = self.request.POST.get("kind") or self.request.GET.get("kind", "")
        if given not in SERVICES:
            raise Http404
        return FilingKind(given)

    def site(self) -> ServiceSite | None:
        code = self.request.POST.get("site") or self.request.GET.get("site", "")
        if not code:
            return None
        found = site_within(self.actor, code)
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest) -> HttpResponse:
        kind, site = self.kind(), self.site()
        words = normalise_text(request.GET.get("q", "")[: MOST_WORDS * 4])[:MOST_WORDS]
        found = [] if site else list(sites_in_use_managed_by(self.actor, WRITERS, words)[: MOST_SHOWN + 1])
        return self.page(
            kind=kind,
            lead=LEADS[kind],
            site=site,
            decision=may_start(self.actor, site) if site else None,
            sites=found[:MOST_SHOWN],
            has_more=len(found) > MOST_SHOWN,
            words=words,
            crumbs=[("备案", reverse("filings"))],
            back_url=reverse("site-file", args=[site.code]) if site else reverse("filings"),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        kind, site = self.kind(), self.site()
        if site is None:
            raise Http404
        try:
            return self.once(lambda: self.start(kind, site))
        except TransitionRefused as refusal:
            return self.too_late(refusal, reverse("site-file", args=[site.code]))

    def start(self, kind: FilingKind, site: ServiceSite) -> str:
        filing = SERVICES[kind](site, actor=self.actor, now=self.now)
        return section_url(filing, SECTIONS_OF[kind][0].code)
