"""May filing numbers be written by this pattern? Pure: one plain number per issuer, year and serial."""

from __future__ import annotations

import re
import string

#: What a pattern may name.
_NUMBER_FIELDS = ("district", "type", "year", "serial")
_NUMBER_LITERAL = re.compile(r"[A-Za-z0-9-]*")
_SERIAL_FORMAT = re.compile(r"(0[1-9]d)?")
_ALLOWED = "{district}、{type}、{year}、{serial} 或 {serial:04d}"


class NumberPatternError(ValueError):
    """A pattern that must not be used; ``sentence`` says why and what is allowed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def check_number_pattern(pattern: str) -> None:
    """Raises ``NumberPatternError`` unless the pattern gives one plain number per issuer, year and serial.

    Allowed: letters, digits, hyphens and the fields {district} {type} {year} {serial}; ``{serial:04d}`` pads.
    """
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        raise NumberPatternError("编号规则中的花括号不成对,请检查后重新填写。") from None
    for literal, name, spec, conversion in parts:
        if not _NUMBER_LITERAL.fullmatch(literal):
            raise NumberPatternError(f"编号规则中的“{literal}”不能使用,文字部分只能用字母、数字和短横线。")
        if name is not None and (conversion or not _is_field(name, spec or "")):
            raise NumberPatternError(f"编号规则中的“{{{name}}}”不能使用,只能写 {_ALLOWED}。")
    if not {"year", "serial"} <= {name for _, name, _, _ in parts}:
        raise NumberPatternError("编号规则必须包含 {year} 和 {serial},否则编号会重复。")


def _is_field(name: str, spec: str) -> bool:
    """One of the four, and only the serial may be padded."""
    return name in _NUMBER_FIELDS and bool(_SERIAL_FORMAT.fullmatch(spec) if name == "serial" else not spec)


def pattern_problem(pattern: str) -> str:
    """The sentence that refuses the pattern; empty when it may be used."""
    try:
        check_number_pattern(pattern)
    except NumberPatternError as refused:
        return refused.sentence
    return ""
