"""Which rows are written on the page of a pack, and when may they be? As open as the pack itself."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.reach import holds
from accounts.roles import Role
from core.money import yuan
from rulebook.choices import PackState
from rulebook.forms.limit_rows import LimitForm
from rulebook.forms.packs import RubricLineForm, SubsidyTierForm, TypeRuleForm
from rulebook.models import LadderStep, Rubric, RulePack, SignOffLevel, SubsidyTier, TimeLimit, TypeRule
from rulebook.policy import PACKS
from rulebook.rubric import points_text
from rulebook.wording import square_metres


def actor_of(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]  # the middleware puts the actor on each request


def is_open(request: HttpRequest, pack: RulePack | None) -> bool:
    """May this person write into this pack now? ``None`` is the page of a new one."""
    if pack is None:
        return holds(actor_of(request), Role.ADMINISTRATOR)
    return pack.state == PackState.DRAFT and bool(PACKS.decide(actor_of(request), "edit", pack))


class PackRows(admin.TabularInline):
    """Rows below a pack: as open as the pack itself."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_open(request, obj)


class LimitRows(PackRows):
    """While they are written, with what each is for; the name says it to who only reads."""

    model = TimeLimit
    form = LimitForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        told = ("name", "days", "counted")
        return ("code", *told) if self.has_change_permission(request, obj) else told


class LevelRows(PackRows):
    model = SignOffLevel
    fields = ("order", "name")


class TypeRows(PackRows):
    """One card a type: a table of thirteen columns would run off every screen."""

    template = "admin/edit_inline/stacked.html"
    model = TypeRule
    form = TypeRuleForm
    fields = (
        ("site_type", "name", "acceptance_level", "min_inspectors"),
        ("area_warn", "area_floor"),
        ("self_check_months", "review_from", "review_until"),
        ("quota_percent", "title_years"),
        ("activities_per_year", "activities_bind"),
    )

    @admin.display(description="提醒面积(平方米)")
    def area_warn(self, rule: TypeRule) -> str:
        return "" if rule.area_warn_tenths is None else square_metres(rule.area_warn_tenths)

    @admin.display(description="最低面积(平方米)")
    def area_floor(self, rule: TypeRule) -> str:
        return "" if rule.area_floor_tenths is None else square_metres(rule.area_floor_tenths)


class TierRows(PackRows):
    """One card a tier, like the types."""

    template = "admin/edit_inline/stacked.html"
    model = SubsidyTier
    form = SubsidyTierForm
    fields = (
        ("site_type", "label", "amount"),
        ("level", "times", "points_from"),
        ("children_from", "children_until", "most_per_unit"),
        "condition",
    )

    @admin.display(description="起始分数")
    def points_from(self, tier: SubsidyTier) -> str:
        return "" if tier.points_from_tenths is None else points_text(tier.points_from_tenths)

    @admin.display(description="每个单位年度上限")
    def most_per_unit(self, tier: SubsidyTier) -> str:
        return "" if tier.most_per_unit_fen is None else yuan(tier.most_per_unit_fen)

    @admin.display(description="金额")
    def amount(self, tier: SubsidyTier) -> str:
        return yuan(tier.amount_fen)


class LadderRows(PackRows):
    model = LadderStep
    fields = ("action", "days", "wording")


class RubricLines(PackRows):
    """Which tables the pack has; each is written on a page of its own."""

    model = Rubric
    form = RubricLineForm
    fields = ("site_type", "title", "half_points", "gap_limit", "least_sample")
    show_change_link = True


INLINES = (LimitRows, LevelRows, TypeRows, TierRows, LadderRows, RubricLines)
