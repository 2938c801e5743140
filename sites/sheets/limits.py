"""How large may a sheet be, and with which sentence is a file refused as a whole?"""

from __future__ import annotations

from sites.refusals import Refusal

MB = 1024 * 1024

MOST_FILE_BYTES = 15 * MB
MOST_PARTS = 2_000
#: Bytes of the list of parts inside a zip; each part takes at least 46.
MOST_DIRECTORY_BYTES = 256 * 1024
MOST_UNPACKED_BYTES = 256 * MB
#: A part larger than this may not have been packed tighter than the ratio; lists of sites reach about 20.
RATIO_COUNTS_FROM = 8 * MB
MOST_RATIO = 100

MOST_ROWS = 100_000
MOST_COLUMNS = 120
MOST_SHEETS = 20
MOST_CELL_CHARACTERS = 2_000
#: Titles and notes may stand above the row of heads; further down it is not looked for.
MOST_ROWS_ABOVE = 30

#: Of the process that reads: address space, processor time, time on the wall.
CHILD_BYTES = 1024 * MB
CHILD_SECONDS = 120
CHILD_PATIENCE = 180


class SheetRefused(Refusal):
    """The file as a whole cannot be taken; nothing of it was read."""


TOO_MANY_ROWS = f"文件超过 {MOST_ROWS:,} 行,请分成几个文件上传。"
BROKEN = "文件已损坏或不完整,请用 Excel 或 WPS 打开后另存为 .xlsx,再上传。"
