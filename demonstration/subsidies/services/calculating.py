"""测算: one line a site, worked out from the tiers of the measure in force; those without a tier are named with why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.actor import Actor
from core.audit import record
from core.workflow import TransitionRefused, attempt
from demonstration.models import BatchState, Round, Subsidy, SubsidyBatch, SubsidyPool, SubsidyState
from demonstration.subsidies.candidates import Candidate, candidates_of
from demonstration.subsidies.doubles import Before, before
from demonstration.subsidies.findings import Proposed, warnings_of
from demonstration.subsidies.policy import BATCHES
from demonstration.subsidies.selectors import usual_keepers
from demonstration.subsidies.transitions import BATCH
from demonstration.subsidies.working import Case, amount_for, pick, rule_words, why_none
from rulebook.selectors import Measure, pack_in_force
from rulebook.terms import SubsidyTier
from sites.text_guard import guarded_text
from sites.types import site_type
from sites.vocabulary import IN_USE

MOST_RULE = 300

#: A title may outlive its site.
CLOSED = "阵地已不在用,不予补助。"


def start_batch(
    pool: SubsidyPool,
    title: str,
    *,
    actor: Actor,
    now: datetime,
    round: Round | None = None,
    site_types: Sequence[str] = (),
) -> SubsidyBatch:
    """A batch for the named sites of ``round``, or for the filed sites of these types, worked out at once.

    Raises ``NotAllowed``, ``TransitionRefused`` where no measure or no tier governs, ``Refusal``.
    """
    types = list(round.site_types) if round else sorted(set(site_types))
    row = SubsidyBatch(
        pool=pool,
        round=round,
        title=guarded_text("名称", title),
        site_types=types,
        state=BatchState.DRAFT,
        made_by=actor.name,
        made_by_id=actor.id,
        made_at=now,
    )
    with attempt(actor, "subsidy_batch.write", row, now=now, label="测算补助"):
        BATCHES.require(actor, "write", row)
        if round is not None and round.issuer_id != pool.issuer_id:
            raise TransitionRefused("这笔经费和这次评定不属于同一个工会,请重新选择。")
        row.pack_id = _measure(row, now.date()).pk
        row.save()
        _work_out(row, now)
        record(actor, "subsidy_batch.write", row, now=now, label="测算补助", after=row.state)
    return row


def calculate(key: int, *, actor: Actor, now: datetime, seen: int | None = None) -> SubsidyBatch:
    """Once more, from the register and the measure of today; reasons and accounts that were entered stay."""
    with BATCH.step(
        key,
        "edit",
        actor=actor,
        now=now,
        seen=seen,
        made_by=actor.name,
        made_by_id=actor.id,
        made_at=now,
        pack_id=lambda row: _measure(row, now.date()).pk,
    ) as step:
        _work_out(step.row, now)
        step.details["calculated"] = True
    return step.row


def _measure(row: SubsidyBatch, on: date) -> Measure:
    families = {site_type(code).family for code in row.site_types}
    if len(families) != 1:
        raise TransitionRefused("所选类型不归同一份管理办法管,请分开测算。")
    measure = pack_in_force(row.pool.issuer.path or "", families.pop(), on)
    if measure is None:
        raise TransitionRefused("没有施行中的管理办法,不能测算。请联系系统管理员。")
    if not any(measure.tiers_for(code) for code in row.site_types):
        raise TransitionRefused(
            f"{measure.citation}没有这些类型的补助档次,不能测算。请系统管理员在管理办法中补充补助档次。"
        )
    return measure


@dataclass
class _Kept:
    """What people entered for a line that is worked out again."""

    reason: str
    warnings: list[Any]
    keeper: int | None


def _work_out(row: SubsidyBatch, now: datetime) -> None:
    """Replaces the proposed lines; what was left out by a person stays out."""
    measure = _measure(row, now.date())
    old = list(row.lines.select_for_update().order_by("pk"))
    out = {line.site_id for line in old if line.state == SubsidyState.DROPPED}
    kept = {
        line.site_id: _Kept(line.override_reason, line.warnings, line.keeper_id)
        for line in old
        if line.state == SubsidyState.PROPOSED
    }
    row.lines.filter(state=SubsidyState.PROPOSED).delete()
    found = [each for each in candidates_of(row) if each.site.pk not in out]
    earlier = before([each.site.pk for each in found], row.site_types, apart_from=row.pk)
    proposed: list[tuple[Candidate, Case, SubsidyTier]] = []
    skipped: list[dict[str, str]] = []
    for each in found:
        case = each.case(is_repeat=_is_repeat(earlier, each, row.pool.year))
        tier, why = _tier_of(measure, each, case)
        if tier is None:
            skipped.append({"code": each.site.code or "", "name": str(each.site), "why": why})
        else:
            proposed.append((each, case, tier))
    if not proposed and not skipped:
        raise TransitionRefused("没有可以测算的阵地,请核对评定是否已经命名,或所选类型有没有在用的阵地。")
    _write(row, proposed, earlier, kept, measure, now)
    row.skipped = skipped
    row.save(update_fields=["skipped"])


def _tier_of(measure: Measure, each: Candidate, case: Case) -> tuple[SubsidyTier | None, str]:
    """Or why there is none."""
    if each.site.state not in IN_USE:
        return None, CLOSED
    tiers = measure.tiers_for(each.site.site_type)
    tier = pick(tiers, case)
    return tier, "" if tier else why_none(tiers, case)


def _last_number(row: SubsidyBatch) -> int:
    """Of the lines that stay; a number that somebody read is not given again."""
    told = row.lines.order_by("-number").values_list("number", flat=True).first()
    return int(told.rpartition("-")[2]) if told else 0


def _is_repeat(earlier: Before, each: Candidate, year: int) -> bool:
    """Got money in an earlier year, itself or under another name."""
    own = earlier.own(each.site.pk)
    others = [line for _, _, lines in earlier.elsewhere(each.site.pk) for line in lines]
    return any(line.year < year for line in [*own, *others])


def _write(
    row: SubsidyBatch,
    proposed: Sequence[tuple[Candidate, Case, SubsidyTier]],
    earlier: Before,
    kept: Mapping[int, _Kept],
    measure: Measure,
    now: datetime,
) -> None:
    keepers = usual_keepers(each.site.managing_union_id for each, _, _ in proposed)
    lines = [
        Proposed(each.site.pk, each.site.site_type, each.site.managing_union_id, case, tier)
        for each, case, tier in proposed
    ]
    warnings = warnings_of(lines, earlier, year=row.pool.year, issuer=row.pool.issuer_id)
    rows = []
    for number, (each, case, tier) in enumerate(proposed, _last_number(row) + 1):
        before_this = kept.get(each.site.pk)
        found = warnings[each.site.pk]
        is_same = before_this is not None and before_this.warnings == found
        payee = each.site.managing_union_id
        rows.append(
            Subsidy(
                number=f"BZ{row.pool.year}-{row.pk:05d}-{number:04d}",
                batch=row,
                site=each.site,
                designation=each.designation,
                state=SubsidyState.PROPOSED,
                tier=tier.label,
                rule=f"{measure.citation}{rule_words(tier, case)}"[:MOST_RULE],
                facts={**case.kept, "site_type": each.site.site_type},
                amount=amount_for(tier, case),
                warnings=found,
                override_reason=before_this.reason if before_this and is_same else "",
                payee_id=payee,
                keeper_id=before_this.keeper if before_this else keepers.get(payee),
                updated_at=now,
            )
        )
    Subsidy.objects.bulk_create(rows)
