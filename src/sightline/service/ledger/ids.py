"""Identifiers: in order of time for what is entered here, derived for what comes from elsewhere."""

from __future__ import annotations

from uuid import UUID

import uuid_utils

from sightline.engine.model import derived_id


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): later ones sort after earlier ones."""
    return UUID(int=uuid_utils.uuid7().int)


def id_from(*natural_key: str) -> UUID:
    """The UUID version 8 that is always the same for the same natural key."""
    return UUID(derived_id(*natural_key))
