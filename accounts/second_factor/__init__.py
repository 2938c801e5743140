"""The second factor: a code from the telephone after the password, recovery codes, and who must have it."""
