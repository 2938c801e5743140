"""含人像或个人信息,立即删除: every stored copy goes, in every version; the fact and the digest stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from filing.models import Filing
from filing.services import attach_photo
from filing.services.erasing import erase_photo
from inspection.assessing.services import add_proof
from inspection.visiting.services import erase_sighting, photograph, record_unannounced
from sites.images import small_copy
from sites.models import Attachment
from sites.models.attachment import thumb_name
from sites.services import small_copies
from sites.tasks import draw_missing, draw_one
from tests.factories import NOW, actor_of
from tests.inspection.scored import scored_at
from tests.inspection.test_visiting import SEEN
from tests.office import build_office, case_in, form_at, picture, site_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def filed(office):
    return case_in(office, "filed", photos=2)


def first_of(case):
    return case.version.photos.order_by("pk").first().attachment


def erase(case, attachment, who):
    erase_photo(case.pk, attachment.pk, actor=actor_of(who), now=NOW)


def test_the_files_are_gone_from_the_disk_and_from_every_page(
    office, filed, client, django_capture_on_commit_callbacks
):
    assert draw_missing() == 2
    attachment, code = first_of(filed), site_of(filed).code
    storage, names = attachment.file.storage, (attachment.file.name, attachment.thumb.name)
    assert [storage.exists(name) for name in names] == [True, True]
    digest = filed.facts_digest
    with django_capture_on_commit_callbacks(execute=True):
        erase(filed, attachment, office.people["district"])
    assert [storage.exists(name) for name in names] == [False, False]
    for url in (f"/s/{code}/photos/{attachment.pk}/", f"/s/{code}/photos/{attachment.pk}/?size=s"):
        assert client.get(url).status_code == 404
    inside = reverse("filing-photo", args=[filed.number, attachment.pk])
    assert office.client("district").get(inside).status_code == 404
    for page in (f"/s/{code}/", reverse("filing", args=[filed.number])):
        assert str(attachment.pk) not in office.client("district").get(page).content.decode()
    assert Filing.objects.get(pk=filed.pk).facts_digest == digest


def files_of(attachment):
    """Everything on the disk that carries the key of the picture."""
    folder = Path(attachment.file.storage.path(attachment.file.name)).parent
    return sorted(path.name for path in folder.glob(f"{attachment.pk.hex}*"))


def test_a_small_copy_drawn_after_the_erasing_is_not_kept(office, filed, django_capture_on_commit_callbacks):
    attachment = first_of(filed)
    with attachment.file.open("rb") as stored:
        drawn_before = small_copy(stored.read())
    with django_capture_on_commit_callbacks(execute=True):
        erase(filed, attachment, office.people["district"])
    assert not draw_one(str(attachment.pk))
    assert not small_copies._kept(attachment.pk, drawn_before)
    draw_missing()
    assert files_of(attachment) == []
    assert Attachment.objects.get(pk=attachment.pk).thumb.name == ""


def test_a_small_copy_left_by_a_run_that_died_goes_with_the_picture(
    office, filed, django_capture_on_commit_callbacks
):
    attachment = first_of(filed)
    attachment.file.storage.save(thumb_name(attachment, ""), ContentFile(b"left"))
    with django_capture_on_commit_callbacks(execute=True):
        erase(filed, attachment, office.people["district"])
    assert files_of(attachment) == []


def test_a_run_that_died_does_not_make_the_next_leave_two_files(filed):
    attachment = first_of(filed)
    attachment.file.storage.save(thumb_name(attachment, ""), ContentFile(b"left"))
    assert draw_one(str(attachment.pk))
    assert len(files_of(attachment)) == 2
    attachment.refresh_from_db()
    assert attachment.thumb.name == thumb_name(attachment, "")


def test_who_did_it_is_in_the_trail_and_the_writer_is_told(office, filed):
    attachment = first_of(filed)
    erase(filed, attachment, office.people["city"])
    entry = AuditEntry.objects.get(action="site.erase_picture")
    assert (entry.actor_id, entry.note) == (office.people["city"].pk, "含人像或个人信息")
    assert entry.details["pictures"] == [str(attachment.pk)]
    told = OwedMessage.objects.filter(subject__contains="含人像", recipient_id=office.people["keeper"].pk)
    assert told.count() == 1


def test_the_same_picture_in_a_later_version_goes_with_it(office, filed):
    attachment = first_of(filed)
    draft = case_in(office, "draft")
    attach_photo(draft.pk, "plate", picture(shade=0), actor=actor_of(office.people["keeper"]), now=NOW)
    erase(filed, attachment, office.people["district"])
    erased = Attachment.objects.exclude(erased_at=None)
    assert set(erased.values_list("site_photos__version__site", flat=True)) == {filed.site_id}


def test_it_is_erased_once(office, filed):
    attachment = first_of(filed)
    erase(filed, attachment, office.people["district"])
    with pytest.raises(TransitionRefused, match="已经删除"):
        erase(filed, attachment, office.people["district"])


def test_who_has_no_office_over_it_erases_nothing_and_it_is_told(office, filed):
    attachment = first_of(filed)
    for who in ("auditor", "district2"):
        with pytest.raises(NotAllowed):
            erase(filed, attachment, office.people[who])
    assert Attachment.objects.exclude(erased_at=None).count() == 0
    assert AuditEntry.objects.filter(action="site.erase_picture", outcome="refused").count() == 2


def test_one_looks_once_more_before_it_is_gone(office, filed):
    attachment = first_of(filed)
    page = reverse("filing-photo-erase", args=[filed.number, attachment.pk])
    client = office.client("district")
    case_page = client.get(reverse("filing", args=[filed.number])).content.decode()
    assert page in case_page
    form = form_at(client, page)
    answer = client.post(page, form.fields, follow=True)
    assert "照片已删除" in answer.content.decode()
    attachment.refresh_from_db()
    assert attachment.erased_at is not None
    assert attachment.taken_lat is None


def test_the_copies_that_a_visit_and_an_assessment_keep_go_with_it(office, filed):
    site, twin = site_of(filed), picture(shade=33)
    row = scored_at(office, site, *(site_of(case_in(office, "filed", name=name)) for name in "甲乙")).rows[
        "own"
    ]
    district, keeper = actor_of(office.people["district"]), actor_of(office.people["keeper"])
    proof = add_proof(row.pk, "A1", twin, actor=keeper, now=NOW)
    visit = record_unannounced(site.pk, SEEN, actor=district, now=NOW)
    photo = photograph(visit.pk, twin, actor=district, now=NOW)
    erase_sighting(visit.pk, photo.attachment_id, actor=district, now=NOW)
    gone = Attachment.objects.filter(pk__in=[proof.attachment_id, photo.attachment_id], erased_at=NOW)
    assert gone.count() == 2


def test_a_picture_of_another_site_with_the_same_bytes_stays(office, filed):
    other = case_in(office, "filed", name="第二驿站", photos=2)
    attachment = first_of(filed)
    same = other.version.photos.get(attachment__sha256=attachment.sha256).attachment
    erase(filed, attachment, office.people["district"])
    same.refresh_from_db()
    assert same.erased_at is None
