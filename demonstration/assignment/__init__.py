"""Which reviewer gets which case: by rule, from a seed. Pure."""
