"""What do pages and services read of yearly reviews? Never writes."""

from inspection.reviewing.selectors.joining import left_out, measures_for, sites_to_join, would_join
from inspection.reviewing.selectors.reviews import (
    clashing_with,
    drawn_numbers,
    drawn_reviews,
    issuers_led_by,
    review_within,
    reviews_within,
    running_reviews,
    types_led_by,
)
from inspection.reviewing.selectors.rows import (
    Chosen,
    branches_in,
    chosen_rows,
    entries_of,
    lines_of,
    orders_due,
    own_entry_due,
    rows_by_number,
    waiting_in,
    with_failings,
)

__all__ = [
    "Chosen",
    "branches_in",
    "chosen_rows",
    "clashing_with",
    "drawn_numbers",
    "drawn_reviews",
    "entries_of",
    "issuers_led_by",
    "left_out",
    "lines_of",
    "measures_for",
    "orders_due",
    "own_entry_due",
    "review_within",
    "reviews_within",
    "rows_by_number",
    "running_reviews",
    "sites_to_join",
    "types_led_by",
    "waiting_in",
    "with_failings",
    "would_join",
]
