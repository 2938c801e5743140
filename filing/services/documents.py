"""Documents come into a case and leave it; stamped scans come back onto theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from core.actor import Actor
from core.audit import record
from core.text_guard import has_identity_number, text_problems
from core.workflow import TransitionRefused, attempt
from filing.document_kinds import PERSONAL, DocumentKind, is_personal_name
from filing.gaps import is_document_open
from filing.models import CaseDocument, Filing
from filing.parts import documents_at, part_at
from filing.policy import DOCUMENTS, FILINGS
from filing.services.moving import note_author
from filing.states import FilingState
from filing.transitions import FILING
from sites.models import Attachment
from sites.paper_files import PERSONAL_NUMBER, BadPaper, CleanPaper, clean_paper
from sites.services import drop_files, keep_paper, release

#: Documents kept with one case.
MOST_DOCUMENTS = 40
#: A case that ended without a filing takes no stamped paper any more.
NO_SCANS = (FilingState.WITHDRAWN, FilingState.REFUSED)


@dataclass(frozen=True)
class Described:
    """What a person says about a file."""

    kind: str
    title: str = ""
    file_name: str = ""
    expires_on: date | None = None
    paper: str = ""


def checked_paper(data: bytes, *names: str) -> CleanPaper:
    """The file as it may be kept. Raises ``BadPaper`` or ``BadPicture`` also for what its names and text say."""
    for name in names:
        problems = text_problems("文件名", name)
        if problems:
            raise BadPaper("".join(problems).replace("再保存", "再上传"))
        if is_personal_name(name):
            raise BadPaper(PERSONAL)
    paper = clean_paper(data)
    if has_identity_number(paper.text):
        raise BadPaper(PERSONAL_NUMBER)
    return paper


@contextmanager
def files_taken_back() -> Iterator[list[Attachment]]:
    """Files stored inside go again when what follows fails: no file without its row."""
    kept: list[Attachment] = []
    try:
        yield kept
    except BaseException:
        for attachment in kept:
            drop_files(attachment)
        raise


def attach_document(
    filing_id: int, paper: CleanPaper, said: Described, *, actor: Actor, now: datetime
) -> CaseDocument:
    """Add a document to a case that is being written. The same file twice is one document.

    While the case is returned, documents come and go only where the letter names them.
    """
    with (
        files_taken_back() as kept,
        FILING.step(filing_id, "edit", actor=actor, now=now, updated_at=now) as step,
    ):
        require_open(step.row, said.kind, said.title)
        document = _linked(step.row, paper, said, kept, actor, now)
        _describe(document, said)
        step.changes["附件材料"] = ("", f"添加{_called(document)}")
        note_author(step.row, actor, now)
    return document


def _describe(document: CaseDocument, said: Described) -> None:
    """The same file with another last day: what is said now holds."""
    if said.expires_on and said.expires_on != document.expires_on:
        document.expires_on = said.expires_on
        document.save(update_fields=["expires_on"])


def _called(document: CaseDocument) -> str:
    kind = document.get_kind_display()
    return f"{kind}“{document.title}”" if document.title else kind


def detach_document(document: CaseDocument, *, actor: Actor, now: datetime) -> None:
    """Take a document out of a case that is being written; a stamped scan at any time, by who decides."""
    if document.is_scan:
        _remove_scan(document, actor, now)
        return
    with FILING.step(document.filing_id, "edit", actor=actor, now=now, updated_at=now) as step:
        require_open(step.row, document.kind, document.title)
        step.changes["附件材料"] = (f"移除{_called(document)}", "")
        _unlink(document)
        note_author(step.row, actor, now)


def replace_documents(
    filing_id: int, part: str, kept: Sequence[CaseDocument], *, actor: Actor, now: datetime
) -> None:
    """These take the place of whatever else the part (by its name) points at."""
    filing = Filing.objects.select_related("site", "version").get(pk=filing_id)
    own, keys = part_at(filing, f"documents.{part}"), {document.pk for document in kept}
    for document in documents_at(filing, own) if own else ():
        if document.pk not in keys:
            detach_document(document, actor=actor, now=now)


@contextmanager
def filing_a_scan(filing: Filing, paper: str, *, actor: Actor, now: datetime) -> Iterator[Filing]:
    """The locked case into which a stamped paper is put, whatever its state; the state does not move."""
    label = "归入盖章扫描件"
    with attempt(actor, "filing.file_scan", filing, now=now, label=label):
        FILINGS.require(actor, "file_scan", filing)
        row = Filing.objects.select_for_update(of=("self",)).select_related("site").get(pk=filing.pk)
        if row.state in NO_SCANS:
            raise TransitionRefused(f"案件{row.state_label},不再接收盖章扫描件。")
        yield row
        changes = {"盖章扫描件": ("", paper or "申报表")}
        record(actor, "filing.file_scan", row, now=now, label=label, changes=changes)


def file_scan(
    filing: Filing, paper: CleanPaper, said: Described, *, actor: Actor, now: datetime
) -> CaseDocument:
    """Put a stamped paper into its case. The same scan twice is one."""
    same = filing.documents.filter(attachment__sha256=paper.sha256, kind=said.kind).first()
    if same is not None:
        return same
    with files_taken_back() as kept, filing_a_scan(filing, said.paper, actor=actor, now=now) as row:
        document = _linked(row, paper, said, kept, actor, now)
    return document


def require_open(filing: Filing, kind: str, title: str) -> None:
    """Refuse a document, to come or to go, that no letter names while the case is returned."""
    if not is_document_open(filing, kind, title):
        named = title or DocumentKind(kind).label
        raise TransitionRefused(f"“材料:{named}”没有列入补正通知单,不能添加、更换或移除。")


def _remove_scan(document: CaseDocument, actor: Actor, now: datetime) -> None:
    filing = document.filing
    with attempt(actor, "filing.remove_scan", filing, now=now, label="移除盖章扫描件"):
        DOCUMENTS.require(actor, "remove_scan", document)
        Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
        changes = {"盖章扫描件": (document.paper or "申报表", "")}
        _unlink(document)
        record(actor, "filing.remove_scan", filing, now=now, label="移除盖章扫描件", changes=changes)


def _linked(
    row: Filing, paper: CleanPaper, said: Described, kept: list[Attachment], actor: Actor, now: datetime
) -> CaseDocument:
    """The row, with its case locked; what is there already is given back."""
    same = row.documents.filter(attachment__sha256=paper.sha256, kind=said.kind).first()
    if same is not None:
        return same
    if row.documents.count() >= MOST_DOCUMENTS:
        raise TransitionRefused(f"一个案件最多保存 {MOST_DOCUMENTS} 份附件材料,请先移除不用的材料。")
    owner = row.site.managing_union
    kept.append(keep_paper(paper, owner_union=owner, uploader_id=actor.key, now=now))
    return link_document(row, kept[-1], said, actor, now)


def link_document(
    row: Filing, attachment: Attachment, said: Described, actor: Actor, now: datetime
) -> CaseDocument:
    """The row that ties a stored file to its case."""
    return CaseDocument.objects.create(
        filing=row,
        attachment=attachment,
        kind=said.kind,
        title=said.title,
        file_name=said.file_name[:80],
        paper=said.paper,
        expires_on=said.expires_on,
        uploaded_by_id=actor.key,
        uploaded_at=now,
    )


def _unlink(document: CaseDocument) -> None:
    attachment = document.attachment
    document.delete()
    release(attachment)
