"""How is a scoring table typed in? Rows of cells in the words of offices, read by ``rubric_files``; saves nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseInlineFormSet

from rulebook.forms.packs import NARROW, points_cell, refuse_newer, rows_in
from rulebook.forms.rubric_cells import RowForm, facts_field, points_field, purposes_field
from rulebook.models import Rubric, RubricCriterion, RubricDimension, RubricMark, RubricVeto
from rulebook.rubric import EVIDENCE, HOW, PURPOSES, Dimension
from rulebook.rubric import Rubric as Table
from rulebook.rubric_checks import Vocabulary, vocabulary_of
from rulebook.rubric_files import read_criterion, read_mark, read_veto
from rulebook.rubric_rows import criterion_of, mark_of, veto_of
from rulebook.rubric_words import criterion_row, mark_row, veto_row

_CELL = {"rows": 2, "cols": 34}


class RubricForm(forms.ModelForm):
    """The table's own line. ``seen`` is the revision of its pack that the person opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    gap_limit = points_field("两栏相差超过几分须说明")

    class Meta:
        model = Rubric
        fields = ("title", "half_points", "least_sample")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen"].initial = self.instance.pack.revision
            self.initial["gap_limit"] = points_cell(self.instance.gap_limit)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        refuse_newer(data.get("seen"), self.instance.pack.revision)
        return data


class DimensionForm(forms.ModelForm):
    class Meta:
        model = RubricDimension
        fields = ("code", "name")


class CriterionForm(RowForm):
    """One item: how it is scored, with its scale in one cell."""

    reader = staticmethod(read_criterion)
    how = forms.ChoiceField(label="计分方式", choices=list(HOW.items()))
    points = points_field("满分")
    purposes = purposes_field()
    evidence = forms.MultipleChoiceField(
        label="证明材料",
        required=False,
        choices=list(EVIDENCE.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    scale = forms.CharField(
        label="分档、选项或参照",
        required=False,
        widget=forms.Textarea(attrs=_CELL),
        help_text="数值:10以上=8;6-10=4;6以下=0。选项:齐全=5;没有=0。参照:4分=应当是这样。",
    )
    items = forms.CharField(
        label="设施清单",
        required=False,
        widget=forms.Textarea(attrs=_CELL),
        help_text="用顿号隔开,两样有其一即可的用竖线:桌子、洗手盆|热水。",
    )

    class Meta:
        model = RubricCriterion
        fields = ("dimension", "code", "title", "standard", "fewer_is_better", "is_basic", "may_not_apply")
        widgets = {
            "dimension": forms.TextInput(attrs={"size": 4}),
            "code": forms.TextInput(attrs={"size": 6}),
            "title": forms.TextInput(attrs={"size": 12}),
            "standard": forms.Textarea(attrs=_CELL),
        }

    def __init__(self, *args: Any, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, vocabulary=vocabulary, **kwargs)
        self.fields["fact"] = facts_field(vocabulary)
        if self.instance.pk:
            self.begin_with(criterion_row(criterion_of(self.instance), vocabulary))


class VetoForm(RowForm):
    """One case of 一票否决, answered by a person or by the register."""

    reader = staticmethod(read_veto)
    scale_cell = "at_least"
    purposes = purposes_field()
    at_least = forms.DecimalField(
        label="低于此数即否决",
        required=False,
        max_digits=9,
        decimal_places=2,
        widget=forms.NumberInput(attrs=NARROW),
    )
    answers = forms.CharField(
        label="构成否决的选项", required=False, help_text="用顿号隔开,与登记资料的选项一致。"
    )

    class Meta:
        model = RubricVeto
        fields = ("code", "title")

    def __init__(self, *args: Any, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, vocabulary=vocabulary, **kwargs)
        self.fields["fact"] = facts_field(vocabulary)
        if self.instance.pk:
            row = veto_row(veto_of(self.instance), vocabulary)
            self.begin_with({**row, "answers": "、".join(row.get("answers", []))})

    def row(self) -> dict[str, Any]:
        row = super().row()
        labels = [each.strip() for each in str(row.pop("answers", "")).split("、") if each.strip()]
        return {**row, "answers": labels} if labels else row


class MarkForm(RowForm):
    """The pass mark of one purpose."""

    reader = staticmethod(read_mark)
    purpose = forms.ChoiceField(label="用途", choices=list(PURPOSES.items()))
    pass_at = points_field("合格线")
    rectify_at = points_field("不合格线")

    class Meta:
        model = RubricMark
        fields = ("dimension_percent", "needs_basics")

    def __init__(self, *args: Any, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, vocabulary=vocabulary, **kwargs)
        if self.instance.pk:
            self.begin_with(mark_row(mark_of(self.instance)))


class RowSet(BaseInlineFormSet):
    """Rows that know the vocabulary of their table's type."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        site_type = getattr(self.instance, "site_type", "")
        return {
            **super().get_form_kwargs(index),
            "vocabulary": vocabulary_of(site_type) or Vocabulary({}, {}),
        }


def table_in(form: RubricForm, formsets: dict[type, BaseInlineFormSet]) -> Table:
    """All that was typed, as one value for the services; the forms are valid."""
    items = [(row["dimension"], row["read"]) for row in rows_in(formsets[RubricCriterion])]
    heads = {row["code"]: row["name"] for row in rows_in(formsets[RubricDimension])}
    heads |= {head: "" for head, _ in items if head not in heads}  # named by nobody yet, and told so
    return Table(
        site_type=form.instance.site_type,
        title=form.cleaned_data["title"],
        half_points=form.cleaned_data["half_points"],
        gap_limit=int(form.cleaned_data["gap_limit"] * 10),
        least_sample=form.cleaned_data["least_sample"],
        dimensions=tuple(
            Dimension(code=code, name=name, criteria=tuple(read for head, read in items if head == code))
            for code, name in heads.items()
        ),
        vetoes=tuple(row["read"] for row in rows_in(formsets[RubricVeto])),
        marks=tuple(row["read"] for row in rows_in(formsets[RubricMark])),
    )
