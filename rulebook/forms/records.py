"""How is a later document of a pack typed in? Each cell by itself; what it means is judged by the service."""

from __future__ import annotations

from django import forms

from rulebook.choices import RecordKind


class RecordForm(forms.Form):
    """延长试行, 废止 or 勘误."""

    kind = forms.ChoiceField(label="事项", choices=RecordKind.choices, widget=forms.RadioSelect)
    document_number = forms.CharField(
        label="文号", required=False, max_length=80, help_text="勘误没有文号的可以不填。"
    )
    day = forms.DateField(
        label="日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="延长试行填写延长后的最后一日;废止填写开始失效的日期;勘误不填。",
        error_messages={"invalid": "日期不正确,请按 2026-12-31 的样子填写。"},
    )
    text = forms.CharField(
        label="勘误内容",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"cols": 80, "rows": 3}),
        help_text="勘误写明原文哪里有误、应当怎样;其他事项不填。",
    )
    reason = forms.CharField(
        label="原因",
        max_length=200,
        widget=forms.TextInput(attrs={"size": 70}),
        error_messages={"required": "请填写原因。"},
    )
