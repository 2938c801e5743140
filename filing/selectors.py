"""What pages and services read about cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from accounts.roles import Role
from accounts.selectors import people_who_decide, people_with_role
from core.actor import Actor
from core.canonical import digest
from filing.document_kinds import DocumentKind
from filing.models import CaseDocument, Filing, GapDocument, GapPhoto, StrayScan
from filing.papers.codes import FORM, ReadCode
from filing.policy import DOCUMENTS, FILINGS
from filing.states import OPEN_CASES, FilingKind, FilingState, Route
from filing.transitions import RECALLS
from inspection.models import Assessment
from rulebook.choices import SealScanDue
from rulebook.selectors import Measure, lack_of_measure, measure_in, pack_in_force
from sites.codes import is_same_token
from sites.models import Attachment, ServiceSite
from sites.selectors import facts_digest

#: Cases among which one that can be taken back is looked for.
_MOST_LOOKED_AT = 50

RELATED = ("site", "site__managing_union", "site__district", "version", "version__district", "submitted_by")


def filing_within(actor: Actor, number: str) -> Filing | None:
    """One case by its number, if within reach."""
    rows = FILINGS.visible_to(actor).select_related(*RELATED, "base_version", "last_visit", "pack")
    found = rows.defer("site__search", "site__public_search", "site__managing_union__search")
    filing = found.filter(number=number).first()
    if filing is None:
        return None
    for version in filter(None, (filing.version, filing.base_version)):
        version.site = filing.site  # one object, so that a page asks for it once
    return filing


def handed_in_digest(filing: Filing) -> str:
    """SHA-256 over what the case says: the facts of the site, and what a change or cancellation says beside them."""
    facts = facts_digest(filing.version)
    return digest({"facts": facts, "particulars": filing.particulars}) if filing.particulars else facts


def case_of_code(actor: Actor, code: ReadCode) -> Filing | None:
    """The case whose paper carries this code, if within reach and the token is its own."""
    found = filing_within(actor, code.number.case)
    return found if found is not None and is_same_token(code.token, found.verify_token) else None


def documents_within(actor: Actor, filing: Filing) -> QuerySet[CaseDocument]:
    """The documents of a case, if within reach."""
    related = ("attachment", "uploaded_by", "filing__site")
    return DOCUMENTS.visible_to(actor).filter(filing=filing).select_related(*related)


def strays_of(actor: Actor) -> QuerySet[StrayScan]:
    """Scans of this person that wait for a case to be chosen."""
    return StrayScan.objects.filter(uploaded_by_id=actor.key).select_related("attachment")


def filings_within(
    actor: Actor, *, state: str = "", site_type: str = "", district: str = "", words: str = ""
) -> QuerySet[Filing]:
    """Cases within reach, newest first, narrowed by what the page's filters say."""
    rows = FILINGS.visible_to(actor)
    if state:
        rows = rows.filter(state=state)
    if site_type:
        rows = rows.filter(site__site_type=site_type)
    if district:
        rows = rows.filter(site__district_id=district)
    if words:
        rows = rows.filter(version__name__icontains=words) | rows.filter(number__iexact=words)
    return rows.order_by("-updated_at", "-pk")


def cases_about(actor: Actor, site: ServiceSite) -> QuerySet[Filing]:
    """The cases of one site within reach, newest first."""
    return FILINGS.visible_to(actor).filter(site=site).order_by("-updated_at", "-pk")


def filings_by_number(actor: Actor, numbers: list[str]) -> QuerySet[Filing]:
    """The cases with these numbers, as far as they are within reach, in the order of their creation."""
    rows = FILINGS.visible_to(actor).filter(number__in=numbers)
    return rows.select_related(*RELATED, "last_visit").order_by("pk")


def open_plans(actor: Actor) -> QuerySet[Any]:
    """Versions of drafts and open cases within reach, by key: places that may soon be in the register."""
    rows = FILINGS.visible_to(actor).filter(state__in=(FilingState.DRAFT, *OPEN_CASES))
    return rows.order_by().values("version_id")


def cases_of_versions(actor: Actor, versions: Iterable[int]) -> dict[int, Filing]:
    """Cases within reach by the version they carry."""
    return {row.version_id: row for row in FILINGS.visible_to(actor).filter(version_id__in=list(versions))}


def pinned_filing(filing_id: int) -> Filing:
    return Filing.objects.select_related("site", "version", "version__site").get(pk=filing_id)


def pinned_measure(filing: Filing) -> Measure:
    """The rules pinned when the case was submitted."""
    if filing.pack is None:
        raise LookupError(f"{filing} was never submitted")
    return measure_in(filing.pack)


def measure_for(filing: Filing, on: date) -> Measure | None:
    """The rules a case is judged by: pinned at submission, before that those in force for its union."""
    if filing.pack is not None and filing.state != "draft":
        return measure_in(filing.pack)
    return pack_in_force(filing.site.union_path, filing.version.kind.family, on)


def why_no_measure(filing: Filing, on: date) -> str:
    """The cause, and whom to ask."""
    return lack_of_measure(filing.site.union_path, filing.version.kind.family, on)


def measure_in_charge(actor: Actor, family: str, on: date) -> Measure | None:
    """The rules in force for the body that a person acts for; ``None`` where it has no place in the tree."""
    return pack_in_force(actor.path, family, on) if actor.path else None


def attachment_of(filing: Filing, key: UUID) -> Attachment | None:
    """A picture of the case: of its facts, or one that a gap has kept."""
    rows = Attachment.objects.filter(pk=key, erased_at=None)
    own = rows.filter(site_photos__version=filing.version_id).first()
    return own or rows.filter(pk__in=GapPhoto.objects.filter(gap__filing=filing).values("attachment")).first()


def document_then(filing: Filing, gap_id: int, key: int) -> GapDocument | None:
    """A document that a letter of this case has kept."""
    # Asked of the gap itself: a number that no key can be finds nothing there, beside a link it would reach SQLite.
    rows = GapDocument.objects.filter(gap__in=filing.deficiencies.filter(pk=gap_id), pk=key)
    return rows.select_related("attachment").first()


def has_agreement(filing: Filing) -> bool:
    """Whether the agreement with the host lies in the case."""
    return filing.documents.filter(kind=DocumentKind.AGREEMENT).exists()


def forms_owed() -> QuerySet[Filing]:
    """Filed cases whose stamped form is due after the filing and is not there, the oldest first."""
    form = Q(paper="") | Q(paper=Concat(OuterRef("number"), Value(f"-{FORM}")))
    stamped = CaseDocument.objects.filter(form, filing=OuterRef("pk"), kind=DocumentKind.SCAN)
    rows = Filing.objects.filter(
        ~Exists(stamped), state=FilingState.FILED, pack__seal_scan_due=SealScanDue.AFTER_FILING
    ).exclude(route=Route.PAPER)  # the one stamped paper lies with the list
    return rows.select_related(*RELATED, "pack").order_by("decided_at", "pk")


def can_recall_any(actor: Actor) -> bool:
    """Has this person passed a case on with which nobody has gone on yet? The newest ones are looked at."""
    undone = [action.removeprefix("recall_") for action in RECALLS]
    own = {"last_move__by": actor.key, "last_move__action__in": undone}
    passed = FILINGS.visible_to(actor).filter(**own, state__in=OPEN_CASES)
    newest = passed.order_by("-updated_at").values_list("revision", "last_move")
    return any(move and revision == move["revision"] for revision, move in newest[:_MOST_LOOKED_AT])


def is_behind_register(filing: Filing) -> bool:
    """Has the register gained a version since this change was begun?"""
    is_draft_change = filing.kind == FilingKind.CHANGE and filing.state == FilingState.DRAFT
    return is_draft_change and filing.base_version_id != filing.site.version_id


def nobody_can_decide(filing: Filing, on: date, *, roles: Iterable[str] = (Role.CITY,)) -> bool:
    """True when no active person with the right to decide stands outside the case's authors."""
    site = filing.site
    deciders = people_who_decide(site.union_path, roles=roles, site_types=filing.types, on=on)
    return not deciders.exclude(pk__in=filing.authors.values("user_id")).exists()


def signers_for(filing: Filing, on: date) -> tuple[int, int]:
    """How many levels the city signs by the measure, and how many people are there, each for one level only."""
    site, measure = filing.site, measure_for(filing, on)
    people = people_with_role(site.union_path, Role.CITY, site_types=filing.types, on=on)
    return (len(measure.sign_off_levels) if measure else 0), people.count()


def case_of_assessment(actor: Actor, row: Assessment) -> Filing | None:
    """The case within reach whose acceptance this is."""
    return FILINGS.visible_to(actor).filter(assessment=row).first()
