"""How are names taken out of a text, so that nobody learns from it whose case he reads? Pure; no database.

Told names are found however they are spaced, in full or half width, in capitals or not; longer ones first, also
without the words that every union and company bears, and also in pieces parted by brackets or dots. Telephone numbers
and long runs of digits go in any case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator

MASK = "〔已隐去〕"

#: Words that unions and companies share; what is left of the name still tells whose it is.
_SHARED = (
    *("工会委员会", "工会联合会", "总工会", "工会"),
    *("有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "集团公司"),
)
#: Of a name without its shared words, and of a piece of a name: shorter ones are words of everyday.
_LEAST_STEM = 3
#: Of a name as it was told.
_LEAST_NAME = 2

_PARTS = re.compile(r"[()()\[\]〔〕【】·・/\\,,、;;::\s\-—_.]+")
#: What people put between the characters of a name.
_BETWEEN = r"[\s·・.\-_—]{0,3}"
_NUMBERS = re.compile(r"(?<!\d)(?:\+?\d[\s\-–—()]{0,2}){6,}\d")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def spellings_of(name: str) -> Iterator[str]:
    """The name, its stem, and its pieces."""
    whole = _plain(name)
    if len(whole) >= _LEAST_NAME:
        yield whole
    for piece in _PARTS.split(whole):
        stem = piece
        while len(stem) >= _LEAST_STEM:
            yield stem
            ending = next((each for each in _SHARED if stem.endswith(each)), "")
            if not ending:
                break
            stem = stem.removesuffix(ending)


def mask_of(names: Iterable[str]) -> Callable[[str], str]:
    """A function that takes these names, telephone numbers and long numbers out of a text; the rest stays as it is."""
    known = {"".join(map(_folded, each)) for name in names if name for each in spellings_of(name)}
    found = sorted(known, key=lambda each: (-len(each), each))
    patterns = [_NUMBERS]
    if found:
        patterns.append(re.compile("|".join(map(_loose, found))))

    def masked(text: str) -> str:
        flat, origin = _flat(text)
        hidden = {
            origin[at]
            for pattern in patterns
            for match in pattern.finditer(flat)
            for at in range(*match.span())
        }
        return "".join(_kept(text, hidden))

    return masked


def _folded(character: str) -> str:
    """One character as it is compared, in as many as that takes: ß and SS are the same, é and e with its accent too."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())


def _flat(text: str) -> tuple[str, list[int]]:
    """The text without width and case, and where each of its characters came from."""
    characters, origin = [], []
    for at, character in enumerate(text):
        for each in _folded(character):
            characters.append(each)
            origin.append(at)
    return "".join(characters), origin


def _kept(text: str, hidden: Collection[int]) -> Iterator[str]:
    """What may be read, and one mark for each run of what may not."""
    for at, character in enumerate(text):
        if at not in hidden:
            yield character
        elif at - 1 not in hidden:
            yield MASK


def unmasked(text: str) -> str:
    """For a round in which reviewers see names."""
    return text


def _loose(name: str) -> str:
    return _BETWEEN.join(re.escape(character) for character in name if not character.isspace())
