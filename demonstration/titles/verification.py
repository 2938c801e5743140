"""Is this certificate genuine, and does the title still hold? Tells no ground.

The state is the stored one: the end of a term is written within minutes, and the term is told beside it.
"""

from __future__ import annotations

from core.canonical import short_digest
from core.registry import Verified
from demonstration.models import Designation
from demonstration.titles.words import PUBLIC_WORDS, term_words
from sites.codes import is_same_token

#: Longer texts are no numbers of ours.
MOST_TYPED = 40


def verified_certificate(number: str, token: str) -> Verified | None:
    row = Designation.objects.filter(number=number[:MOST_TYPED]).first()
    if row is None or not is_same_token(token[:MOST_TYPED], row.verify_token):
        return None
    state = PUBLIC_WORDS[str(row.state)]
    return Verified(
        kind="示范阵地证书",
        number=row.number,
        state=f"{state}({term_words(row)})",
        digest=short_digest(row.digest),
        issued_on=row.valid_from,
    )
