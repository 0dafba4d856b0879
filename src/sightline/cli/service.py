"""Commands of the service: ``verify``, ``checkpoint`` and ``forward``.

They act as the owner of the database, who sees every file (``OWNER_DATABASE_URL``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.cli.failing import CannotGoOn
from sightline.cli.options import json_option
from sightline.cli.text import counted, print_json, say

if TYPE_CHECKING:
    from sightline.service.ledger.chains import Head
    from sightline.service.ledger.links import Fault

SETTINGS = "sightline.service.web.settings"


@contextmanager
def set_up_service(*, as_owner: bool = True) -> Iterator[None]:
    """Load Django with the service's settings, as the owner of the database or the application.

    What is wrong with the settings or the database becomes a sentence and exit code 2.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if as_owner and (owner := os.environ.get("OWNER_DATABASE_URL")):
        os.environ["DATABASE_URL"] = owner
    try:
        import django
        from django.core.exceptions import ImproperlyConfigured
        from django.db import OperationalError, ProgrammingError

        django.setup()
    except ModuleNotFoundError as error:
        raise CannotGoOn(
            f"This command belongs to the service, and {error.name} is not installed: "
            "pip install 'sightline-safeguarding[service]'"
        ) from error
    except ImproperlyConfigured as error:
        raise CannotGoOn(str(error)) from error
    from sightline.service.files.standard import decided_in_database

    try:
        with decided_in_database():
            yield
    except ImproperlyConfigured as error:
        raise CannotGoOn(str(error)) from error
    except (OperationalError, ProgrammingError) as error:
        raise CannotGoOn(
            f"The database does not answer as it should: {error}\nIs DATABASE_URL right, and has "
            "it been migrated (sightline migrate)?"
        ) from error


@click.command()
@click.option(
    "--checkpoint",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The last checkpoint that was kept elsewhere.",
)
@click.option(
    "--key",
    help="The public key that it was signed with, 64 hexadecimal digits. Default: that of the "
    "key in the settings.",
)
@click.option(
    "--documents", is_flag=True, help="Also read every document, and compare it with its digest."
)
@json_option
@click.pass_context
def verify(
    ctx: click.Context, file: Path | None, key: str | None, documents: bool, as_json: bool
) -> None:
    """Prove that no record and no line of the log was changed, added or taken out.

    Without --checkpoint it is judged by the checkpoints in the database itself, which whoever cut
    off the end of a chain may have changed as well. Exit code 1 if anything is wrong.
    """
    with set_up_service():
        from sightline.service.ledger.checkpoints import BadCheckpoint
        from sightline.service.ledger.jobs import job

        faults: list[Fault] = []
        heads: Mapping[str, Sequence[Head]] = {}
        bad = ""
        with job("verify") as running:
            try:
                heads = _heads(file, key)
            except BadCheckpoint as error:
                bad = str(error)
            chains = look_at_chains(heads, faults)
            if documents:
                faults.extend(_document_faults())
            running.advance(chains, _summary(chains, bad, faults))
    if as_json:
        print_json(_as_dict(chains, file, bad, faults))
    else:
        for line in _told(chains, file, bad, faults):
            say(line)
    ctx.exit(1 if bad or faults else 0)


def _document_faults() -> Iterator[Fault]:
    from sightline.service.files import attaching

    return attaching.faults()


def _heads(file: Path | None, key: str | None) -> Mapping[str, Sequence[Head]]:
    from sightline.service.ledger import checkpoints

    if file is None:
        return checkpoints.stored_heads()
    try:
        public = checkpoints.public_key() if key is None else bytes.fromhex(key)
    except ValueError:
        raise CannotGoOn("--key: 64 hexadecimal digits are needed.") from None
    signed = checkpoints.Signed.from_file(file.read_text("utf-8", errors="replace"))
    return checkpoints.check(signed.document, signed.signature, public)


def look_at_chains(heads: Mapping[str, Sequence[Head]], faults: list[Fault]) -> int:
    """How many chains were looked at; what is wrong with them is added to ``faults``."""
    from sightline.cli.inputs import progress
    from sightline.service.files.signatures import unbound
    from sightline.service.files.standard import changed_kinds
    from sightline.service.ledger.models import Chain
    from sightline.service.ledger.verify import verify as verified

    with progress(Chain.objects.count(), "Verifying") as bar:
        looked_at = 0

        def advance(done: int, total: int) -> None:
            nonlocal looked_at
            bar.update(done - looked_at)
            looked_at = done

        faults.extend(verified(checkpoint=heads, progress=advance))
    faults.extend(changed_kinds())
    faults.extend(unbound())
    return looked_at


def _as_dict(
    chains: int, file: Path | None, bad: str, faults: Sequence[Fault]
) -> Mapping[str, object]:
    return {
        "chains": chains,
        "judged_by": "database" if file is None else "kept",
        "checkpoint": bad or None,
        "faults": [
            {
                "says": fault.sentence,
                "table": fault.table or None,
                "row": None if fault.row is None else str(fault.row),
                "chain": fault.chain or None,
            }
            for fault in faults
        ],
    }


def _told(chains: int, file: Path | None, bad: str, faults: Sequence[Fault]) -> Iterator[str]:
    if bad:
        yield bad
    for fault in faults:
        places = [fault.chain, fault.table, "" if fault.row is None else f"row {fault.row}"]
        yield f"{', '.join(filter(None, places))}: {fault.sentence}"
    yield _summary(chains, bad, faults)
    if file is None:
        yield (
            "Whether the end of a chain was cut off was judged by the database's own checkpoints; "
            "--checkpoint with one that was kept elsewhere proves it."
        )


def _summary(chains: int, bad: str, faults: Sequence[Fault]) -> str:
    wrong = len(faults) + bool(bad)
    return f"{counted(chains, 'chain')}, {counted(wrong, 'fault') if wrong else 'nothing wrong'}."


@click.command()
@click.option(
    "--out",
    type=click.Path(exists=False, dir_okay=False, path_type=Path),
    help="The file to write it to, which must not exist yet. To be kept elsewhere.",
)
@click.option("--new-key", is_flag=True, help="Print a new key and do nothing else.")
def checkpoint(out: Path | None, new_key: bool) -> None:
    """Sign the heads of all chains, and write what was signed to a small file.

    Kept where nobody who can change the database can change it, it proves later that no chain's end
    was cut off. The key to sign with is SIGHTLINE_CHECKPOINT_KEY.
    """
    if new_key == (out is not None):
        raise click.UsageError("Give --out FILE, or --new-key.")
    with set_up_service():
        from sightline.service.ledger.acts import act
        from sightline.service.ledger.checkpoints import BadCheckpoint, Signed, take
        from sightline.service.ledger.checkpoints import new_key as make_key

        if out is None:
            private, public = make_key()
            say(f"SIGHTLINE_CHECKPOINT_KEY={private}")
            say(f"The public key, to check with (sightline verify --key): {public}")
            return
        _refuse_existing(out)
        try:
            with act(person=None, route="checkpoint") as by:
                taken = take(at=datetime.now(UTC))
                by.did("checkpoint")
        except BadCheckpoint as error:
            raise CannotGoOn(str(error)) from error
        out.write_text(Signed(taken.document, bytes(taken.signature)).as_file(), "utf-8")
    say(f"{counted(taken.chains, 'chain')} signed: {out}")


def _refuse_existing(out: Path) -> None:
    if out.exists():
        raise CannotGoOn(f"{out} exists already; a checkpoint is never written over another.")
    if not out.absolute().parent.is_dir():
        raise CannotGoOn(f"{out}: there is no folder {out.parent} to write it in.")


@click.command()
@click.argument("to")
def forward(to: str) -> None:
    """Send the lines of the log that were not sent yet to a collector outside.

    TO is https://..., tls://host:port, or a file to add to. One JSON object a line; a line may come
    twice, and is known by its id. Run it every minute.
    """
    sent = 0
    with set_up_service():
        from sightline.service.ledger.forward import BadCollector
        from sightline.service.ledger.forward import forward as send

        try:
            for number in send(to):
                sent += number
        except BadCollector as error:
            raise CannotGoOn(f"{error}\n{counted(sent, 'line')} sent before that.") from error
    say(f"{counted(sent, 'line')} sent.")
