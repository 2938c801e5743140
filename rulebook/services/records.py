"""Documents that come after publication: entered by one officer, confirmed by another, never a change of the pack."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from core.actor import Actor
from core.audit import record
from core.words import chinese_day
from core.workflow import TransitionRefused, attempt
from rulebook.choices import PackState, RecordKind, RecordState
from rulebook.models import PackRecord, RulePack
from rulebook.services.packs import BadPack
from rulebook.text_checks import personal_in_record
from rulebook.transitions import RECORD

LABEL = "登记后续文件"


@dataclass(frozen=True, kw_only=True)
class Later:
    """What a later document says."""

    kind: str
    reason: str
    day: date | None = None
    document_number: str = ""
    text: str = ""


def enter_record(pack_pk: int, later: Later, *, actor: Actor, now: datetime) -> PackRecord:
    """The document as the first officer read it; it counts once another has confirmed it. Raises ``BadPack``."""
    pack = RulePack.objects.select_related("issuer").get(pk=pack_pk)
    row = PackRecord(pack=pack, entered_by_id=actor.id, entered_by_name=actor.name, entered_at=now)
    for name, value in asdict(later).items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    with attempt(actor, "record.enter", pack, now=now, label=LABEL):
        RECORD.policy.require(actor, "enter", row)
        RulePack.objects.select_for_update().get(pk=pack_pk)  # two repeals are entered one after the other
        if problems := [*problems_of(row), *personal_in_record(row)]:
            raise BadPack(problems)
        row.save(force_insert=True)
        details = {"record": row.pk, "kind": row.kind, "day": row.day.isoformat() if row.day else ""}
        record(actor, "record.enter", pack, now=now, label=LABEL, note=row.reason, details=details)
    return row


def confirm_record(pk: int, *, actor: Actor, now: datetime) -> PackRecord:
    """The second officer has compared it with the printed document: from now on it counts."""
    fields: dict[str, Any] = {
        "confirmed_by_id": actor.id,
        "confirmed_by_name": actor.name,
        "confirmed_at": now,
    }
    with RECORD.step(pk, "confirm", actor=actor, now=now, **fields) as step:
        if problems := problems_of(step.row):
            raise TransitionRefused("".join(problems))
    return step.row


def drop_record(pk: int, *, note: str, actor: Actor, now: datetime) -> PackRecord:
    """An entry that was wrong stands with its reason and counts for nothing."""
    with RECORD.step(pk, "drop", actor=actor, now=now, note=note) as step:
        return step.row


def problems_of(row: PackRecord) -> list[str]:
    """What keeps this document from counting, in sentences."""
    if row.pack.state != PackState.PUBLISHED:
        return ["只有已公布的版本才登记后续文件;没有公布的版本请直接修改。"]
    if row.kind not in RecordKind.values:
        return ["请选择事项:延长试行、废止或勘误。"]
    found = [] if row.reason else ["请填写原因。"]
    if row.kind == RecordKind.ERRATUM:
        return found if row.text else [*found, "请写明原文哪里有误、应当怎样。"]
    if not row.document_number:
        found.append("请填写文号。")
    if row.day is None:
        return [*found, "请填写日期:延长试行填写最后一日,废止填写开始失效的日期。"]
    return [*found, *(_of_trial(row, row.day) if row.kind == RecordKind.EXTEND else _of_repeal(row, row.day))]


def _of_trial(row: PackRecord, day: date) -> list[str]:
    if row.pack.trial_until is None:
        return ["本版本没有注明试行期,不需要延长。"]
    others = row.pack.records.filter(kind=RecordKind.EXTEND, state=RecordState.CONFIRMED).exclude(pk=row.pk)
    days = [each for each in others.values_list("day", flat=True) if each is not None]
    ends = max([row.pack.trial_until, *days])
    return [] if day > ends else [f"试行期现至{chinese_day(ends)},延长后的日期应在此之后。"]


def _of_repeal(row: PackRecord, day: date) -> list[str]:
    others = row.pack.records.filter(kind=RecordKind.REPEAL).exclude(state=RecordState.DROPPED)
    if others.exclude(pk=row.pk).exists():
        return ["本版本已登记过废止;登记有误的,请先撤下再重新登记。"]
    return [] if day >= row.pack.effective_from else ["废止日期早于施行日期,请修改。"]
