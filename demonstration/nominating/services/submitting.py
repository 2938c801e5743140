"""A nomination is handed in: the first time within the window, later as the answer to a letter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from core.actor import Actor
from core.workflow import Step, TransitionRefused, attempt
from demonstration.models import Nomination, NominationState, Round
from demonstration.nominating.gaps import open_codes, told
from demonstration.nominating.parts import REGISTER, text_at
from demonstration.nominating.selectors.asking import is_asked
from demonstration.nominating.selectors.rows import board_at, content_digest, gaps_of, papers_of
from demonstration.nominating.services.starting import refuse_window, require_eligible
from demonstration.nominating.services.telling import tell_branch
from demonstration.nominating.transitions import NOMINATION
from demonstration.nominating.words import moment_words
from inspection.assessing.selectors import Board
from inspection.assessing.services import hand_in_led
from inspection.models import AssessmentState
from sites.models import ServiceSite, SiteVersion


class NotReady(Exception):
    """What stands in the way of handing in, one sentence each; nothing was changed."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def problems_before(row: Nomination, board: Board) -> list[str]:
    """Everything that is missing, at once."""
    found = []
    missing = board.outcomes["own"].missing
    if missing:
        names = "、".join(f"{code} {board.rubric.title_of(code)}" for code in missing)
        found.append(f"自评还有 {len(missing)} 项没有评分:{names}。")
    if not row.practices:
        found.append("还没有填写主要做法。")
    return found


def submit_nomination(key: int, *, seen: int, actor: Actor, now: datetime) -> Nomination:
    """Hand in, or hand in again. Raises ``NotReady``, ``NotEligible``, ``TransitionRefused``."""
    row = Nomination.objects.select_related("round", "site").get(pk=key)
    action = "resubmit" if row.state == NominationState.RETURNED else "submit"
    with attempt(actor, f"nomination.{action}", row, now=now, label=NOMINATION.edges[action].label):
        NOMINATION.policy.require(actor, action, row)
        # Whoever ends the window holds this row: what is handed in comes before or after, never in between.
        round = Round.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.round_id)
        if action == "submit":
            refuse_window(round, now)
            return _submit(key, seen, actor, now)
        refuse_after(round, now)
        return _resubmit(key, seen, actor, now)


def refuse_after(round: Round, now: datetime) -> None:
    """Letters and ranks end with the recommendation; its last minute is half open too."""
    if now >= round.recommend_until:
        raise TransitionRefused(f"推荐已于 {moment_words(round.recommend_until)} 截止,不能再办理。")


def _submit(key: int, seen: int, actor: Actor, now: datetime) -> Nomination:
    fields: dict[str, Any] = {"updated_at": now, "submitted_at": now, "submitted_by": actor.name}
    with NOMINATION.step(key, "submit", actor=actor, now=now, seen=seen, **fields) as step:
        row = step.row
        site = ServiceSite.objects.select_related("version").get(pk=row.site_id)
        if not is_asked(row.round, site):
            raise TransitionRefused("该阵地现在不在本次评定范围内(已停用、改变类型或者划出),不能提交。")
        row.eligibility = [each.kept for each in require_eligible(row.round, site)]
        row.save(update_fields=["eligibility"])
        _hand_in(step, _version_of(site), actor, now)
        tell_branch(row, "已提交,待推荐", actor, now)
    return row


def _resubmit(key: int, seen: int, actor: Actor, now: datetime) -> Nomination:
    with NOMINATION.step(key, "resubmit", actor=actor, now=now, seen=seen, updated_at=now) as step:
        row = step.row
        fallen = _answers_taken_back(row, now.date())
        if fallen:
            raise NotReady(*fallen)
        anew = _newest_version(row) if REGISTER in open_codes(gaps_of(row)) else None
        _hand_in(step, anew, actor, now)
        tell_branch(row, "已补正,待核对", actor, now)
    return row


def _hand_in(step: Step[Nomination], version: SiteVersion | None, actor: Actor, now: datetime) -> None:
    """``version``: the facts are those of this one from now on; otherwise they stay."""
    row = step.row
    problems = problems_before(row, board_at(row, now.date()))
    if problems:
        raise NotReady(*problems)
    if version is not None and version.pk != row.version_id:
        row.version = version
        row.save(update_fields=["version"])
    assessment = row.assessment
    if assessment is not None and (version is not None or assessment.state == AssessmentState.OWN):
        hand_in_led(assessment.pk, version=version, actor=actor, now=now)
    step.details["digest"] = content_digest(row, board_at(row, now.date()), papers_of(row))


def _answers_taken_back(row: Nomination, on: date) -> list[str]:
    """An answer without a word says nothing any more once its part was put back to what the letter found."""
    board, papers = board_at(row, on), papers_of(row)
    silent = [gap for gap in told(gaps_of(row)) if not gap.verdict and not gap.answer]
    return [
        f"“{gap.label}”答复后又改回了原来的内容。请修改;确实不用修改的,请写明情况。"
        for gap in silent
        if gap.part != REGISTER and text_at(row, board, papers, gap.part) == gap.value_then
    ]


def _newest_version(row: Nomination) -> SiteVersion:
    return _version_of(ServiceSite.objects.select_related("version").get(pk=row.site_id))


def _version_of(site: ServiceSite) -> SiteVersion:
    version = site.version
    if version is None:
        raise LookupError(f"site {site.pk} is in use without a version")
    version.site = site
    return version
