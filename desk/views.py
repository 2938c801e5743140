"""The composed pages: desk, register, site file, public site page, verification, first set-up."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from accounts.forms import SetUpForm
from accounts.reach import holds, working_grants
from accounts.roles import WORKERS, Role
from accounts.selectors import is_empty_office
from core import clock
from core.actor import NOBODY
from core.registry import VERIFIERS, Reader, panels_at
from desk.first_steps import first_steps
from desk.inbox import DONE_COLUMNS, DUE_COLUMNS, done_rows, due_rows, gather, kept_rows
from desk.printing import paper
from desk.services import open_office
from desk.site_file import gather_file, page_head, register_facts
from desk.tables import KEEPER_COLUMNS, REGISTER_COLUMNS, register_rows
from filing.policy import WRITERS
from rulebook.selectors import load_calendar
from sites.at_door.coming import at_door
from sites.at_door.selectors import PRINTERS, broken_at, confirmed_publicly
from sites.codes import normalise_code
from sites.door import CLOSED
from sites.forms import RegisterFilterForm, page_of
from sites.geo import GCJ02
from sites.instead import open_instead_of
from sites.policy import SITES
from sites.public import AsItStands, public_page
from sites.selectors import (
    LATEST_FIRST,
    announced_now,
    districts_within,
    photos_of,
    public_site,
    register_within,
    site_within,
    supplies_in,
)
from sites.views.public import known_code
from sites.vocabulary import SiteState

PER_PAGE = 50

_NUMBER = re.compile(r"[A-Za-z0-9_-]{3,40}", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9]{8,40}", re.ASCII)


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, what comes, what was done."""
    now, actor = clock.now(), request.actor
    reader = Reader(actor, now)
    inbox = gather(reader)
    context = {
        "waiting": due_rows(inbox.waiting),
        "upcoming": due_rows(inbox.upcoming),
        "done": done_rows(inbox.done),
        "due_columns": DUE_COLUMNS,
        "done_columns": DONE_COLUMNS,
        "inbox": inbox,
        "kept": kept_rows(reader),
        "keeper_columns": KEEPER_COLUMNS,
        "first_steps": first_steps(actor, now.date()),
        "may_start": any(grant.union_path for grant in working_grants(actor, WRITERS)),
        "has_dates": bool(inbox.upcoming) or holds(actor, *WORKERS),
        "has_done": bool(inbox.done) or holds(actor, *WORKERS),
        "may_look": holds(actor, Role.AUDITOR),
        "more": [("批量导入", reverse("imports"))],
    }
    return render(request, "desk/desk.html", context)


@require_safe
@login_required
def site_list(request: HttpRequest) -> HttpResponse:
    """The register within reach, as a list or on paper."""
    form = RegisterFilterForm(request.GET, districts=districts_within(request.actor))
    rows = register_within(request.actor, form.site_filter)
    context: dict[str, Any] = {"form": form, "columns": REGISTER_COLUMNS, "default_sort": LATEST_FIRST}
    if request.GET.get("print") == "1":
        printed = paper(rows, title="名册", noun="阵地", unit="处")
        context |= {
            "paper": printed,
            "rows": register_rows(printed.rows),
            "chips": form.chips,
            "now": clock.now(),
        }
        return render(request, "desk/list_print.html", context)
    page = Paginator(rows, PER_PAGE).get_page(page_of(request.GET))
    context |= {
        "page": page,
        "rows": register_rows(page),
        "more": [("打印名册", form.address_with("print", "1")), *_ways_with_conditions(request)],
    }
    return render(request, "desk/sites.html", context)


def _ways_with_conditions(request: HttpRequest) -> list[tuple[str, str]]:
    """To stickers and to the ledger, with the conditions of the list, for who may print and take out."""
    may_print = bool(working_grants(request.actor, PRINTERS))
    may_export = bool(SITES.decide(request.actor, "export", None))
    ways = [("打印二维码标牌", "stickers", may_print), ("导出台账", "export", may_export)]
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return [(label, f"{reverse(name)}{query}") for label, name, may in ways if may]


@require_safe
@login_required
def site_file(request: HttpRequest, code: str) -> HttpResponse:
    """All that is known of one site, for those who may know it."""
    site = site_within(request.actor, code)
    if site is None:
        raise Http404
    whole = request.GET.get("history") == "all"
    file = gather_file(site, request.actor, clock.now(), whole_history=whole)
    context = {**page_head(site, request.actor), "file": file, "site": site, "register": register_facts(site)}
    return render(request, "desk/site_file.html", context)


@require_safe
def site_page(request: HttpRequest, code: str) -> HttpResponse:
    """What the public knows of one site; a cancelled one keeps its page."""
    site = public_site(known_code(code))
    if site is None or site.version is None:
        raise Http404
    calendar, now = load_calendar(), clock.now()
    page = public_page(
        site,
        site.version,
        photos_of(site.version),
        calendar=calendar,
        now=now,
        announced=announced_now(site),
        supplies=supplies_in(site.standing_notices, site.kind),
        standing=AsItStands(broken_at(site, site.version), confirmed_publicly(site)),
        datum=getattr(settings, "PUBLIC_DATUM", GCJ02),
    )
    mark = normalise_code(request.GET.get("d", ""))
    is_closed = page.is_gone or page.state == SiteState.SUSPENDED or (mark and page.door.kind == CLOSED)
    context = {
        "page": page,
        "instead": open_instead_of(site, now=now, calendar=calendar) if is_closed else (),
        **_parts_of(site, now, is_closed=bool(is_closed)),
        "coming": at_door(site, mark, now) if mark and not page.is_gone else None,
        "is_shut": page.door.kind == CLOSED,
    }
    return render(request, "desk/site_page.html", context)


def _parts_of(site: Any, now: datetime, *, is_closed: bool) -> dict[str, Any]:
    """What apps below add: beside the door, where that is not closed in any case, and in the page."""
    at_door, panels = [], []
    for template, panel in panels_at("site-page", NOBODY, site, now):
        (at_door if panel.get("is_at_door") else panels).append((template, panel))
    return {"panels": panels, "at_door": [] if is_closed else at_door}


@require_safe
@never_cache
def verify(request: HttpRequest, number: str) -> HttpResponse:
    """What a number and its token prove; without the right token nothing is told, not even that it exists."""
    token = request.GET.get("k", "")
    found = None
    if _NUMBER.fullmatch(number) and _TOKEN.fullmatch(token):
        answers = (verifier(number, token) for verifier in VERIFIERS)
        found = next((answer for answer in answers if answer is not None), None)
    return render(request, "desk/verify.html", {"found": found}, status=200 if found else 404)


class SetUp(FormView):
    """The first administrator of a real office; afterwards the page is gone."""

    template_name = "accounts/setup.html"
    form_class = SetUpForm
    success_url = reverse_lazy("login")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_empty_office():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: SetUpForm) -> HttpResponse:
        data = form.cleaned_data
        now = clock.now()
        try:
            open_office(
                data["union_name"],
                username=data["username"],
                name=data["name"],
                password=data["password"],
                now=now,
                districts=form.districts,
            )
        except ValueError:
            return redirect("login")
        messages.success(self.request, "初始设置已完成,请用刚才填写的用户名和密码登录。")
        return super().form_valid(form)
