"""How do reviewers and cases go into the question of conflicts? Rows in, plain values out; no database."""

from __future__ import annotations

from collections.abc import Iterable

from demonstration.conflicts import Body, CaseFacts, Declared, PersonFacts, same_body
from demonstration.models import Nomination, Reviewer


def case_facts(row: Nomination) -> CaseFacts:
    """``site`` with its managing union and ``version`` are read along."""
    site, version = row.site, row.version
    bodies = (
        Body("主管工会", site.managing_union.name),
        Body("共建单位", version.host_name, version.host_credit_code),
    )
    return CaseFacts(str(row.pk), site.union_path, tuple(each for each in bodies if each.name or each.code))


def person_facts(row: Reviewer, cases: Iterable[CaseFacts]) -> PersonFacts:
    """A body that the reviewer declared bars every case that it stands behind."""
    employers = (
        [Body("工作单位", row.employer, row.employer_code)] if row.employer or row.employer_code else []
    )
    declared = tuple(
        Declared(case.key, f"本人申报与“{name}”有关系")
        for case in cases
        for name in row.relations
        if any(same_body(Body("", name), body) for body in case.bodies)
    )
    return PersonFacts(str(row.pk), row.home_path, tuple(employers), declared)
