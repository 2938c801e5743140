"""How are the documents of a case shown? Rows of a table, each with what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from core.actor import Actor
from core.words import chinese_day
from filing.document_kinds import ASKED_FOR
from filing.gaps import is_document_open
from filing.models import CaseDocument, Filing
from filing.parts import DOCUMENTS as DOCUMENTS_PART
from filing.parts import paper_part
from filing.policy import DOCUMENTS, FILINGS
from filing.scan_due import by_list, is_stamped_form_among, scan_due
from filing.section_facts import Marks
from filing.services.documents import NO_SCANS
from filing.states import Route
from rulebook.selectors import Measure
from rulebook.workdays import WorkCalendar

COLUMNS = (
    {"label": "材料"},
    {"label": "文件"},
    {"label": "有效期至"},
    {"label": "上传", "keep": True},
)


def may_file_scan(actor: Actor, filing: Filing) -> bool:
    """Whether this person may put a stamped paper into the case now."""
    return filing.state not in NO_SCANS and bool(FILINGS.decide(actor, "file_scan", filing))


def documents_on(
    actor: Actor,
    filing: Filing,
    measure: Measure | None,
    calendar: WorkCalendar,
    now: datetime,
    *,
    may_write: bool = False,
    marks: Marks | None = None,
) -> dict[str, Any]:
    """What a page shows of them: rows and columns of the table, and how the stamped form stands.

    ``marks`` link each document, and each kind that may be lacking, to the page that notes a gap on it.
    """
    today = now.date()
    found = filing.papers

    def removable(document: CaseDocument) -> bool:
        return may_write and is_document_open(filing, document.kind, document.title)

    due = (
        by_list()
        if filing.route == Route.PAPER
        else scan_due(
            measure,
            has_scan=is_stamped_form_among(found, filing),
            filed_on=_filed_on(filing, now),
            calendar=calendar,
            today=today,
        )
    )
    return {
        "columns": COLUMNS,
        "rows": [
            {**_row(actor, filing, document, today, removable), **_mark(document, marks)}
            for document in found
        ],
        "lacking": [{"name": kind.label, **marks.of(f"{DOCUMENTS_PART}.{kind.value}")} for kind in ASKED_FOR]
        if marks
        else [],
        "due": due,
        "url": reverse("filing-documents", args=[filing.number]),
        "papers_url": reverse("filing-papers", args=[filing.number]),
    }


def _mark(document: CaseDocument, marks: Marks | None) -> dict[str, Any]:
    return marks.of(paper_part(document)) if marks and not document.is_scan else {}


def _filed_on(filing: Filing, now: datetime) -> date | None:
    """The legal day of the decision, for a case that was filed."""
    if filing.decided_at is None or not filing.filing_number:
        return None
    return filing.decided_at.astimezone(now.tzinfo).date()


def _row(
    actor: Actor,
    filing: Filing,
    document: CaseDocument,
    today: date,
    may_write: Callable[[CaseDocument], bool],
) -> dict[str, Any]:
    attachment = document.attachment
    opens = DOCUMENTS.decide(actor, "open", document)
    url = reverse("filing-document", args=[filing.number, document.pk])
    size = f"{attachment.pages} 页 PDF" if attachment.is_pdf else "照片"
    uploaded = timezone.localtime(document.uploaded_at)
    removable = DOCUMENTS.decide(actor, "remove_scan", document) if document.is_scan else may_write(document)
    return {
        "cells": [
            {
                "text": str(document),
                "sub": document.paper or (document.title and document.get_kind_display()),
            },
            {"text": "下载", "url": url, "sub": f"{size},{filesizeformat(attachment.size)}"}
            if opens
            else {"text": f"{size}", "sub": "有签批权限的人员可下载"},
            _expiry(document, today),
            {"text": chinese_day(uploaded), "sub": str(document.uploaded_by)},
        ],
        "remove_url": reverse("filing-document-remove", args=[filing.number, document.pk])
        if removable
        else "",
        "name": str(document),
        "key": document.pk,
    }


def _expiry(document: CaseDocument, today: date) -> dict[str, str]:
    if document.is_scan:
        return {"text": "—"}
    if document.expires_on is None:
        return {"text": "未知"}
    if document.expires_on < today:
        return {"text": f"{chinese_day(document.expires_on)}已到期", "tag": "closed"}
    return {"text": chinese_day(document.expires_on)}
