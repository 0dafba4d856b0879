"""The help texts of every command, as the commands themselves give them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from sightline.cli import main
from tools.docs_text import code, page

_WIDTH = 92

_INTRODUCTION = """\
These are the commands' own help texts: `sightline COMMAND --help` prints the same."""


def cli() -> str:
    """The page."""
    return page("The command line", _INTRODUCTION, *_told(main, "sightline", None, 1))


def _told(
    command: click.Command, name: str, parent: click.Context | None, level: int
) -> Iterator[str]:
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=_WIDTH,
        max_content_width=_WIDTH,
        help_option_names=["-h", "--help"],
    )
    if parent is not None:
        yield f"{'#' * level} {context.command_path}"
    yield code(command.get_help(context), "text")
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            found = command.get_command(context, sub)
            if found is not None and not found.hidden:
                yield from _told(found, sub, context, level + 1)
