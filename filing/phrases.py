"""Which ready sentences may a checker choose for a gap? Problem and remedy together; pure data, chosen by kind of part."""

from __future__ import annotations

from dataclasses import dataclass

from filing.parts import Part


@dataclass(frozen=True)
class Phrase:
    """What is wrong, and what would satisfy."""

    problem: str
    remedy: str


_ANY = (
    Phrase("没有填写。", "按实际情况填写;确实没有的,请写明情况。"),
    Phrase("与现场或证明材料不一致。", "按现场实际情况更正。"),
    Phrase("内容不完整。", "补充完整。"),
)

_PHOTO = (
    Phrase("没有照片。", "补拍一张能看清该项内容的照片。"),
    Phrase("照片模糊或过暗,看不清内容。", "在光线充足处重新拍摄,文字和设施清晰可辨。"),
    Phrase("照片内容与本项不符。", "更换为本项对应的照片。"),
    Phrase("照片中有人像或个人信息。", "移除该照片,换一张没有人员和个人信息的照片。"),
)

_DOCUMENT = (
    Phrase("没有上传。", "上传完整的材料,每页清晰可辨。"),
    Phrase("已过有效期。", "换成有效期内的材料,并填写有效期。"),
    Phrase("材料不完整,缺页或没有签字盖章。", "重新上传完整的材料,签字盖章齐全。"),
    Phrase("与填报的内容不一致。", "核对后更换为一致的材料。"),
    Phrase("模糊,看不清内容。", "重新扫描或拍照,文字清晰可辨。"),
)

_BY_PART: dict[str, tuple[Phrase, ...]] = {
    "identity.name": (Phrase("名称与门口牌匾不一致。", "改为与牌匾一致的全称。"),),
    "identity.host_name": (Phrase("不是单位全称。", "改为与登记证书一致的全称。"),),
    "identity.host_credit_code": (Phrase("与单位名称对不上。", "对照营业执照或法人证书重新填写。"),),
    "identity.agreement_ends_on": (Phrase("共建协议已到期。", "续签协议,填写新的起止日期。"),),
    "place.address": (Phrase("地址不够详细,找不到门口。", "写明街道、门牌号、楼宇和楼层房间。"),),
    "place.directions": (Phrase("第一次来的人照着走不到。", "写明从哪个门进、往哪边走、门口有什么标志。"),),
    "place.lat": (Phrase("坐标与地址相距较远。", "在地图上重新拾取门口的坐标,并选对坐标来源。"),),
    "hours.hours": (Phrase("与门口公示的开放时间不一致。", "改为与门口公示一致的时间。"),),
    "hours.access": (Phrase("开放对象与实际不一致。", "按实际接待的对象选择。"),),
    "people.public_phone": (Phrase("电话打不通。", "换成开放时间内有人接听的办公电话。"),),
}


def phrases_for(part: Part) -> tuple[Phrase, ...]:
    """Ready sentences for this part, the special ones first."""
    usual = _PHOTO if part.slot else _DOCUMENT if part.paper else _ANY
    return (*_BY_PART.get(part.code, ()), *usual)
