"""Which titles are there, what became of one, and which are no longer deserved?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from core.addresses import address_of
from core.audit import history_on
from core.words import chinese_day
from demonstration.models import Appeal, Designation, DesignationState
from demonstration.titles.forms import RegisterForm
from demonstration.titles.next_steps import step_of
from demonstration.titles.policy import APPEALS, TITLES
from demonstration.titles.selectors import (
    appeal_about,
    appealable_event,
    appeals_within,
    doubtful_titles,
    doubts_of,
    events_of,
    lower_grades,
    sought_titles,
    titles_within,
    years_of_titles,
)
from demonstration.titles.services import term_of
from demonstration.titles.views.base import TitleBase, TitlesBase
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
from inspection.laddering.next_steps import steps_for
from inspection.laddering.selectors import led_to
from inspection.laddering.transitions import orders_left
from rulebook.choices import LadderAction
from sites.forms.chips import chips_of

PAGE_SIZE = 50
MOST_ENTRIES = 30


class TitleList(TitlesBase):
    """``/desk/titles/``"""

    template_name = "demonstration/titles.html"

    columns = (
        {"label": "阵地"},
        {"label": "称号"},
        {"label": "级别", "keep": True},
        {"label": "有效期"},
        {"label": "状态", "keep": True},
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = RegisterForm(request.GET, years=years_of_titles())
        found = sought_titles(titles_within(self.actor), form.sought, self.today)
        page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        return self.page(
            form=form,
            chips=chips_of(form, request.GET),
            clear_url=request.path,
            page=page,
            columns=self.columns,
            rows=[self.row(each) for each in page.object_list],
            links=self.links(),
            crumbs=self.crumbs[:1],
        )

    def links(self) -> list[tuple[str, str]]:
        """The lists of the city first."""
        leads = [("不再符合标准的称号", reverse("titles-doubtful")), ("优先推荐", reverse("priorities"))]
        more = [("申请复核", reverse("appeals")), ("公开名册", reverse("title-register"))]
        return [*(leads if holds(self.actor, Role.CITY) else []), *more]

    def row(self, each: Designation) -> dict[str, Any]:
        state = public_state(each, self.today)
        return {
            "cells": [
                {
                    "text": each.site_name,
                    "url": address_of("title", each.number),
                    "sub": f"{kind_label(each.site_type)} · {each.site.managing_union.name}",
                },
                {"text": title_words(each), "sub": each.document_number},
                {"text": level_label(each.level)},
                {"text": term_words(each)},
                {"text": PUBLIC_WORDS[state], "tag": PUBLIC_TAGS[state]},
            ]
        }


class DoubtfulTitles(TitlesBase):
    """``/desk/titles/doubtful/``: proposed only; nothing happens to a title by itself."""

    template_name = "demonstration/titles_doubtful.html"

    columns = ({"label": "阵地"}, {"label": "称号"}, {"label": "不符合的情况"}, {"label": "建议"})

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = doubtful_titles(self.actor, self.today).select_related("nomination__round")
        found = found.prefetch_related("nomination__round__grades")
        page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        rows = [
            {
                "cells": [
                    {
                        "text": each.row.site_name,
                        "url": address_of("title", each.row.number),
                        "sub": each.row.site.managing_union.name,
                    },
                    {"text": title_words(each.row)},
                    {"text": each.why, "sub": each.since},
                    {"text": each.proposed},
                ]
            }
            for each in doubts_of(list(page.object_list))
        ]
        return self.page(page=page, columns=self.columns, rows=rows, crumbs=self.crumbs)


WAITS = "已签批拟取消示范阵地资格,等待会议研究。"
IDLE = "已签批拟取消示范阵地资格,所依据的整改通知已经了结,系统随后自动撤下。"


class TitlePage(TitleBase):
    """``/desk/titles/<number>/``"""

    template_name = "demonstration/title.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.title
        event, asks = self.appealable()
        proposed = led_to(row.site_id, LadderAction.REVOKE, row.number).first()
        return self.page(
            row=row,
            words=title_words(row),
            links=self.links(),
            state=self.state,
            step=step_of(row),
            ahead=steps_for(row.site, self.now),
            proposed=proposed,
            proposed_words=WAITS if proposed and orders_left(proposed) else IDLE,
            facts=self.facts(),
            events=[
                {
                    "on": each.on,
                    "words": event_words(each.kind, each.grade_before, each.grade_after),
                    "ground": each.ground,
                    "number": each.document_number,
                    "meeting": each.meeting,
                    "by": each.by,
                }
                for each in events_of(row)
            ],
            acts=self.acts(),
            appeal_event=event,
            asks=asks,
            entries=history_on(row)[:MOST_ENTRIES],
            crumbs=self.crumbs,
        )

    def links(self) -> list[tuple[str, str]]:
        row = self.title
        label = "打印证书" if row.ended_on is None else "查看已作废的证书"
        found = [(label, reverse("title-certificate", args=[row.number]))]
        if row.state == DesignationState.REVOKED:
            found.append(("打印摘牌通知单", reverse("title-removal", args=[row.number])))
        if row.nomination is not None:
            found.append(("评定", reverse("round", args=[row.nomination.round_id])))
        if row.site.code:
            found.append(("阵地档案", reverse("site-file", args=[row.site.code])))
        return found

    def facts(self) -> list[dict[str, Any]]:
        row = self.title
        found: list[dict[str, Any]] = [
            {"label": "阵地", "value": row.site_name, "note": row.site.managing_union.name},
            {"label": "称号", "value": title_words(row)},
            {"label": "级别", "value": level_label(row.level)},
            {"label": "有效期", "value": term_words(row)},
            {"label": "决定", "value": f"{row.issuer.name} {row.document_number}"},
            {"label": "证书编号", "value": row.number},
            {"label": "牌匾编号", "value": row.plate_number},
        ]
        if row.ended_on:
            public = "对外公开" if row.ground_is_public else "不对外公开"
            ground = f"{chinese_day(row.ended_on)}终止:{row.ground}"
            found.append({"label": "终止", "value": ground, "note": public})
        return found

    def acts(self) -> list[tuple[str, str]]:
        """What the city may do with a title that holds."""
        row = self.title
        if row.state != DesignationState.VALID or not TITLES.decide(self.actor, "revoke", row):
            return []
        lower = [("降低等次", reverse("title-lower", args=[row.number]))] if lower_grades(row) else []
        return [
            *lower,
            ("取消资格并摘牌", reverse("title-revoke", args=[row.number])),
            ("年度复核后保留", reverse("title-keep", args=[row.number])),
        ]

    def appealable(self) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """The request that was made about the last event, or the way to make one and until when."""
        row = self.title
        event = appealable_event(row)
        if event is None:
            return None, None
        asked = appeal_about(event=event)
        if asked is not None:
            if not appeals_within(self.actor).filter(pk=asked.pk).exists():
                return None, None
            return {"number": asked.number, "label": asked.state_label}, None
        if not APPEALS.decide(self.actor, "ask", Appeal(event=event, site=row.site)):
            return None, None
        term = term_of(row.pack_id, event.on)
        return None, {
            "url": reverse("title-appeal", args=[row.number]),
            "until": chinese_day(term.last_day),
            "words": term.words,
            "is_over": term.is_over(self.today),
        }
