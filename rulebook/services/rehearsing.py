"""Rehearsing a checked pack: what its terms change, and what apps above make of the last cycle under them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.registry import REHEARSERS, Replay, ReplaySection
from core.workflow import TransitionRefused, attempt
from rulebook.models import Rehearsal, RulePack
from rulebook.selectors import predecessor_of, terms_of
from rulebook.terms import digest_of
from rulebook.transitions import PACK
from rulebook.wording import differences

NOTHING_TO_REPLAY = "没有可供试算的评定记录,本次试算只列出条款的变化。"
NO_PREDECESSOR = "这是本类别的首个版本,没有可比较的上一版本。"
SAME_TERMS = "条款与上一版本相同。"
CHANGED_MEANWHILE = "试算期间内容已有更新,试算结果没有保存,请重新试算。"


@dataclass(frozen=True)
class Result:
    """What came out for these terms; the rest is what a reader sees."""

    terms_digest: str
    cycle: str = ""
    summary: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    sections: tuple[ReplaySection, ...] = ()


def rehearse_pack(pk: int, *, actor: Actor, now: datetime) -> Rehearsal:
    """Ask every app for its part and keep what they say. It is worked out before the row is locked."""
    pack = RulePack.objects.select_related("issuer").get(pk=pk)
    with attempt(actor, "pack.rehearse", pack, now=now, label="试算"):
        PACK.policy.require(actor, "rehearse", pack)
    return keep_rehearsal(pk, _worked_out(pack, now), actor=actor, now=now)


def keep_rehearsal(pk: int, result: Result, *, actor: Actor, now: datetime) -> Rehearsal:
    """The result stands beside the pack, which may now be published; refused when its terms have changed meanwhile."""
    with PACK.step(pk, "rehearse", actor=actor, now=now) as step:
        if result.terms_digest != digest_now(step.row):
            raise TransitionRefused(CHANGED_MEANWHILE)
        kept = Rehearsal.objects.create(
            pack=step.row,
            made_at=now,
            made_by_id=actor.id,
            made_by_name=actor.name,
            cycle=result.cycle[:80],
            terms_digest=result.terms_digest,
            result=_as_json(result),
        )
        step.details["rehearsal"] = kept.pk
    return kept


def digest_now(pack: RulePack) -> str:
    """The digest of what the rows of a pack say at this moment."""
    return digest_of(terms_of(pack), issuer_code=pack.issuer.code, number=pack.number)


def require_rehearsal(pack: RulePack) -> None:
    """The pack says exactly what was rehearsed last. Raises ``TransitionRefused``."""
    last = pack.rehearsals.first()
    if last is None or last.terms_digest != pack.digest:
        raise TransitionRefused("未能公布:现在的内容没有试算过,请退回修改后重新核对、试算。")


def _as_json(result: Result) -> dict[str, Any]:
    return {
        "summary": list(result.summary),
        "counts": result.counts,
        "sections": [dict(each) for each in result.sections],
    }


def _worked_out(pack: RulePack, now: datetime) -> Result:
    replays = [replay for rehearse in REHEARSERS if (replay := rehearse(pack, now)) is not None]
    said, changed = _changes(pack)
    return Result(
        terms_digest=digest_now(pack),
        cycle="、".join(dict.fromkeys(replay["cycle"] for replay in replays)),
        summary=(said, *_sentences(replays)),
        counts={name: number for replay in replays for name, number in replay["counts"].items()},
        sections=(*changed, *(section for replay in replays for section in replay["sections"])),
    )


def _sentences(replays: list[Replay]) -> list[str]:
    return [line for replay in replays for line in replay["summary"]] or [NOTHING_TO_REPLAY]


def _changes(pack: RulePack) -> tuple[str, list[ReplaySection]]:
    """What the terms say otherwise than those of the version before."""
    before = predecessor_of(pack)
    if before is None:
        return NO_PREDECESSOR, []
    changed = differences(before, terms_of(pack))
    if not changed:
        return SAME_TERMS, []
    rows: list[list[Any]] = [[label, old or "—", new or "—"] for label, (old, new) in changed.items()]
    section = ReplaySection(
        title=f"与第{before.number}版相比", columns=["项目", "原规定", "新规定"], rows=rows
    )
    return f"与第{before.number}版相比,有 {len(rows)} 项变化。", [section]
