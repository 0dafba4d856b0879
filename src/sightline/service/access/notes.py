"""What is noted outside a page's own act: faults, refusals at the entrance, coming and going."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from uuid import UUID

from sightline.service.access.faults import where
from sightline.service.ledger.acts import act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.ids import new_id

logger = logging.getLogger(__name__)

_reference: ContextVar[str] = ContextVar("_reference")


@contextmanager
def referred() -> Iterator[str]:
    """A request's reference, by which whatever is noted of it meanwhile is found."""
    token = _reference.set(new_id().hex[-8:])
    try:
        yield _reference.get()
    finally:
        _reference.reset(token)


def note_act(person: UUID, route: str, what: str) -> None:
    """A line of the log for something that a person did to their own sign-in."""
    with act(person=person, route=route) as by:
        by.did(what)


def note_refusal(person: UUID | None, route: str, sentence: str) -> None:
    """A line of the log for something refused. ``person``: None where nobody is known."""
    with suppress(Refused), act(person=person, route=route):
        raise Refused(sentence)


def note_fault(route: str, error: BaseException) -> str:
    """Log where a page failed, and give the reference to find it by.

    The class and the place alone: the text of an error may hold what somebody typed.
    """
    reference = _reference.get("") or new_id().hex[-8:]
    logger.error("%s: the page %s failed: %s", reference, route, where(error))
    return reference
