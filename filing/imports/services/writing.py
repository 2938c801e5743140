"""The confirmed rows become draft cases in one transaction: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from functools import cache
from typing import Any

from core.actor import Actor
from core.audit import record_each
from core.many import give_keys, insert_many, like, set_each
from filing.imports.selectors import in_chunks
from filing.imports.selectors.standing import changes_begun, sites_to_change
from filing.imports.selectors.unions import paths_in
from filing.imports.services.pairing import keep_decisions
from filing.imports.services.running import forget_content, released
from filing.imports.transitions import IMPORT
from filing.models import Filing, FilingAuthor
from filing.models.imports import ImportBatch, ImportedSite
from filing.numbers import case_number
from filing.states import FilingKind, FilingState
from sites.codes import make_token
from sites.models import ServiceSite, SiteVersion
from sites.services import plan_sites
from sites.services.succession import drafts_following
from sites.sheets.limits import SheetRefused
from sites.vocabulary import IN_USE

_CHUNK = 1000


def write_sites(batch: ImportBatch, *, actor: Actor, now: datetime) -> None:
    """A draft case for every row: with a shell of its own, or as a change of a site of the register."""
    with IMPORT.step(batch.pk, "finish", actor=actor, now=now, done_at=now, **released(batch)) as step:
        row, made = step.row, 0
        paths = paths_in(row)
        for sites in in_chunks(row.sites.all(), _CHUNK):
            _write(row, sites, paths, actor=actor, now=now)
            made += len(sites)
        row.created_sites = row.done_rows = made
        row.save(update_fields=["created_sites", "done_rows"])
        step.details.update({"made": made, "left_out": row.left_out, "file": row.digest})
        keep_decisions(row)
        forget_content(row)


def _write(
    batch: ImportBatch, sites: list[ImportedSite], paths: Mapping[int, str], *, actor: Actor, now: datetime
) -> None:
    new = [each for each in sites if each.base_id is None]
    changing = [each for each in sites if each.base_id is not None]
    versions = plan_sites(_planned(new, paths, now))
    _write_cases(batch, new, versions, actor=actor, now=now, label="批量新建备案")
    if changing:
        drafts = _changed(batch, changing, actor, now)
        _write_cases(batch, changing, drafts, actor=actor, now=now, label="批量新建变更备案")


def _changed(batch: ImportBatch, sites: list[ImportedSite], actor: Actor, now: datetime) -> list[SiteVersion]:
    """Drafts that begin as a copy of what stands in the register, with what the rows change."""
    bases = SiteVersion.objects.in_bulk([each.base_id for each in sites])
    about = ServiceSite.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    locked = {site.pk: site for site in about.filter(pk__in=[each.site_id for each in bases.values()])}
    _refuse_moved(batch, bases.values(), locked, actor)
    for base in bases.values():
        base.site = locked[base.site_id]
    changes = [{**columns_of(each.facts), "district_id": each.district_id} for each in sites]
    drafts = drafts_following([bases[each.base_id or 0] for each in sites], changes, now=now)
    for draft in drafts:
        draft.site = locked[draft.site_id]
    return drafts


def _refuse_moved(
    batch: ImportBatch, bases: Iterable[SiteVersion], locked: Mapping[int, ServiceSite], actor: Actor
) -> None:
    """``SheetRefused`` when the register has moved since the rows were compared with it."""
    within = set(sites_to_change(actor, batch.union).filter(pk__in=locked).values_list("pk", flat=True))
    begun = set(changes_begun(locked).values_list("site_id", flat=True))
    for base in bases:
        site = locked[base.site_id]
        if (
            site.version_id != base.pk
            or site.state not in IN_USE
            or site.pk in begun
            or site.pk not in within
        ):
            raise SheetRefused(
                f"阵地 {site.code} 在核对之后有变动(资料已变更、已注销、已有变更草稿或不再由您办理)。请重新上传名单核对。"
            )


def _write_cases(
    batch: ImportBatch,
    sites: list[ImportedSite],
    versions: list[SiteVersion],
    *,
    actor: Actor,
    now: datetime,
    label: str,
) -> None:
    """A draft case, its author and its entry in the trail for each row."""
    filings = _cases(sites, versions, now)
    number_cases(filings, now.year)
    insert_many(filings)
    cases = {site.pk: filing.pk for site, filing in zip(sites, filings, strict=True)}
    set_each(ImportedSite, "filing_id", cases)
    # Whoever answered for the list wrote in its cases as well, and does not sign them last.
    authors = batch.writers | ({actor.key} if actor.is_signed_in else set())
    for user in sorted(authors):
        author = FilingAuthor(user_id=user, since=now)
        insert_many([like(author, filing_id=each.pk) for each in filings])
    details = {"batch": batch.pk}
    record_each(actor, "filing.start", filings, now=now, label=label, after="draft", details=details)


def _cases(sites: list[ImportedSite], versions: list[SiteVersion], now: datetime) -> list[Filing]:
    """The draft cases of these rows, not yet numbered."""
    draft = Filing(state=FilingState.DRAFT, created_at=now, updated_at=now)
    filings = []
    for each, version in zip(sites, versions, strict=True):
        kind = FilingKind.REGISTER if each.base_id is None else FilingKind.CHANGE
        filing = like(
            draft, kind=kind, version_id=version.pk, base_version_id=each.base_id, verify_token=make_token()
        )
        filing.site = version.site
        filings.append(filing)
    return filings


def number_cases(filings: list[Filing], year: int) -> None:
    """A case is numbered by its key, which is taken before the case is written."""
    give_keys(filings)
    for filing in filings:
        filing.number = case_number(filing.pk, year)


def _planned(sites: list[ImportedSite], paths: Mapping[int, str], now: datetime) -> list[SiteVersion]:
    """Shells and their first versions with the facts of the rows, not yet saved."""
    shell = ServiceSite(state="planned", created_at=now, updated_at=now)
    blank = SiteVersion(number=1, created_at=now)
    versions = []
    for each in sites:
        version = like(
            blank, site_type=each.site_type, district_id=each.district_id, **columns_of(each.facts)
        )
        version.site = like(
            shell,
            site_type=each.site_type,
            managing_union_id=each.union_id,
            union_path=paths[each.union_id],
            district_id=each.district_id,
        )
        versions.append(version)
    return versions


def version_of(site: ImportedSite, base: SiteVersion) -> SiteVersion:
    """What the version in force would be with the changes of the row; not saved, only to be looked at."""
    after = copy(base)
    for name, value in columns_of(site.facts).items():
        setattr(after, name, value)
    after.district = site.district
    return after


@cache
def _version_columns() -> dict[str, Any]:
    return {field.name: field for field in SiteVersion._meta.concrete_fields}


def columns_of(facts: dict[str, Any]) -> dict[str, Any]:
    """Staged facts as the columns of a version hold them: days and degrees come back from their texts."""
    columns = _version_columns()
    return {name: columns[name].to_python(value) for name, value in facts.items()}
