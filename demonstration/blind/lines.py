"""The lines of a case: each item and each veto, with the self-score once the own word is saved."""

from __future__ import annotations

from collections.abc import Callable

from demonstration.blind.files import proofs_shown
from demonstration.blind.material import Material
from demonstration.blind.shapes import Choice, ItemLine, VetoRow
from demonstration.blind.words import fields_of, gap_of, item_text, wants_comment
from demonstration.models import ReviewAnswer
from inspection.assessing.frozen import origin_of
from rulebook.outcome import Item, Outcome, Standing, VetoLine
from rulebook.rubric import EVIDENCE, Criterion, How, Veto
from rulebook.scoring import items_there
from sites.facilities import label_of as facility_label
from sites.fact_words import fact_words

MET, NOT_MET = "有", "没有"


def item_line(material: Material, criterion: Criterion, said: Callable[[str], str]) -> ItemLine:
    item, theirs = _item(material.outcome, criterion.code), _item(material.own_outcome, criterion.code)
    answer = material.answers.get(criterion.code)
    is_shown = answer is not None and item.standing != Standing.MISSING
    return ItemLine(
        code=criterion.code,
        title=criterion.title,
        standard=criterion.standard,
        points=criterion.points,
        choices=tuple(Choice(each.code, each.label, each.points) for each in criterion.levels),
        is_choice=criterion.how == How.CHOICE,
        is_judgement=criterion.how == How.JUDGEMENT,
        is_basic=criterion.is_basic,
        may_not_apply=criterion.may_not_apply,
        wanted="、".join(EVIDENCE.get(each, each) for each in criterion.evidence),
        asks=not criterion.is_automatic,
        source=said(_source(material, criterion)) if criterion.is_automatic else "",
        earned=item_text(item),
        is_missing=item.standing == Standing.MISSING,
        fields=fields_of(answer),
        revision=_revision(answer),
        self_said=said(item_text(theirs) or "未评") if is_shown else "",
        self_note=said(_self_note(material, criterion.code)) if is_shown else "",
        gap=gap_of(item, theirs) if is_shown else 0,
        wants_comment=wants_comment(material.nomination.round.comment_gap, item, theirs, answer),
        proofs=tuple(proofs_shown(material, criterion, said)),
    )


def _revision(answer: ReviewAnswer | None) -> int:
    return answer.revision if answer else 0


def _self_note(material: Material, code: str) -> str:
    own = material.own.get(code)
    return own.note if own else ""


def _item(outcome: Outcome, code: str) -> Item:
    return next(item for item in outcome.items if item.criterion.code == code)


def _source(material: Material, criterion: Criterion) -> str:
    """25.5 平方米(备案资料,2026年3月1日); of a blind case without the day, which could tell the site."""
    if criterion.how == How.CHECKLIST:
        return _facilities(criterion, frozenset(material.facilities))
    kept = material.readings.get(criterion.fact)
    if kept is None:
        return "资料未核实"
    told = (
        fact_words(material.rubric.site_type, criterion.fact, kept["value"])
        if "value" in kept
        else kept["reason"]
    )
    origin = kept["source"] if material.is_blind else origin_of(kept)
    return f"{told}({origin})" if origin else str(told)


def _facilities(criterion: Criterion, there: frozenset[str]) -> str:
    lacking = [wanted for wanted in criterion.items if there.isdisjoint(wanted.split("|"))]
    names = "、".join("或".join(facility_label(code) for code in wanted.split("|")) for wanted in lacking)
    count = f"应有 {len(criterion.items)} 种,现有 {items_there(criterion, there)} 种"
    return f"{count},缺{names}(设施清单)" if names else f"{count}(设施清单)"


def veto_row(material: Material, veto: Veto, said: Callable[[str], str]) -> VetoRow:
    line, theirs = _veto_line(material.outcome, veto.code), _veto_line(material.own_outcome, veto.code)
    answer = material.answers.get(veto.code)
    kept = material.readings.get(veto.fact) if veto.fact and line.by_fact else None
    source = ""
    if kept is not None and "value" in kept:
        source = said(fact_words(material.rubric.site_type, veto.fact, kept["value"]))
    is_shown = answer is not None and line.is_met is not None
    return VetoRow(
        code=veto.code,
        title=veto.title,
        source=source,
        said=_met(line),
        asks=not line.by_fact,
        is_missing=line.is_met is None,
        fields=fields_of(answer),
        revision=_revision(answer),
        self_said=(_met(theirs) or "未答") if is_shown else "",
    )


def _veto_line(outcome: Outcome, code: str) -> VetoLine:
    return next(line for line in outcome.vetoes if line.veto.code == code)


def _met(line: VetoLine) -> str:
    return "" if line.is_met is None else MET if line.is_met else NOT_MET
