"""Why a file is open, and what is not read on it, in words."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.service.access import policy
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import Sort
from sightline.service.files.models import SubjectType
from sightline.service.files.standard import standard
from sightline.standard.calendar import LONDON
from sightline.standard.model import Sensitivity

SHORT: Mapping[Sort, str] = {
    Sort.ALLOCATION: "Allocated to you",
    Sort.COVER: "You stand in",
    Sort.TEAM: "Your team",
    Sort.AGENCY: "Your agency",
    Sort.OPENED: "You opened it",
    Sort.AGREEMENT: "Agreement",
    Sort.OWN: "Your own",
    Sort.BROKEN_GLASS: "Glass broken",
}
"""Why a file is open, as a list says it."""

OF_ANYBODY: Mapping[Sort, str] = {
    Sort.ALLOCATION: "Allocated to them",
    Sort.COVER: "They stand in",
    Sort.TEAM: "Their team",
    Sort.AGENCY: "Their agency",
    Sort.OPENED: "They opened it",
    Sort.AGREEMENT: "Agreement",
    Sort.OWN: "Their own",
    Sort.BROKEN_GLASS: "Glass broken",
}
"""Why a file was open to somebody, as the list of who has looked says it."""

LONG: Mapping[Sort, str] = {
    Sort.ALLOCATION: "This file is open to you because it is allocated to you.",
    Sort.COVER: "This file is open to you because you stand in for somebody it is allocated to.",
    Sort.TEAM: "This file is open to you because your team works with them.",
    Sort.AGENCY: "This file is open to you because your agency works with them.",
    Sort.OPENED: "This file is open to you because you opened it, and nobody has been allocated to "
    "them yet.",
    Sort.AGREEMENT: "This file is open to you under an agreement with an agency that works or "
    "worked with them.",
    Sort.OWN: "This file is open to you because it is kept on you, or on your own agency.",
    Sort.BROKEN_GLASS: "You opened this file in an emergency. What you do here is reviewed "
    "by somebody else.",
}
"""Why a file is open, as the file itself says it."""

_OF_A_COLLEAGUE = "This file is open to you because they have a post in your agency."

_SENSITIVE: Mapping[Sensitivity, str] = {
    Sensitivity.HEALTH: "about health",
    Sensitivity.VICTIM: "about victims",
    Sensitivity.POLICE: "of the police",
}


def short(basis: Basis) -> str:
    """``Allocated to you``."""
    return SHORT[basis.sort] + _until(basis)


def long(basis: Basis, type_: str) -> str:
    """A sentence or two. ``type_``: on whom the file is kept."""
    until = _until(basis)
    if basis.sort is Sort.AGENCY and type_ == SubjectType.WORKER:
        return _OF_A_COLLEAGUE
    return LONG[basis.sort] + (f" It is open{until}." if until else "")


def _until(basis: Basis) -> str:
    """Until when a file is open whose glass the person broke; '' of any other."""
    if basis.sort is not Sort.BROKEN_GLASS or basis.facts is None:
        return ""
    return f" until {max(basis.facts.broken.values()).astimezone(LONDON):%H:%M}"


def not_seen(viewer: Viewer, basis: Basis) -> tuple[str, list[str]]:
    """What this person does not see here: a sentence, and the kinds of record by their titles.

    It is the same for every file that is open to them in this way: it says nothing of whether there
    is any such record.
    """
    kinds = standard().kinds.values()
    unread = [k.title for k in kinds if not policy.reads_kind(viewer, basis, k.name)]
    held = {letter for way in basis.ways for letter in way.sensitivities}
    closed = [words for s, words in _SENSITIVE.items() if s.value[0] not in held]
    told = []
    if closed:
        told.append(f"answers {_listed(closed)}")
    if unread:
        told.append("records of the kinds named below, unless your agency made them")
    if not told:
        return "You see every sort of record that can stand on a file.", []
    return f"You are not shown {' and '.join(told)}. Whether there are any is not told.", unread


def _listed(words: list[str]) -> str:
    *before, last = words
    return f"{', '.join(before)} or {last}" if before else last
