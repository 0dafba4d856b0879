"""What the people of the told cases are called. Nobody is; the halves of the names are invented."""

from __future__ import annotations

from collections.abc import Mapping

NAMES: Mapping[str, tuple[str, str]] = {
    "child-case-1": ("Keira", "Tansyfold"),
    "adult-case-1": ("Callum", "Cinderbane"),
    "child-case-2": ("Alfie", "Pebblecroft"),
    "child-case-3": ("Tariq", "Calderlea"),
    "child-case-4": ("Bethan", "Willowmont"),
    "adult-case-2": ("Marlon", "Harrowtarn"),
    "child-case-5": ("Esme", "Saffronlea"),
    "child-case-6": ("Noah", "Saffronlea"),
    "child-case-7": ("Luca", "Harrowtarn"),
    "adult-case-3": ("Shanice", "Ambershaw"),
    "child-case-8": ("Freya", "Ambershaw"),
}
"""By the ids of their files."""
