"""Three taps for everybody, and what became of them. The pages know no person and keep nothing of the visitor."""

from __future__ import annotations

import hashlib
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import View

from core import clock
from core.actor import NOBODY
from core.clock import LEGAL_ZONE
from core.once import parse_key, perform_once
from core.templatetags.portal import cn_datetime
from core.workflow import TransitionRefused
from inspection.photo_files import as_picture
from inspection.reporting import services
from inspection.reporting.door import closed_words
from inspection.reporting.forms import ReportForm
from inspection.reporting.next_steps import clock_of
from inspection.reporting.pages import mended_words, told_words
from inspection.reporting.selectors import followed, is_put_right, picture_of_entry
from inspection.reporting.states import TAGS, ReportState, Wrong
from rulebook.selectors import load_calendar
from sites.door import Doors, text_of
from sites.models import ServiceSite
from sites.refusals import Refusal
from sites.selectors import announced_on, public_site
from sites.tasks import draw_after_commit
from sites.views.by_number import FindByNumber
from sites.views.public import known_code


@method_decorator(never_cache, name="dispatch")
class ReportSite(View):
    """``/s/<code>/report/``"""

    http_method_names = ["get", "head", "post", "options"]

    @cached_property
    def site(self) -> ServiceSite:
        found = public_site(known_code(self.kwargs["code"]))
        if found is None or found.version is None:
            raise Http404
        return found

    @cached_property
    def now(self) -> datetime:
        return clock.now()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(ReportForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key, form = parse_key(request.POST.get("key", "")), ReportForm(request.POST, request.FILES)
        if key is None:
            raise BadRequest("a form without its key")
        if not form.is_valid():
            return self.show(form, 400)
        data = form.cleaned_data
        picture = data["photo"].read() if data["photo"] else b""
        told = services.Told(data["kind"], data["text"], picture)
        content = {
            "to": request.path,
            "typed": [told.kind, told.text, hashlib.sha256(picture).hexdigest()],
        }
        try:
            return HttpResponseRedirect(
                perform_once(key, content, lambda: self.lodge(told), actor=NOBODY, now=self.now)
            )
        except services.NoMoreToday:
            return self.crowded()
        except Refusal as refused:
            form.add_error(None, refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.show(form, 409, problem=refusal.reason)

    def lodge(self, told: services.Told) -> str:
        address = self.request.META.get("REMOTE_ADDR", "")
        entry = services.lodge_report(self.site.pk, told, address=address, now=self.now)
        if entry.picture:
            draw_after_commit(entry.picture)
        return f"{reverse('report-follow', args=[entry.number])}?k={entry.token}"

    def show(self, form: ReportForm, status: int = 200, **more: Any) -> HttpResponse:
        site = self.site
        said = closed_words(site)
        context = {"site": site, "form": form, "closed_words": said, **more}
        if not said:
            context["door"] = self.door()
        return render(self.request, "inspection/reports/report.html", context, status=status)

    def door(self) -> Any:
        """What the public was told of the door, so that nobody reports what is known already."""
        site, version = self.site, self.site.version
        return Doors(load_calendar(), self.now).door(
            state=site.state,
            access=version.access if version else "",
            hours_text=text_of(version.hours if version else None),
            phone=version.public_phone if version else "",
            announced=announced_on(site),
        )

    def crowded(self) -> HttpResponse:
        """Until the day is over."""
        midnight = datetime.combine(self.now.date() + timedelta(days=1), time(), LEGAL_ZONE)
        answer = self.show(ReportForm(), 429, is_crowded=True)
        answer["Retry-After"] = str(max(1, int((midnight - self.now).total_seconds())))
        return answer


class FindReport(FindByNumber):
    """``/reports/``"""

    what, example, find, follow = "反映", "FY2026-000001", "report-find", "report-follow"
    told = staticmethod(followed)


@method_decorator(never_cache, name="dispatch")
class FollowReport(View):
    """``/reports/<number>/?k=``: without the right token nothing is told, not even that it exists."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        entry = followed(self.kwargs["number"], request.GET.get("k", ""))
        if entry is None:
            return FindReport.asked_again(request, self.kwargs["number"])
        report = entry.report
        picture = ""
        if picture_of_entry(entry):
            picture = f"{reverse('report-follow-picture', args=[entry.number])}?k={entry.token}"
        context = {
            "entry": entry,
            "report": report,
            "site": report.site,
            "kind": Wrong(report.kind).label,
            "told": told_words(report),
            "tag": TAGS[ReportState(report.state)],
            "received": cn_datetime(entry.received_at),
            "due": clock_of(report, clock.now().astimezone(LEGAL_ZONE).date()).told,
            "mended": mended_words(report) if is_put_right(report) else "",
            "answered": cn_datetime(report.answered_at) if report.answered_at else "",
            "picture": picture,
        }
        return render(request, "inspection/reports/follow.html", context)


@method_decorator(never_cache, name="dispatch")
class FollowPicture(View):
    """The picture that was sent, once a person looked at it."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        entry = followed(self.kwargs["number"], request.GET.get("k", ""))
        if entry is None:
            raise Http404
        return as_picture(picture_of_entry(entry), small=False)
