"""What pages, tasks and commands read about batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.models import Union
from accounts.reach import grants_of
from core.actor import Actor
from core.clock import start_of
from filing.imports.policy import IMPORTS
from filing.models.imports import WORKING, ImportBatch, ImportedSite, ImportQuestion, ImportState
from filing.policy import WRITERS
from sites.sheets.heads import Heads

M = TypeVar("M", bound=Model)

#: A run that shows no progress for so long has died; another may take it over.
SILENCE = timedelta(minutes=3)

#: How long a list that came to nothing stands on the desk of who sent it.
TOLD_FOR = timedelta(days=7)

UNDO_WITHIN = timedelta(hours=72)


def batches_within(actor: Actor) -> QuerySet[ImportBatch]:
    return IMPORTS.visible_to(actor).select_related("union", "uploader")


def batch_within(actor: Actor, key: int) -> ImportBatch | None:
    return batches_within(actor).filter(pk=key).first()


def batch_by_key(key: int) -> ImportBatch | None:
    return ImportBatch.objects.select_related("union", "uploader").filter(pk=key).first()


def failed_lists_of(actor: Actor, today: date) -> QuerySet[ImportBatch]:
    """Lists that this person sent and that came to nothing, the newest first; not those he has sent anew since."""
    own = ImportBatch.objects.filter(uploader_id=actor.key)
    anew = own.filter(union=OuterRef("union"), pk__gt=OuterRef("pk"))
    lately = own.filter(state=ImportState.FAILED, created_at__gte=start_of(today) - TOLD_FOR)
    return lately.filter(~Exists(anew)).order_by("-pk")


def abandoned_runs(now: datetime) -> list[int]:
    """Batches that should be worked on and are not: never begun, or their run died."""
    silent = Q(progressed_at=None) | Q(progressed_at__lt=now - SILENCE)
    rows = ImportBatch.objects.filter(silent, state__in=WORKING, created_at__lt=now - timedelta(minutes=1))
    return list(rows.values_list("pk", flat=True))


def unions_of_import(actor: Actor) -> QuerySet[Union]:
    """Unions over which the actor holds a writing grant: the branches for which he can take in a list."""
    paths = [grant.union_path for grant in grants_of(actor, WRITERS) if grant.union_path]
    return Union.objects.filter(path__in=paths, is_active=True).order_by("path")


def union_by_code(code: str) -> Union | None:
    return Union.objects.filter(code=code, is_active=True).first()


def in_chunks(rows: QuerySet[M], size: int, *, total: int | None = None) -> Iterator[list[M]]:
    """Many rows in parts, by their keys: what was gone through is not gone through again for the next part.

    ``total``: how many there are, where it is known; few are read at once.
    """
    parts = rows.order_by("pk")
    if total is not None and total <= size:
        yield list(parts)
        return
    keys = list(parts.values_list("pk", flat=True))
    for at in range(0, len(keys), size):
        part = keys[at : at + size]
        yield list(parts.filter(pk__gte=part[0], pk__lte=part[-1]))


def heads_of(batch: ImportBatch) -> list[Heads]:
    return [Heads(sheet, number, tuple(texts)) for sheet, number, texts in batch.heads]


@dataclass
class Asked:
    """One thing to be answered, and where it stands."""

    key: str
    column: str
    typed: str
    sentence: str
    answers: list[str]
    places: list[str] = field(default_factory=list)


def questions_of(batch: ImportBatch) -> QuerySet[ImportQuestion]:
    return batch.questions.order_by("sheet", "number", "pk")


def asked_in(batch: ImportBatch) -> list[Asked]:
    """What is asked, each word once with all rows that write it; in the order of the file."""
    found: dict[str, Asked] = {}
    several = len({sheet for sheet, *_ in batch.heads}) > 1
    for each in questions_of(batch).iterator():
        asked = found.setdefault(
            each.key, Asked(each.key, each.column, each.typed, each.sentence, each.choices.split())
        )
        asked.places.append(f"“{each.sheet}”第 {each.number} 行" if several else f"第 {each.number} 行")
    return list(found.values())


def made_by(batch: ImportBatch) -> QuerySet[ImportedSite]:
    related = ("filing__version__site", "filing__version__district", "union", "district")
    return batch.sites.select_related(*related).prefetch_related("filing__version__photos")


def lacks_required(batch: ImportBatch) -> bool:
    """Whether a case of the batch cannot be submitted before something is filled in; names a row always has."""
    lacking = Q(filing__version__address="") | Q(filing__version__access="")
    return batch.sites.filter(lacking, filing__isnull=False).exists()


def counts_of(batch: ImportBatch) -> list[tuple[str, str, int]]:
    """Type, union and number of the sites that would be new, for the preview."""
    rows = batch.sites.filter(base=None).order_by().values_list("site_type", "union__name")
    return [(kind, union, number) for (kind, union), number in sorted(Counter(rows.iterator()).items())]


def changes_in(batch: ImportBatch) -> QuerySet[ImportedSite]:
    """Rows that change a site of the register, in the order of the file."""
    related = ("base__site", "base__district", "district")
    return batch.sites.filter(base__isnull=False).select_related(*related).order_by("pk")


def same_file(union: Union, digest: str) -> ImportBatch | None:
    """The batch that already took in this very file, unless it was given up or undone."""
    ended = (ImportState.UNDONE, ImportState.FAILED, ImportState.DROPPED)
    return ImportBatch.objects.filter(union=union, digest=digest).exclude(state__in=ended).first()
