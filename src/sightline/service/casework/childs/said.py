"""Days and people in the words of a child."""

from __future__ import annotations

from datetime import date

from sightline.service.casework.falls import Falls
from sightline.service.files.standard import standard


def say_day(on: date, today: date) -> str:
    """``Friday 28 November``; with the year where it is another than this."""
    return f"{on:%A} {on.day} {on:%B}" + ("" if on.year == today.year else f" {on.year}")


def role_said(role: str) -> str:
    """``your social worker``; '' where the standard does not say it to children."""
    declared = standard().roles.declared.get(role)
    return "" if declared is None else declared.to_child


def ask_why(falls: Falls | None, role: str) -> str:
    """``You can ask Sam Patel why.``: what Sam is to the child, the page says elsewhere."""
    if falls is None or not falls.is_worker:
        return f"You can ask {role_said(role) or 'whoever gave you this page'} why."
    if falls.cover:
        return f"You can ask {falls.cover} why, while {falls.holder} is away."
    return f"You can ask {falls.holder} why."
