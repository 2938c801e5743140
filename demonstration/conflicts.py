"""Who must not review what: computed from the union tree and from employers, beside what was declared. Pure.

Conflicts are found on the safe side: one too many costs another reviewer, one too few costs the round.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_REASON = 200


class Source(StrEnum):
    """Where a conflict comes from."""

    TREE = "tree"
    EMPLOYER = "employer"
    DECLARED = "declared"
    ENTERED = "entered"


@dataclass(frozen=True)
class Body:
    """An employer, a host, an operator. ``role``: what it is to the case or the person ("共建单位", "工作单位").
    ``code``: unified credit code, where it is known.
    """

    role: str
    name: str
    code: str = ""


@dataclass(frozen=True)
class CaseFacts:
    """``union_path``: of the union that manages the site, "1.4.12."."""

    key: str
    union_path: str
    bodies: tuple[Body, ...] = ()


@dataclass(frozen=True)
class Declared:
    """What somebody told of himself, or, where ``entered``, the department told of him."""

    case: str
    reason: str
    entered: bool = False


@dataclass(frozen=True)
class PersonFacts:
    """``union_path``: of the person's own union. ``employers``: of now and of the years that the round asks for."""

    key: str
    union_path: str = ""
    employers: tuple[Body, ...] = ()
    declared: tuple[Declared, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """At most one for each source; ``reason`` is Chinese and at most ``MOST_REASON`` characters long."""

    case: str
    person: str
    source: Source
    reason: str


def conflicts(cases: Iterable[CaseFacts], persons: Iterable[PersonFacts], issuer_path: str) -> list[Conflict]:
    """All of them, by case and person. ``issuer_path``: of the union that holds the round; its branches are the unions
    right below it.
    """
    people = sorted(persons, key=lambda person: person.key)
    found: list[Conflict] = []
    for case in sorted(cases, key=lambda each: each.key):
        for person in people:
            for source, reason in _reasons(case, person, issuer_path):
                found.append(Conflict(case.key, person.key, source, _cut(reason)))
    return found


def _reasons(case: CaseFacts, person: PersonFacts, issuer_path: str) -> Iterator[tuple[Source, str]]:
    tree = tree_reason(case.union_path, person.union_path, issuer_path)
    if tree:
        yield Source.TREE, tree
    pairs = [(one, other) for one in person.employers for other in case.bodies if same_body(one, other)]
    if pairs:
        yield Source.EMPLOYER, _joined(_body_words(*pair) for pair in pairs) + "。"
    for source, entered in ((Source.DECLARED, False), (Source.ENTERED, True)):
        told = _told_of(case, person, entered)
        if told:
            yield source, _joined(told) or "未写理由。"


def _told_of(case: CaseFacts, person: PersonFacts, entered: bool) -> list[str]:
    return [each.reason for each in person.declared if (each.case, each.entered) == (case.key, entered)]


def _joined(reasons: Iterable[str]) -> str:
    """Each once."""
    return ";".join(dict.fromkeys(reason.strip() for reason in reasons if reason.strip()))


def _body_words(employer: Body, body: Body) -> str:
    return f"{employer.role}“{employer.name}”与该阵地的{body.role}“{body.name}”是同一单位"


def _cut(reason: str) -> str:
    return reason if len(reason) <= MOST_REASON else reason[: MOST_REASON - 1] + "…"


def branch_of(path: str, issuer_path: str) -> str:
    """Path of the union right below the issuer to which ``path`` belongs; empty for the issuer itself and for others."""
    if not issuer_path or not path.startswith(issuer_path) or path == issuer_path:
        return ""
    return issuer_path + path[len(issuer_path) :].split(".", 1)[0] + "."


def tree_reason(case_path: str, person_path: str, issuer_path: str) -> str:
    """Why the union tree bars; empty where it does not.

    Everybody of the branch that manages the site is barred, above, below and beside its managing union: the branch has
    recommended it. Who belongs to the issuer itself, or to no union of the city, is barred from the issuer's own sites only.
    """
    if not case_path or not person_path:
        return ""
    if case_path == person_path:
        return "所在工会就是该阵地的主管工会。"
    branch = branch_of(case_path, issuer_path)
    if not branch or branch != branch_of(person_path, issuer_path):
        return ""
    if case_path.startswith(person_path):
        return "所在工会是该阵地主管工会的上级工会。"
    if person_path.startswith(case_path):
        return "所在工会是该阵地主管工会的下级工会。"
    return "所在工会与该阵地的主管工会属于同一个推荐工会。"


def same_body(one: Body, other: Body) -> bool:
    """By credit code, or by name however it was typed."""
    codes = _plain(one.code).upper(), _plain(other.code).upper()
    if codes[0] and codes[0] == codes[1]:
        return True
    name = body_name(one.name)
    return bool(name) and name == body_name(other.name)


_NOT_LETTERS = re.compile(r"[\W_]+")
_UNION = re.compile(r"(?:(?:基层)?工会(?:联合会|委员会|联合委员会)?)$")
#: What people type where they have no employer.
_NOBODY = frozenset(
    {"无", "暂无", "没有", "退休", "已退休", "自由职业", "个体", "个体工商户", "其他", "不详"}
)


def _plain(text: str) -> str:
    """Half width, lower case, letters and digits only."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text)).lower()


def body_name(name: str) -> str:
    """One spelling of a body's name: signs, brackets and blanks gone, its union taken for the body itself, the two forms
    of a limited company alike. Empty where nobody is named.
    """
    plain = _plain(name).replace("有限责任公司", "有限公司")
    without_union = _UNION.sub("", plain) or plain
    return "" if without_union in _NOBODY else without_union
