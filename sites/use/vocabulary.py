"""The closed word lists of the records of use: what an activity was, in which holidays a session ran. No database.

A code is never renamed or reused: records hold it for ever. Which kinds a type offers is said by its module.
"""

from __future__ import annotations

from django.db import models

#: Codes and what people call them, in the order of the form.
ACTIVITY_KINDS = {
    "care": "关爱慰问",
    "cooling": "夏送清凉",
    "warming": "冬送温暖",
    "lecture": "健康讲座、义诊",
    "family": "亲子活动",
    "parents": "家长课堂",
    "safety": "安全教育",
    "drill": "应急演练",
    "model_worker": "劳模课堂",
    "course": "兴趣课程",
    "talk": "心理讲座",
    "group": "团体辅导",
    "counselling": "心理疏导",
    "law": "法律咨询",
    "rights": "权益维护宣传",
    "skills": "技能培训、就业服务",
    "friendship": "婚恋交友",
    "reading": "读书学习",
    "fitness": "健身活动",
    "joining": "入会服务",
    "other": "其他",
}

#: Further counts that a type may ask of an activity: column and label.
EXTRA_COUNTS = {
    "joined": "现场入会人数",
    "cards_issued": "发放服务卡张数",
    "served": "服务人数",
}


class Holidays(models.TextChoices):
    """In which school holidays a session ran."""

    WINTER = "winter", "寒假"
    SUMMER = "summer", "暑假"


#: Months in which such holidays lie, on the generous side.
HOLIDAY_MONTHS = {Holidays.WINTER: (12, 1, 2, 3), Holidays.SUMMER: (6, 7, 8, 9)}


class RatingSource(models.TextChoices):
    """How answers on satisfaction came in."""

    ONLINE = "online", "扫码评价"
    PAPER = "paper", "纸质问卷"


#: The three answers, by column, as the public reads them.
ANSWERS = {"satisfied": "满意", "mostly": "基本满意", "dissatisfied": "不满意"}
