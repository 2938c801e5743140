"""Labels of the pictures of a case: off unless asked for, within the reader's reach, and never part of what is judged."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from itertools import islice

import pytest
from django.urls import reverse

from core.clock import LEGAL_ZONE
from filing.models import Filing
from filing.photo_labels import add_labels
from filing.selectors import handed_in_digest
from filing.services import attach_photo, detach_photo, submit_filing
from filing.services.erasing import erase_photo
from sites.images import grey_square
from sites.models import Attachment, PictureSign, PictureTwin
from sites.pictures import services
from sites.pictures.labels import NOT_COMPARED, NOT_SEEN, PLAIN, TAKEN_LATER, Told, Whose
from sites.pictures.selectors import told_of
from sites.pictures.services import remember_picture
from sites.pictures.signs import WORK_SIDE, sign_of
from sites.pictures.uses import case_of
from sites.tasks import draw_one, remember_pictures
from tests.factories import NOW, actor_of
from tests.office import build_office, case_in, draft_of, picture, site_of
from unionportal.drill.crowded import crowd_of_signs, random_signs
from unionportal.drill.made_pictures import changed, jpeg, scene

pytestmark = pytest.mark.django_db

EARLIER = NOW - timedelta(days=400)


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    settings.PHOTO_LABELS = True
    return build_office()


@cache
def room(how=""):
    """Drawn once for all tests, and small: a room, or the same as it is handed in again."""
    drawn = scene(0).resize((640, 480))
    return changed(drawn, how, 0) if how else jpeg(drawn)


def add(office, case, data, by="district", slot="overview", at=NOW):
    """Uploaded and remembered, as the task does it."""
    photo = attach_photo(case.pk, slot, data, actor=actor_of(office.people[by]), now=at)
    draw_one(str(photo.attachment_id))
    return photo


def in_licang(office, **more):
    return draft_of(office, "district2", over=office.licang_primary, district="370213", **more)


def page_of(office, case, who="district"):
    """The page of the case once it was handed in: while it is a draft its writer sees his sections instead."""
    case = Filing.objects.get(pk=case.pk)
    if case.state == "draft":
        submit_filing(case.pk, seen=case.revision, actor=actor_of(office.people[who]), now=NOW)
    return office.client(who).get(reverse("filing", args=[case.number])).content.decode()


def told(office, who, photo):
    version = photo.version
    known = told_of(actor_of(office.people[who]), [photo.attachment], version.site_id, case_of(version))
    return known[photo.attachment_id]


def test_without_the_setting_nothing_is_remembered_and_nothing_said(office, settings):
    settings.PHOTO_LABELS = False
    case = draft_of(office)
    add(office, case, room())
    assert remember_pictures() == 0
    assert not PictureSign.objects.exists()
    page = page_of(office, case)
    assert "拍摄时间:未知" in page
    assert "照片标签" not in page and NOT_COMPARED not in page


def test_the_case_shows_the_labels_and_that_they_decide_nothing(office):
    case = draft_of(office)
    add(office, case, room())
    page = page_of(office, case)
    for words in (NOT_SEEN, "拍摄时间未知", "仅供参考,不影响评分"):
        assert words in page


def test_a_picture_of_another_site_is_named_to_those_who_may_see_that_site(office):
    draft = draft_of(office, name="另一处驿站")
    old = Attachment.objects.get(pk=add(office, draft, room(), at=EARLIER).attachment_id)
    again = in_licang(office)
    mirrored = add(office, again, room("左右翻转"), by="district2")
    assert [each.whose for each in told(office, "district2", mirrored).seen] == [Whose.OUT_OF_REACH]
    page = page_of(office, again, "district2")
    assert "与其他阵地的照片相近,请核对" in page
    assert "另一处驿站" not in page and old.pk.hex not in page.replace("-", "")
    seen = told(office, "city", mirrored).seen[0]
    assert (seen.whose, seen.name, seen.on) == (
        Whose.OTHER_SITE,
        "另一处驿站",
        EARLIER.astimezone(LEGAL_ZONE).date(),
    )


def test_the_page_leads_to_a_site_of_the_register(office):
    filed = case_in(office, "filed", photos=1)
    Attachment.objects.update(created_at=EARLIER)
    case = draft_of(office)
    add(office, case, picture())
    remember_pictures()
    page = page_of(office, case)
    assert f'href="{reverse("site-file", args=[site_of(filed).code])}">查看该阵地' in page


def test_whichever_is_remembered_first_the_later_one_is_told(office):
    """Pictures from before the setting are looked at last."""
    old = attach_photo(
        draft_of(office).pk, "plate", room(), actor=actor_of(office.people["district"]), now=EARLIER
    )
    new = add(office, draft_of(office), room("缩小"))
    assert told(office, "district", new).seen == []
    assert remember_pictures() == 1
    assert [each.whose for each in told(office, "district", new).seen] == [Whose.OTHER_SITE]
    assert told(office, "district", old).seen == []


def test_the_task_run_twice_changes_nothing(office):
    case = draft_of(office)
    photos = [add(office, case, room()), add(office, case, room("缩小"))]
    before = [list(model.objects.order_by("pk").values()) for model in (PictureSign, PictureTwin)]
    assert len(before[1]) == 1
    assert [remember_picture(each.attachment_id, now=NOW) for each in photos] == [False, False]
    assert remember_pictures() == 0
    assert [list(model.objects.order_by("pk").values()) for model in (PictureSign, PictureTwin)] == before


def test_a_run_that_died_before_comparing_is_taken_up(office, monkeypatch):
    case = draft_of(office)
    add(office, case, room(), at=EARLIER)
    photo = attach_photo(case.pk, "plate", room("缩小"), actor=actor_of(office.people["district"]), now=NOW)
    with monkeypatch.context() as broken:
        broken.setattr(services, "_twins_of", lambda row, work: {}[0])
        with pytest.raises(KeyError):
            remember_picture(photo.attachment_id, now=NOW)
    assert not told(office, "district", photo).is_compared
    assert remember_pictures() == 1
    assert [each.whose for each in told(office, "district", photo).seen] == [Whose.SAME_CASE]


def test_two_that_come_at_once_are_one_pair(office):
    """Both signs are kept before either looks."""
    case, actor = draft_of(office), actor_of(office.people["district"])
    keys = [
        attach_photo(case.pk, "plate", data, actor=actor, now=NOW).attachment_id
        for data in (room(), room("缩小"))
    ]
    for key in keys:
        with Attachment.objects.get(pk=key).file.open("rb") as stored:
            services._kept(key, sign_of(grey_square(stored.read(), WORK_SIDE)))
    assert [remember_picture(key, now=NOW) for key in keys] == [True, True]
    pair = PictureTwin.objects.get()
    assert {pair.picture.attachment_id, pair.earlier.attachment_id} == set(keys)


def test_an_erased_picture_loses_its_sign_and_is_nobodys_twin(office):
    case = case_in(office, "filed", photos=1)
    old = case.version.photos.get()
    Attachment.objects.filter(pk=old.attachment_id).update(created_at=EARLIER)
    new = add(office, draft_of(office), picture())
    remember_pictures()
    assert PictureTwin.objects.count() == 1
    erase_photo(case.pk, old.attachment_id, actor=actor_of(office.people["district"]), now=NOW)
    assert list(PictureSign.objects.values_list("attachment", flat=True)) == [new.attachment_id]
    assert not PictureTwin.objects.exists()
    assert remember_picture(old.attachment_id, now=NOW) is False


def test_a_picture_erased_while_it_is_compared_leaves_nothing(office):
    photo = add(office, draft_of(office), room())
    row = PictureSign.objects.get()
    PictureSign.objects.all().delete()
    assert services._compared(row, {}, NOW) is False
    Attachment.objects.filter(pk=photo.attachment_id).update(erased_at=NOW)
    assert services._kept(photo.attachment_id, row.sign) is None
    assert not PictureSign.objects.exists()


def test_a_removed_picture_is_forgotten(office):
    case = draft_of(office)
    photo = add(office, case, room())
    detach_photo(case.pk, photo, actor=actor_of(office.people["district"]), now=NOW)
    assert not PictureSign.objects.exists()


def test_the_same_file_is_known_though_it_shows_a_bare_wall(office):
    other = add(office, draft_of(office), picture(shade=1), at=EARLIER)
    add(office, draft_of(office), picture(), at=EARLIER)
    again = add(office, draft_of(office), picture())
    assert [each.whose for each in told(office, "district", again).seen] == [Whose.OTHER_SITE]
    assert told(office, "district", other) == Told(True, True, [])
    assert PLAIN in page_of(office, Filing.objects.get(version=other.version))


def test_a_file_that_is_no_picture_any_more_is_asked_once(office):
    photo = attach_photo(
        draft_of(office).pk, "plate", room(), actor=actor_of(office.people["district"]), now=NOW
    )
    with open(photo.attachment.file.path, "wb") as file:
        file.write(b"gone")
    assert remember_pictures() == 1
    assert remember_pictures() == 0
    assert told(office, "district", photo) == Told(True, True, [])


def test_a_file_that_is_away_is_asked_again(office):
    photo = attach_photo(
        draft_of(office).pk, "plate", room(), actor=actor_of(office.people["district"]), now=NOW
    )
    photo.attachment.file.storage.delete(photo.attachment.file.name)
    assert remember_pictures() == 0
    assert services.pictures_not_remembered() == [photo.attachment_id]


def test_a_picture_of_tomorrow_is_pointed_at_and_refused_nowhere(office):
    case = draft_of(office)
    photo = add(office, case, room())
    Attachment.objects.filter(pk=photo.attachment_id).update(taken_at=NOW + timedelta(days=1))
    assert TAKEN_LATER in page_of(office, case)
    assert Filing.objects.get(pk=case.pk).state == "acceptance"


def test_labels_ask_the_same_number_of_questions_for_one_picture_and_for_three(
    office, django_assert_num_queries
):
    case, others = draft_of(office), in_licang(office)
    actor = actor_of(office.people["city"])
    for shade in range(3):
        add(office, others, picture(shade=shade), by="district2", at=EARLIER)
        add(office, case, picture(shade=shade))
        version = Filing.objects.get(pk=case.pk).version
        pictures = [each.attachment for each in version.pictures]
        with django_assert_num_queries(5):
            known = told_of(actor, pictures, version.site_id, case_of(version))
        assert [len(each.seen) for each in known.values()] == [1] * (shade + 1)


def test_what_is_handed_in_and_scored_is_the_same_with_and_without_labels(office):
    """The digest holds every fact that a score may read."""
    case = draft_of(office)
    photo = add(office, case, room())
    before = handed_in_digest(Filing.objects.get(pk=case.pk))
    add(office, draft_of(office), room("缩小"), at=EARLIER)
    Attachment.objects.filter(pk=photo.attachment_id).update(taken_at=NOW - timedelta(days=4000))
    assert PictureTwin.objects.exists()
    after = Filing.objects.get(pk=case.pk)
    slots = [{"photos": [{"key": photo.attachment_id}]}]
    add_labels(slots, after, actor_of(office.people["district"]))
    assert [label.strength for label in slots[0]["photos"][0]["labels"]] == ["limited", "", "limited"]
    assert handed_in_digest(after) == before


def test_signs_written_by_the_thousand_read_back_as_they_were_drawn(office):
    crowd_of_signs(office.primary, office.people["keeper"].pk, 30, lambda line: None)
    rows = PictureSign.objects.order_by("attachment__sha256")
    assert [row.sign for row in rows] == list(islice(random_signs(30), 30))
