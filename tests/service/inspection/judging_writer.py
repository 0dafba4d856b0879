"""A process that judges: ``python -m tests.service.inspection.judging_writer PERSON INSPECTION
READING TIMES``.

It keeps what is typed and then answers with it, again and again, and says a line for each that is
committed: ``kept 3``, ``answered 3``.
"""

from __future__ import annotations

import sys
from uuid import UUID

import django


def main(person: str, inspection: str, reading: str, times: str) -> None:
    """Do what the command line says."""
    django.setup()
    from sightline.service.access.viewer import viewer_of
    from sightline.service.inspection import judging
    from sightline.service.ledger import clock
    from sightline.service.ledger.acts import act

    who, where, which = UUID(person), UUID(inspection), UUID(reading)
    seen = 0
    for number in range(int(times)):
        typed = {"seen": [str(seen)], "reason": [str(number)]}
        with act(person=who, route="keep") as by:
            judging.keep(
                viewer=viewer_of(who, clock.now()), inspection=where, reading=which, number=1,
                typed=typed, seen=seen, by=by,
            )  # fmt: skip
        print(f"kept {number}", flush=True)
        with act(person=who, route="answer") as by:
            row = judging.answer(
                viewer=viewer_of(who, clock.now()), inspection=where, reading=which, number=1,
                said=judging.Said("yes", str(number)), seen=seen, by=by,
            )  # fmt: skip
        seen = row.position
        print(f"answered {number}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
