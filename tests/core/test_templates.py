"""What every template keeps to: no inline script or style, nothing from another host, one frame of errors."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.refused import refused_page
from core.workflow import Overtaken, StaleEdit, TransitionRefused

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
STATIC = Path(settings.BASE_DIR) / "static"

INLINE = re.compile(
    r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|href\s*=\s*["']javascript:|\shx-on""", re.IGNORECASE
)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE)
FOREIGN = re.compile(
    r"""<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_passes_the_strict_content_policy(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not INLINE.search(source)
    assert not INLINE_SCRIPT.search(source)
    assert not FOREIGN.search(source)


def test_on_a_phone_each_cell_of_a_dense_sheet_says_what_it_is() -> None:
    """Its head is hidden there; a cell over all columns speaks for itself."""
    dense = re.compile(r'<table class="[^"]*sheet-table--dense.*?</table>', re.DOTALL)
    sheets = [(path.name, found) for path in TEMPLATES for found in dense.findall(path.read_text())]
    bare = [name for name, found in sheets if re.search(r"<td(?![^>]*(?:data-label|colspan))", found)]
    assert sheets
    assert bare == []


def test_a_public_page_that_asks_for_something_says_first_that_nothing_is_taken_now() -> None:
    public = {
        f"{path.parent.name}/{path.name}": path.read_text(encoding="utf-8")
        for path in TEMPLATES
        if path.name != "base.html"
    }
    form = re.compile('method="post"|components/form.html')
    asking = [name for name, text in public.items() if '"base_public.html"' in text and form.search(text)]
    assert {"accounts/login.html", "reports/report.html"} <= set(asking)
    assert [name for name in asking if "{% maintenance_strip %}" not in public[name]] == []


@pytest.mark.parametrize("name", ["400.html", "429.html", "500.html", "503.html", "403_csrf.html"])
def test_an_error_page_needs_no_context(name: str) -> None:
    page = render_to_string(name)
    assert '<html lang="zh-CN">' in page
    assert "<h1>" in page


@pytest.mark.parametrize(
    ("refusal", "heading"),
    [
        (Overtaken("张丽已办理“退回补正”。"), "没有办理:内容已有变化"),
        (StaleEdit("您打开页面之后,内容已有更新。"), "没有办理:内容已有变化"),
        (TransitionRefused("还没有期满的公示,不能作出命名决定。"), "没有办理:现在不能办理"),
    ],
)
def test_a_refused_step_says_why_and_whether_somebody_else_was_first(
    refusal: TransitionRefused, heading: str
) -> None:
    answer = refused_page(RequestFactory().get("/x/"), refusal)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert refusal.reason in page
    assert f"<h1>{heading}</h1>" in page


def test_the_first_public_visit_leaves_room_for_the_page() -> None:
    loaded = ["css/portal.css", "js/portal.js", "favicon.svg", "img/chevron.svg"]
    sent = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in loaded)
    assert sent <= 20_000
