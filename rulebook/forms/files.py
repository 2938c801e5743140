"""The file of a pack as it is handed in: read here, saved by the service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from rulebook.pack_files import BadPackFile, read_terms

#: The longest sample is about 60 KB.
MOST_BYTES = 512 * 1024


class PackFileForm(forms.Form):
    """Whose measure, and the file."""

    issuer = forms.ModelChoiceField(None, label="制定工会", error_messages={"required": "请选择制定工会。"})
    file = forms.FileField(
        label="管理办法版本文件",
        help_text="选择“下载为文件”得到、修改过的文件(文件名以 .toml 结尾),不超过 512 KB。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的,请重新选择。"},
    )

    def __init__(self, *args: Any, issuers: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].queryset = issuers
        only = list(issuers[:2])
        if len(only) == 1:
            self.initial.setdefault("issuer", only[0])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, issuer = data.get("file"), data.get("issuer")
        if file is None or issuer is None:
            return data
        if file.size > MOST_BYTES:
            self.add_error("file", "文件超过 512 KB,请检查是否选错了文件。")
            return data
        try:
            data["terms"] = read_terms(file.read().decode("utf-8-sig"), issuer=issuer.name)
        except UnicodeDecodeError:
            self.add_error("file", "文件不是 UTF-8 编码,请另存为 UTF-8 后再导入。")
        except BadPackFile as bad:
            self.add_error("file", str(bad).splitlines())
        return data


class ScanForm(forms.Form):
    """The printed document as a PDF; what may be kept is judged by the service."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    file = forms.FileField(
        label="印发原件(PDF)",
        help_text="印发文件的扫描件,一个 PDF,不超过 20 MB。重新上传的替换原有文件。",
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        error_messages={"required": "请选择文件。", "empty": "这是空文件,请重新选择。"},
    )
