"""How does a pure module of the register refuse bad input? With one Chinese sentence; it knows no form and no page."""

from __future__ import annotations


class Refusal(ValueError):
    """Bad input. ``sentence`` says what is wrong and what to do; it goes beside the field as it is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
