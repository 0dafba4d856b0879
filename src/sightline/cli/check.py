"""``sightline check``: what was owed on each file, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.coverage_told import told_rows
from sightline.cli.failing import told_plainly
from sightline.cli.inputs import Case, Source, progress, read_case
from sightline.cli.options import Asked, duty_option, json_option, source_options
from sightline.cli.reports import Wanted, write_all
from sightline.cli.text import counted, print_json, say, table, told_contradictions
from sightline.engine.words import say_minute, say_moment, say_when
from sightline.reporting import counting
from sightline.reporting.content import SHOWN
from sightline.reporting.counting import Counts

if TYPE_CHECKING:
    import pyarrow as pa

    from sightline.reporting.judged import Judged


@dataclass(frozen=True, slots=True)
class Checked:
    """A case and everything that judging it came to."""

    case: Case
    rows: pa.Table
    unknown: pa.Table


@click.command()
@source_options
@duty_option
@click.option("--by", help="Count by this attribute of the files as well, for example place.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the obligations here: .csv, .parquet or .xlsx.",
)
@click.option(
    "--page",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a report to read and print here: one .html file.",
)
@click.option(
    "--workbook",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report with every obligation and every reject here: .xlsx.",
)
@click.option(
    "--read-of",
    type=click.IntRange(min=1),
    help="For the intervals of --page and --workbook: how many files those read were drawn from. "
    "Default: all were read.",
)
@json_option
def command(
    asked: Asked,
    duties: tuple[str, ...],
    by: str | None,
    out: Path | None,
    page: Path | None,
    workbook: Path | None,
    read_of: int | None,
    as_json: bool,
) -> None:
    """Say what was owed in SOURCE and what became of it, by duty and state.

    SOURCE is an extract (a folder with datapackage.json), or files or a folder of tables read
    through a mapping.
    """
    wanted = Wanted(out, page, workbook)
    checked = evaluate(read_case(asked, duties), duties or None)
    write_all(wanted, judged(checked, asked.paths, duties, read_of))
    if as_json:
        print_json(as_dict(checked, by, wanted))
    else:
        for line in told(checked, by, wanted):
            say(line)


def evaluate(case: Case, duties: Collection[str] | None = None) -> Checked:
    """Evaluate every file of a case; ``duties``: those asked for, all if None."""
    from sightline.engine.many import evaluate_files

    files = case.source.files
    with told_plainly(), progress(len(files), "Judging") as bar:
        rows, unknown = evaluate_files(
            case.standard,
            files,
            known_at=case.known_at,
            on=case.on,
            watched=case.source.watched,
            blind=case.source.blind,
            duties=duties,
            done=bar.update,
        )
    return Checked(case, rows, unknown)


def judged(
    checked: Checked,
    paths: Sequence[Path],
    duties: tuple[str, ...] = (),
    read_of: int | None = None,
) -> Judged:
    """What a report is made from."""
    from sightline.reporting.judged import Judged

    case = checked.case
    source = case.source
    return Judged(
        standard=case.standard,
        subjects=[file.subject for file in source.files],
        on=case.on,
        known_at=case.known_at,
        rows=checked.rows,
        unknown=checked.unknown,
        coverage=source.coverage,
        rejects=source.rejects,
        blind=source.blind,
        untriggered=[id_ for id_ in source.untriggered if not duties or id_ in duties],
        read_from=[path.resolve().name for path in paths],
        duties=duties or None,
        read_of=read_of,
    )


def counts(checked: Checked, by: str | None = None) -> dict[str, Counts]:
    """How many obligations of each duty stand in each state, by an attribute ('' if none)."""
    subjects = None if by is None else subjects_table(checked.case.source, by)
    return counting.counts(checked.rows, subjects)


def subjects_table(source: Source, *names: str) -> pa.Table:
    """The files' subjects: id, and each attribute as text (the last also as ``grouped``)."""
    return counting.subjects_table([file.subject for file in source.files], *names)


# --- telling ---------------------------------------------------------------------------------


def as_dict(checked: Checked, by: str | None, wanted: Wanted) -> dict[str, Any]:
    """The whole check as one object with stable keys."""
    case = checked.case
    standard, source, rejected = case.standard, case.source, case.rejected
    whole = counts(checked).get("", {})
    unknown = _unknown_counts(checked)
    duties = {
        id_: {
            "title": standard.duties[id_].title,
            "states": {state.value: whole.get(id_, {}).get(state, 0) for state in SHOWN},
            "unknown_triggers": unknown.get(id_, 0),
            "cannot_judge_absence": source.blind.get(id_),
            "missing": source.lacks.get(id_),
        }
        for id_ in standard.duties
        if id_ in whole or id_ in unknown
    }
    return {
        "standard": {
            "name": standard.name,
            "version": standard.version,
            "digest": standard.digest,
        },
        "as_at": say_moment(case.on),
        "known_at": say_minute(case.known_at),
        "files": len(source.files),
        "obligations": checked.rows.num_rows,
        "duties": duties,
        "by": {} if by is None else {by: counts(checked, by)},
        "coverage": {**source.coverage, "duties_not_triggered": list(source.untriggered)},
        "rejects": [
            {"file": r.file, "line": r.line, "field": r.field, "field_line": r.field_line or None,
             "found": r.found, "expected": r.expected, "reason": r.reason}
            for r in source.rejects
        ],
        "written": {
            **wanted.to_dict(),
            "rejects": None if rejected is None else str(rejected),
        },
    }  # fmt: skip


def _unknown_counts(checked: Checked) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for some in counting.batches(checked.unknown.select(["duty"])):
        found.update(some["duty"].to_pylist())
    return found


def told(checked: Checked, by: str | None, wanted: Wanted) -> Iterator[str]:
    """The check as lines of text."""
    case = checked.case
    standard, source, rejected = case.standard, case.source, case.rejected
    yield (f"{standard.title} ({standard.name} {standard.version}, digest {standard.digest[:12]})")
    yield said_when(case)
    yield (f"{counted(len(source.files), 'file')}, {counted(checked.rows.num_rows, 'obligation')}.")
    yield ""
    whole = counts(checked).get("", {})
    yield from told_counts(whole)
    if by is not None:
        for name, tree in sorted(counts(checked, by).items()):
            yield ""
            yield f"{by}: {name}"
            yield from told_counts(tree)
    yield ""
    yield from told_coverage(checked, whole)
    if rejected is not None:
        yield (
            f"{counted(len(source.rejects), 'row')} refused and left out (--keep-going); "
            f"{rejected} lists them."
        )
    yield from wanted.told()


def said_when(case: Case) -> str:
    """T and D in a sentence, and which of the two came first."""
    return say_when(case.on, case.known_at)


def told_counts(tree: Counts) -> Iterator[str]:
    """Duties down, states across; states that no duty has are left out."""
    present = [state for state in SHOWN if any(state in states for states in tree.values())]
    if not present:
        yield "Nothing was owed."
        return
    rows = [
        (duty, *(f"{states[state]:,}" if state in states else "." for state in present))
        for duty, states in sorted(tree.items())
    ]
    totals = [sum(states.get(state, 0) for states in tree.values()) for state in present]
    rows.append(("all", *(f"{total:,}" for total in totals)))
    yield table(("duty", *(state.value for state in present)), rows)


def told_coverage(checked: Checked, arisen: Counts) -> Iterator[str]:
    """What was read, ignored, refused, and what cannot be told from it of the duties that arose."""
    source = checked.case.source
    yield from told_rows(source.coverage)
    yield from told_contradictions(source.coverage)
    blind = {duty: why for duty, why in source.blind.items() if duty in arisen}
    for duty, why in sorted(blind.items()):
        yield f"{duty}: absence is not judged, because {why}."
    if source.untriggered:
        number = counted(len(source.untriggered), "duty", "duties")
        yield f"{number} cannot arise from these tables (--json lists them)."
    unknown = _unknown_counts(checked)
    for duty, times in sorted(unknown.items()):
        records = counted(times, "record")
        yield f"{duty}: {records} might have triggered it, but what decides was not recorded."
