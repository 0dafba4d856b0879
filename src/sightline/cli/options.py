"""Options that several commands share, and how a day and a moment are typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from sightline.engine.model import Minute, Moment
from sightline.standard.calendar import day_of, end_of_day, minute_of

FIRST_YEAR, LAST_YEAR = 1900, 2199


class DayType(click.ParamType[Moment]):
    """A day typed as 2026-10-31, or a day and London time as 2026-10-31T14:30."""

    name = "day"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Moment:
        """The moment typed. Fails with a sentence for anything else."""
        if isinstance(value, Moment):
            return value
        try:
            timed = len(value) != len("2026-10-31")
            at = datetime.fromisoformat(value) if timed else date.fromisoformat(value)
        except ValueError:
            self.fail(
                f"{value!r} is not a day such as 2026-10-31, nor a day and time such as "
                "2026-10-31T14:30.",
                param,
                ctx,
            )
        # Beyond these years days and time zones cannot be worked out to the end.
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            years = f"between {FIRST_YEAR} and {LAST_YEAR}"
            self.fail(f"{value!r} is centuries away; a day {years} is needed.", param, ctx)
        return Moment(day_of(at), minute_of(at) if isinstance(at, datetime) else None)


def last_minute(moment: Moment) -> Minute:
    """The minute typed, or the last one of the day."""
    return end_of_day(moment.day) if moment.minute is None else moment.minute


def today() -> Moment:
    """The present day, where none was typed; the only place that reads the clock."""
    return Moment(day_of(datetime.now(UTC).astimezone().date()))


standard_option = click.option(
    "--standard",
    default="england",
    show_default=True,
    help="The standard to judge by: a name that comes with Sightline, or a folder.",
)
overlay_option = click.option(
    "--overlay",
    "overlays",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A local overlay to lay over the standard. May be given several times.",
)
year_option = click.option(
    "--year-ending",
    type=click.IntRange(1901, 2199),
    help="The year in which the year of the return ends, where its tables tell what was so of a "
    "year and not of which, as those of SSDA903 do. Without it, these rows are held back.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object instead of text."
)
duty_option = click.option(
    "--duty", "duties", multiple=True, help="Only this duty. May be given several times."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command that reads records was asked, before anything is read."""

    paths: tuple[Path, ...]
    mapping: str | None
    standard: str
    overlays: tuple[Path, ...]
    on: Moment | None
    known_at: Moment | None
    keep_going: bool
    rejects: Path | None
    year_ending: int | None


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that the commands that read records share, handed on as one ``asked``."""

    @wraps(command)
    def gathered(**given: Any) -> Any:
        asked = Asked(**{field.name: given.pop(field.name) for field in fields(Asked)})
        return command(asked=asked, **given)

    for option in reversed(_SOURCE_OPTIONS):
        gathered = option(gathered)
    return gathered


_SOURCE_OPTIONS = (
    click.argument(
        "paths", metavar="SOURCE", nargs=-1, required=True, type=click.Path(path_type=Path)
    ),
    click.option(
        "--mapping",
        help="How to read tables: a mapping file, or the name of one that comes with Sightline "
        "(ssda903). Not needed for an extract.",
    ),
    standard_option,
    overlay_option,
    click.option(
        "--as-at",
        "on",
        type=DayType(),
        help="The evaluation day (D): what is due, met and overdue on it. Default: today.",
    ),
    click.option(
        "--known-at",
        "known_at",
        type=DayType(),
        help="Only what had been recorded by then counts (T). Default: everything.",
    ),
    click.option(
        "--keep-going",
        is_flag=True,
        help="Use the rows that can be read although others were refused.",
    ),
    click.option(
        "--rejects",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Where to write refused rows. Default: rejects.csv in the present folder.",
    ),
    year_option,
)
