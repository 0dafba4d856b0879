"""Saved views of my work: kept, used and thrown away by their owner, and nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sightline.service.casework.models import SavedView
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused

MOST = 20
"""So many views somebody keeps at most."""


def views_of(person: UUID) -> list[SavedView]:
    """Those of a person, by name."""
    return list(SavedView.objects.filter(person=person).order_by("name"))


def save_view(*, name: str, asked: Mapping[str, str], by: Act) -> SavedView:
    """Keep a view under a name; one of that name is replaced. Raises Refused."""
    assert by.person is not None
    own = SavedView.objects.filter(person=by.person)
    if not own.filter(name=name).exists() and own.count() >= MOST:
        raise Refused(f"You keep {MOST} views already. Delete one that you no longer use.")
    kept, _ = SavedView.objects.update_or_create(
        person_id=by.person, name=name, defaults={"asked": dict(asked)}
    )
    by.did("save a view", row=kept.pk)
    return kept


def delete_view(*, view: UUID, by: Act) -> None:
    """Throw a view away. Raises NotFound where it is not theirs."""
    if not SavedView.objects.filter(person=by.person, pk=view).delete()[0]:
        raise NotFound("There is no such view, or it is somebody else’s.")
    by.did("delete a view", row=view)
