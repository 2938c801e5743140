"""Every row is understood or asked about; the whole list is told at once, and nothing is made yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from core.actor import Actor
from core.many import insert_many, like
from filing.imports.selectors import heads_of, in_chunks
from filing.imports.selectors.alike import row_of
from filing.imports.selectors.candidates import Row
from filing.imports.selectors.standing import standing_by_code
from filing.imports.selectors.twins import Twins, key_of, known_sites, question_known
from filing.imports.selectors.vocabulary import words_for
from filing.imports.services.existing import columns_of_existing, question_filed, state_in
from filing.imports.services.pairing import note_pairs
from filing.imports.services.running import Tick, released
from filing.imports.transitions import IMPORT
from filing.models.imports import ImportBatch, ImportedSite, ImportQuestion, ImportRow
from sites.codes import normalise_code
from sites.likeness.selectors.known import place_names
from sites.sheets.cells import RawRow, text_of, unpacked
from sites.sheets.columns import CODE
from sites.sheets.heads import counts_ten_thousands
from sites.sheets.questions import KEEP, RETYPE, SKIP, Question, Site, Words, cell_key
from sites.sheets.rows import understand
from sites.sheets.standing import Standing

_CHUNK = 1000

#: Words of a list and what they were taken to mean; more than these no one reads.
_MOST_READINGS = 100


class _Check:
    """One pass over the staged rows of a batch."""

    def __init__(self, batch: ImportBatch, words: Words, actor: Actor, now: datetime) -> None:
        self.batch, self.words, self.twins = batch, words, Twins()
        self.actor, self.now = actor, now
        self.left_out = self.unchanged = self.asked = 0
        self._found: list[Site] = []
        self._states: dict[str, str] = {}
        self.rows: list[Row] = []
        self.names = place_names()
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
        raw = [RawRow(row.sheet, row.number, row.is_hidden, unpacked(row.cells)) for row in rows]
        codes = {code for row in raw if (code := self._code_in(row))}
        register = standing_by_code(codes, self.batch.union, self.actor)
        sites = [self._understood(row, register) for row in raw]
        kept = [site for site in sites if not site.is_left_out]
        if self.batch.is_existing:
            self._ask_about_existing(kept)
        self._ask_about_known([site for site in kept if not site.code])
        kept = [site for site in kept if not site.is_left_out]
        for site in kept:
            self.twins.add(site)
            self._note_readings(site)
        self.left_out += len(sites) - len(kept)
        self.unchanged += sum(site.is_unchanged for site in kept)
        self._found = kept

    def _ask_about_known(self, new: list[Site]) -> None:
        known = known_sites(new, self.actor, only_renamed=self.batch.is_existing)
        for site in new:
            if sentence := known.get(key_of(site)):
                self._ask(site, question_known(site, sentence))

    def _ask_about_existing(self, sites: list[Site]) -> None:
        """Rows of a list that is decided as a whole."""
        for site in sites:
            if site.code and not site.is_unchanged:
                self._ask(site, question_filed(site))
            keys, _ = self._columns[site.row.sheet]
            self._states[site.place], question = state_in(site.row, keys, self.words.answers)
            if question is not None:
                self._ask(site, question)

    def ask_about_twins(self) -> None:
        """Rows that may be one site are named in both places; those of existing sites stand side by side as pairs."""
        twins = () if self.batch.is_existing else self.twins.questions()
        asked = [
            _stored(self.batch, sheet, number, question)
            for sheet, number, _, question in twins
            if not self._answered(question, KEEP)
        ]
        asked += [_stored(self.batch, *each) for each in self.twins.repeated()]
        self._put(asked)

    def _put(self, questions: list[ImportQuestion]) -> None:
        insert_many(questions)
        self.asked += len(questions)

    def _code_in(self, row: RawRow) -> str:
        """The code that the row carries, or the one with which a person corrected it."""
        keys, _ = self._columns[row.sheet]
        at = keys.index(CODE) if CODE in keys else len(row.cells)
        given = self.words.answers.get(cell_key(row, CODE))
        typed = text_of(row.cells[at]) if at < len(row.cells) else ""
        return normalise_code(given.text if given is not None and given.do == RETYPE else typed)

    def _understood(self, raw: RawRow, register: Mapping[str, Standing]) -> Site:
        keys, texts = self._columns[raw.sheet]
        site = understand(raw, keys, texts, self._large, self.words, register)
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

    def _more(self, site: Site) -> dict[str, str]:
        return columns_of_existing(site, self._states[site.place]) if self.batch.is_existing else {}

    def save(self) -> None:
        """Keep what the last rows came to."""
        sites = self._found
        self._put(
            [
                _stored(self.batch, site.row.sheet, site.row.number, question)
                for site in sites
                for question in site.questions
            ]
        )
        result = ImportedSite(batch_id=self.batch.pk)
        understood = [
            like(
                result,
                sheet=site.row.sheet,
                number=site.row.number,
                site_type=site.site_type,
                union_id=site.union or 0,
                district_id=site.district,
                name=site.name,
                facts=site.facts,
                base_id=site.base,
                **self._more(site),
            )
            for site in sites
            if not (site.questions or site.is_unchanged)
        ]
        insert_many(understood)
        self.rows += [
            row_of(
                (each.sheet, each.number),
                each.union_id,
                each.site_type,
                each.district_id,
                each.facts,
                self.names,
            )
            for each in understood
            if each.base_id is None
        ]


def _stored(batch: ImportBatch, sheet: str, number: int, question: Question) -> ImportQuestion:
    return ImportQuestion(
        batch_id=batch.pk,
        sheet=sheet,
        number=number,
        key=question.key[:200],
        column=question.column[:60],
        typed=question.typed[:60],
        sentence=question.sentence[:300],
        choices=" ".join(question.answers),
    )


def check_rows(batch: ImportBatch, *, actor: Actor, now: datetime, tick: Tick) -> None:
    """Go through all rows. What the last of them came to is kept with the step."""
    check, done = _Check(batch, words_for(batch, now.date()), actor, now), 0
    for rows in in_chunks(batch.rows.all(), _CHUNK, total=batch.total_rows):
        if done:
            with transaction.atomic():
                tick(done)
                check.save()
        check.chunk(rows)
        done += len(rows)
    with IMPORT.step(
        batch.pk,
        "check",
        actor=actor,
        now=now,
        seen=batch.revision,
        left_out=check.left_out,
        unchanged_rows=check.unchanged,
        readings=[[*reading, times] for reading, times in check.readings.items()],
        done_rows=done,
        **released(batch),
    ) as step:
        check.save()
        check.ask_about_twins()
        note_pairs(step.row, actor, now, check.rows, check.names)
        step.details["questions"] = check.asked
