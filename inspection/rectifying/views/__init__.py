"""Pages of orders."""

from inspection.rectifying.views.acting import ActOnOrder, AnswerLonger, AskLonger, JudgeItem
from inspection.rectifying.views.answering import ErasePhoto, ItemPage, Photo, RemovePhoto
from inspection.rectifying.views.ordering import NewOrder
from inspection.rectifying.views.showing import OrderPage

__all__ = [
    "ActOnOrder",
    "AnswerLonger",
    "AskLonger",
    "ErasePhoto",
    "ItemPage",
    "JudgeItem",
    "NewOrder",
    "OrderPage",
    "Photo",
    "RemovePhoto",
]
