"""How a value is written on a page: dates, money, points, links that keep the address; knows no row and no right."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, PasswordInput, Select
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.words import chinese_day, chinese_moment

register = template.Library()


def _legal(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _day(value: Any) -> str:
    return f"{value.month}月{value.day}日"


@register.filter
def cn_date(value: Any) -> str:
    """2026年10月13日"""
    value = _legal(value)
    return chinese_day(value) if isinstance(value, date) else ""


@register.filter
def cn_datetime(value: Any) -> str:
    """2026年10月13日 17:30"""
    value = _legal(value)
    return chinese_moment(value) if isinstance(value, datetime) else cn_date(value)


@register.filter
def cn_day(value: Any) -> str:
    """10月13日, with the time of day where there is one: for a date whose year is plain."""
    value = _legal(value)
    if isinstance(value, datetime):
        return f"{_day(value)} {value:%H:%M}"
    return _day(value) if isinstance(value, date) else ""


@register.filter
def cn_money(fen: Any) -> str:
    """12,345.00 元, from whole fen."""
    if not isinstance(fen, int):
        return ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d} 元"


@register.filter
def tenths(value: Any) -> str:
    """85.5, from whole tenths of a point."""
    if not isinstance(value, int):
        return ""
    points, rest = divmod(abs(value), 10)
    return f"{'-' if value < 0 else ''}{points}.{rest}"


@register.filter
def points(value: Any) -> str:
    """7.5 or 8, from whole tenths of a point: as people write points."""
    return tenths(value).removesuffix(".0")


@register.filter
def get(rows: Any, key: Any) -> Any:
    """What stands under the key; nothing where there is none."""
    return rows.get(key, "") if isinstance(rows, dict) else ""


@register.filter
def magnitude(value: Any) -> Any:
    """The number without its sign."""
    return abs(value) if isinstance(value, int | float) else value


@register.filter
def blank(value: Any, word: str = "未核实") -> Any:
    """The value, or the marked word where nothing is known; 0 and "否" are known."""
    if value is None or value == "" or value == [] or value == ():
        return format_html('<span class="unknown">{}</span>', word)
    return value


@register.filter
def plain_field(field: BoundField) -> SafeString:
    """Label and control of a filter, which has neither help nor errors: a list pays for each field it shows."""
    css = "form-select" if isinstance(field.field.widget, Select) else "form-control"
    return format_html(
        '<div><label for="{}" class="form-label">{}</label>{}</div>',
        field.id_for_label,
        field.label,
        field.as_widget(attrs={"class": css}),
    )


@register.filter
def paired(cells: Iterable[Any], columns: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each cell with its column."""
    return list(zip(cells, columns, strict=False))


def _query(context: template.Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request is not None else QueryDict(mutable=True)


@register.simple_tag(takes_context=True)
def query_replace(context: template.Context, **changes: Any) -> str:
    """The address of this page with some parameters changed; ``None`` or "" takes one out.

    A changed filter or order starts at the first page again.
    """
    query = _query(context)
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def query_without(context: template.Context, name: str, value: str = "") -> str:
    """The address of this page without one parameter, or without one value of a repeated one."""
    query = _query(context)
    kept = [each for each in query.getlist(name) if value and each != value]
    query.setlist(name, kept)
    query.pop("page", None)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: template.Context, name: str, label: str, default: str = "", numeric: bool = False
) -> dict[str, Any]:
    """A column head that sorts by ``name``; ``default`` is the order of the page when the address names none."""
    current = str(_query(context).get("sort", default))
    order = {name: "ascending", f"-{name}": "descending"}.get(current, "")
    wanted = f"-{name}" if order == "ascending" else name
    return {
        "label": label,
        "order": order,
        "numeric": numeric,
        "url": query_replace(context, sort=wanted),
    }


@register.simple_tag(takes_context=True)
def nav_link(
    context: template.Context, url: str, label: str, exact: bool = False, also: str = ""
) -> SafeString:
    """A link of the main menu, marked when the reader is on that page or, unless exact, below it or below ``also``."""
    request = context.get("request")
    path = request.path if request is not None else ""
    here = path == url if exact else path.startswith((url, *also.split()))
    current = SafeString(' aria-current="page"') if here else ""
    return format_html('<a href="{}"{}>{}</a>', url, current, label)


@register.simple_tag
def form_key() -> SafeString:
    """A fresh hidden key: the same rendered form sent twice is recognised, a new page is a new form."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid.uuid4())


@register.filter
def with_errors(form: Any) -> Sequence[Any]:
    """The fields of a form that need correcting, in the order of the page."""
    return [field for field in form if field.errors] if form is not None else []


@register.filter
def asks_password(form: Any) -> bool:
    """Whether the form has a field that comes back empty."""
    fields = form.fields.values() if form else ()
    return any(isinstance(field.widget, PasswordInput) for field in fields)


@register.filter
def chosen_files(form: Any) -> str:
    """Labels of the fields whose chosen files a browser does not give back."""
    if not form or not form.is_bound:
        return ""
    chosen = [field.label for name, field in form.fields.items() if form.add_prefix(name) in form.files]
    return "、".join(map(str, chosen))


@register.filter
def in_fours(text: str) -> str:
    """A code as people copy it: ABCD EFGH."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


@register.filter
def current_part(tasks: Sequence[dict[str, Any]]) -> str:
    """Where in a task list the reader is: 第 3 部分,共 6 部分:面积与设施; empty when he is in none of them."""
    for number, task in enumerate(tasks, 1):
        if task.get("current"):
            return f"第 {number} 部分,共 {len(tasks)} 部分:{task['title']}"
    return ""
