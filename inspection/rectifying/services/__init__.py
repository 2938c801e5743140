"""What follows when an order is given, answered, lengthened, looked at again and ended. Pages call these by name."""

from inspection.rectifying.services.dropping import drop_orders
from inspection.rectifying.services.extending import ask_longer, grant_longer, refuse_longer
from inspection.rectifying.services.lapsing import tell_lapsed_orders
from inspection.rectifying.services.mending import answer_item, attach_proof, detach_proof, hand_in
from inspection.rectifying.services.ordering import BadOrder, Wanted, give_order
from inspection.rectifying.services.photos import erase_proof
from inspection.rectifying.services.rechecking import (
    close_order,
    judge_item,
    report_up,
    send_back,
    settle_order,
    withdraw_order,
)
from inspection.rectifying.services.settling import settle_order_dates

__all__ = [
    "BadOrder",
    "Wanted",
    "answer_item",
    "ask_longer",
    "attach_proof",
    "close_order",
    "detach_proof",
    "drop_orders",
    "erase_proof",
    "give_order",
    "grant_longer",
    "hand_in",
    "judge_item",
    "refuse_longer",
    "report_up",
    "send_back",
    "settle_order",
    "settle_order_dates",
    "tell_lapsed_orders",
    "withdraw_order",
]
