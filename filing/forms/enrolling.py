"""What does the decision about existing sites rest on? One paper; and are two places of a list one? One answer a pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crispy_forms.layout import Div
from django import forms

from core.text_guard import normalise_text, text_problems
from filing.document_kinds import PERSONAL, is_personal_name
from filing.forms.base import helper_for
from filing.forms.documents import ACCEPTED
from sites.forms.fields import Day, GuardedText
from sites.likeness.services import MOST_REASON
from sites.vocabulary import LikenessVerdict

_NAMES = "请填写文件名称或文号,至少填一项。"


class EnrolmentForm(forms.Form):
    """The paper by its title or number, its day, and the stamped file. ``has_file``: it was sent before."""

    use_required_attribute = False

    title = GuardedText(
        label="文件名称", max_length=80, help_text="如“关于公布2023年户外劳动者驿站名单的通知”。"
    )
    document_number = GuardedText(label="文号", max_length=40, help_text="如“青工发〔2023〕18号”。")
    dated_on = Day(label="文件日期")
    file = forms.FileField(
        label="盖章文件",
        required=False,
        help_text="盖章的 PDF 或扫描件,不超过 20 MB。只有有签批权限的人员可以下载。",
        error_messages={"empty": "文件是空的,请重新选择。", "invalid": "没有收到文件,请重新选择。"},
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        today: date,
        has_file: bool = False,
        initial: Any = None,
    ) -> None:
        super().__init__(data, files, initial=initial)
        self.today, self.has_file = today, has_file
        if has_file:
            self.fields["file"].help_text = "上次上传的文件仍然有效;需要更换时再选择。"
        self.helper = helper_for("title", Div("document_number", "dated_on", css_class="form-grid"), "file")

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"])
        if is_personal_name(title):
            raise forms.ValidationError(PERSONAL)
        return title

    def clean_dated_on(self) -> date:
        day: date | None = self.cleaned_data["dated_on"]
        if day is None:
            raise forms.ValidationError("请填写文件上的日期。")
        if day > self.today:
            raise forms.ValidationError("文件日期不能晚于今天,请核对。")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        named = {"title", "document_number"}
        if not named & self.errors.keys() and not any(data.get(name) for name in named):
            self.add_error("title", _NAMES)
        if not data.get("file") and not self.has_file and "file" not in self.errors:
            self.add_error("file", "请选择盖章的 PDF 或扫描件。")
        return data


def verdicts_in(
    post: Mapping[str, str], keys: Sequence[int]
) -> tuple[dict[int, tuple[str, str]], dict[int, str]]:
    """What was answered about the pairs of a page, by their keys, and what is wrong with an answer.

    ``rest`` answers all others of the page as two places, with one reason for all of them.
    """
    found: dict[int, tuple[str, str]] = {}
    wrong: dict[int, str] = {}
    rest = normalise_text(post.get("rest_reason", "")[:MOST_REASON]) if post.get("rest") else ""
    for key in keys:
        verdict = post.get(f"verdict-{key}", "")
        reason = normalise_text(post.get(f"reason-{key}", "")[:MOST_REASON])
        if verdict not in LikenessVerdict.values:
            verdict, reason = (LikenessVerdict.DIFFERENT, rest) if rest else ("", "")
        if not verdict:
            continue
        problems = text_problems("理由", reason, mobiles=True)
        if problems or not reason:
            wrong[key] = "".join(problems) or "请写明认定的理由。"
        else:
            found[key] = (str(verdict), reason)
    return found, wrong
