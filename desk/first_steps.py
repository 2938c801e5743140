"""What has an administrator still to do before the office can take its first case? Gone once all of it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.reach import holds
from accounts.roles import Role
from accounts.selectors import all_districts, grants_that_decide, unions_under_another
from core.actor import Actor
from core.at_once import exist_at_once
from rulebook.selectors import calendars_of, own_measures


@dataclass(frozen=True)
class FirstStep:
    """One line of the list: what, why, where."""

    title: str
    why: str
    url: str
    is_done: bool


def first_steps(actor: Actor, today: date) -> list[FirstStep]:
    """The list in the order of the work; empty for everybody else, and when nothing is left."""
    if not holds(actor, Role.ADMINISTRATOR):
        return []
    districts, unions, checks, decides, measures, calendars = exist_at_once(
        all_districts(),
        unions_under_another(),
        grants_that_decide(Role.DISTRICT, today),
        grants_that_decide(Role.CITY, today),
        own_measures(),
        calendars_of(today.year),
    )
    steps = [
        _step("区(市)", "阵地按区(市)登记、查找和编号。", "accounts_district", done=districts),
        _step("工会", "先建区(市)总工会,再建街道(镇)和基层工会。", "accounts_union", done=unions),
        _step(
            "人员与权限",
            "至少要有一名区(市)总工会经办人和一名有签批权限的市总工会经办人。",
            "accounts_user",
            done=checks and decides,
        ),
        _step(
            "管理办法",
            "现在用的是试用样表;请由两名经办人按印发原件录入、核对、试算、公布。",
            "rulebook_rulepack",
            done=measures,
        ),
        _step(
            f"{today.year}年工作日历",
            f"时限按工作日计算,需要{today.year}年的节假日安排。",
            "rulebook_calendaryear",
            done=calendars,
        ),
    ]
    return [] if all(step.is_done for step in steps) else steps


def _step(title: str, why: str, table: str, *, done: bool) -> FirstStep:
    return FirstStep(title, why, reverse(f"admin:{table}_changelist"), done)
