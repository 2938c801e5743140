"""What do all forms of notices share? They know the site, what is announced of it, the moment and the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django import forms

from accounts.models import User
from core.clock import LEGAL_ZONE
from core.words import chinese_day
from rulebook.workdays import WorkCalendar
from sites.announced import Announced
from sites.door import Door, Doors, text_of
from sites.models import OperatingNotice, ServiceSite
from sites.supplies import SupplyTold
from sites.vocabulary import NoticeKind

#: Nothing is announced farther ahead.
MOST_AHEAD = timedelta(days=366)


def midnight(day: date) -> datetime:
    """The moment at which a legal day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=LEGAL_ZONE)


@dataclass(frozen=True)
class Desk:
    """What the form knows: the site, its announcements, the moment, and who could follow as keeper."""

    site: ServiceSite
    announced: Announced
    now: datetime
    calendar: WorkCalendar
    endable: tuple[OperatingNotice, ...] = ()
    people: tuple[User, ...] = ()
    supplies: tuple[SupplyTold, ...] = ()
    #: What the page that led here proposes to say.
    reason: str = ""
    #: In which role it is told: the word of an office answers what was verified at the door, that of the keeper does not.
    told_as: str = ""

    @property
    def today(self) -> date:
        return self.now.date()

    def door_after(self, announced: Announced) -> Door:
        """What the public would read once this is told."""
        return self.door(announced.answered_as(self.told_as))

    def door(self, announced: Announced) -> Door:
        """What the public would read now."""
        version = self.site.version
        doors = Doors(self.calendar, self.now)
        return doors.door(
            state=self.site.state,
            access=version.access,
            hours_text=text_of(version.hours),
            phone=version.public_phone,
            announced=announced,
        )


class NoticeForm(forms.Form):
    """The part that all kinds share. ``preview`` is what the public will read, as lines."""

    kind: ClassVar[NoticeKind]
    submit_label: ClassVar[str] = "发布公告"
    lead: ClassVar[str] = ""
    #: Whether what the public reads depends on what is typed.
    is_previewed: ClassVar[bool] = False
    use_required_attribute = False

    def __init__(self, data: Any = None, *, desk: Desk) -> None:
        self.desk = desk
        self.warnings: list[str] = []
        super().__init__(data, initial=self.initial_values())
        for name in self.required_fields():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = f"请填写{self.fields[name].label}。"

    def initial_values(self) -> dict[str, Any]:
        return {}

    def required_fields(self) -> Iterable[str]:
        return ()

    def preview(self) -> list[str]:
        return []

    def day_holds(self, name: str) -> bool:
        """Whether the day is given, not past and not too far ahead; else the sentence stands beside the field."""
        day = self.cleaned_data.get(name)
        if day is None:
            return False
        label = self.fields[name].label
        if day < self.desk.today:
            self.add_error(name, f"{label}不能早于今天({chinese_day(self.desk.today)}),请修改。")
        elif day > self.desk.today + MOST_AHEAD:
            self.add_error(name, f"{label}最远只能到一年以内,请核对年份。")
        return name not in self.errors

    def days_hold(self, first: str, last: str) -> bool:
        """The same of a first day and a last one that may be left empty, in their order."""
        if last in self.errors or not self.day_holds(first):
            return False
        end = self.cleaned_data.get(last)
        if end is not None and end < self.cleaned_data[first]:
            self.add_error(last, "结束日期早于开始日期,请核对。")
            return False
        return end is None or self.day_holds(last)
