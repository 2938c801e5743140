"""May this be the scan of a printed document? A PDF that only shows pages; bytes in, a sentence out. Stores nothing."""

from __future__ import annotations

import re

MOST_BYTES = 20 * 1024 * 1024

_EMPTY = "这是空文件,请重新选择。"
_TOO_BIG = "文件超过 20 MB,请压缩后重新上传。"
_NO_PDF = "只能上传 PDF。请把印发原件扫描(或另存)为 PDF 后上传。"
_BROKEN = "PDF 不完整,请重新扫描或导出后上传。"
_LOCKED = "PDF 已加密,请去掉密码和权限限制后重新上传。"
_ACTIVE = "PDF 中带有脚本、附件或会启动程序的内容,不能保存。请用“打印为 PDF”另存一份后上传。"

#: Names that stand for more than pages; spelt out, they end where a name ends.
_ACTIVE_NAME = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Rendition)"
    rb"(?=[\s/<>\[\]()\x00]|$)"
)
_LOCK_NAME = re.compile(rb"/Encrypt(?=[\s/<>\[\]()\x00]|$)")
_SPELT = re.compile(rb"#([0-9A-Fa-f]{2})")
#: Where the mark of the end stands in a whole file.
_TAIL = 2048


def scan_problem(data: bytes) -> str:
    """What is wrong with the file and what to do; empty when it may be kept."""
    if not data:
        return _EMPTY
    if len(data) > MOST_BYTES:
        return _TOO_BIG
    if not data.startswith(b"%PDF-"):
        return _NO_PDF
    if b"%%EOF" not in data[-_TAIL:]:
        return _BROKEN
    spelt_out = _SPELT.sub(lambda found: bytes([int(found[1], 16)]), data)
    if _LOCK_NAME.search(spelt_out):
        return _LOCKED
    return _ACTIVE if _ACTIVE_NAME.search(spelt_out) else ""
