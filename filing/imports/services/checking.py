"""Every row is understood or asked about; the whole list is told at once, and nothing is made yet."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from filing.imports.selectors import heads_of, in_chunks
from filing.imports.selectors.twins import Twins, key_of, known_sites, question_known
from filing.imports.selectors.vocabulary import words_for
from filing.imports.services.running import Tick
from filing.imports.transitions import IMPORT
from filing.models.imports import ImportBatch, ImportedSite, ImportQuestion, ImportRow
from sites.sheets.cells import RawRow, unpacked
from sites.sheets.heads import counts_ten_thousands
from sites.sheets.questions import KEEP, SKIP, Question, Site, Words
from sites.sheets.rows import understand

_CHUNK = 1000

#: Words of a list and what they were taken to mean; more than these no one reads.
_MOST_READINGS = 100


class _Check:
    """One pass over the staged rows of a batch."""

    def __init__(self, batch: ImportBatch, words: Words) -> None:
        self.batch, self.words, self.twins = batch, words, Twins()
        self.left_out = 0
        self.readings: dict[tuple[str, str, str], int] = {}
        self._columns = {
            heads.sheet: (heads.columns(batch.mapping), heads.texts) for heads in heads_of(batch)
        }
        self._large = {
            key
            for keys, texts in self._columns.values()
            for key, text in zip(keys, texts, strict=True)
            if counts_ten_thousands(text)
        }

    def chunk(self, rows: list[ImportRow]) -> None:
        sites = [self._understood(row) for row in rows]
        kept = [site for site in sites if not site.is_left_out]
        known = known_sites(kept, self.batch.union.path or "")
        for site in kept:
            if sentence := known.get(key_of(site)):
                self._ask(site, question_known(site, sentence))
        kept = [site for site in kept if not site.is_left_out]
        for site in kept:
            self.twins.add(site)
            self._note_readings(site)
        self.left_out += len(sites) - len(kept)
        self._save(kept)

    def finish(self) -> None:
        """Rows that may be one site are named in both places."""
        asked = [
            _stored(self.batch, sheet, number, question)
            for sheet, number, _, question in self.twins.questions()
            if not self._answered(question, KEEP)
        ]
        ImportQuestion.objects.bulk_create(asked)

    def _understood(self, row: ImportRow) -> Site:
        keys, texts = self._columns[row.sheet]
        raw = RawRow(row.sheet, row.number, row.is_hidden, unpacked(row.cells))
        site = understand(raw, keys, texts, self._large, self.words)
        left_out = self.words.answers.get(f"row:{site.place}:twin")
        site.is_left_out = site.is_left_out or (left_out is not None and left_out.do == SKIP)
        return site

    def _note_readings(self, site: Site) -> None:
        for each in site.readings:
            if each in self.readings or len(self.readings) < _MOST_READINGS:
                self.readings[each] = self.readings.get(each, 0) + 1

    def _answered(self, question: Question, do: str) -> bool:
        given = self.words.answers.get(question.key)
        return given is not None and given.do == do

    def _ask(self, site: Site, question: Question) -> None:
        if self._answered(question, SKIP):
            site.is_left_out = True
        elif not self._answered(question, KEEP):
            site.questions.append(question)

    def _save(self, sites: list[Site]) -> None:
        ImportQuestion.objects.bulk_create(
            _stored(self.batch, site.row.sheet, site.row.number, question)
            for site in sites
            for question in site.questions
        )
        ImportedSite.objects.bulk_create(
            ImportedSite(
                batch=self.batch,
                sheet=site.row.sheet,
                number=site.row.number,
                site_type=site.site_type,
                union_id=site.union or 0,
                district_id=site.district,
                name=site.name,
                facts=site.facts,
            )
            for site in sites
            if not site.questions
        )


def _stored(batch: ImportBatch, sheet: str, number: int, question: Question) -> ImportQuestion:
    return ImportQuestion(
        batch=batch,
        sheet=sheet,
        number=number,
        key=question.key[:200],
        column=question.column[:60],
        typed=question.typed[:60],
        sentence=question.sentence[:300],
        choices=" ".join(question.answers),
    )


def check_rows(batch: ImportBatch, *, actor: Actor, now: datetime, tick: Tick) -> None:
    """Go through all rows; a second run starts afresh."""
    batch.questions.all().delete()
    batch.sites.all().delete()
    check, done = _Check(batch, words_for(batch, now.date())), 0
    for rows in in_chunks(batch.rows.all(), _CHUNK):
        check.chunk(rows)
        done += len(rows)
        tick(done)
    check.finish()
    with IMPORT.step(
        batch.pk,
        "check",
        actor=actor,
        now=now,
        left_out=check.left_out,
        readings=[[*reading, times] for reading, times in check.readings.items()],
        done_rows=done,
        attempts=0,
        progressed_at=None,
    ) as step:
        step.details["questions"] = batch.questions.count()
