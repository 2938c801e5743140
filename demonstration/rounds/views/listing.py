"""Which rounds are there?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from core.views import OfficePage
from demonstration.models import Round
from demonstration.rounds.selectors import issuers_led_by, rounds_within
from demonstration.rounds.words import TAGS, said

PAGE_SIZE = 50

COLUMNS = (
    {"label": "评定"},
    {"label": "年度", "keep": True},
    {"label": "申报截止", "keep": True},
    {"label": "状态", "keep": True},
)


class RoundList(OfficePage):
    """``/desk/rounds/``"""

    template_name = "demonstration/rounds.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(rounds_within(self.actor), PAGE_SIZE).get_page(request.GET.get("page"))
        return self.page(
            page=page,
            columns=COLUMNS,
            rows=[self.row(each) for each in page.object_list],
            may_write=bool(issuers_led_by(self.actor)),
            sees_money=holds(self.actor, Role.CITY, Role.FINANCE, Role.AUDITOR),
        )

    def row(self, each: Round) -> dict[str, Any]:
        return {
            "cells": [
                {
                    "text": each.title,
                    "url": reverse("round", args=[each.pk]),
                    "sub": "、".join(each.type_labels),
                },
                {"text": f"{each.year}年", "sub": each.document_number},
                {"text": said(each.closes_at)},
                {"text": each.state_label, "tag": TAGS[each.state]},
            ],
        }
