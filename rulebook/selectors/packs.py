"""Which measure applies, and what does a pack say? What pages and upper apps read; never writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from accounts.models import Union
from accounts.reach import grants_of
from accounts.roles import Role
from accounts.selectors import issuer_of
from core.actor import Actor
from rulebook.choices import PackState, RecordState
from rulebook.models import PackRecord, PackScan, RulePack
from rulebook.models import Rubric as RubricRow
from rulebook.policy import RECORDS
from rulebook.rubric import Rubric
from rulebook.rubric_rows import rubrics_of
from rulebook.selectors.standing import VALIDITY, versions_by, with_validity
from rulebook.terms import COLUMNS, LadderStep, Limit, Measure, SubsidyTier, Terms, TypeTerms
from rulebook.validity import Validity

#: Where no scoring table says how many answers a survey needs.
USUAL_SAMPLE = Rubric.least_sample

T = TypeVar("T", Limit, TypeTerms, SubsidyTier, LadderStep)


def terms_of(pack: RulePack) -> Terms:
    """What the rows of this pack say now."""
    return Terms(
        **{name: getattr(pack, name) for name in COLUMNS},
        limits=_rows(Limit, pack.limits.all()),
        sign_off_levels=tuple(row.name for row in pack.levels.all()),
        type_rules=_rows(TypeTerms, pack.type_rules.all()),
        subsidy_tiers=_rows(SubsidyTier, pack.subsidy_tiers.all()),
        ladder=_rows(LadderStep, pack.ladder.all()),
        rubrics=rubrics_of(pack),
    )


def _rows(kind: type[T], rows: Iterable[Any]) -> tuple[T, ...]:
    """Rows as the plain values of the same columns."""
    names = tuple(kind.__dataclass_fields__)
    return tuple(kind(**{name: getattr(row, name) for name in names}) for row in rows)


def rubrics_in(pack: RulePack) -> tuple[Rubric, ...]:
    """The scoring tables of a pack in any state."""
    return rubrics_of(RulePack.objects.get(pk=pack.pk))


@lru_cache(maxsize=128)
def read_measure(pk: int, issuer_id: int, number: int, digest: str) -> Measure:
    """A published pack by its columns. It never changes; the digest in the key keeps two databases of one process apart."""
    terms = terms_of(RulePack.objects.get(pk=pk))
    return Measure(**vars(terms), pk=pk, issuer_id=issuer_id, number=number, digest=digest)


def _first_measure(packs: QuerySet[RulePack]) -> Measure | None:
    found = packs.filter(state=PackState.PUBLISHED).values_list("pk", "issuer_id", "number", "digest").first()
    return read_measure(*found) if found else None


def predecessor_of(pack: RulePack) -> Measure | None:
    """The published version of the same issuer and family that this one follows; ``None`` for the first."""
    earlier = RulePack.objects.filter(
        issuer_id=pack.issuer_id, family=pack.family, effective_from__lt=pack.effective_from
    )
    return _first_measure(earlier.exclude(pk=pack.pk).order_by("-effective_from"))


def scan_of(pack: RulePack) -> PackScan | None:
    """The printed document beside the pack."""
    return PackScan.objects.filter(pack=pack).first()


def waiting_records(actor: Actor) -> QuerySet[PackRecord]:
    """Later documents that a second officer has still to confirm."""
    rows = RECORDS.visible_to(actor).filter(state=RecordState.ENTERED)
    return rows.select_related("pack__issuer").order_by("pk")


def measure_in(pack: RulePack) -> Measure:
    """A published pack that is read already. Raises ``LookupError`` for any other."""
    if pack.state != PackState.PUBLISHED:
        raise LookupError(f"pack {pack.pk} is not published")
    return read_measure(pack.pk, pack.issuer_id, pack.number, pack.digest)


def measure_of(pack_id: int) -> Measure:
    """A published pack by its key. Raises ``LookupError`` for any other."""
    measure = _first_measure(RulePack.objects.filter(pk=pack_id))
    if measure is None:
        raise LookupError(f"no published pack {pack_id}")
    return measure


def measures_of(keys: Collection[int]) -> dict[int, Measure]:
    """The same of several, in one statement. Raises ``LookupError`` where one is not published."""
    packs = RulePack.objects.filter(pk__in=keys, state=PackState.PUBLISHED)
    found = {row[0]: read_measure(*row) for row in packs.values_list("pk", "issuer_id", "number", "digest")}
    missing = set(keys) - found.keys()
    if missing:
        raise LookupError(f"no published pack {min(missing)}")
    return found


def pack_in_force(union_path: str, family: str, on: date) -> Measure | None:
    """The measure that governs a union's sites on a day: of the nearest issuer at or above it, the latest in effect.

    A union's own document outranks every sample, whichever is later. One that was repealed, or whose trial is over,
    governs no more, and what it succeeded does not come back.

    ``None``: the issuer has published none for this family by then, or the last one is over.
    """
    found = _governing(union_path, family, on)
    return read_measure(*found[0]) if found is not None and found[1].holds_on(on) else None


def _governing(union_path: str, family: str, on: date) -> tuple[tuple[int, int, int, str], Validity] | None:
    """What ``read_measure`` wants of the last version in effect, whether it still holds or not."""
    rows = versions_by(union_path, family, on)
    found = rows.values_list("pk", "issuer_id", "number", "digest", *VALIDITY).first()
    return (found[:4], Validity(*found[4:])) if found else None


def least_samples(wanted: Iterable[tuple[str, str, str]], on: date) -> dict[tuple[str, str, str], int]:
    """Answers below which a survey says nothing, for many unions at once: by path of the union, family, site type.

    The measure is the one of ``pack_in_force``; where it has no scoring table for the type, the usual number holds.
    """
    asked = set(wanted)
    issuers = dict(Union.objects.filter(is_issuer=True, path__isnull=False).values_list("path", "pk"))
    above = {path: _nearest(path, issuers) for path, _, _ in asked}
    packs = RulePack.objects.filter(state=PackState.PUBLISHED, effective_from__lte=on)
    packs = packs.filter(
        issuer__in={key for key in above.values() if key}, family__in={f for _, f, _ in asked}
    )
    first: dict[tuple[int, str], int] = {}
    rows = with_validity(packs).order_by("is_sample", "-effective_from")
    for pk, issuer, family, *days in rows.values_list("pk", "issuer_id", "family", *VALIDITY):
        first.setdefault((issuer, family), pk if Validity(*days).holds_on(on) else 0)
    tables = RubricRow.objects.filter(pack__in=first.values())
    told = tables.values_list("pack_id", "site_type", "least_sample")
    least = {(pack, kind): count for pack, kind, count in told}
    return {
        (path, family, kind): least.get((first.get((above[path] or 0, family), 0), kind), USUAL_SAMPLE)
        for path, family, kind in asked
    }


def _nearest(path: str, issuers: Mapping[str | None, int]) -> int | None:
    """The issuing union at or above that stands deepest."""
    above = [issuer for issuer in issuers if issuer and path.startswith(issuer)]
    return issuers[max(above, key=len)] if above else None


def lack_of_measure(union_path: str, family: str, on: date) -> str:
    """Why no measure governs, and whom to ask; empty when one does."""
    if pack_in_force(union_path, family, on) is not None:
        return ""
    if (over := _governing(union_path, family, on)) is not None:
        (pk, *_), validity = over
        title = RulePack.objects.get(pk=pk).title
        return f"《{title}》{validity.end_in_words()},没有接替的版本,请联系市总工会系统管理员。"
    issuer = issuer_of(union_path)
    if issuer is None:
        return (
            "主管工会的上级中没有可以制定管理办法的工会,所以没有适用的管理办法。"
            "请系统管理员在管理后台的“工会”中补填上级工会。"
        )
    return f"{issuer.name}还没有公布适用的管理办法,请联系市总工会系统管理员。"


def own_measures() -> QuerySet[RulePack]:
    """Published documents of unions, without the portal's samples."""
    return RulePack.objects.filter(state=PackState.PUBLISHED, is_sample=False)


def issuers_for(actor: Actor) -> QuerySet[Union]:
    """Issuing unions for which the actor may write measures."""
    reach = Q(pk__in=[])
    for grant in grants_of(actor, {Role.ADMINISTRATOR}):
        if grant.union_path:
            reach |= Q(path__startswith=grant.union_path)
    return Union.objects.filter(reach, is_issuer=True).order_by("path")
