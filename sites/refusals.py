"""How do pure modules of the register refuse bad input? With a Chinese sentence; forms are unknown here."""

from __future__ import annotations


class Refusal(ValueError):
    """Bad input. ``sentence`` says what is wrong and what to do; it goes beside the field as it is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
