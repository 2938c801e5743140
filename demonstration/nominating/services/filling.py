"""The form is filled: practices and papers. In a returned nomination only the parts that the letter opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor
from core.workflow import TransitionRefused
from demonstration.models import MOST_PRACTICES, Nomination, NominationPaper, NominationState
from demonstration.nominating.gaps import open_codes
from demonstration.nominating.parts import PAPERS, PRACTICES, wanted_words
from demonstration.nominating.selectors.rows import asks_for_money, board_at, gaps_of
from demonstration.nominating.transitions import NOMINATION
from filing.document_kinds import PERSONAL, is_personal_name
from filing.services.documents import files_taken_back
from rulebook.rubric import Rubric
from sites.paper_files import CleanPaper
from sites.refusals import Refusal
from sites.services import keep_paper, release
from sites.text_guard import guarded_text

#: Papers of one nomination; more nobody reads.
MOST_PAPERS = 20
MOST_TITLE = 60
#: Integer fen: a thousand million 元, as elsewhere.
MOST_WANTED = 100_000_000_000

_CLOSED = {PRACTICES: "主要做法", PAPERS: "申报材料"}


@dataclass(frozen=True)
class Said:
    """What a person says about a paper: its title, and the item of the table that it proves; empty: the whole."""

    title: str
    item: str = ""


def save_practices(
    key: int, text: str, *, wanted: int | None = None, actor: Actor, now: datetime, seen: int
) -> Nomination:
    """At most 800 characters, without numbers of persons; ``wanted``: the money asked for, in fen. Raises ``Refusal``."""
    clean = guarded_text("主要做法", text, mobiles=True, keep_lines=True)
    if len(clean) > MOST_PRACTICES:
        raise Refusal(f"主要做法最多 {MOST_PRACTICES} 个字,现有 {len(clean)} 个字,请精简。")
    with NOMINATION.step(key, "edit", actor=actor, now=now, seen=seen, updated_at=now) as step:
        row = step.row
        require_open(row, PRACTICES)
        _refuse_money(row, wanted)
        if row.practices != clean:
            step.changes["主要做法"] = (row.practices, clean)
        if row.amount_wanted != wanted:
            step.changes["申请补助金额"] = (wanted_words(row.amount_wanted), wanted_words(wanted))
        row.practices, row.amount_wanted = clean, wanted
        row.save(update_fields=["practices", "amount_wanted"])
    return row


def _refuse_money(row: Nomination, wanted: int | None) -> None:
    if wanted is None:
        return
    if not asks_for_money(row):
        raise Refusal("本次评定所依据的管理办法没有这类阵地的补助,不用填写申请补助金额。")
    if not 1 <= wanted <= MOST_WANTED:
        raise Refusal("申请补助金额应大于 0 元,不超过 1,000,000,000 元,请核对。")


def add_paper(key: int, paper: CleanPaper, said: Said, *, actor: Actor, now: datetime) -> NominationPaper:
    """Keep a checked paper with the nomination; the same file twice is one. Raises ``Refusal``, ``TransitionRefused``."""
    title = _title(said.title)
    with (
        files_taken_back() as kept,
        NOMINATION.step(key, "edit", actor=actor, now=now, updated_at=now) as step,
    ):
        row = step.row
        require_open(row, PAPERS)
        _refuse_stranger(board_at(row, now.date()).rubric, said.item)
        same = row.papers.filter(attachment__sha256=paper.sha256).first()
        if same is not None:
            return same
        if row.papers.count() >= MOST_PAPERS:
            raise TransitionRefused(f"一份申报最多 {MOST_PAPERS} 份材料,请先移除不用的材料。")
        kept.append(keep_paper(paper, owner_union=row.site.managing_union, uploader_id=actor.key, now=now))
        step.changes["申报材料"] = ("", f"添加“{title}”")
        return NominationPaper.objects.create(
            nomination=row,
            attachment=kept[-1],
            item=said.item,
            title=title,
            added_by=actor.name,
            added_at=now,
        )


def remove_paper(key: int, paper_id: int, *, actor: Actor, now: datetime) -> str:
    """Take a paper out; gives its title. With its last use the file goes."""
    with NOMINATION.step(key, "edit", actor=actor, now=now, updated_at=now) as step:
        require_open(step.row, PAPERS)
        paper = step.row.papers.select_related("attachment").filter(pk=paper_id).first()
        if paper is None:
            raise TransitionRefused("这份材料已经不在本申报中。")
        step.changes["申报材料"] = ("", f"移除“{paper.title}”")
        attachment, title = paper.attachment, str(paper.title)
        paper.delete()
        release(attachment)
        return title


def require_open(row: Nomination, part: str) -> None:
    """Refuse what no letter names while the nomination is returned."""
    if row.state == NominationState.RETURNED and part not in open_codes(gaps_of(row)):
        raise TransitionRefused(f"“{_CLOSED[part]}”没有列入补正通知单,不能修改。")


def _title(text: str) -> str:
    title = guarded_text("材料名称", text, mobiles=True)
    if not title:
        raise Refusal("请填写材料名称。")
    if is_personal_name(title):
        raise Refusal(PERSONAL)
    if len(title) > MOST_TITLE:
        raise Refusal(f"材料名称最多 {MOST_TITLE} 个字,请缩短。")
    return title


def _refuse_stranger(rubric: Rubric, item: str) -> None:
    if item and item not in {each.code for each in rubric.criteria()}:
        raise Refusal("评分表中没有这一项,请从列表中选择。")
