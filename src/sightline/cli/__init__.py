"""The ``sightline`` command: thin, one function a command.

Modules are imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import gc
from importlib import import_module

import click

from sightline import __version__

COMMANDS = {
    "backup": "sightline.cli.backup",
    "backup-key": "sightline.cli.backup:new_key",
    "check": "sightline.cli.check",
    "checkpoint": "sightline.cli.service:checkpoint",
    "compare": "sightline.cli.compare",
    "convert": "sightline.cli.convert",
    "demo": "sightline.cli.demo",
    "explain": "sightline.cli.explain",
    "figures": "sightline.cli.figures",
    "forward": "sightline.cli.service:forward",
    "judge": "sightline.cli.standard_upgrade:judge",
    "migrate": "sightline.cli.migrate",
    "publish": "sightline.cli.publish",
    "reconcile": "sightline.cli.service_files",
    "reseal": "sightline.cli.documents:reseal",
    "restore": "sightline.cli.restore",
    "import": "sightline.cli.importing",
    "inspection": "sightline.cli.inspection",
    "review": "sightline.cli.review",
    "scan": "sightline.cli.documents:scan",
    "serve": "sightline.cli.serve",
    "needs": "sightline.cli.needs",
    "standard": "sightline.cli.standard",
    "sweep": "sightline.cli.documents:sweep",
    "synth": "sightline.cli.synth",
    "user": "sightline.cli.user",
    "verify": "sightline.cli.service:verify",
    "work": "sightline.cli.work",
}
"""Each command and the module whose ``command`` it is; or what else it is there, after a colon."""


class Lazy(click.Group):
    """A group that imports a command when it is asked for, and not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name or "command")
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sightline")
def main() -> None:
    """See what is owed to each child, and what became of it.

    Sightline reads dated records, holds them against a standard of safeguarding duties, and says
    child by child what was owed, met, late, without evidence on file, or not watched.
    """
    # A command makes millions of small things and keeps nearly all of them until it ends. Looking
    # through them for circles that are garbage took a fifth of its time and found none.
    gc.set_threshold(200_000, 50, 100)
