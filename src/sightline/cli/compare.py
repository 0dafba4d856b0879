"""``sightline compare``: two deliveries of one source, or two services side by side."""

from __future__ import annotations

import click

from sightline.cli.compare_services import command as services
from sightline.cli.compare_years import command as years


@click.group()
def command() -> None:
    """Compare two deliveries of one source, or two services side by side."""


command.add_command(years)
command.add_command(services)
