"""What does a keeper, a district or an inspector do at the door? His acts, and in one tap what is confirmed or mended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from core.views import OfficePage
from core.workflow import TransitionRefused
from rulebook.selectors import load_calendar
from sites.announced import Announced
from sites.at_door.acts import acts_at
from sites.at_door.odd import QUIET
from sites.at_door.selectors import (
    came_between,
    code_in_force,
    last_print,
    odd_lately,
    open_faults,
    standing_facts,
)
from sites.at_door.services import mend_fault, renew_code
from sites.at_door.views.facts import PLACES, done_among, fact_row, said_beside
from sites.confirming import CHOSEN, Source
from sites.door import Door, Doors, text_of
from sites.models import Fault, ServiceSite
from sites.policy import SITES
from sites.refusals import Refusal
from sites.selectors import announced_now, site_within, supplies_in
from sites.services import Sender, confirm_group
from sites.services.reaching import note_site_out_of_reach
from sites.views.public import known_code
from sites.vocabulary import IN_USE

#: Faults at first sight; all of them stand on their own page.
MOST_FAULTS = 10


BEYOND = "该阵地不在您的办理范围内,不能在这里办理。请用阵地负责人或主管工会的账号登录。"

#: A finding ends with the next nightly watch.
_LEAVES_AT_NIGHT = "预警问题“故障超期未修复”次日凌晨自动移走。"


class DoorPage(OfficePage):
    """``/desk/sites/<code>/door/``"""

    template_name = "sites/at_door/door.html"

    @cached_property
    def site(self) -> ServiceSite:
        code = known_code(self.kwargs["code"])
        found = site_within(self.actor, code)
        if found is None or found.version is None:
            if self.request.method == "POST":
                note_site_out_of_reach(code, actor=self.actor, now=self.now)
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Whoever has nothing to do here came by the page that everybody reads, and goes back to it."""
        try:
            return self.show()
        except Http404:
            messages.info(request, BEYOND)
            return HttpResponseRedirect(reverse("site-page", args=[self.kwargs["code"]]))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        work = {"confirm": self.confirm, "mend": self.mend, "renew": self.renew}.get(
            request.POST.get("do", "")
        )
        if work is None:
            raise BadRequest("an unknown act at the door")
        try:
            return self.once(self.told(work))
        except Refusal as refused:
            return self.show(400, problem=refused.sentence)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.url)

    def told(self, work: Callable[[], str]) -> Callable[[], str]:
        def done() -> str:
            said = work()
            if said:
                messages.success(self.request, said)
            return self.url + self.goes_on_at

        return done

    #: The place of the page at which the next thing is done.
    goes_on_at = ""

    @property
    def url(self) -> str:
        return reverse("site-door", args=[self.site.code])

    @property
    def by(self) -> Sender:
        return Sender(self.actor, self.now, self.seen)

    def confirm(self) -> str:
        group, source = self.request.POST.get("group", ""), self.request.POST.get("source", "")
        confirm_group(self.site.pk, group, source, by=self.by)
        self.goes_on_at = f"?done={group}#{PLACES[group]}"
        return ""

    def mend(self) -> str:
        key = self.request.POST.get("fault", "")
        if not key.isascii() or not key.isdecimal() or len(key) > 17:
            raise BadRequest("a fault without its key")
        fault = mend_fault(self.site.pk, int(key), by=self.by)
        is_late = isinstance(fault, Fault) and fault.is_overdue(self.now.date())
        return f"已登记修好:{fault}。{_LEAVES_AT_NIGHT if is_late else ''}"

    def renew(self) -> str:
        code = renew_code(self.site.pk, by=self.by)
        return f"已换第{code.number}版门口二维码,原来的标牌不再计入扫码人次。请打印新标牌,换下门口的旧标牌。"

    def show(self, status: int = 200, **more: Any) -> HttpResponse:
        site, today = self.site, self.now.date()
        is_in_use = site.state in IN_USE
        supplies = supplies_in(site.standing_notices, site.kind)
        code, standing = code_in_force(site), standing_facts(site, today)
        done = done_among(standing, self.request.GET.get("done", ""), today)
        return self.page(
            status,
            site=site,
            door=self.door,
            verified=self.announced.verified,
            acts=acts_at(site, self.actor, self.now),
            facts=[fact_row(site, each, today) for each in standing],
            **said_beside(done),
            sources=[(each.value, each.label) for each in CHOSEN],
            on_site=Source.ON_SITE.value,
            faults=[(each, each.due_on < today) for each in open_faults(site)[:MOST_FAULTS]],
            supplies=[(each, each.has_expired(today)) for each in supplies],
            came_today=came_between(site, today, today),
            came_this_month=came_between(site, today.replace(day=1), today),
            code=code,
            printed=last_print(code) if code else None,
            odd=odd_lately(site, today),
            quiet=QUIET,
            is_in_use=is_in_use,
            may_confirm=is_in_use and bool(SITES.decide(self.actor, "notify", site)),
            may_keep=is_in_use and bool(SITES.decide(self.actor, "keep_records", site)),
            crumbs=[("阵地", reverse("sites")), (str(site), reverse("site-file", args=[site.code]))],
            own_url=self.url,
            **more,
        )

    @property
    def door(self) -> Door:
        site = self.site
        version = site.version
        if version is None:
            raise Http404
        return Doors(load_calendar(), self.now).door(
            state=site.state,
            access=version.access,
            hours_text=text_of(version.hours),
            phone=version.public_phone,
            announced=self.announced,
        )

    @cached_property
    def announced(self) -> Announced:
        return announced_now(self.site)
