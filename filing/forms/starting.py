"""For which union, of which type and in which district is a site filed? Only what the person may choose is known."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import District, Union
from accounts.reach import working_grants
from accounts.selectors import ancestors_of, districts, unions_managed_by
from core.actor import Actor
from filing.policy import WRITERS
from sites.models import ServiceSite
from sites.selectors import sites_like
from sites.types import site_types

#: As many unions stand in the list at once; a search narrows them.
MOST_SHOWN = 20

#: As many similar sites are offered; any other is begun from its own page.
MOST_LIKE = 20

#: A list of more than these is easier to search than to read.
EASY_TO_READ = 8

OUT_OF_REACH = "不在可选范围内,请从列表中选择。"


def types_for(actor: Actor) -> list[tuple[str, str]]:
    """Types for which the person may write; a grant without types is for all."""
    grants = [grant for grant in working_grants(actor, WRITERS) if grant.union_path]
    limited = {code for grant in grants for code in grant.site_types}
    everything = any(not grant.site_types for grant in grants)
    return [(kind.code, kind.label) for kind in site_types() if everything or kind.code in limited]


def district_of(union: Union) -> District | None:
    """The district governed by the nearest union at or above; ``None`` for branches across districts."""
    return next((each.governs for each in ancestors_of(union.path or "") if each.governs_id), None)


def common_district(unions: list[Union]) -> District | None:
    """The district of all these unions, if one union governs them all."""
    above = next((each for each in ancestors_of(unions[0].path or "") if each.governs_id), None)
    if above is None or not all((each.path or "").startswith(above.path or "") for each in unions):
        return None
    return above.governs


class StartForm(forms.Form):
    """Type, managing union and district of a new site."""

    use_required_attribute = False

    type = forms.ChoiceField(
        label="阵地类型", error_messages={"required": "请选择阵地类型。", "invalid_choice": OUT_OF_REACH}
    )
    union = forms.ModelChoiceField(
        None,
        label="主管工会",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "请选择主管工会。", "invalid_choice": OUT_OF_REACH},
    )
    district = forms.ModelChoiceField(
        districts(),
        label="区(市)",
        required=False,
        empty_label="按主管工会的区(市)",
        help_text="阵地门口所在的区(市)。",
        error_messages={"invalid_choice": OUT_OF_REACH},
    )
    like = forms.ModelChoiceField(
        None,
        label="复制相近阵地(选填)",
        required=False,
        empty_label="不复制,从空白填起",
        help_text="带入建设方式、设施、开放时间和对象等,逐部分核对保存后才算填好。名称、地址、坐标、面积、负责人、照片、材料和编号不带入。",
        error_messages={"invalid_choice": OUT_OF_REACH},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        actor: Actor,
        words: str = "",
        chosen: Union | None = None,
        like: ServiceSite | None = None,
        **more: Any,
    ):
        super().__init__(data, **more)
        allowed = unions_managed_by(actor, WRITERS)
        narrowed = unions_managed_by(actor, WRITERS, words) if words else allowed
        self.shown = list(narrowed.select_related("parent")[: MOST_SHOWN + 1])
        self.has_more = len(self.shown) > MOST_SHOWN
        self.is_searchable = bool(words) or len(self.shown) > EASY_TO_READ
        self.shown = self.shown[:MOST_SHOWN]
        if chosen is not None and chosen not in self.shown:
            self.shown.insert(0, chosen)
        self.fields["type"].choices = types_for(actor)
        self.fields["union"].queryset = allowed
        self.fields["union"].widget.choices = [(each.pk, said(each)) for each in self.shown]
        if chosen is None and len(self.shown) == 1:
            chosen = self.shown[0]
        if chosen is not None:
            self.initial.setdefault("union", chosen.pk)
            self.initial.setdefault("district", district_of(chosen))
        elif self.shown:
            self.initial.setdefault("district", common_district(self.shown))
        self._offer_similar(actor, chosen, like)

    def _offer_similar(self, actor: Actor, chosen: Union | None, like: ServiceSite | None) -> None:
        """A few similar sites, and the one that the person came from; without any there is nothing to ask."""
        asked = str(self.data.get("type") or self.initial.get("type") or "")
        # Only a type that is offered is looked for: anything else may hold what a database does not take.
        site_type = asked if asked in dict(self.fields["type"].choices) else ""
        rows = sites_like(actor, site_type, union_id=chosen.pk if chosen else None)
        rows = rows.select_related("managing_union").only("name", "site_type", "managing_union__name")
        offered = list(rows[:MOST_LIKE])
        if like is not None and like not in offered:
            offered.insert(0, like)
        if not offered:
            del self.fields["like"]
            return
        self.fields["like"].queryset = rows
        self.fields["like"].widget.choices = [
            ("", self.fields["like"].empty_label),
            *((each.pk, f"{each}({each.managing_union.name})") for each in offered),
        ]
        if like is not None:
            self.initial.setdefault("like", like.pk)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        union = data.get("union")
        if union is not None and "district" not in self.errors and data.get("district") is None:
            data["district"] = district_of(union)
            if data["district"] is None:
                self.add_error("district", "主管工会不对应某一个区(市),请选择阵地所在的区(市)。")
        return data


def said(union: Union) -> str:
    """The union with the one above it, so that two of one name can be told apart."""
    return f"{union.name}({union.parent.short_name or union.parent.name})" if union.parent else union.name
