"""An act: one person, one transaction, one line in the log.

Everything that reads or writes the record does so inside an act::

    with act(person=me, route="record", agency=mine) as by:
        services.record(file=file, ..., by=by)

The log line is written in the act's own transaction, so that there is no act without its line. When
that transaction takes its locks is said in ``transactions`` and ``chains``.
A refusal or an error rolls the act back, and its line is written in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.service.ledger.log import write_line
from sightline.service.ledger.models import Outcome
from sightline.service.ledger.row_security import tell_database
from sightline.service.ledger.transactions import act_transaction


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done to one row of one file."""

    act: str
    file: UUID | None = None
    row: UUID | None = None


@dataclass(slots=True)
class Act:
    """Who acts, and what they have seen and done so far.

    ``person``: None for a job of the machine. ``agency``: for which agency they act.
    """

    person: UUID | None
    route: str
    agency: UUID | None = None
    files: dict[UUID, str] = field(default_factory=dict)
    acts: list[Done] = field(default_factory=list)

    def saw(self, file: UUID, basis: str) -> None:
        """Note that a file was shown, and why it was open to this person."""
        self.files[file] = basis

    def did(self, act: str, *, file: UUID | None = None, row: UUID | None = None) -> None:
        """Note what was done."""
        self.acts.append(Done(act, file, row))
        if file is not None:
            self.files.setdefault(file, "act")


@contextmanager
def act(
    *,
    person: UUID | None,
    route: str,
    agency: UUID | None = None,
    about: UUID | None = None,
) -> Iterator[Act]:
    """Open an act. Raises what its body raises, after the line is written.

    ``about``: the one file that it is about, where that is known (``row_security.tell_about``).
    """
    by = Act(person, route, agency)
    try:
        with act_transaction():
            tell_database(person, about)
            yield by
            write_line(by, Outcome.DONE, "")
    except Refused as refusal:
        _write_apart(by, Outcome.REFUSED, str(refusal))
        raise
    except NotFound as missing:
        _write_apart(by, Outcome.NOT_FOUND, str(missing))
        raise
    except Stale as overtaken:
        _write_apart(by, Outcome.STALE, str(overtaken))
        raise
    except Exception as error:
        # The class alone: the text of an error may hold what somebody typed.
        _write_apart(by, Outcome.ERROR, type(error).__name__)
        raise


def _write_apart(by: Act, outcome: Outcome, reason: str) -> None:
    by.acts.clear()
    with transaction.atomic(durable=True):
        tell_database(by.person)
        write_line(by, outcome, reason)
