"""Is this place in the register already? Spelling and scoring are pure; reading and deciding stand beside them."""
