"""The log: one line for each act or read, in the chain of that person's day in London."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.service.ledger import chains, clock
from sightline.service.ledger.models import LoggedFile, LogLine, Outcome
from sightline.standard.calendar import LONDON

if TYPE_CHECKING:
    from sightline.service.ledger.acts import Act

_MOST_REASON = 300  # characters that the column takes


def write_line(by: Act, outcome: Outcome, reason: str) -> LogLine:
    """Write the line of an act, in the transaction that is open, and whom it is found by.

    ``reason``: the sentence of a refusal or the class of an error; cut where it is too long.
    """
    day = clock.now().astimezone(LONDON).date()
    line = LogLine(
        day=day,
        route=by.route,
        agency=by.agency,
        outcome=outcome,
        acts=[
            {"act": done.act, "file": _text(done.file), "row": _text(done.row)} for done in by.acts
        ],
        files={str(file): basis for file, basis in by.files.items()},
        reason=reason[:_MOST_REASON],
    )
    chains.append([line], chain=chains.log_chain(by.person, day), by=by)
    LoggedFile.objects.bulk_create(
        [LoggedFile(line=line, file=file, at=line.received_at) for file in by.files]
    )
    return line


def _text(id_: object) -> str | None:
    return None if id_ is None else str(id_)
