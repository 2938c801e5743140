"""A site on the scoring table of its measure: facts frozen, points side by side, replayed to the digit years later."""
