"""What does a reviewer get to see of a nomination? The objects built here, and nothing else.

Views and templates of reviewers never hold a row. In a blind round the case has its code for a name, every text is
masked, and facts that tell which site it is are left out; in an open round the same objects carry the names. The
self-score of an item is put in only once the reviewer's own word on that item is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.crypto import salted_hmac

from demonstration.blind_shapes import Case, Choice, FactLine, Head, ItemLine, Proof, Row, Summary, VetoRow
from demonstration.masking import mask_of, unmasked
from demonstration.models import Nomination, NominationPaper, Review, ReviewAnswer, ReviewKind, ReviewState
from inspection.assessing.fields import Fields
from inspection.assessing.frozen import Frozen, origin_of
from inspection.models import ScoreAnswer, ScoreProof
from rulebook.outcome import Item, Outcome, Standing, VetoLine
from rulebook.rubric import EVIDENCE, Criterion, How, Rubric, Veto, points_text
from rulebook.scoring import items_there
from sites.facilities import label_of as facility_label
from sites.fact_fields import Kind
from sites.fact_words import fact_words
from sites.models import Attachment
from sites.sections import BLANK
from sites.summary import label_of, text_of

MET, NOT_MET = "有", "没有"

#: Facts that say what a site is like and not which one it is.
_FACTS = ("area_hundredths", "capacity", "facilities", "hours", "access", "entry", "build_mode")
#: Facts that name it; of an open round only.
_NAMING = ("district", "address", "host_name", "opened_on")
#: A file that is read as a whole cannot be masked.
WITHHELD = "匿名评审不提供文件原件"


@dataclass(frozen=True)
class Material:
    """Everything that is known of a case. Stays between selectors and this module.

    ``names``: what must not be read in a blind round. ``others``: totals (tenths) that other reviewers handed in, where
    the phase shows them.
    """

    review: Review
    nomination: Nomination
    rubric: Rubric
    readings: Frozen
    facilities: tuple[str, ...]
    answers: Mapping[str, ReviewAnswer]
    outcome: Outcome
    own: Mapping[str, ScoreAnswer]
    own_outcome: Outcome
    proofs: tuple[ScoreProof, ...]
    papers: tuple[NominationPaper, ...]
    names: tuple[str, ...]
    others: tuple[int, ...] = ()

    @property
    def is_blind(self) -> bool:
        return bool(self.nomination.round.is_blind)


def row_of(review: Review, *, answered: int) -> Row:
    """A line of the list; ``nomination`` with round and site is read along."""
    nomination = review.nomination
    return Row(
        key=review.pk,
        code=nomination.code,
        name=name_of(nomination),
        type_label=str(nomination.site.type_label),
        kind=review.get_kind_display(),
        state=review.state,
        state_label=_state_label(review, answered),
        started=answered > 0,
        total="" if review.total is None else points_text(review.total),
    )


def summary_of(
    review: Review,
    rubric: Rubric,
    outcome: Outcome,
    own_outcome: Outcome,
    answers: Mapping[str, ReviewAnswer],
) -> Summary:
    """A case among all own ones, for comparing and for handing in."""
    nomination = review.nomination
    theirs = {item.criterion.code: item for item in own_outcome.items}
    least = nomination.round.comment_gap
    return Summary(
        key=review.pk,
        code=nomination.code,
        name=name_of(nomination),
        type_label=str(nomination.site.type_label),
        kind=review.get_kind_display(),
        is_open=review.state == ReviewState.OPEN,
        state_label=_state_label(review, len(answers)),
        total=points_text(outcome.total),
        points=tuple((f"{i.criterion.code} {i.criterion.title}", _short_text(i)) for i in outcome.items),
        left=tuple(f"{code} {rubric.title_of(code)}" for code in outcome.missing),
        uncommented=tuple(
            f"{code} {item.criterion.title}"
            for item in outcome.items
            if wants_comment(least, item, theirs[code := item.criterion.code], answers.get(code))
        ),
    )


def name_of(nomination: Nomination) -> str:
    """What a reviewer calls the case."""
    return f"申报 {nomination.code}" if nomination.round.is_blind else str(nomination.site)


def _state_label(review: Review, answered: int) -> str:
    if review.state == ReviewState.OPEN and answered:
        return "评分中"
    return str(ReviewState(review.state).label)


def case_of(material: Material) -> Case:
    """The case of one review, masked where the round is blind."""
    review, nomination = material.review, material.nomination
    said = mask_of(material.names) if material.is_blind else unmasked
    heads = tuple(_heads(material, said))
    lines = [line for head in heads for line in head.lines]
    round = nomination.round
    return Case(
        key=review.pk,
        revision=review.revision,
        code=nomination.code,
        name=name_of(nomination),
        lead=f"{nomination.site.type_label} · {round.title}",
        kind=review.get_kind_display(),
        is_visit=review.kind == ReviewKind.VISIT,
        is_blind=round.is_blind,
        is_open=review.state == ReviewState.OPEN,
        due_at=round.review_until,
        state=review.state,
        state_label=_state_label(review, len(material.answers)),
        practices=said(nomination.practices),
        facts=tuple(_facts(material, said)),
        papers=tuple(_paper(material, each, said) for each in material.papers if not each.item),
        heads=heads,
        vetoes=tuple(
            _veto(material, veto, said) for veto in material.rubric.vetoes_for(material.outcome.purpose)
        ),
        total=points_text(material.outcome.total),
        left=material.outcome.missing,
        uncommented=tuple(line.code for line in lines if line.wants_comment),
        comment=review.comment,
        others=tuple(map(points_text, material.others)),
    )


def identities_of(nomination: Nomination, unions: Iterable[str], persons: Iterable[str]) -> tuple[str, ...]:
    """Every name that would tell which site this is. ``unions``: those below the issuer; ``persons``: who wrote."""
    site, version = nomination.site, nomination.version
    district = version.district
    return tuple(
        each
        for each in (
            *(site.name, version.name, site.code, site.filing_number, nomination.number),
            *(version.host_name, version.host_credit_code, version.address, version.building),
            *(version.line, version.station, version.depot, version.directions),
            *(version.manager_name, version.daily_keeper, version.manager_phone, version.public_phone),
            *(district.name, district.short_name, *unions, *persons),
        )
        if each
    )


def proof_key(review_id: int, attachment_id: Any) -> str:
    """The address of a file within one review; says nothing of where else the portal shows it."""
    return salted_hmac("demonstration.blind.proof", f"{review_id}:{attachment_id}").hexdigest()[:24]


def attachment_behind(material: Material, key: str) -> Attachment | None:
    """The file that the case shows under this key; none that is withheld."""
    attachments = [proof.attachment for proof in material.proofs]
    attachments += [paper.attachment for paper in material.papers]
    for attachment in attachments:
        if attachment.is_pdf and material.is_blind:
            continue
        if proof_key(material.review.pk, attachment.pk) == key:
            return attachment
    return None


def _facts(material: Material, said: Callable[[str], str]) -> Iterator[FactLine]:
    version = material.nomination.version
    for name in _FACTS if material.is_blind else (*_NAMING, *_FACTS):
        text = text_of(version, name)
        if text != BLANK:
            yield FactLine(label_of(name), said(text))
    for fact in version.kind.facts:
        text = fact.text(version.type_facts.get(fact.name))
        if text and not (material.is_blind and fact.kind in (Kind.TEXT, Kind.DATE)):
            yield FactLine(fact.label, said(text))


def _paper(material: Material, paper: NominationPaper, said: Callable[[str], str]) -> Proof:
    return _proof(material, paper.attachment, said(paper.title))


def _proof(material: Material, attachment: Attachment, title: str) -> Proof:
    if attachment.is_pdf and material.is_blind:
        return Proof("", f"{title}({WITHHELD})", is_picture=False)
    return Proof(proof_key(material.review.pk, attachment.pk), title, is_picture=not attachment.is_pdf)


def _heads(material: Material, said: Callable[[str], str]) -> Iterator[Head]:
    shares = {each.dimension.code: each for each in material.outcome.shares}
    for dimension in material.rubric.dimensions:
        asked = [each for each in dimension.criteria if material.outcome.purpose in each.purposes]
        if asked:
            share = shares.get(dimension.code)
            earned = f"{points_text(share.earned)}/{points_text(share.possible)}" if share else ""
            lines = tuple(_line(material, criterion, said) for criterion in asked)
            yield Head(dimension.code, dimension.name, earned, lines)


def _line(material: Material, criterion: Criterion, said: Callable[[str], str]) -> ItemLine:
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
        earned=_item_text(item),
        is_missing=item.standing == Standing.MISSING,
        fields=fields_of(answer),
        revision=_revision(answer),
        self_said=said(_item_text(theirs) or "未评") if is_shown else "",
        self_note=said(_self_note(material, criterion.code)) if is_shown else "",
        gap=gap_of(item, theirs) if is_shown else 0,
        wants_comment=wants_comment(material.nomination.round.comment_gap, item, theirs, answer),
        proofs=tuple(_proofs(material, criterion, said)),
    )


def _revision(answer: ReviewAnswer | None) -> int:
    return answer.revision if answer else 0


def _self_note(material: Material, code: str) -> str:
    own = material.own.get(code)
    return own.note if own else ""


def _proofs(material: Material, criterion: Criterion, said: Callable[[str], str]) -> Iterator[Proof]:
    for number, each in enumerate((p for p in material.proofs if p.code == criterion.code), 1):
        yield _proof(material, each.attachment, f"{criterion.title}的佐证 {number}")
    for paper in material.papers:
        if paper.item == criterion.code:
            yield _paper(material, paper, said)


def gap_of(item: Item, theirs: Item) -> int:
    """Own points less those of the self-assessment, in tenths; nothing where either has none."""
    if item.points is None or theirs.points is None:
        return 0
    return item.points - theirs.points


def wants_comment(least: int, item: Item, theirs: Item, answer: ReviewAnswer | None) -> bool:
    """Far from the self-assessment (``least`` tenths or more) and without a word on it. Automatic items never are."""
    if answer is None or item.criterion.is_automatic or item.points is None or theirs.points is None:
        return False
    return abs(gap_of(item, theirs)) >= least and not answer.comment


def fields_of(answer: ReviewAnswer | None) -> Fields:
    """As the inputs show a saved answer."""
    if answer is None:
        return Fields()
    met = "" if answer.is_met is None else "yes" if answer.is_met else "no"
    return Fields(
        level="na" if answer.not_applicable else answer.level,
        points="" if answer.points is None else points_text(answer.points),
        reason=answer.not_applicable,
        met=met,
        note=answer.comment,
    )


def _item(outcome: Outcome, code: str) -> Item:
    return next(item for item in outcome.items if item.criterion.code == code)


def _item_text(item: Item) -> str:
    if item.standing == Standing.NOT_APPLICABLE:
        return f"不适用({item.reason})"
    if item.standing == Standing.UNKNOWN:
        return "0(资料未核实)"
    return "" if item.points is None else points_text(item.points)


def _short_text(item: Item) -> str:
    """For a narrow column."""
    if item.standing == Standing.NOT_APPLICABLE:
        return "不适用"
    return "" if item.points is None else points_text(item.points)


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


def _veto(material: Material, veto: Veto, said: Callable[[str], str]) -> VetoRow:
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
