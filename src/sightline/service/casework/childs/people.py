"""Who a child's people are: whoever holds a role that the standard says to children."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sightline.service.casework.falls import Asked, Falls
from sightline.service.files.standard import standard


@dataclass(frozen=True, slots=True)
class Mine:
    """One of them. ``role``: ``your social worker``; ``cover``: who is there while they are not."""

    name: str
    role: str
    cover: str


def my_people(falls: Mapping[Asked, Falls], today: date) -> list[Mine]:
    """Those who work with the child today. ``falls``: of each role, as far as it is read."""
    found: dict[tuple[str, str], list[str]] = {}
    for role in standard().roles.declared.values():
        one = falls.get((role.id, today))
        if role.to_child and one is not None and one.is_worker:
            found.setdefault((one.holder, one.cover), []).append(role.to_child)
    return [Mine(name, " and ".join(roles), cover) for (name, cover), roles in found.items()]
