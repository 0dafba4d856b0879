"""``sightline compare services``: two services side by side, measure by measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.check import evaluate, subjects_table
from sightline.cli.compare_sides import case_of, read_side
from sightline.cli.failing import CannotGoOn
from sightline.cli.inputs import Case, Source, read_standard
from sightline.cli.options import DayType, json_option, overlay_option, standard_option
from sightline.cli.text import counted, print_json, table
from sightline.engine.model import Day, Moment
from sightline.engine.words import say_day, say_moment
from sightline.standard.model import Measure, MeasureOf, Standard

if TYPE_CHECKING:
    from sightline.engine.figures import Figure
    from sightline.engine.side_by_side import Interval, SideBySide

NOTES = (
    "The two do not work with the same children: what their cases are like is not allowed for, and "
    "a difference says where to look, not who does better.",
    "All intervals are 95%: of twenty measures in which the two do not truly differ, about one "
    "will seem to differ by chance.",
    "Obligations are counted as if each were of another child. Where a few children have many, the "
    "intervals are narrower than they should be.",
)
"""What must be said beside every comparison."""


@dataclass(frozen=True, slots=True)
class Services:
    """Two services and every measure of both. ``names``: what each is called."""

    standard: Standard
    names: tuple[str, str]
    cases: tuple[Case, Case]
    days: tuple[Day, Day]
    measures: Sequence[SideBySide]


@click.command("services")
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option("--mapping", help="How to read tables, as in `sightline check`.")
@click.option("--mapping-b", help="How to read those of B. Default: as those of A.")
@click.option("--measure", "ids", multiple=True, help="Only this measure.")
@click.option("--from", "first", type=DayType(), required=True, help="First due day counted.")
@click.option("--to", "last", type=DayType(), help="Last due day counted. Default: the day as at.")
@standard_option
@overlay_option
@click.option("--as-at", "on", type=DayType(), help="The evaluation day (D). Default: today.")
@click.option("--keep-going", is_flag=True, help="Use the rows that can be read.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path, dir_okay=False),
    default="rejects.csv",
    show_default=True,
    help="Where refused rows go, with -a or -b put to the name.",
)
@json_option
def command(
    a: Path,
    b: Path,
    mapping: str | None,
    mapping_b: str | None,
    ids: tuple[str, ...],
    first: Moment,
    last: Moment | None,
    standard: str,
    overlays: tuple[Path, ...],
    on: Moment | None,
    keep_going: bool,
    rejects: Path,
    as_json: bool,
) -> None:
    """Show the measures of two services side by side, and whether chance could explain the gap.

    Never a ranking: the two do not work with the same children.
    """
    chosen = read_standard(standard, overlays)
    wanted = _measures(chosen, ids)
    source_a, _ = read_side(chosen, a, mapping, "a", rejects, keep_going)
    source_b, _ = read_side(chosen, b, mapping_b or mapping, "b", rejects, keep_going)
    case_a, case_b = (case_of(chosen, source, on) for source in (source_a, source_b))
    days = first.day, (last or case_a.on).day
    names = (a.name, b.name) if a.name != b.name else (str(a), str(b))
    services = Services(
        chosen, names, (case_a, case_b), days, compared(wanted, case_a, case_b, days)
    )
    if as_json:
        print_json(as_dict(services))
    else:
        for line in told(services):
            click.echo(line)


def _measures(standard: Standard, ids: Sequence[str]) -> list[Measure]:
    """The measures over obligations that were asked for, or all of them."""
    known = {id_: measure for id_, measure in standard.measures.items() if measure.duties}
    missing = [id_ for id_ in ids if id_ not in known]
    if missing or not known:
        raise CannotGoOn(
            f"The standard {standard.name} has no measure {', '.join(missing) or 'at all'} over "
            f"obligations; it has {', '.join(known) or 'none'}."
        )
    return [measure for id_, measure in known.items() if not ids or id_ in ids]


def compared(
    measures: Sequence[Measure], a: Case, b: Case, days: tuple[Day, Day]
) -> list[SideBySide]:
    """Every measure of two cases side by side."""
    from sightline.engine.side_by_side import side_by_side

    found = [_figures(measures, case, days) for case in (a, b)]
    return side_by_side(measures, *found, blind_a=a.source.blind, blind_b=b.source.blind)


def _figures(measures: Sequence[Measure], case: Case, days: tuple[Day, Day]) -> list[Figure]:
    from sightline.engine.figures import Over, figures

    checked = evaluate(case, tuple(dict.fromkeys(d for m in measures for d in m.duties)))
    subjects = subjects_table(case.source)
    return figures(case.standard, measures, checked.rows, checked.unknown, subjects, Over(*days))


# --- telling ---------------------------------------------------------------------------------


def as_dict(services: Services) -> dict[str, Any]:
    """The whole comparison with stable keys."""
    standard, (case_a, case_b) = services.standard, services.cases
    return {
        "standard": {
            "name": standard.name,
            "version": standard.version,
            "digest": standard.digest,
        },
        "as_at": say_moment(case_a.on),
        "from": say_day(services.days[0]),
        "to": say_day(services.days[1]),
        "a": _service(services.names[0], case_a.source),
        "b": _service(services.names[1], case_b.source),
        "measures": [each.to_dict() for each in services.measures],
        "notes": list(NOTES),
    }


def _service(name: str, source: Source) -> dict[str, Any]:
    return {"source": name, "files": len(source.files), "refused": len(source.rejects)}


def told(services: Services) -> Iterator[str]:
    """The comparison as lines of text."""
    standard, (case_a, case_b) = services.standard, services.cases
    yield f"{standard.title} ({standard.name} {standard.version}, digest {standard.digest[:12]})"
    first, last = services.days
    yield f"Due {say_day(first)} to {say_day(last)}, as it stood on {say_moment(case_a.on)}."
    for letter, name, case in zip("AB", services.names, (case_a, case_b), strict=True):
        refused = len(case.source.rejects)
        left_out = f", {counted(refused, 'row')} refused and left out" if refused else ""
        yield f"{letter}: {name}, {counted(len(case.source.files), 'file')}{left_out}."
    names = {"A": services.names[0], "B": services.names[1]}
    for each in services.measures:
        if each.a.denominator or each.b.denominator:
            yield ""
            yield from _told_measure(each, names)
    yield ""
    empty = [m.measure for m in services.measures if not m.a.denominator and not m.b.denominator]
    if empty:
        yield f"Without data in either: {', '.join(empty)}."
    yield from NOTES


def _told_measure(each: SideBySide, names: Mapping[str, str]) -> Iterator[str]:
    yield f"{each.title} ({each.measure})"
    yield each.sentence
    yield table(
        ("", "figure", "of", "95% interval", "unknown", "left out"),
        [_row("A", each, each.a, each.interval_a), _row("B", each, each.b, each.interval_b)],
    )
    yield _said(each, names)
    yield from each.why


def _row(letter: str, each: SideBySide, figure: Figure, interval: Interval | None) -> list[str]:
    beside = ", ".join(f"{n:,} {state}" for state, n in figure.beside.items() if n) or "nothing"
    between = "none" if interval is None else f"{interval[0]:.1%} to {interval[1]:.1%}"
    value = "no data"
    if figure.value is not None:
        days = each.of is MeasureOf.DAYS_TO_MEET
        value = f"{figure.value:g} days" if days else f"{figure.value:.1%}"
    of = f"{figure.numerator:,} of {figure.denominator:,}"
    return [letter, value, of, between, f"{figure.unknown:,}", beside]


def _said(each: SideBySide, names: Mapping[str, str]) -> str:
    """What can be said of the difference, as a sentence."""
    from sightline.engine.side_by_side import FEWEST, Verdict

    match each.verdict:
        case Verdict.NO_DATA:
            return "One of the two has no data."
        case Verdict.NOT_COMPARABLE:
            return "The two cannot be compared, because they do not count alike."
        case Verdict.NOT_TESTED:
            return "Medians stand side by side; no difference is worked out."
        case Verdict.TOO_FEW:
            return f"No difference is told, because one of the two is of fewer than {FEWEST}."
    assert each.difference is not None and each.between is not None
    low, high = (f"{100 * bound:+.1f}" for bound in each.between)
    gap = f"A less B is {100 * each.difference:+.1f} points (95% interval {low} to {high})"
    if each.verdict is Verdict.CHANCE:
        return f"No difference can be told from chance: {gap}."
    which = "A" if each.verdict is Verdict.HIGHER_IN_A else "B"
    return f"Higher in {which}, {names[which]}: {gap}."
