"""Pictures of a case: each file by itself, clean, and only for who may see the case."""

from __future__ import annotations

import uuid
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from filing.models import Filing
from filing.services import submit_filing
from sites.services import MOST_PHOTOS
from sites.uploads import LARGEST
from tests.factories import NOW, actor_of
from tests.office import Office, build_office, draft_of, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return build_office()


@pytest.fixture
def filing(office: Office) -> Filing:
    return draft_of(office)


def page_of(filing: Filing) -> str:
    return reverse("filing-section", args=[filing.number, "photos"])


def upload(office: Office, filing: Filing, who: str = "district", **files: Any) -> Any:
    return office.client(who).post(page_of(filing), {"key": str(uuid.uuid4()), **files})


def file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def test_good_pictures_are_kept_although_others_fail(office: Office, filing: Filing) -> None:
    answer = upload(
        office,
        filing,
        plate=[file("门牌.jpg", picture(shade=1)), file("页面.jpg", b"<html><script>alert(1)</script>")],
        entrance=file("../../入口.jpg", picture(shade=2)),
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "页面.jpg:这不是图片文件" in page
    assert "已保存 2 张" in page
    assert sorted(filing.version.photos.values_list("slot", flat=True)) == ["entrance", "plate"]


def test_a_picture_above_the_limit_gets_its_sentence(office: Office, filing: Filing) -> None:
    big = file("全景.jpg", picture() + b"\0" * LARGEST)
    answer = upload(office, filing, overview=[big, file("好.jpg", picture(shade=3))])
    assert "全景.jpg:" in answer.content.decode()
    assert "超过 20 MB" in answer.content.decode()
    assert filing.version.photos.count() == 1


def test_the_same_picture_twice_is_one_picture(office: Office, filing: Filing) -> None:
    for _ in range(2):
        assert upload(office, filing, plate=file("门牌.jpg", picture())).status_code == 302
    assert filing.version.photos.count() == 1


def test_more_pictures_than_a_site_keeps_are_answered_one_by_one_and_the_first_are_kept(
    office: Office, filing: Filing
) -> None:
    files = [file(f"照片{number}.jpg", picture(shade=number)) for number in range(MOST_PHOTOS + 3)]
    page = upload(office, filing, overview=files).content.decode()
    assert filing.version.photos.count() == MOST_PHOTOS
    assert f"已保存 {MOST_PHOTOS} 张" in page
    for number in range(MOST_PHOTOS, MOST_PHOTOS + 3):
        assert f"照片{number}.jpg:一个阵地最多保存 {MOST_PHOTOS} 张照片,这一张没有保存" in page
    assert f"照片{MOST_PHOTOS - 1}.jpg" not in page


def test_more_files_than_any_page_takes_get_a_sentence_from_a_page_that_knows_the_person(
    office: Office, filing: Filing, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    files = [file(f"{number}.jpg", picture(shade=number)) for number in range(3)]
    answer = upload(office, filing, overview=files)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "一次选择的文件超过 2 个,没有保存" in page
    assert "district同志" in page
    assert not filing.version.photos.exists()


def test_nothing_chosen_is_said(office: Office, filing: Filing) -> None:
    answer = upload(office, filing)
    assert answer.status_code == 400
    assert "还没有选择照片" in answer.content.decode()


def test_names_of_files_are_shown_as_text_and_bounded(office: Office, filing: Filing) -> None:
    name = "<img src=x onerror=alert(1)>" + "长" * 300 + ".jpg"
    page = upload(office, filing, plate=file(name, b"no picture")).content.decode()
    assert "<img src=x" not in page
    assert "长" * 61 not in page


def test_a_picture_is_served_within_reach_only(office: Office) -> None:
    filing = draft_of(office, photos=1)
    photo = filing.version.photos.get()
    url = reverse("filing-photo", args=[filing.number, photo.attachment_id])
    for query in ("", "?size=s"):
        answer = office.client("keeper").get(url + query)
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith("inline")
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert office.client("district2").get(url).status_code == 404
    assert office.client("city").get(url).status_code == 404
    assert office.client("").get(url).status_code == 404


def test_the_whole_picture_is_shown_until_the_small_one_is_drawn(
    office: Office, filing: Filing, django_capture_on_commit_callbacks: Any
) -> None:
    client = office.client("district")
    with django_capture_on_commit_callbacks() as calls:
        upload(office, filing, plate=file("门牌.jpg", picture(size=(800, 600))))
    small = (
        reverse("filing-photo", args=[filing.number, filing.version.photos.get().attachment_id]) + "?size=s"
    )

    def width() -> int:
        return Image.open(BytesIO(b"".join(client.get(small).streaming_content))).width

    assert width() == 800
    for call in calls:
        call()
    assert width() == 480
    assert client.get(small)["Cache-Control"] == "private, no-store"
    assert office.client("district2").get(small).status_code == 404


def test_a_picture_of_another_case_is_not_found_under_this_one(office: Office, filing: Filing) -> None:
    other = draft_of(office, photos=1)
    key = other.version.photos.get().attachment_id
    client = office.client("district")
    assert client.get(reverse("filing-photo", args=[filing.number, key])).status_code == 404
    assert client.post(reverse("filing-photo-remove", args=[filing.number, key])).status_code == 404
    assert client.get(reverse("filing-photo", args=[filing.number, uuid.uuid4()])).status_code == 404
    assert other.version.photos.count() == 1


def test_a_picture_is_removed_from_a_draft(office: Office) -> None:
    filing = draft_of(office, photos=2)
    key = filing.version.photos.first().attachment_id
    url = reverse("filing-photo-remove", args=[filing.number, key])
    assert office.client("keeper").get(url).status_code == 405
    assert office.client("keeper").post(url).status_code == 302
    assert filing.version.photos.count() == 1


def test_after_submission_no_picture_comes_or_goes(office: Office) -> None:
    filing = draft_of(office, "keeper", photos=1)
    submit_filing(filing.pk, seen=filing.revision, actor=actor_of(office.people["keeper"]), now=NOW)
    key = filing.version.photos.get().attachment_id
    assert upload(office, filing, plate=file("新.jpg", picture(shade=9))).status_code == 409
    removed = office.client("district").post(reverse("filing-photo-remove", args=[filing.number, key]))
    assert removed.status_code == 409
    assert upload(office, filing, "city", plate=file("新.jpg", picture(shade=9))).status_code == 403
    assert filing.version.photos.count() == 1
