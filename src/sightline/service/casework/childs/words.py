"""What words on the page mean: those that it uses, each in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

MEANINGS: Mapping[str, str] = {
    "advocate": "Someone from outside who is on your side, and helps you to say what you want.",
    "complain": "To say that something is wrong, so that someone must look into it.",
    "council": "The people who run things in your area, such as social workers and schools.",
    "custody": "A place where you are locked up because a court said so.",
    "order": "What the court said you must do, and for how long.",
    "panel": "A few people from your area who talk with you about what happened and what is next.",
    "personal adviser": "Someone who helps you as you leave care and start your adult life.",
    "plan": "What people will do to help you, written down, with days.",
    "reviewing officer": "Someone who checks that people do what they said while you are in care.",
    "social worker": "Someone from the council whose job is to see that you are safe and well.",
    "youth justice worker": "Someone who works with you after you were in trouble with the law.",
}


def meanings(said: Iterable[str]) -> list[tuple[str, str]]:
    """The words that any of these sentences uses, with what they mean, in order."""
    text = " ".join(said).lower()
    return [(word, meaning) for word, meaning in MEANINGS.items() if word in text]
