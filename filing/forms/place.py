"""Where is the door? Address, way, and a pin that is never guessed and never silently wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import HTML, Div, Fieldset
from django import forms

from accounts.selectors import districts
from core.text_guard import normalise_text
from filing.forms.base import SectionForm
from sites.forms.fields import WRONG_CHOICE, GuardedText, short_choice
from sites.geo import Point, check_pin, far_from, parse_pasted, to_wgs84
from sites.models import SiteVersion
from sites.pins import pin_as_read
from sites.refusals import Refusal
from sites.vocabulary import Datum

_SIX = Decimal("0.000001")
#: What belongs to the pin in the form; only lat, lng and pin_datum are columns.
PIN_INPUTS = ("pin", "pin_lat", "pin_lng", "pin_datum")


def _degrees(label: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=40, widget=widget)


def far_warning(version: SiteVersion) -> str:
    """What to say of a pin far from the middle of its district; empty when there is nothing to say."""
    if version.lat is None or version.lng is None:
        return ""
    district = version.district
    if district.centre_lat is None or district.centre_lng is None or district.radius_km is None:
        return ""
    centre = Point(float(district.centre_lat), float(district.centre_lng))
    pin = Point(float(version.lat), float(version.lng))
    return far_from(pin, centre, district.radius_km, district.name) or ""


class PlaceForm(SectionForm):
    """Address, directions, station and pin."""

    code = "place"

    district = forms.ModelChoiceField(
        districts(), label="区(市)", required=False, empty_label="请选择", error_messages=WRONG_CHOICE
    )
    address = GuardedText(
        label="详细地址", max_length=120, mobiles=True, help_text="写到路名和门牌号,没有门牌号的写明显建筑。"
    )
    building = GuardedText(label="楼宇", max_length=40, mobiles=True)
    floor = GuardedText(label="楼层", max_length=20, mobiles=True)
    room = GuardedText(label="房间", max_length=20, mobiles=True)
    directions = GuardedText(
        label="怎么找到门",
        max_length=200,
        mobiles=True,
        lines=3,
        help_text="从哪个门进,往哪边走,门口有什么标志。",
    )
    line = GuardedText(label="线路", max_length=40, mobiles=True, help_text="地铁、公交沿线的阵地填写。")
    station = GuardedText(label="车站", max_length=40, mobiles=True)
    depot = GuardedText(label="车辆段(场)", max_length=40, mobiles=True)
    pin = forms.CharField(
        label="坐标",
        required=False,
        max_length=120,
        help_text="从地图的“坐标拾取”复制后粘贴,如 120.382600,36.067100。",
    )
    pin_lat = _degrees("纬度")
    pin_lng = _degrees("经度")
    pin_datum = short_choice("坐标取自", Datum.choices, help_text="不同地图的坐标相差数百米,请如实选择。")
    pin_confirmed = forms.BooleanField(label="坐标无误", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.point = self._stored()

    def initial_values(self, version: SiteVersion) -> dict[str, Any]:
        lat, lng = pin_as_read(version)
        return {**super().initial_values(version), "pin_lat": lat, "pin_lng": lng}

    def part_of(self, name: str) -> str:
        return "lat" if name.startswith("pin") else name

    def layout(self) -> list[Any]:
        pin: list[Any] = [InlineRadios("pin_datum"), "pin", HTML('<p class="form-text">也可以分别填写:</p>')]
        pin.append(Div("pin_lat", "pin_lng", css_class="form-grid"))
        if far_warning(self.version) or "pin_confirmed" in self.data:
            pin.append("pin_confirmed")
        return [
            "district",
            "address",
            Div("building", "floor", "room", css_class="form-grid"),
            "directions",
            Fieldset(
                "轨道交通和公交", Div("line", "station", "depot", css_class="form-grid"), css_class="section"
            ),
            Fieldset("地图坐标", *pin, css_class="section"),
        ]

    def clean_district(self) -> Any:
        return self.cleaned_data["district"] or self.version.district

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(name in self.errors for name in PIN_INPUTS):
            self._read_pin(data)
        return data

    def _stored(self) -> tuple[Decimal | None, Decimal | None, str]:
        return self.version.lat, self.version.lng, self.version.pin_datum

    def _read_pin(self, data: dict[str, Any]) -> None:
        pasted, lat, lng = (normalise_text(data.get(name) or "") for name in PIN_INPUTS[:3])
        datum = data.get("pin_datum") or ""
        if not pasted and not lat and not lng:
            self.point = (None, None, "")
        elif not pasted and (lat, lng) == pin_as_read(self.version) and datum == self.version.pin_datum:
            self.point = self._stored()
        else:
            self._convert(pasted, lat, lng, datum)

    def _convert(self, pasted: str, lat: str, lng: str, datum: str) -> None:
        typed = self._typed_pin(pasted, lat, lng)
        if not datum:
            self.add_error("pin_datum", "请选择坐标取自哪里:不同地图的坐标相差数百米。")
        elif typed is not None:
            point = to_wgs84(typed, datum)
            self.point = (_six(point.lat), _six(point.lng), datum)

    def _typed_pin(self, pasted: str, lat: str, lng: str) -> Point | None:
        """The pin in the datum it was read in; ``None`` once its problem stands beside its input."""
        try:
            typed = parse_pasted(pasted) if pasted else Point(float(lat), float(lng))
        except Refusal as refused:
            self.add_error("pin", refused.sentence)
            return None
        except ValueError:
            missing = "pin_lng" if lat and not lng else "pin_lat"
            self.add_error(missing, "纬度和经度都要填写小数,如纬度 36.067100、经度 120.382600。")
            return None
        problem = check_pin(*typed)
        if problem:
            self.add_error("pin" if pasted else "pin_lat", problem)
        return None if problem else typed

    def doubts(self, saved: SiteVersion) -> str:
        before = (self.version.lat, self.version.lng, self.version.district_id)
        if self.cleaned_data["pin_confirmed"] or before == (saved.lat, saved.lng, saved.district_id):
            return ""
        return far_warning(saved)

    def standing_doubt(self) -> str:
        return far_warning(self.version)

    def values(self) -> dict[str, Any]:
        lat, lng, datum = self.point
        return self.only_open({**super().values(), "lat": lat, "lng": lng, "pin_datum": datum})


def _six(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(_SIX)
