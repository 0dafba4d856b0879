"""``sightline review``: what a published review printed, beside the same worked out anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.cli import review_recommended
from sightline.cli.failing import CannotGoOn, told_plainly
from sightline.cli.inputs import read_standard
from sightline.cli.options import DayType, json_option, overlay_option, standard_option
from sightline.cli.outputs import check_format
from sightline.cli.review_records import Records, counted_reading, of_extract, of_nation
from sightline.cli.text import print_json, say, table
from sightline.engine.model import Moment
from sightline.engine.words import say_minute
from sightline.standard.model import Printed, ShareOfGroups, Standard

if TYPE_CHECKING:
    from sightline.engine.recommended import RecommendationDone
    from sightline.engine.reviewed import Reproduced


@click.command()
@click.argument("review")
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.option(
    "--seed",
    default=1,
    show_default=True,
    help="Of the invented nation that is made where there is no SOURCE: another seed, other files.",
)
@click.option(
    "--population",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="With SOURCE, a CSV file that says how many people live in each place: area, year, age, "
    "ethnicity, count.",
)
@click.option(
    "--known-at",
    type=DayType(),
    help="Only what had been recorded by then counts (T). Default: everything.",
)
@click.option(
    "--from",
    "first",
    type=DayType(),
    help="First day over which the recommendations are looked at. Default: publication.",
)
@click.option(
    "--to",
    "last",
    type=DayType(),
    help="Last day over which they are looked at. Default: the day up to which it is known.",
)
@click.option(
    "--page",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it as a page to read and print too: one .html file, with charts.",
)
@standard_option
@overlay_option
@json_option
def command(
    review: str,
    source: Path | None,
    seed: int,
    population: Path | None,
    known_at: Moment | None,
    first: Moment | None,
    last: Moment | None,
    page: Path | None,
    standard: str,
    overlays: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Work out every figure that REVIEW printed, and say which agree.

    From SOURCE, an extract, or without one from an invented nation. Then say of each part of what
    it recommended whether it is done. The exit code is 0 if all figures agree, and 1 if one does
    not.
    """
    from sightline.engine.reviewed import reproduce

    if page is not None:
        check_format(page, (".html", ".htm"), "a page")
    by = read_standard(standard, overlays)
    printed = _printed(by, review)
    if source is None:
        records = of_nation(seed)
    else:
        year = _year_of_people(by, printed, population)
        records = of_extract(by, source, population, year)
    if known_at is not None:
        records = records.known_by(known_at)
    periods = {(row.first, row.last) for row in printed.figures.values()}
    reading = counted_reading(records.files, len(periods), "Working the figures out")
    with told_plainly(), reading as files:
        found = reproduce(by, printed, files, records.known)
    done = review_recommended.looked_at(by, review, records, first, last)
    if page is not None:
        _write_page(page, by, printed, records, found, done)
    if as_json:
        of_seed = seed if source is None else None
        print_json(_as_dict(by, review, of_seed, source, found, done))
    else:
        for line in _told(by, printed, records, found, done, page):
            say(line)
    if not all(each.agrees for each in found):
        raise SystemExit(1)


def _printed(standard: Standard, review: str) -> Printed:
    if review not in standard.printed:
        names = ", ".join(standard.printed) or "none"
        raise CannotGoOn(
            f"The standard {standard.name} holds no figures of a review {review!r}; "
            f"it holds those of {names}."
        )
    return standard.printed[review]


def _year_of_people(standard: Standard, printed: Printed, population: Path | None) -> int:
    """The year of whose people a figure asks.

    Refused, before anything is read, where nobody says how many there are.
    """
    asked = [
        row
        for row in printed.figures.values()
        if isinstance(standard.measures[row.measure].counts, ShareOfGroups)
    ]
    if asked and population is None:
        raise CannotGoOn(
            f"{asked[0].measure} sets records beside the number of people who live in each place. "
            "--population FILE gives it: a CSV file with area, year, age, ethnicity, count."
        )
    return min((row.first.year for row in asked), default=0)


def _write_page(
    path: Path,
    standard: Standard,
    printed: Printed,
    records: Records,
    found: Sequence[Reproduced],
    done: Sequence[RecommendationDone],
) -> None:
    from sightline.reporting.review_made import CHARTED, charted, review_report
    from sightline.reporting.review_page import review_page
    from sightline.returns.whole import write_whole

    with counted_reading(records.files, len(CHARTED) + 1, "Drawing the charts") as files:
        beside = charted(standard, printed, files, records.known)
    report = review_report(standard, printed, found, beside, records.known, records.origin, done)
    with told_plainly():
        write_whole(path, review_page(report).encode("utf-8"))


# --- what is said ----------------------------------------------------------------------------


def _as_dict(
    standard: Standard,
    review: str,
    seed: int | None,
    source: Path | None,
    found: Sequence[Reproduced],
    done: Sequence[RecommendationDone],
) -> dict[str, object]:
    return {
        "standard": {
            "name": standard.name,
            "version": standard.version,
            "digest": standard.digest,
        },
        "review": review,
        "seed": seed,
        "source": None if source is None else str(source),
        "figures": [each.to_dict() for each in found],
        "recommendations": [each.to_dict(standard.bodies) for each in done],
    }


def _told(
    standard: Standard,
    printed: Printed,
    records: Records,
    found: Sequence[Reproduced],
    done: Sequence[RecommendationDone],
    page: Path | None,
) -> Iterator[str]:
    from sightline.reporting.charts.wording import between
    from sightline.reporting.review_rows import computed, of

    yield standard.reviews[printed.review].title
    yield f"{standard.title} ({standard.version}, digest {standard.digest[:12]})"
    yield f"{records.origin.records} As known at {say_minute(records.known.known_at)}."
    yield ""
    header = ("id", "printed", "worked out", "of", "unknown", "95% interval", "from", "agrees")
    rows = [
        (
            each.printed.id,
            each.printed.printed,
            computed(each),
            of(each),
            f"{each.figure.unknown:,}",
            between(each.low, each.high),
            each.source,
            "yes" if each.agrees else "NO",
        )
        for each in found
    ]
    yield table(header, rows, left=3)
    yield ""
    if done:
        yield from review_recommended.told(standard, done)
        yield ""
    if page is not None:
        yield f"The page is {page}."
    yield f"{sum(each.agrees for each in found)} of {len(found)} agree"
