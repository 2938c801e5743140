"""Which sites fail a check of the register on a day? Queries for ``sites/dynamic_checks.py``, one statement each."""
