"""Invented names, the same on every machine.

Given names are ones that children in England have, whatever their families' origins. Family names
are made of two halves, so that hardly anybody is really called so.
"""

from __future__ import annotations

from sightline.synth.dice import Dice

GIVEN = (
    "Aaliyah", "Adaeze", "Aidan", "Aisha", "Alfie", "Amina", "Anouk", "Ayaan", "Bethan", "Bilal",
    "Callum", "Chidi", "Chloe", "Daniel", "Dina", "Efua", "Ellis", "Esme", "Farah", "Finn",
    "Freya", "Hana", "Harley", "Hassan", "Idris", "Imran", "Isla", "Jaden", "Jasmin", "Kacper",
    "Kai", "Keira", "Kofi", "Layla", "Leon", "Lily", "Luca", "Maja", "Marlon", "Mei", "Mason",
    "Nadia", "Nia", "Noah", "Omar", "Ottilie", "Priya", "Rafael", "Reece", "Riley", "Rosa",
    "Samir", "Shanice", "Sofia", "Tariq", "Theo", "Tyrone", "Wiktor", "Yusuf", "Zara",
)  # fmt: skip
_BEGINNINGS = (
    "Alder", "Amber", "Bracken", "Calder", "Cinder", "Clover", "Drift", "Fallow", "Garnet",
    "Harrow", "Indigo", "Juniper", "Kestrel", "Lantern", "Marl", "Nettle", "Ochre", "Pebble",
    "Quill", "Russet", "Saffron", "Tansy", "Umber", "Willow",
)  # fmt: skip
_ENDINGS = (
    "bane", "bright", "croft", "dew", "fold", "lea", "mont", "ridge", "shaw", "tarn", "thorn",
    "vane", "ward", "wick", "wright",
)  # fmt: skip
FAMILY = tuple(f"{first}{last}" for first in _BEGINNINGS for last in _ENDINGS)


def invented_name(seed: int, id: str) -> tuple[str, str]:
    """The given and family name of whoever has a file of this id in the nation of a seed."""
    dice = Dice(seed, f"name of {id}")
    return dice.pick(GIVEN), dice.pick(FAMILY)
