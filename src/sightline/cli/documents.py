"""``sightline scan``, ``sweep`` and ``reseal``: what is kept outside the database, looked after.

They are run by the user of the service, whose files these are, in the application's role.
"""

from __future__ import annotations

from datetime import UTC, datetime

import click

from sightline.cli.service import set_up_service
from sightline.cli.text import counted, say


@click.command()
@click.pass_context
def scan(ctx: click.Context) -> None:
    """Have documents scanned for viruses that no scanner has looked at yet.

    The scanner is ClamAV (SIGHTLINE_CLAMAV). What is infected is removed, and its row says so. Run
    it every five minutes. Exit code 1 if anything is left unscanned.
    """
    with set_up_service(as_owner=False):
        from sightline.service.files import attaching, store
        from sightline.service.files.models import Scan
        from sightline.service.ledger.jobs import job

        waiting = attaching.waiting()
        found: dict[str, int] = dict.fromkeys(Scan.Result.values, 0)
        if waiting:
            with job("scan", total=len(waiting)) as running:
                for id_ in waiting:
                    try:
                        found[attaching.scan_again(id_)] += 1
                    except (store.Missing, store.Damaged):
                        found[Scan.Result.NOT_SCANNED] += 1
                    running.advance(1)
    left = found[Scan.Result.NOT_SCANNED]
    say(
        f"{counted(len(waiting) - left, 'document')} scanned, {found[Scan.Result.INFECTED]} "
        f"infected; {left} not scanned."
    )
    if left:
        say(
            "Does ClamAV answer at SIGHTLINE_CLAMAV, and does it take files that large "
            "(StreamMaxLength in clamd.conf)? Are they all there (sightline verify --documents)?"
        )
    ctx.exit(1 if left else 0)


@click.command()
def sweep() -> None:
    """Remove what nothing keeps: files of acts that were undone or killed, sessions that are over,
    and drafts that were left or whose file is closed to whoever began them.

    No file is removed that is younger than a day. Run it every night.
    """
    with set_up_service(as_owner=False):
        from sightline.service.access.session_store import SessionStore
        from sightline.service.casework import drafts
        from sightline.service.files import store
        from sightline.service.inspection import autosaving
        from sightline.service.ledger import clock
        from sightline.service.ledger.acts import act

        now = datetime.now(UTC)
        swept = store.sweep(now)
        sessions = SessionStore.get_model_class().objects.filter(expire_date__lt=now)
        over, _ = sessions.delete()
        with act(person=None, route="sweep"):
            left = drafts.sweep(clock.now()) + autosaving.sweep(clock.now())
    say(
        f"{counted(swept, 'file')} removed that nothing keeps, {counted(over, 'session')} over, "
        f"and {counted(left, 'draft')} left."
    )


@click.command()
@click.pass_context
def reseal(ctx: click.Context) -> None:
    """Seal documents anew that another key than the first of SIGHTLINE_STORE_KEY has sealed.

    Run it after a new key was put before the old ones; when it has ended with exit code 0, no
    document needs the old ones, but backups made before do. It may be killed and run again. Exit
    code 1 if any document could not be sealed anew.
    """
    with set_up_service(as_owner=False):
        from sightline.service.files import store
        from sightline.service.ledger.jobs import job

        waiting = list(store.sealed_before())
        faults: dict[str, str] = {}
        if waiting:
            with job("reseal", total=len(waiting)) as running:
                for id_ in waiting:
                    try:
                        store.reseal(id_)
                    except (store.Missing, store.Damaged) as fault:
                        faults[str(id_)] = str(fault)
                    running.advance(1)
    for name, sentence in faults.items():
        say(f"{name}: {sentence}")
    say(
        f"{counted(len(waiting) - len(faults), 'document')} sealed anew, {len(faults)} could not "
        "be."
    )
    ctx.exit(1 if faults else 0)
