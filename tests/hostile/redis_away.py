"""G4: people go on with their work while Redis is away; what is owed because of it goes out when it is back.

Asked of the running web process with open sessions, as browsers ask it. Nothing of it waits for Redis: what has to be
done in the background stands in the tables.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.models import User
from core.models import OwedMessage
from filing.models import Filing
from filing.models.imports import ImportBatch, ImportState
from tests.factories import PASSWORD, walk
from tests.hostile.served import Answer, Served, Visitor, signed_in
from tests.imports.lists import HEADS, csv_of, row_of
from tests.installation import people_can_sign_in, until
from tests.office import Crew, Office, case_in, draft_of, form_at, picture
from tests.sinks import MailSink


class People:
    """Signed in while everything was well: a keeper with a finished draft, two officers, and a case that is decided."""

    def __init__(self, server: Served, office: Office) -> None:
        self.office = office
        for person in office.people.values():
            User.objects.filter(pk=person.pk).update(email=f"{person.username}@union.example")
        people_can_sign_in()
        self.keeper, self.district, self.city = (
            signed_in(server, name, PASSWORD) for name in ("keeper", "district", "city2")
        )
        self.draft = draft_of(office, "keeper", name="浮山户外劳动者驿站", address="浮山路8号")
        case = case_in(office, "city_filing", name="太平角户外劳动者驿站", address="太平角一路3号")
        self.signed = walk(case, "sign", Crew(office, "keeper"))

    def work(self) -> Iterator[Answer]:
        """Answers to everything that is sent."""
        yield self.upload_a_picture()
        yield self.hand_in()
        yield self.decide()
        yield self.begin_a_case()
        yield self.send_a_list()

    def upload_a_picture(self) -> Answer:
        page = f"/desk/filings/{self.draft.number}/photos/"
        return _with_file(self.keeper, page, "plate", "门牌.jpg", picture())

    def hand_in(self) -> Answer:
        form = form_at(self.keeper, f"/desk/filings/{self.draft.number}/answers/", action="/submit/")  # type: ignore[arg-type]  # it is asked for pages alone
        return _typed(self.keeper, form.action, {**form.fields, "declared": "on"})

    def decide(self) -> Answer:
        form = form_at(self.city, f"/desk/filings/{self.signed.number}/", action="/act/")  # type: ignore[arg-type]  # likewise
        return _typed(self.city, form.action, {**form.fields, "action": "approve"})

    def begin_a_case(self) -> Answer:
        where = {"union": self.office.primary.pk, "district": "370202"}
        form = {"key": uuid.uuid4(), "type": "nursing_room", **where}
        return _typed(self.district, "/desk/filings/new/", form)

    def send_a_list(self) -> Answer:
        rows = csv_of([HEADS, *map(row_of, range(1, 4))]).encode()
        form = {"union": self.office.south.pk, "mode": "drafts"}
        return _with_file(self.district, "/desk/import/", "file", "名单.csv", rows, **form)


def _typed(visitor: Visitor, address: str, form: dict[str, Any]) -> Answer:
    return visitor.post(address, urlencode(form, doseq=True).encode())


def _with_file(visitor: Visitor, page: str, field: str, name: str, data: bytes, **form: Any) -> Answer:
    told = {**form, "key": str(uuid.uuid4()), field: SimpleUploadedFile(name, data)}
    return visitor.post(page, encode_multipart(BOUNDARY, told), MULTIPART_CONTENT)


def mark_of(key: str) -> str:
    """By which a mail program knows the letter of one message."""
    return sha256(key.encode()).hexdigest()[:32]


@contextmanager
def work_goes_on(people: People, mails: MailSink) -> Iterator[None]:
    """Everything works before the block; in it Redis comes back; behind it all that is owed has gone out, once."""
    last, read = OwedMessage.objects.latest("pk").pk, len(mails.taken)
    answers = list(people.work())
    assert [each.status for each in answers] == [302] * 5, [
        each.text for each in answers if each.status != 302
    ]
    states = dict(Filing.objects.values_list("number", "state"))
    assert (states[people.draft.number], states[people.signed.number]) == ("district_check", "filed")
    batch = ImportBatch.objects.get()
    assert batch.state == ImportState.READING, "nobody could be told of it"
    owed = OwedMessage.objects.filter(pk__gt=last, is_urgent=True, address__endswith="@union.example")
    for name in ("district", "keeper"):
        assert owed.filter(address=f"{name}@union.example", sent_at=None).exists(), name
    yield
    ImportBatch.objects.update(
        created_at=batch.created_at - timedelta(minutes=2)
    )  # it has waited long enough
    until(lambda: ImportBatch.objects.exclude(state=ImportState.READING).exists(), "the list is read")
    until(lambda: not owed.filter(sent_at=None).exists(), "what was owed goes out")
    letters = mails.letters()[read:]
    assert set(Counter(each.key for each in letters).values()) == {1}
    known = Counter(each.key.strip("<>").partition("@")[0] for each in letters)
    told = owed.exclude(channel="").values_list("key", "subject")
    assert [(subject, known[mark]) for key, subject in told if known[mark := mark_of(key)] != 1] == []
    assert set(owed.values_list("address", flat=True)) <= {each.address for each in letters}
