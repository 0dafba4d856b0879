"""``sightline figures``: what the standard's measures come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sightline.cli.check import Checked, evaluate, said_when, subjects_table
from sightline.cli.coverage_told import told_held_back
from sightline.cli.failing import CannotGoOn
from sightline.cli.inputs import Case, read_case, read_standard
from sightline.cli.options import Asked, DayType, json_option, source_options
from sightline.cli.text import counted, print_json, say, table
from sightline.engine.model import Moment
from sightline.engine.words import say_day, say_minute, say_moment
from sightline.standard.model import Lasts, Measure, MeasureOf, Standard
from sightline.standard.model.asked import selectors

if TYPE_CHECKING:
    from sightline.engine.figures import Figure, Over


@click.command()
@source_options
@click.option("--measure", "measures", multiple=True, help="Only this measure.")
@click.option("--from", "first", type=DayType(), required=True, help="First due day counted.")
@click.option("--to", "last", type=DayType(), help="Last due day counted. Default: the day as at.")
@click.option(
    "--by",
    multiple=True,
    help="Group by an attribute of the files (place, type ...), or by month, quarter, "
    "financial-year or calendar-year of the due day, or by responsible, responsible-team or "
    "responsible-agency on that day.",
)
@click.option(
    "--read-of",
    type=click.IntRange(min=1),
    help="How many files those read were drawn from, for the interval. Default: all were read.",
)
@json_option
def command(
    asked: Asked,
    measures: tuple[str, ...],
    first: Moment,
    last: Moment | None,
    by: tuple[str, ...],
    read_of: int | None,
    as_json: bool,
) -> None:
    """Work out figures, each with numerator, denominator, unknowns and interval.

    A figure counts the obligations whose due day lies in the period, or what was told of a
    reporting year that lies wholly in it.
    """
    from sightline.engine.figures import PERIODS, Over, figures
    from sightline.engine.record_figures import Known, record_figures
    from sightline.engine.responsible import COLUMNS, with_responsible

    standard = read_standard(asked.standard, asked.overlays, only_to_judge=True)
    wanted = _measures(standard, measures)
    case = read_case(asked, standard=standard)
    _check_year(case, wanted if measures else [])
    over = Over(first.day, (last or case.on).day, by, read_of)
    checked = evaluate(case, tuple(dict.fromkeys(d for m in wanted for d in m.duties)))
    of_files = [name for name in by if name not in PERIODS and name not in COLUMNS]
    subjects = subjects_table(case.source, *of_files)
    rows = checked.rows
    if not {*COLUMNS}.isdisjoint(by):
        rows = with_responsible(case.standard, rows, case.source.files, known_at=case.known_at)
    try:
        found = figures(case.standard, wanted, rows, checked.unknown, subjects, over)
        of_records = [measure for measure in wanted if measure.counts is not None]
        if not measures:
            # Only those asked for by name that cannot be worked out are a reason to stop.
            who = not {*COLUMNS}.isdisjoint(by)
            needs_more = [m for m in of_records if who or m.of is MeasureOf.SHARE_OF_GROUPS]
            of_records = [m for m in of_records if m not in needs_more]
        known = Known(case.known_at, case.source.watched)
        found += record_figures(case.standard, of_records, case.source.files, over, known)
    except ValueError as error:
        raise CannotGoOn(str(error)) from error
    if as_json:
        print_json({**_context(checked, over), "figures": [f.to_dict() for f in found]})
    else:
        _tell(checked, over, found, {measure.id: measure for measure in wanted})


def _check_year(case: Case, asked_for: list[Measure]) -> None:
    """Refuse to count what was said of a year that nobody named, where that was asked for."""
    kinds = case.standard.kinds
    of_period = [
        measure.id
        for measure in asked_for
        if measure.counts is not None
        and any(kinds[what.kind].lasts is Lasts.PERIOD for what in selectors(measure.counts))
    ]
    if case.source.held_back and of_period:
        raise CannotGoOn(
            f"{counted(case.source.held_back, 'row')} of these files tell what was so of a year, "
            f"and nobody said of which, so {', '.join(of_period)} cannot be worked out. "
            "--year-ending 2026 says it."
        )


def _measures(standard: Standard, ids: tuple[str, ...]) -> list[Measure]:
    missing = [id_ for id_ in ids if id_ not in standard.measures]
    if missing or not standard.measures:
        names = ", ".join(standard.measures) or "none"
        raise CannotGoOn(
            f"The standard {standard.name} has no measure {', '.join(missing) or 'at all'}; "
            f"it has {names}."
        )
    return [m for m in standard.measures.values() if not ids or m.id in ids]


def _context(checked: Checked, over: Over) -> dict[str, object]:
    case = checked.case
    standard = case.standard
    return {
        "standard": {
            "name": standard.name,
            "version": standard.version,
            "digest": standard.digest,
        },
        "as_at": say_moment(case.on),
        "known_at": say_minute(case.known_at),
        "from": say_day(over.first),
        "to": say_day(over.last),
        "files": len(case.source.files),
    }


def _tell(checked: Checked, over: Over, found: list[Figure], measures: dict[str, Measure]) -> None:
    case = checked.case
    standard = case.standard
    click.echo(f"{standard.title} ({standard.version}, digest {standard.digest[:12]})")
    click.echo(f"Due {say_day(over.first)} to {say_day(over.last)}. {said_when(case)}")
    if over.read_of is None:
        click.echo("All files were read, so no figure has an interval.")
    for line in told_held_back(case.source.coverage):
        click.echo(line)
    for id_, measure in measures.items():
        of_measure = [figure for figure in found if figure.measure == id_]
        click.echo(f"\n{measure.title} ({id_})\n{measure.sentence}")
        say(table((*over.by, "figure", "of", "95% interval", "unknown", "left out"),
                         [_row(figure, measure, over) for figure in of_measure],
                         left=len(over.by) or 1))  # fmt: skip


def _row(figure: Figure, measure: Measure, over: Over) -> tuple[str, ...]:
    beside = ", ".join(f"{n:,} {state}" for state, n in figure.beside.items() if n) or "nothing"
    low, high = figure.low, figure.high
    between = "all files" if figure.all_files else "none"
    if low is not None and high is not None:
        between = f"{low:.1%} to {high:.1%}"
    return (
        *(figure.group.get(name, "") for name in over.by),
        _value(figure, measure),
        _of(figure, measure),
        between,
        f"{figure.unknown:,}",
        beside,
    )


def _of(figure: Figure, measure: Measure) -> str:
    if measure.of in (MeasureOf.COUNT, MeasureOf.VALUES):
        return f"{figure.numerator:,}"
    return f"{figure.numerator:,} of {figure.denominator:,}"


def _value(figure: Figure, measure: Measure) -> str:
    if measure.of is MeasureOf.VALUES:
        return ", ".join(map(str, figure.values)) or "no data"
    if figure.value is None:
        return "no data"
    if measure.of is MeasureOf.COUNT:
        return f"{figure.value:,.0f}"
    if measure.of is MeasureOf.DAYS_TO_MEET:
        return f"{figure.value:g} days"
    return f"{figure.value:.1%}"
