"""The case of one review as its reviewer sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from demonstration.blind.files import paper_shown
from demonstration.blind.lines import item_line, veto_row
from demonstration.blind.material import Material, name_of
from demonstration.blind.shapes import Case, FactLine, Head
from demonstration.blind.words import state_label_of
from demonstration.masking import mask_of, unmasked
from demonstration.models import ReviewKind, ReviewState
from rulebook.rubric import points_text
from sites.fact_fields import Kind
from sites.sections import BLANK
from sites.summary import label_of, text_of

#: Facts that say what a site is like and not which one it is.
_FACTS = ("area_hundredths", "capacity", "facilities", "hours", "access", "entry", "build_mode")
#: Facts that name it; of an open round only.
_NAMING = ("district", "address", "host_name", "opened_on")


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
        state_label=state_label_of(review, len(material.answers)),
        practices=said(nomination.practices),
        facts=tuple(_facts(material, said)),
        papers=tuple(paper_shown(material, each, said) for each in material.papers if not each.item),
        heads=heads,
        vetoes=tuple(
            veto_row(material, veto, said) for veto in material.rubric.vetoes_for(material.outcome.purpose)
        ),
        total=points_text(material.outcome.total),
        left=material.outcome.missing,
        uncommented=tuple(line.code for line in lines if line.wants_comment),
        comment=review.comment,
        others=tuple(map(points_text, material.others)),
    )


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


def _heads(material: Material, said: Callable[[str], str]) -> Iterator[Head]:
    shares = {each.dimension.code: each for each in material.outcome.shares}
    for dimension in material.rubric.dimensions:
        asked = [each for each in dimension.criteria if material.outcome.purpose in each.purposes]
        if asked:
            share = shares.get(dimension.code)
            earned = f"{points_text(share.earned)}/{points_text(share.possible)}" if share else ""
            lines = tuple(item_line(material, criterion, said) for criterion in asked)
            yield Head(dimension.code, dimension.name, earned, lines)
