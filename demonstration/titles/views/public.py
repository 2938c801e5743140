"""Which titles were given, and do they hold? For everybody: no person, no session; grounds only where signed for it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock
from core.addresses import address_of
from demonstration.models import Designation, TitleEventKind
from demonstration.titles.forms import RegisterForm
from demonstration.titles.selectors import (
    events_of,
    public_title,
    public_titles,
    sought_titles,
    years_of_titles,
)
from demonstration.titles.words import (
    PUBLIC_TAGS,
    PUBLIC_WORDS,
    event_words,
    kind_label,
    level_label,
    public_state,
    term_words,
    title_words,
)
from sites.forms.chips import chips_of

PAGE_SIZE = 50

COLUMNS = (
    {"label": "阵地"},
    {"label": "称号"},
    {"label": "级别", "keep": True},
    {"label": "有效期"},
    {"label": "状态", "keep": True},
)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """``/titles/``"""
    today = clock.now().date()
    form = RegisterForm(request.GET, years=years_of_titles())
    found = sought_titles(public_titles(), form.sought, today)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [_row(each, today) for each in page.object_list]
    context = {
        "form": form,
        "chips": chips_of(form, request.GET),
        "clear_url": request.path,
        "page": page,
        "columns": COLUMNS,
        "rows": rows,
        "has_samples": any(each.site.is_sample for each in page.object_list),
    }
    return render(request, "demonstration/titles_public.html", context)


def _row(each: Designation, today: Any) -> dict[str, Any]:
    state = public_state(each, today)
    return {
        "cells": [
            {
                "text": each.site_name,
                "url": address_of("title-public", each.number),
                "sub": kind_label(each.site_type),
            },
            {"text": title_words(each), "sub": each.document_number},
            {"text": level_label(each.level)},
            {"text": term_words(each)},
            {"text": PUBLIC_WORDS[state], "tag": PUBLIC_TAGS[state]},
        ]
    }


@require_safe
def register_entry(request: HttpRequest, number: str) -> HttpResponse:
    """``/titles/<number>/``: one title and what became of it."""
    row = public_title(number)
    if row is None:
        raise Http404
    state = public_state(row, clock.now().date())
    context = {
        "row": row,
        "words": title_words(row),
        "tag": PUBLIC_TAGS[state],
        "label": PUBLIC_WORDS[state],
        "facts": _facts(row),
        "events": _events(row),
        "site_url": reverse("site-page", args=[row.site.code]) if row.site.code else "",
    }
    return render(request, "demonstration/title_public.html", context)


def _facts(row: Designation) -> list[dict[str, Any]]:
    facts = [
        {"label": "称号", "value": title_words(row)},
        {"label": "级别", "value": level_label(row.level)},
        {"label": "阵地类型", "value": kind_label(row.site_type)},
        {"label": "区(市)", "value": row.site.district.name},
        {"label": "命名工会", "value": row.issuer.name},
        {"label": "决定文号", "value": row.document_number},
        {"label": "有效期", "value": term_words(row)},
        {"label": "证书编号", "value": row.number},
        {"label": "牌匾编号", "value": row.plate_number},
    ]
    if row.ground_is_public and row.ended_on:
        facts.append({"label": "取消依据", "value": row.ground})
    return facts


def _events(row: Designation) -> list[dict[str, Any]]:
    """Days and what happened; a title that was kept is nobody's news, and no ground stands here."""
    return [
        {"on": each.on, "words": event_words(each.kind, each.grade_before, each.grade_after)}
        for each in events_of(row)
        if each.kind != TitleEventKind.KEPT
    ]
