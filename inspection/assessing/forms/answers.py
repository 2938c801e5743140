"""Which answers came with a form, or with one item of it? Names are ``<code>-<part>``; only items in the form count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from django.core.exceptions import BadRequest

from inspection.assessing.fields import MET, NOT_APPLICABLE, Fields
from inspection.assessing.services import Given
from rulebook.outcome import Answer
from rulebook.rubric import Rubric
from rulebook.scale_text import MOST_POINTS, BadScale, points_of

#: As many items as any table could have; a longer post is no form of ours.
MOST_ITEMS = 200
#: Revisions stay far below.
MOST_REVISION = 1_000_000_000
#: More of one input is not shown again.
MOST_TYPED = 1000


def codes_in(post: Mapping[str, str]) -> list[str]:
    """The items in the form."""
    codes = [name.removesuffix("-seen") for name in post if name.endswith("-seen")]
    if len(codes) > MOST_ITEMS:
        raise BadRequest("more items than a table has")
    return codes


def typed_in(post: Mapping[str, str]) -> dict[str, Fields]:
    """The inputs of every item as they were typed, to be shown again."""
    names = tuple(each.name for each in fields(Fields))
    return {
        code: Fields(**{name: post.get(f"{code}-{name}", "").strip()[:MOST_TYPED] for name in names})
        for code in codes_in(post)
    }


def answers_in_post(post: Mapping[str, str], rubric: Rubric) -> tuple[dict[str, Given], dict[str, str]]:
    """The answers by code, and a sentence for each that cannot be read. ``BadRequest`` for a form that is not ours."""
    codes = codes_in(post)
    given: dict[str, Given] = {}
    problems: dict[str, str] = {}
    for code in codes:
        try:
            given[code] = _given(post, rubric, code)
        except BadScale as bad:
            problems[code] = str(bad)
    return given, problems


def _given(post: Mapping[str, str], rubric: Rubric, code: str) -> Given:
    def part(name: str) -> str:
        return post.get(f"{code}-{name}", "").strip()

    if part("met"):
        answer = Answer(is_met=part("met") == MET)
    elif part("level") == NOT_APPLICABLE:
        answer = _set_aside(rubric.title_of(code), part("reason"))
    else:
        points = points_of(part("points"), most=_worth(rubric, code)) if part("points") else None
        answer = Answer(level=part("level"), points=points)
    return Given(answer, part("note"), _seen(part("seen")))


def _worth(rubric: Rubric, code: str) -> int:
    """Of an item that the table does not know, its strangeness is told later."""
    return next((each.points for each in rubric.criteria() if each.code == code), MOST_POINTS)


def _set_aside(title: str, reason: str) -> Answer:
    if not reason:
        raise BadScale(f"“{title}”选了不适用,请写明理由。")
    return Answer(not_applicable=reason)


def _seen(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text[:11]) > MOST_REVISION:
        raise BadRequest("an item without its revision")
    return int(text)
