"""How is an amount written? Integer fen in, 元 with two places out; pure."""

from __future__ import annotations

from decimal import Decimal


def yuan(fen: int) -> str:
    """3,000.00 元"""
    return f"{plain_yuan(fen):,.2f} 元"


def plain_yuan(fen: int) -> Decimal:
    """For the cells of a sheet: exact, with two places."""
    return Decimal(fen).scaleb(-2)
