"""What is said about documents that are uploaded, and which case a scan belongs to?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from core.text_guard import compact_code
from filing.document_kinds import ASKED_FOR, PERSONAL, PERSONAL_KINDS, DocumentKind, is_personal_name
from filing.forms.base import helper_for
from filing.forms.photos import SeveralFiles, Upload
from filing.services.documents import Described
from sites.forms.fields import WRONG_CHOICE, Day, GuardedText
from sites.uploads import shown_name

ACCEPTED = ".pdf,application/pdf,image/*"
#: Files of one form; the server takes no more either.
MOST_FILES = 20


class FilesField(forms.FileField):
    """Several files; each is judged by itself later, so here only that there are any."""

    def __init__(self, **kwargs: Any) -> None:
        widget = SeveralFiles(attrs={"accept": ACCEPTED, "multiple": True})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        if not data:
            raise ValidationError("还没有选择文件,请先选择文件再上传。")
        return data


def uploads_in(files: MultiValueDict[str, Any], name: str) -> Iterator[Upload]:
    """Every file that came under a name."""
    for file in files.getlist(name):
        yield Upload(name, shown_name(file.name or ""), file)


class DocumentForm(forms.Form):
    """Documents of one kind. Without the right to write, only stamped scans can be chosen.

    ``opened``: what a letter opened, by name and label; nothing else can be chosen then. A name with a title in it
    (``other:租赁合同``) says the title too.
    """

    use_required_attribute = False

    kind = forms.ChoiceField(label="类别", error_messages={"required": "请选择类别。", **WRONG_CHOICE})
    title = GuardedText(label="名称", max_length=60, help_text="不填时用类别作名称。")
    expires_on = Day(label="有效期至", help_text="不清楚或没有期限的留空。")
    files = FilesField(label="文件", help_text="PDF 或照片,每个不超过 20 MB,可一次选择多个。")
    instead = forms.BooleanField(
        label="替换这一项原有的文件",
        required=False,
        help_text="原有文件移出本案;退回时的文件仍可在补正通知单旁查看。",
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        may_write: bool,
        may_scan: bool,
        opened: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, files)
        kinds = {each.value: str(each.label) for each in ASKED_FOR} if may_write else {}
        if opened is not None:
            kinds = dict(opened)
        scan = [(DocumentKind.SCAN.value, DocumentKind.SCAN.label)] if may_scan else []
        choices: list[Any] = [("", "请选择"), *kinds.items(), *scan]
        if may_write and kinds:
            choices.append(("人员证件(不上传文件)", list(PERSONAL_KINDS.items())))
        self.fields["kind"].choices = choices
        foot = ["files"]
        if opened:
            foot.append("instead")
        else:
            del self.fields["instead"]
        self.helper = helper_for(Div("kind", "title", "expires_on", css_class="form-grid"), *foot)

    def clean_kind(self) -> str:
        kind = self.cleaned_data["kind"]
        if kind in PERSONAL_KINDS:
            raise ValidationError(PERSONAL)
        return kind

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if is_personal_name(title):
            raise ValidationError(PERSONAL)
        return title

    def described(self, file_name: str) -> Described:
        """What was said, about one of the files."""
        said = self.cleaned_data
        kind, _, title = said["kind"].partition(":")
        return Described(kind, title or said["title"], file_name, said["expires_on"])


class ScansForm(forms.Form):
    """A stack of stamped papers."""

    use_required_attribute = False

    files = FilesField(label="扫描件", help_text="PDF 或照片,可一次选择多个;一个文件可以有多页、多份文书。")

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.helper = helper_for("files")


class StrayForm(forms.Form):
    """The number of the case that a scan belongs to."""

    number = forms.CharField(max_length=40, error_messages={"required": "请填写案件编号,如 BA2026-000012。"})

    def clean_number(self) -> str:
        text = compact_code(self.cleaned_data["number"])
        return f"{text[:6]}-{text[6:]}" if len(text) > 6 else text
