"""The kinds of the standard, as the pages name them: by identifiers, for addresses name nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from sightline.service.access import policy
from sightline.service.access.policy import BROKEN, REVIEWED
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.files.standard import standard
from sightline.service.ledger.failures import NotFound
from sightline.service.ledger.ids import id_from
from sightline.standard.model import EXEMPTION, Kind

PAGES_OF_THEIR_OWN = frozenset({EXEMPTION, BROKEN, REVIEWED})
"""Kinds that are not chosen from the list of kinds: an exemption is made where something is owed,
and a broken glass and its review are made by breaking and reviewing it."""


def kind_id(name: str) -> UUID:
    """What stands for a kind in an address: to a passer-by it says nothing."""
    return id_from("kind", name)


def kind_of(id_: UUID) -> Kind:
    """The kind that an identifier stands for. Raises NotFound."""
    name = _names(standard().digest).get(id_)
    if name is None:
        raise NotFound("There is no such kind of record.")
    return standard().kinds[name]


@lru_cache(maxsize=2)
def _names(digest: str) -> Mapping[UUID, str]:
    return {kind_id(name): name for name in standard().kinds}


def by_group(viewer: Viewer, basis: Basis, type_: str) -> dict[str, list[Kind]]:
    """The kinds that somebody may choose to add on a file, by the group of the standard.

    ``type_``: on whom the file is kept; the kinds of others are not offered.
    """
    recorded = policy.kinds_recorded(viewer, basis) - PAGES_OF_THEIR_OWN
    found: dict[str, list[Kind]] = {}
    for kind in standard().kinds.values():
        if kind.name in recorded and type_ in kind.of:
            found.setdefault(kind.group, []).append(kind)
    return found
