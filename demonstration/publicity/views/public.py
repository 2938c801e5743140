"""What does everybody see? The notices, the form for objections, and what became of one's own."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import View

from core import clock
from core.actor import NOBODY
from core.canonical import short_digest
from core.clock import LEGAL_ZONE
from core.once import parse_key, perform_once
from core.workflow import TransitionRefused
from demonstration.models import Objection, Publicity
from demonstration.publicity import services
from demonstration.publicity.forms import ObjectionForm
from demonstration.publicity.selectors import (
    notice,
    objection_numbered,
    public_notices,
    takes_objections,
    told_of,
)
from demonstration.publicity.words import OBJECTION_TAGS, TAGS, objection_next, until_words
from demonstration.rounds.words import said
from sites.codes import is_same_token
from sites.refusals import Refusal
from sites.views.by_number import FindByNumber

PAGE_SIZE = 30
_MOST_TOKEN = 40


class PublicPage(View):
    """At one moment, for somebody without an account."""

    http_method_names = ["get", "head", "options"]
    template_name = ""

    @cached_property
    def now(self) -> datetime:
        return clock.now()

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, self.template_name, context, status=status)


class NoticeList(PublicPage):
    """``/notices/``"""

    template_name = "demonstration/notices.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = Paginator(public_notices(), PAGE_SIZE).get_page(request.GET.get("page"))
        rows = [
            {
                "title": row.title,
                "url": reverse("notice", args=[row.pk]),
                "issuer": row.round.issuer.name,
                "words": until_words(row, self.now),
            }
            for row in page.object_list
        ]
        return self.page(rows=rows, page=page)


class OneNotice(PublicPage):
    @cached_property
    def row(self) -> Publicity:
        found = notice(self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    @property
    def url(self) -> str:
        return reverse("notice", args=[self.row.pk])


@method_decorator(never_cache, name="dispatch")
class NoticePage(OneNotice):
    """``/notices/<key>/``: the notice as it hangs out, on screen and on paper."""

    template_name = "demonstration/notice.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.row
        entries = list(row.entries.all())
        told = told_of(row, entries)
        later = getattr(row, "replaced_by", None)
        return self.page(
            notice=row,
            told=told,
            lines=list(zip(told.rows, entries, strict=True)),
            words=until_words(row, self.now),
            object_url=reverse("notice-object", args=[row.pk]) if takes_objections(row, self.now) else "",
            later_url=reverse("notice", args=[later.pk]) if later else "",
            digest=short_digest(row.digest),
            is_sample=row.round.pack is not None and row.round.pack.is_sample,
        )


@method_decorator(never_cache, name="dispatch")
class ObjectToEntry(OneNotice):
    """``…/object/``"""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "demonstration/object.html"

    def form(self, data: Any = None, **more: Any) -> ObjectionForm:
        return ObjectionForm(data, entries=self.row.entries.all(), **more)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.form(initial={"entry": request.GET.get("entry", "")[:20]}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key, form = parse_key(request.POST.get("key", "")), self.form(request.POST)
        if key is None:
            raise BadRequest("a form without its key")
        if not form.is_valid():
            return self.show(form, 400)
        try:
            content = {"to": request.path, "typed": form.cleaned_data}
            address = perform_once(key, content, lambda: self.lodge(form), actor=NOBODY, now=self.now)
            return HttpResponseRedirect(address)
        except services.NoMoreToday:
            return self.crowded(form)
        except Refusal as refused:
            form.add_error("text", refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.show(form, 409, problem=refusal.reason)

    def lodge(self, form: ObjectionForm) -> str:
        told = form.cleaned_data
        row = services.lodge_objection(
            int(told["entry"]),
            services.Said(told["text"], told["name"], told["phone"]),
            address=self.request.META.get("REMOTE_ADDR", ""),
            now=self.now,
        )
        return f"{reverse('objection-follow', args=[row.number])}?k={row.token}"

    def show(self, form: ObjectionForm, status: int = 200, **more: Any) -> HttpResponse:
        is_open = takes_objections(self.row, self.now)
        words = until_words(self.row, self.now)
        return self.page(
            status, form=form, notice=self.row, url=self.url, is_open=is_open, words=words, **more
        )

    def crowded(self, form: ObjectionForm) -> HttpResponse:
        """Until the day is over."""
        midnight = datetime.combine(self.now.date() + timedelta(days=1), time(), LEGAL_ZONE)
        answer = self.show(form, 429, is_crowded=True)
        answer["Retry-After"] = str(max(1, int((midnight - self.now).total_seconds())))
        return answer


def told_objection(number: str, token: str) -> Objection | None:
    """Who holds the number and its token, and nobody else, learns of it."""
    row = objection_numbered(number[:24])
    return row if row is not None and is_same_token(token[:_MOST_TOKEN], row.token) else None


class FindObjection(FindByNumber):
    """``/notices/objections/``"""

    what, example = "异议", "YY2026-000001"
    find, follow = "objection-find", "objection-follow"
    told = staticmethod(told_objection)


@method_decorator(never_cache, name="dispatch")
class FollowObjection(PublicPage):
    """``/notices/objections/<number>/?k=``: without the right token nothing is told, not even that it exists."""

    template_name = "demonstration/follow.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = told_objection(self.kwargs["number"], request.GET.get("k", ""))
        if row is None:
            return FindObjection.asked_again(request, self.kwargs["number"])
        return self.page(
            row=row,
            tag=OBJECTION_TAGS[row.state],
            received=said(row.received_at),
            answered=said(row.answered_at) if row.answered_at else "",
            next=objection_next(row),
            notice_tag=TAGS[row.entry.publicity.state],
            notice_url=reverse("notice", args=[row.entry.publicity_id]),
        )
