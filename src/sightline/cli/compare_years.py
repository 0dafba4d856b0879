"""``sightline compare years``: last year's return beside this year's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.cli.check import evaluate
from sightline.cli.compare_sides import case_of, is_extract, read_side
from sightline.cli.inputs import Source, chosen_duties, read_standard
from sightline.cli.options import (
    DayType,
    duty_option,
    json_option,
    overlay_option,
    standard_option,
)
from sightline.cli.outputs import check_format, write_table
from sightline.cli.text import print_json
from sightline.engine.model import Day, Moment
from sightline.standard.model import Standard

if TYPE_CHECKING:
    from sightline.engine.compare import ObligationsCompared, Touched
    from sightline.returns.compare import Comparison, Side


@dataclass(frozen=True, slots=True)
class Years:
    """Two deliveries and everything that comparing them came to.

    ``days``: those that both cover, None where neither says what it covers; ``obligations``: None
    where there are no such days.
    """

    standard: Standard
    paths: tuple[Path, Path]
    sources: tuple[Source, Source]
    days: tuple[Day, Day] | None
    on: Moment
    comparison: Comparison
    obligations: ObligationsCompared | None
    rejected: tuple[Path | None, Path | None]


@click.command("years")
@click.argument("earlier", type=click.Path(path_type=Path))
@click.argument("later", type=click.Path(path_type=Path))
@click.option("--mapping", help="How to read tables, as in `sightline check`; the same for both.")
@standard_option
@overlay_option
@duty_option
@click.option(
    "--as-at",
    "on",
    type=DayType(),
    help="The evaluation day (D) of both. Default: the last day that both cover.",
)
@click.option("--keep-going", is_flag=True, help="Use the rows that can be read.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path, dir_okay=False),
    default="rejects.csv",
    show_default=True,
    help="Where refused rows go, with -earlier or -later put to the name.",
)
@click.option(
    "--earlier-year-ending",
    type=click.IntRange(1901, 2199),
    help="--year-ending of the earlier return, as in `sightline check`.",
)
@click.option(
    "--later-year-ending",
    type=click.IntRange(1901, 2199),
    help="--year-ending of the later one.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the records that are not the same here: .csv, .parquet or .xlsx.",
)
@click.option(
    "--out-obligations",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the obligations that stand otherwise here: .csv, .parquet or .xlsx.",
)
@json_option
def command(
    earlier: Path,
    later: Path,
    mapping: str | None,
    standard: str,
    overlays: tuple[Path, ...],
    duties: tuple[str, ...],
    on: Moment | None,
    keep_going: bool,
    rejects: Path,
    earlier_year_ending: int | None,
    later_year_ending: int | None,
    out: Path | None,
    out_obligations: Path | None,
    as_json: bool,
) -> None:
    """Say what the return LATER tells otherwise than EARLIER, record by record, and what of it
    changes what was owed.

    Each is an extract, or a file or folder of tables read through a mapping. Records are matched
    by what makes them this record and no other: their order, and the way in which they are
    written, change nothing.
    """
    from sightline.cli import compare_years_tables as tables
    from sightline.cli import compare_years_told as say

    for path, what in ((out, "records"), (out_obligations, "obligations")):
        if path is not None:
            check_format(path, what=what)
    chosen = read_standard(standard, overlays)
    chosen_duties(chosen, duties)
    sources, rejected = zip(
        *(
            read_side(chosen, path, mapping, name, rejects, keep_going, year)
            for path, name, year in (
                (earlier, "earlier", earlier_year_ending),
                (later, "later", later_year_ending),
            )
        ),
        strict=True,
    )
    years = compared(chosen, (earlier, later), sources, rejected, on, duties)
    if out is not None:
        write_table(out, tables.records_table(years.comparison), "records")
    if out_obligations is not None:
        write_table(out_obligations, tables.obligations_table(years.obligations))
    if as_json:
        print_json(say.as_dict(years, out, out_obligations))
    else:
        for line in say.told(years, out, out_obligations):
            click.echo(line)


def compared(
    standard: Standard,
    paths: tuple[Path, Path],
    sources: tuple[Source, Source],
    rejected: tuple[Path | None, Path | None],
    on: Moment | None,
    duties: tuple[str, ...] = (),
) -> Years:
    """Compare two sources that were read."""
    from sightline.engine.compare import compare_obligations
    from sightline.returns.compare import compare
    from sightline.returns.reach import both_cover

    earlier, later = (side_of(s, p) for s, p in zip(sources, paths, strict=True))
    comparison = compare(earlier, later, standard.kinds)
    days = both_cover((earlier.reach, later.reach))
    if on is None and days is not None and days[0] <= days[1]:
        on = Moment(days[1])
    cases = [case_of(standard, source, on) for source in sources]
    obligations = None
    if days is None or days[0] <= days[1]:
        before, after = (evaluate(case, duties or None).rows for case in cases)
        unlike = touched(comparison, sources)
        obligations = compare_obligations(standard, before, after, days, unlike)
    return Years(standard, paths, sources, days, cases[0].on, comparison, obligations, rejected)


def side_of(source: Source, path: Path) -> Side:
    """A source as it is compared."""
    from sightline.returns.compare import Side
    from sightline.returns.reach import Reach

    extract = is_extract(path)
    kinds = source.coverage.get("kinds", {})
    told = {k: said["fields"] if extract else said for k, said in kinds.items()}
    return Side(source.files, Reach(source.watched), told, coarse=extract)


def touched(comparison: Comparison, sources: Iterable[Source]) -> Touched:
    """What is not the same in both, by every file on which it stands."""
    from sightline.engine.compare import Touched

    unlike = {each.id: each.kind for each in comparison.compared}
    facts: dict[str, dict[str, str]] = {}
    for source in sources:
        for file in source.files:
            for record in file.records:
                if record.id in unlike:
                    facts.setdefault(file.subject.id, {})[record.id] = unlike[record.id]
    subjects = comparison.subjects
    return Touched(facts, {*subjects.changed, *subjects.new, *subjects.gone})
