"""How is a draw shown? What was published, how each site weighs, how far it is; values for templates, no rule."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.templatetags.portal import cn_date, cn_datetime
from inspection.models import SpotCheck
from inspection.spot_checks.states import SpotCheckState
from inspection.spot_checks.weights import label_of


def check_url(check: SpotCheck) -> str:
    return reverse("spot-check", args=[check.pk])


def about_rows(check: SpotCheck) -> list[dict[str, Any]]:
    """What was published before the draw, and what after it."""
    rows = [
        {"label": "抽查编号", "value": check.number},
        {"label": "名单", "value": f"{check.pool} 处,抽 {check.size} 处,每处 {check.per_site} 人"},
        {"label": "公布", "value": cn_datetime(check.committed_at), "note": str(check.committed_by)},
        {"label": "名单摘要", "value": check.list_digest},
        {"label": "种子摘要", "value": check.seed_digest},
    ]
    if check.drawn_at is None:
        return [
            *rows,
            {"label": "种子", "value": "抽取时公布" if check.state != SpotCheckState.VOID else "没有公布"},
        ]
    drawn = {"label": "抽取", "value": cn_datetime(check.drawn_at), "note": str(check.drawn_by)}
    return [*rows, {"label": "种子", "value": check.seed}, drawn]


def weight_rows(check: SpotCheck) -> list[dict[str, str]]:
    """The table of weights as it was published."""
    told = [(label_of(code), weight) for code, weight in check.weights.items() if code != "base"]
    rows = [{"label": "每处", "value": str(check.weights.get("base", 1))}]
    return [*rows, *({"label": label, "value": f"加 {weight}"} for label, weight in told)]


def entry_row(entry: Any, names: dict[int, str]) -> dict[str, Any]:
    barred = ";".join(f"{names.get(key, '')}({why})" for key, why in entry.barred)
    return {
        "cells": [
            {"text": str(entry.site), "sub": entry.code},
            {"text": str(entry.weight)},
            {"text": "、".join(map(label_of, entry.strata)) or "—"},
            {"text": barred or "—"},
        ]
    }


def list_row(check: SpotCheck) -> list[dict[str, Any]]:
    """The cells of one draw in the list of draws."""
    done = f"{getattr(check, 'done_count', 0)} / {check.size} 处" if check.drawn_at else "—"
    return [
        {"text": check.title, "url": check_url(check), "sub": check.number},
        {"text": check.union.name},
        {"text": f"{check.size} / {check.pool} 处"},
        {"text": check.state_label, "tag": _tag(check)},
        {"text": done},
        {"text": cn_date(check.committed_at)},
    ]


def _tag(check: SpotCheck) -> str:
    colours = {"committed": "limited", "done": "open", "void": "closed"}
    return colours.get(check.state, "info")
