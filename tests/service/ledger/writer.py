"""A process that writes: ``python -m tests.service.ledger.writer HOW ACTS CHAIN ...``.

It says a line for each act that is committed. HOW is ``append`` (a row to every chain in each act,
whichever is named first), ``seen`` (a row to the first chain, only at the version that it read,
and again where it was overtaken), ``die`` (as append, and no time to end in good order) or
``killed`` (killed in the middle of a job).
"""

from __future__ import annotations

import os
import signal
import sys

import django


def main(how: str, acts: str, *chain_names: str) -> None:
    """Do what the command line says."""
    django.setup()
    if how == "killed":
        _killed_in_a_job()
    for number in range(int(acts)):
        if how == "seen":
            _until_not_overtaken(chain_names[0])
        else:
            _append(chain_names)
        print(number, flush=True)
    if how == "die":
        os._exit(9)


def _killed_in_a_job() -> None:
    from sightline.service.ledger.jobs import job

    with job("load", total=2) as running:
        running.advance(1)
        os.kill(os.getpid(), signal.SIGKILL)


def _append(chain_names: tuple[str, ...]) -> None:
    from sightline.service.ledger import chains
    from sightline.service.ledger.acts import act
    from tests.service.ledger.rows import a_line

    with act(person=None, route="append") as by:
        chains.lock(*chain_names)
        for name in chain_names:
            chains.append([a_line(), a_line()], chain=name, by=by)


def _until_not_overtaken(chain: str) -> None:
    from sightline.service.ledger import chains
    from sightline.service.ledger.acts import act
    from sightline.service.ledger.failures import Stale
    from tests.service.ledger.rows import a_line

    while True:
        seen = chains.version(chain)
        try:
            with act(person=None, route="seen") as by:
                chains.append([a_line()], chain=chain, by=by, seen=seen)
            return
        except Stale:
            print("overtaken", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
