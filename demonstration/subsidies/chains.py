"""Which way does the money go? From the issuer down the tree to the account that takes it; pure."""

from __future__ import annotations


def keys_of(path: str) -> list[int]:
    """1.4.12. → 1, 4, 12"""
    return [int(part) for part in path.split(".") if part]


def chain_of(issuer_path: str, account_path: str) -> list[int]:
    """Keys of the unions from the issuer to the account; the issuer twice where it spends the money itself.

    Raises ``ValueError`` where the account does not lie below the issuer.
    """
    if not issuer_path or not account_path.startswith(issuer_path):
        raise ValueError(f"{account_path} is not below {issuer_path}")
    keys = keys_of(account_path)[len(keys_of(issuer_path)) - 1 :]
    return keys if len(keys) > 1 else keys * 2


def may_keep(issuer_path: str, payee_path: str, keeper_path: str) -> bool:
    """An upper union of the payee, not above the issuer, may keep its account."""
    return (
        keeper_path.startswith(issuer_path)
        and payee_path.startswith(keeper_path)
        and keeper_path != payee_path
    )
