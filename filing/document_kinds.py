"""Which documents belong to a case, and which are refused because they are papers of persons? Words only."""

from __future__ import annotations

import re
import unicodedata

from django.db import models


class DocumentKind(models.TextChoices):
    AGREEMENT = "agreement", "共建协议"
    FIRE = "fire", "消防检查"
    HOUSE = "house", "房屋安全检查"
    FOOD = "food", "食品经营许可"
    CHILDCARE = "childcare", "托育备案回执"
    SCAN = "scan", "盖章扫描件"
    OTHER = "other", "其他"


#: The picture that a cancellation asks for beside its plate; it lies among the documents of the case.
PLATE_PHOTO = (DocumentKind.OTHER, "标识牌照片")

#: What a checker may ask for. Stamped scans have a way of their own: they come at any time, whatever is open.
ASKED_FOR = tuple(kind for kind in DocumentKind if kind != DocumentKind.SCAN)

#: Papers that name a person. They stand in the list so that who looks for them reads what to do instead.
PERSONAL_KINDS = {
    "health": "健康证",
    "record": "无犯罪记录证明",
    "qualification": "资格证书",
    "identity": "身份证",
    "household": "户口簿",
}

PERSONAL = "人员证件不上传文件,原件由阵地存放备查。“面积与设施”中有持证人数、到期日等栏目的,请在那里填写。"

_PERSONAL_WORDS = re.compile(
    "健康证|健康合格证|体检|无犯罪|犯罪记录|资格证|上岗证|从业证|执业证|职称证|"
    "身份证|户口|户籍|居住证|出生证|出生医学|社保卡|银行卡|病历|诊断书|简历|学生名单|儿童名单|花名册"
)


def is_personal_name(text: str) -> bool:
    """Whether a title or file name says that the paper is one of a person, however it is spaced."""
    plain = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))
    return _PERSONAL_WORDS.search(plain) is not None
