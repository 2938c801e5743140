"""Everything that may be done to an assessment."""

from inspection.assessing.services.accepting import (
    drop_acceptance,
    go_along,
    open_for_visit,
    prepare_acceptance,
    table_for_acceptance,
)
from inspection.assessing.services.answering import (
    BadAnswers,
    Given,
    LateAnswers,
    answer_items,
    take_over,
)
from inspection.assessing.services.concluding import accept_assessment, conclude_assessment
from inspection.assessing.services.handing import (
    hand_in_assessment,
    return_own,
    return_review,
    review_assessment,
    void_assessment,
)
from inspection.assessing.services.leading import drop_led, hand_in_led, reopen_led
from inspection.assessing.services.opening import NotPossible, open_assessment, open_assessments
from inspection.assessing.services.proving import add_proof, choose_proofs, remove_proof
from inspection.assessing.services.renewing import renew_assessment

__all__ = [
    "BadAnswers",
    "Given",
    "LateAnswers",
    "NotPossible",
    "accept_assessment",
    "add_proof",
    "answer_items",
    "choose_proofs",
    "conclude_assessment",
    "drop_acceptance",
    "drop_led",
    "go_along",
    "hand_in_assessment",
    "hand_in_led",
    "open_assessment",
    "open_assessments",
    "open_for_visit",
    "prepare_acceptance",
    "remove_proof",
    "renew_assessment",
    "reopen_led",
    "return_own",
    "return_review",
    "review_assessment",
    "table_for_acceptance",
    "take_over",
    "void_assessment",
]
