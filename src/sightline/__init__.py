"""Sightline: what safeguarding owes to each child, and what became of it."""

__version__ = "0.1.0.dev0"
