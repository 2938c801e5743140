"""Which pools and batches are there? And how is a pool entered, and a batch begun?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.models import Union
from accounts.reach import holds
from accounts.roles import Role
from core.money import yuan
from core.policy import NotAllowed
from core.views import OfficePage
from demonstration.models import SubsidyBatch, SubsidyPool
from demonstration.rounds.selectors import types_led_by
from demonstration.subsidies import services
from demonstration.subsidies.forms import BatchForm, PoolForm
from demonstration.subsidies.policy import HOUSE
from demonstration.subsidies.selectors import batches_within, issuers_funded_by, named_rounds, pools_within
from demonstration.subsidies.views.base import FormPage
from demonstration.subsidies.words import TAGS

PAGE_SIZE = 50
MOST_POOLS = 100

POOL_COLUMNS = (
    {"label": "经费"},
    {"label": "年度", "keep": True},
    {"label": "总额", "numeric": True},
    {"label": "已安排", "numeric": True},
    {"label": "余额", "numeric": True},
)
BATCH_COLUMNS = (
    {"label": "批次"},
    {"label": "阵地(处)", "numeric": True},
    {"label": "合计", "numeric": True},
    {"label": "状态", "keep": True},
)

MAY_NOT_LOOK = "补助经费由市总工会经办人和财务办理,您的账号没有这项权限。本单位收到的补助在阵地档案中查看。"
MAY_NOT_WORK_OUT = "补助由市总工会经办人测算,您的账号没有这项权限。"


class SubsidyList(OfficePage):
    """``/desk/subsidies/``"""

    template_name = "demonstration/subsidies.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        if not holds(self.actor, *HOUSE):
            raise NotAllowed(MAY_NOT_LOOK)
        page = Paginator(batches_within(self.actor), PAGE_SIZE).get_page(request.GET.get("page"))
        return self.page(
            pools=[self.pool(each) for each in pools_within(self.actor)[:MOST_POOLS]],
            pool_columns=POOL_COLUMNS,
            page=page,
            columns=BATCH_COLUMNS,
            rows=[self.row(each) for each in page.object_list],
            may_enter=bool(issuers_funded_by(self.actor)),
            may_write=holds(self.actor, Role.CITY),
        )

    def pool(self, each: SubsidyPool) -> dict[str, Any]:
        return {
            "cells": [
                {"text": each.name, "sub": f"{each.source} {each.document_number}".strip()},
                {"text": f"{each.year}年"},
                {"text": yuan(each.amount)},
                {"text": yuan(each.committed)},
                {"text": yuan(each.left)},
            ]
        }

    def row(self, each: SubsidyBatch) -> dict[str, Any]:
        told = each.__dict__
        return {
            "cells": [
                {"text": each.title, "url": reverse("subsidy-batch", args=[each.pk]), "sub": str(each.pool)},
                {"text": told["line_count"]},
                {"text": yuan(told["total"] or 0)},
                {"text": each.state_label, "tag": TAGS[each.state]},
            ]
        }


class _New(FormPage):
    @property
    def page_url(self) -> str:  # type: ignore[override]  # a page of its own has no other
        return reverse("subsidies")

    @property
    def crumbs(self) -> list[tuple[str, str]]:  # type: ignore[override]  # always the same
        return [("补助", reverse("subsidies"))]

    @property
    def next_url(self) -> str:
        return self.made_url

    made_url = ""


class NewPool(_New):
    """``/desk/subsidies/pools/new/``"""

    title = "登记补助经费"
    lead = "一个来源、一个年度登记一笔;批准的补助从余额中安排,不能超出。"
    done = "已登记。"

    @cached_property
    def issuers(self) -> list[Union]:
        return issuers_funded_by(self.actor)

    def require(self, *, leaves_trail: bool) -> None:
        if not self.issuers:
            raise NotAllowed(MAY_NOT_LOOK)

    def form(self, data: Any = None) -> PoolForm:
        return PoolForm(data, issuers=self.issuers, initial={"year": self.now.year})

    def save(self, form: PoolForm, seen: int | None) -> None:
        told = {name: value for name, value in form.cleaned_data.items() if name != "issuer"}
        services.enter_pool(form.chosen_issuer, services.PoolFacts(**told), actor=self.actor, now=self.now)
        self.made_url = self.page_url


class NewBatch(_New):
    """``/desk/subsidies/new/``"""

    title = "测算补助"
    lead = "按管理办法的补助档次逐处测算,结果可以核对修改,批准前不占用经费。"
    submit_label = "测算"
    done = "已测算,请核对。"

    @cached_property
    def issuers(self) -> list[Union]:
        return [each for each in issuers_funded_by(self.actor) if types_led_by(self.actor, each)]

    def require(self, *, leaves_trail: bool) -> None:
        if not self.issuers:
            raise NotAllowed(MAY_NOT_WORK_OUT)

    def form(self, data: Any = None) -> BatchForm:
        types = sorted({code for each in self.issuers for code in types_led_by(self.actor, each)})
        pools = [each for each in pools_within(self.actor)[:MOST_POOLS] if each.left]
        rounds = named_rounds(self.actor)
        initial = {"pool": str(pools[0].pk)} if len(pools) == 1 else {}
        return BatchForm(data, pools=pools, rounds=rounds, types=types, initial=initial)

    def save(self, form: BatchForm, seen: int | None) -> None:
        row = services.start_batch(
            form.chosen_pool, form.cleaned_data["title"], actor=self.actor, now=self.now, **form.chosen
        )
        self.made_url = reverse("subsidy-batch", args=[row.pk])
