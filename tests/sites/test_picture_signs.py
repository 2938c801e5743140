"""A picture is known again after what people do to pictures, and two pictures are two. No database."""

from __future__ import annotations

from functools import cache

import pytest
from PIL import Image

from sites.images import BadPicture, clean_picture, grey_square
from sites.pictures.comparing import LEAST_AGREEMENT, Look, agreement_of
from sites.pictures.signs import BANDS, WORK_SIDE, Sign, sign_of
from tests.office import picture
from unionportal.drill.made_pictures import CHANGES, changed, jpeg, room, scene

#: One room and one street: the whole six hundred are the drill's.
USED = (0, 3)
STRANGERS = (4, 1, 7)


def work_of(data: bytes) -> Image.Image:
    return grey_square(clean_picture(data).jpeg, WORK_SIDE)


@cache
def base(number: int) -> Image.Image:
    return work_of(jpeg(scene(number)))


@cache
def look(number: int) -> Look:
    return Look(base(number))


def is_one(look: Look, sign: Sign) -> bool:
    """As the task decides: suspected by a band, then proved."""
    is_suspected = look.nearness(sign.bits, sign.bands) is not None
    return is_suspected and look.agreement(sign) >= LEAST_AGREEMENT


@pytest.mark.parametrize("how", CHANGES)
def test_a_changed_picture_is_known_whichever_came_first(how: str) -> None:
    for number in USED:
        again = work_of(changed(scene(number), how, number))
        assert is_one(look(number), sign_of(again))
        assert is_one(Look(again), sign_of(base(number)))


def test_a_room_furnished_alike_is_another_room() -> None:
    """These two are suspected, and agree by two thirds."""
    one, other = (work_of(jpeg(room(4, shift))) for shift in (2, 1))
    sign = sign_of(other)
    assert Look(one).nearness(sign.bits, sign.bands) is not None
    assert not is_one(Look(one), sign)


def test_unrelated_pictures_are_not_one() -> None:
    assert not any(is_one(look(number), sign_of(base(other))) for number in USED for other in STRANGERS)


def test_a_sign_made_twice_is_the_same() -> None:
    data = jpeg(scene(0))
    assert sign_of(work_of(data)) == sign_of(work_of(data))
    assert len(sign_of(base(0)).bands) == BANDS


def test_a_bare_wall_says_too_little_and_is_like_nothing() -> None:
    wall = sign_of(work_of(picture(size=(600, 400))))
    assert wall.is_plain
    assert not sign_of(base(0)).is_plain
    assert agreement_of(wall.pattern, wall.pattern) == 0


def test_what_is_no_picture_is_refused_in_words() -> None:
    with pytest.raises(BadPicture):
        grey_square(b"\xff\xd8\xff" + b"0" * 40, WORK_SIDE)
