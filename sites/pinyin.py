"""Under which spellings is a name found by somebody who types letters? Full pinyin, with place names put right.

``core.search_text`` makes the initials; this module adds the whole syllables and teaches the shared pinyin table the
place names it reads wrongly, which helps the initials too. The table is per process and only ever added to.
"""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin, load_phrases_dict

from core.search_text import normalised

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")

#: Tokens are cut to this many letters; a query is cut to fewer, so a prefix of it always fits.
LONGEST = 12

#: Names of places in and around the city that the general table gets wrong.
_PLACES = {
    "单县": "shàn xiàn",
    "乐陵": "lào líng",
    "即墨": "jí mò",
    "长岛": "cháng dǎo",
    "长清": "cháng qīng",
    "朝阳路": "cháo yáng lù",
    "藏马": "zàng mǎ",
    "藏马山": "zàng mǎ shān",
    "藏马镇": "zàng mǎ zhèn",
}

#: 市长, 区长 and 镇长 are words of their own, so 青岛市长江路 would be read as "mayor, river road".
_BEFORE = {"市": "shì", "区": "qū", "县": "xiàn", "镇": "zhèn", "乡": "xiāng", "村": "cūn", "社": "shè"}
_AFTER = {
    "长江": "cháng jiāng",
    "长沙": "cháng shā",
    "长春": "cháng chūn",
    "长城": "cháng chéng",
    "长安": "cháng ān",
    "长清": "cháng qīng",
    "长岛": "cháng dǎo",
    "长治": "cháng zhì",
    "长白": "cháng bái",
    "长兴": "cháng xīng",
}


def _table() -> dict[str, list[list[str]]]:
    joined = {
        before + after: f"{first} {rest}"
        for before, first in _BEFORE.items()
        for after, rest in _AFTER.items()
    }
    return {name: [[part] for part in said.split()] for name, said in (_PLACES | joined).items()}


load_phrases_dict(_table())


def pinyin_tokens(*names: str) -> list[str]:
    """The syllables of each Han run joined, from every character on: 市南 gives ``shinan`` and ``nan``.

    For the ``tokens`` of ``core.search_text.search_text``; a query matches them by prefix.
    """
    found: dict[str, None] = {}
    for name in names:
        for run in _HAN_RUN.findall(normalised(name)):
            said = lazy_pinyin(run, style=Style.NORMAL, errors="ignore")
            found |= dict.fromkeys("".join(said[start:])[:LONGEST] for start in range(len(said)))
    return list(found)
