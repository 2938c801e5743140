"""How is a yearly notice of holidays handed in? Validates the file; saves nothing."""

from __future__ import annotations

from typing import Any

from django import forms

from rulebook.notice_files import read_notice
from rulebook.notices import BadNotice


class NoticeForm(forms.Form):
    """The file of one yearly notice."""

    file = forms.FileField(label="节假日安排文件", help_text="一个 TOML 或 CSV 文件,不超过 64 KB。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file is not None:
            try:
                data["notice"] = read_notice(file.read(), file.name)
            except BadNotice as error:
                self.add_error("file", [str(problem) for problem in error.problems])
        return data
