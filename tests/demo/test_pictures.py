"""Sample pictures: shapes for every slot the demo fills, each another one."""

from __future__ import annotations

from unionportal.demo.pictures import SCENES, sample_picture


def test_each_sample_picture_is_another_and_decodes() -> None:
    made = {sample_picture(slot, number) for slot in SCENES for number in range(40)}
    assert len(made) == 40 * len(SCENES)
    assert all(picture.startswith(b"\xff\xd8") for picture in made)
