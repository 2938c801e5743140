"""A stack of stamped papers is scanned: each finds its case by its code, the rest waits to be chosen by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Union
from core.actor import Actor
from core.audit import record
from core.workflow import TransitionRefused, attempt
from filing.document_kinds import DocumentKind
from filing.models import CaseDocument, Filing, StrayScan
from filing.papers.codes import FORM, ReadCode
from filing.policy import FILINGS
from filing.scan_pages import Run, read_scan
from filing.selectors import case_of_code
from filing.services.documents import (
    Described,
    checked_paper,
    file_scan,
    files_taken_back,
    filing_a_scan,
    link_document,
)
from sites.models import Attachment
from sites.paper_files import CleanPaper, cut_paper
from sites.services import keep_paper, release

#: Scans that one person may leave lying without a case, and for how long.
MOST_STRAYS = 60
STRAY_TIME = timedelta(days=14)

NO_CODE = "没有读到二维码"
NOT_WITHIN_REACH = "二维码对应的案件不在您的办理范围内"


@dataclass(frozen=True)
class Placed:
    """What became of some pages of a file; ``case`` is empty when they wait to be chosen by hand."""

    file_name: str
    pages: str
    case: str = ""
    paper: str = ""
    reason: str = ""


def take_in_scan(data: bytes, file_name: str, *, actor: Actor, now: datetime) -> list[Placed]:
    """Read one scanned file and file its papers. Raises ``BadPaper`` or ``BadPicture`` when it is not kept at all."""
    paper = checked_paper(data, file_name)
    return [
        _place(cut_paper(paper, run.first, run.last), run, file_name, actor, now) for run in read_scan(paper)
    ]


def _place(paper: CleanPaper, run: Run, file_name: str, actor: Actor, now: datetime) -> Placed:
    pages = run.words if paper.pages else ""
    filing = case_of_code(actor, run.code) if run.code else None
    if run.code is None or filing is None:
        reason = NO_CODE if run.code is None else NOT_WITHIN_REACH
        return _laid_aside(paper, Placed(file_name, pages, reason=reason), actor, now)
    refusal = _file(filing, paper, run.code, file_name, actor, now)
    if refusal:
        return _laid_aside(paper, Placed(file_name, pages, reason=refusal), actor, now)
    return Placed(file_name, pages, filing.number, str(run.code.number))


def _file(
    filing: Filing, paper: CleanPaper, code: ReadCode, file_name: str, actor: Actor, now: datetime
) -> str:
    """Empty when it lies in its case; otherwise why not."""
    decision = FILINGS.decide(actor, "file_scan", filing)
    if not decision:
        return decision.reason
    said = Described(DocumentKind.SCAN, file_name=file_name, paper=str(code.number))
    try:
        file_scan(filing, paper, said, actor=actor, now=now)
    except TransitionRefused as refusal:
        return refusal.reason
    return ""


def _laid_aside(paper: CleanPaper, placed: Placed, actor: Actor, now: datetime) -> Placed:
    """Keep a scan whose case was not found, until its uploader chooses one."""
    home = Union.objects.filter(path=actor.path).first() if actor.path else None
    if home is None:
        raise TransitionRefused("您的账号没有所属工会,不能暂存扫描件,请联系系统管理员。")
    with files_taken_back() as kept, transaction.atomic():
        mine = StrayScan.objects.filter(uploaded_by_id=actor.key)
        if mine.filter(attachment__sha256=paper.sha256).exists():
            return placed
        if mine.count() >= MOST_STRAYS:
            raise TransitionRefused("未归入的扫描件太多,请先逐份选择案件或删除。")
        kept.append(keep_paper(paper, owner_union=home, uploader_id=actor.key, now=now))
        stray = StrayScan.objects.create(
            attachment=kept[0],
            file_name=placed.file_name[:80],
            pages=placed.pages,
            reason=placed.reason[:120],
            uploaded_by_id=actor.key,
            uploaded_at=now,
        )
        record(actor, "filing.stray_scan", stray, now=now, label="暂存扫描件", note=placed.reason)
    return placed


def place_stray(stray: StrayScan, filing: Filing, *, actor: Actor, now: datetime) -> CaseDocument:
    """Its uploader says which case a scan belongs to."""
    paper = f"{filing.number}-{FORM}"
    with filing_a_scan(filing, paper, actor=actor, now=now) as row:
        waiting = StrayScan.objects.select_for_update().filter(pk=stray.pk, uploaded_by_id=actor.key).first()
        if waiting is None:
            raise TransitionRefused("这份扫描件已归入案件或已删除,请刷新页面查看。")
        attachment = waiting.attachment
        waiting.delete()
        attachment.owner_union = row.site.managing_union
        attachment.save(update_fields=["owner_union"])
        said = Described(DocumentKind.SCAN, file_name=stray.file_name, paper=paper)
        return link_document(row, attachment, said, actor, now)


def drop_stray(stray: StrayScan, *, actor: Actor, now: datetime) -> None:
    """Its uploader does not want it."""
    with attempt(actor, "filing.drop_stray", stray, now=now, label="删除未归入的扫描件"):
        record(actor, "filing.drop_stray", stray, now=now, label="删除未归入的扫描件")
        _forget(stray)


def sweep_strays(*, now: datetime) -> int:
    """Delete what was left lying too long. Safe to run twice."""
    swept = 0
    for stray in StrayScan.objects.filter(uploaded_at__lt=now - STRAY_TIME).select_related("attachment"):
        with transaction.atomic():
            _forget(stray)
        swept += 1
    return swept


def _forget(stray: StrayScan) -> None:
    attachment: Attachment = stray.attachment
    stray.delete()
    release(attachment)
