"""``sightline check``: what was owed on each file, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.failing import told_plainly
from sightline.cli.inputs import Case, Source, progress, read_case
from sightline.cli.options import Asked, duty_option, json_option, source_options
from sightline.cli.outputs import check_format, write_table
from sightline.cli.text import counted, print_json, table
from sightline.engine.model import State
from sightline.engine.words import say_minute, say_moment
from sightline.standard.calendar import day_of_minute

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN = (
    State.MET,
    State.LATE,
    State.OVERDUE,
    State.OPEN,
    State.LAPSED,
    State.EXCUSED,
    State.UNDATED,
    State.NOT_WATCHED,
    State.KEPT,
    State.BREACHED,
)
"""The states in the order in which a summary shows them."""


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
@json_option
def command(
    asked: Asked, duties: tuple[str, ...], by: str | None, out: Path | None, as_json: bool
) -> None:
    """Say what was owed in SOURCE and what became of it, by duty and state.

    SOURCE is an extract (a folder with datapackage.json), or files or a folder of tables read
    through a mapping.
    """
    if out is not None:
        check_format(out)
    checked = evaluate(read_case(asked, duties), duties)
    if out is not None:
        write_table(out, readable(checked.rows))
    if as_json:
        print_json(as_dict(checked, by, out))
    else:
        for line in told(checked, by, out):
            click.echo(line)


def evaluate(case: Case, duties: tuple[str, ...] = ()) -> Checked:
    """Evaluate every file of a case."""
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
            duties=duties or None,
            done=bar.update,
        )
    return Checked(case, rows, unknown)


# --- counting --------------------------------------------------------------------------------

Counts = dict[str, dict[str, int]]


def counts(checked: Checked, by: str | None = None) -> dict[str, Counts]:
    """How many obligations of each duty stand in each state, by an attribute ('' if none)."""
    import duckdb

    group = "''"
    with duckdb.connect() as db:
        db.register("rows", checked.rows)
        if by is not None:
            db.register("subjects", subjects_table(checked.case.source, by))
            group = "coalesce(subjects.grouped, 'not recorded')"
        joined = "" if by is None else "join subjects on subjects.id = rows.file"
        found = db.execute(
            f"select {group}, duty, state::varchar, count(*) from rows {joined} group by all"
        ).fetchall()
    tree: dict[str, Counts] = {}
    for name, duty, state, number in found:
        tree.setdefault(name, {}).setdefault(duty, {})[state] = number
    return tree


def subjects_table(source: Source, *names: str) -> pa.Table:
    """The files' subjects: id, and each attribute as text (the last also as ``grouped``)."""
    import pyarrow as pa

    columns: dict[str, list[str | None]] = {"id": [f.subject.id for f in source.files]}
    for name in names:
        columns[name] = [attribute(file.subject, name) for file in source.files]
        columns["grouped"] = columns[name]
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def attribute(subject: Any, name: str) -> str | None:
    """An attribute of a subject as text; None where it is not recorded."""
    value = {"place": subject.place, "type": subject.type}.get(name, subject.attributes.get(name))
    return str(value) if value not in (None, "") else None


def readable(rows: pa.Table) -> pa.Table:
    """The kernel's rows with dates for day numbers, and words for notes."""
    import pyarrow as pa

    from sightline.engine.model import Note
    from sightline.engine.words import say_notes

    columns: dict[str, pa.Array] = {}
    for name in rows.column_names:
        column = rows.column(name)
        if name in ("period", "booked") or name.endswith("_day"):
            columns[name.removesuffix("_day")] = column.cast(pa.int32()).cast(pa.date32())
        elif name.endswith("_minute") or name == "entered":
            label = name.replace("_minute", "_time")
            seconds = pa.compute.multiply(column.cast(pa.int64()), 60)
            columns[label] = seconds.cast(pa.timestamp("s", "Europe/London"))
        elif name == "notes":
            words = [", ".join(say_notes(Note(number))) for number in column.to_pylist()]
            columns[name] = pa.array(words, pa.string())
        else:
            columns[name] = column
    return pa.table(columns)


# --- telling ---------------------------------------------------------------------------------


def as_dict(checked: Checked, by: str | None, out: Path | None) -> dict[str, Any]:
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
            {"file": r.file, "line": r.line, "field": r.field, "found": r.found,
             "expected": r.expected, "reason": r.reason}
            for r in source.rejects
        ],
        "written": {
            "obligations": None if out is None else str(out),
            "rejects": None if rejected is None else str(rejected),
        },
    }  # fmt: skip


def _unknown_counts(checked: Checked) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for duty in checked.unknown.column("duty").to_pylist():
        found[duty] = found.get(duty, 0) + 1
    return found


def told(checked: Checked, by: str | None, out: Path | None) -> Iterator[str]:
    """The check as lines of text."""
    case = checked.case
    standard, source, rejected = case.standard, case.source, case.rejected
    yield (f"{standard.title} ({standard.name} {standard.version}, digest {standard.digest[:12]})")
    yield said_when(case)
    yield (f"{counted(len(source.files), 'file')}, {counted(checked.rows.num_rows, 'obligation')}.")
    yield ""
    yield from told_counts(counts(checked).get("", {}))
    if by is not None:
        for name, tree in sorted(counts(checked, by).items()):
            yield ""
            yield f"{by}: {name}"
            yield from told_counts(tree)
    yield ""
    yield from told_coverage(checked)
    if rejected is not None:
        yield (
            f"{counted(len(source.rejects), 'row')} refused and left out (--keep-going); "
            f"{rejected} lists them."
        )
    if out is not None:
        yield f"The obligations are in {out}."


def said_when(case: Case) -> str:
    """T and D in a sentence, and which of the two came first (clause 1.1)."""
    asked = f"As it stood on {say_moment(case.on)}, as known at {say_minute(case.known_at)}"
    known_day = day_of_minute(case.known_at)
    if known_day == case.on.day:
        return f"{asked} (as known then)."
    if known_day > case.on.day:
        return f"{asked} (with hindsight)."
    return f"{asked}; what was entered or happened after that counts as not yet."


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


def told_coverage(checked: Checked) -> Iterator[str]:
    """What was read, ignored, refused, and what cannot be told from it."""
    source = checked.case.source
    rows = source.coverage.get("rows")
    if rows is not None:
        yield (
            f"Rows: {rows['read']:,} read = {rows['used']:,} used + {rows['ignored']:,} ignored + "
            f"{rows['refused']:,} refused."
        )
        for file in source.coverage["files"]:
            yield from _told_file(file)
        if source.coverage["files_ignored"]:
            yield f"Files not read: {', '.join(source.coverage['files_ignored'])}."
    arisen = counts(checked).get("", {})
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


def _told_file(file: Mapping[str, Any]) -> Iterator[str]:
    ignored = {reason: rows for reason, rows in file["ignored"].items() if rows}
    reasons = ", ".join(f"{rows:,} {reason}" for reason, rows in ignored.items()) or "none"
    yield (
        f"  {file['file']}: {file['read']:,} read, {file['used']:,} used, ignored: {reasons}, "
        f"{file['refused']:,} refused."
    )
    if file["columns_ignored"]:
        yield f"    columns ignored: {', '.join(file['columns_ignored'])}"
    if file["columns_missing"]:
        yield f"    columns missing: {', '.join(file['columns_missing'])}"
