"""``sightline restore``: a backup given back, by two people, and proved."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.cli.backup import passphrase, public_key
from sightline.cli.failing import CannotGoOn, told_plainly
from sightline.cli.service import set_up_service
from sightline.cli.text import counted, say

if TYPE_CHECKING:
    from sightline.service.ledger.links import Fault
    from sightline.service.web.backups.halves import Half
    from sightline.service.web.backups.manifest import Manifest


@click.command()
@click.argument("backup", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--half",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A half of the key that it was sealed for; give it twice. Each holder types a passphrase.",
)
@click.option(
    "--key",
    help="The public key that it was signed with, 64 hexadecimal digits. Default: that of the key "
    "in the settings.",
)
@click.pass_context
def command(ctx: click.Context, backup: Path, files: tuple[Path, ...], key: str | None) -> None:
    """Give a backup back, into an empty database, and prove that it is what was saved.

    It takes the two people who hold the key. Of an earlier version, it is then brought to this
    one's tables. Every chain is verified and every obligation compared; who restored what, and
    that it was found whole, is a line in the log. Exit code 1 if anything is wrong.
    """
    if len(files) != 2:
        raise click.UsageError("Give --half twice: restoring takes two people.")
    address = os.environ.get("OWNER_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
    with set_up_service(), told_plainly():
        from sightline.service.web.backups.age import BadAge
        from sightline.service.web.backups.halves import BadHalf
        from sightline.service.web.backups.manifest import BadBackup, check_parts, read
        from sightline.service.web.backups.restoring import check_empty, check_version

        try:
            manifest = read(backup, public_key(key))
            check_version(manifest)
            check_empty(address)
            check_parts(backup, manifest)
            halves = [_half(path) for path in files]
            _restore(backup, manifest, halves, address)
        except (BadBackup, BadAge, BadHalf) as error:
            raise CannotGoOn(f"Nothing was restored: {error}") from error
        wrong = list(_proved())
        _certify(backup, manifest, halves, wrong)
    for line in wrong:
        say(line)
    found = "and every chain holds and every obligation follows" if not wrong else "with faults"
    say(f"{backup.name} was restored, {found}.")
    ctx.exit(1 if wrong else 0)


def _half(path: Path) -> Half:
    from sightline.service.web.backups import age, halves

    try:
        return halves.opened(path.read_bytes(), passphrase(f"{path.name}, its passphrase"))
    except age.BadAge as error:
        raise halves.BadHalf(f"{path.name}: {error}") from None


def _restore(backup: Path, manifest: Manifest, halves: Sequence[Half], address: str) -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from sightline.cli.inputs import progress
    from sightline.service.web.backups.halves import joined
    from sightline.service.web.backups.manifest import STORE, BadBackup
    from sightline.service.web.backups.restoring import (
        check_same,
        restore_database,
        unpack_store,
    )

    identity = joined(*halves)
    with_store, store = STORE in manifest.parts, Path(settings.STORE)
    if with_store and not settings.STORE:
        raise BadBackup("It holds uploaded files, and SIGHTLINE_STORE names no folder for them.")
    size = sum((backup / name).stat().st_size for name in manifest.parts)
    with progress(size, "Restoring") as bar:
        # Unpacked before, and put in its place after: what fails on the way can be done again.
        unpacked = unpack_store(backup, identity, store, bar.update) if with_store else None
        restore_database(backup, identity, address, bar.update)
        if unpacked is not None:
            unpacked.rename(store)
    connection.close()
    check_same(manifest, address)
    call_command("migrate", verbosity=0, interactive=False)


def _proved() -> Iterator[str]:
    """What is wrong with what was restored, in sentences."""
    from sightline.cli.service import look_at_chains
    from sightline.service.files.reconcile import reconcile
    from sightline.service.ledger import checkpoints

    faults: list[Fault] = []
    try:
        look_at_chains(checkpoints.stored_heads(), faults)
    except checkpoints.BadCheckpoint as error:
        yield str(error)
    for fault in faults:
        yield f"{fault.chain or fault.table}: {fault.sentence}"
    for one in reconcile():
        yield f"{one.file}: {one.sentence}"


def _certify(
    backup: Path, manifest: Manifest, halves: Sequence[Half], wrong: Sequence[str]
) -> None:
    from sightline.service.ledger.acts import act
    from sightline.service.web.backups.manifest import NAME, sha256

    who = " and ".join(half.holder for half in halves)
    found = counted(len(wrong), "fault") if wrong else "nothing wrong"
    with act(person=None, route="restore") as by:
        by.did(f"restore {backup.name}, manifest {sha256(backup / NAME)}")
        by.did(f"restored by {who}; made {manifest.made_at.isoformat()}; {found}")
