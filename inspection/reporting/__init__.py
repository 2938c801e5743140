"""What the public reports of a site, and what becomes of it: three taps, a number to follow, an answer by a day."""
