"""Is this a unified social credit code? Checked offline by GB 32100; the register of bodies is not asked.

Letters in the first eight places are legal (bodies without a district have codes such as Y1 or N2), which
the usual libraries refuse; so the whole check is here. A letter counts as its place in the standard's set.
"""

from __future__ import annotations

from core.text_guard import compact_code
from sites.refusals import Refusal

#: GB 32100, table 2: no I, O, S, V, Z.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18

#: GB 32100, table 1: the registering authority (1st place) and the classes it registers (2nd place).
CLASSES = {
    "1": "1239",  # 机构编制
    "2": "19",  # 外交
    "3": "123459",  # 司法行政
    "4": "19",  # 文化
    "5": "1239",  # 民政
    "6": "129",  # 旅游
    "7": "129",  # 宗教
    "8": "19",  # 工会
    "9": "1239",  # 工商
    "A": "19",  # 中央军委改革和编制办公室
    "N": "1239",  # 农业
    "Y": "1",  # 其他
}


class CreditCodeError(Refusal):
    """The text is no unified social credit code."""


def check_character(body: str) -> str:
    """The 18th character for the 17 before it. ``ValueError`` when a character is not of the set."""
    total = sum(ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body[: LENGTH - 1]))
    return ALPHABET[-total % 31]


def check_credit_code(text: str) -> str:
    """The code as it is stored (18 places). Raises ``CreditCodeError`` with the sentence for the field."""
    code = compact_code(text)
    if len(code) != LENGTH:
        raise CreditCodeError(f"统一社会信用代码应为18位,现在是{len(code)}位,请对照证书重新输入。")
    for place, char in enumerate(code, 1):
        if char not in ALPHABET:
            raise CreditCodeError(
                f"统一社会信用代码第{place}位“{char}”不是允许的字符"
                "(只用数字和除 I、O、S、V、Z 以外的字母),请对照证书重新输入。"
            )
    if code[1] not in CLASSES.get(code[0], ""):
        raise CreditCodeError(
            f"统一社会信用代码前两位“{code[:2]}”不是登记管理部门和机构类别的代码"
            "(企业为91,事业单位为12,基层工会为81),请对照证书重新输入。"
        )
    if len(set(code[8:17])) == 1:
        raise CreditCodeError(
            f"统一社会信用代码第9至17位全是“{code[8]}”,不是实际的主体标识码,请对照证书重新输入。"
        )
    if check_character(code) != code[-1]:
        raise CreditCodeError("统一社会信用代码第18位校验不符,请对照证书重新输入。")
    return code


def is_credit_code(text: str) -> bool:
    try:
        check_credit_code(text)
    except CreditCodeError:
        return False
    return True
