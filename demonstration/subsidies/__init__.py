"""Money for sites: worked out, approved, paid along the chain, accounted for, taken back."""
