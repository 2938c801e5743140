"""Sample sites: pictures that are shapes, each another one, and facts that do not contradict themselves."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from sites.site_type import contradictions
from sites.types import site_types
from unionportal.demo.facts import Setting, facts_of_site
from unionportal.demo.pictures import SCENES, sample_picture


def test_each_sample_picture_is_another_and_decodes() -> None:
    made = {sample_picture(slot, number) for slot in SCENES for number in range(40)}
    assert len(made) == 40 * len(SCENES)
    assert all(picture.startswith(b"\xff\xd8") for picture in made)


def test_no_sample_site_contradicts_itself() -> None:
    chance = random.Random(370200)
    middle = (Decimal("36.07"), Decimal("120.39"))
    for number in range(60):
        for kind in site_types():
            setting = Setting(
                number=number, site_type=kind.code, district_id="370202", centre=middle, on_metro=False
            )
            facts = facts_of_site(setting, date(2026, 10, 12), chance)[1]
            assert contradictions(kind, facts["facilities"], facts["type_facts"]) == {}
