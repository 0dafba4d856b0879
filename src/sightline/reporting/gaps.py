"""What could not be judged and why: duties, records that say too little, tables and columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sightline.engine.model import State
from sightline.engine.words import STATE_SENTENCES
from sightline.reporting.content import Cell, DutyReport, Gap
from sightline.reporting.judged import Judged
from sightline.standard.model import Standard

_SAID = (
    "title",
    "standard",
    "rows",
    "files",
    "documents",
    "files_ignored",
    "tables_without_file",
    "subjects",
    "records",
    "kinds",
    "kinds_not_filled",
    "fields_not_filled",
    "same_standard",
    "period",
    "lacks",
)
"""The keys of a coverage that are told here in words; any other is shown as it is."""

_SAID_OF_FILE = ("file", "encoding", "table", "read", "used", "ignored", "refused", "records",
                 "columns_ignored", "columns_missing", "partly_used", "joined")  # fmt: skip


_FILE_HEADER = ("File", "Read", "Used", "Ignored", "Refused", "Columns not read",
                "Columns missing", "Also")  # fmt: skip


def gaps_of(judged: Judged, duties: Sequence[DutyReport]) -> Iterator[Gap]:
    """Everything that could not be judged; what has no row is left out."""
    found = (
        *_of_duties(judged, duties),
        *_of_documents(judged.coverage.get("documents", ())),
        *_not_triggered(judged),
        _held_back(judged.coverage),
        *_of_reading(judged),
    )
    for gap in found:
        if gap.rows:
            yield gap


def _of_duties(judged: Judged, duties: Sequence[DutyReport]) -> Iterator[Gap]:
    def standing(state: State) -> list[tuple[DutyReport, int]]:
        return [(duty, duty.states[state]) for duty in duties if duty.states[state]]

    yield Gap(
        "blind",
        "Duties whose absence cannot be judged",
        "What is on file counts, and nothing is made of what is not: these records could not "
        "show it.",
        ("Duty", "Not watched", "Why"),
        tuple(
            (
                duty.title,
                duty.states[State.NOT_WATCHED],
                f"{duty.blind[:1].upper()}{duty.blind[1:]}.",
            )
            for duty in duties
            if duty.blind
        ),
    )
    yield Gap(
        "not-watched",
        "Not watched over the time",
        STATE_SENTENCES[State.NOT_WATCHED],
        ("Duty", "Not watched"),
        tuple((d.title, number) for d, number in standing(State.NOT_WATCHED) if not d.blind),
    )
    yield Gap(
        "undated",
        "Undated",
        STATE_SENTENCES[State.UNDATED],
        ("Duty", "Undated"),
        tuple((duty.title, number) for duty, number in standing(State.UNDATED)),
    )
    yield Gap(
        "unknown-triggers",
        "Unknown triggers",
        "These records might have triggered the duty, but what decides was not recorded. Nothing "
        "is owed for them, and they are counted here.",
        ("Duty", "Records"),
        tuple((duty.title, duty.unknown_triggers) for duty in duties if duty.unknown_triggers),
    )


def _held_back(coverage: Mapping[str, Any]) -> Gap:
    return Gap(
        "held-back",
        "Held back, because nobody said of which year it tells",
        "These tables tell what was so of a year, and not of which. Whoever reads them says it: "
        "--year-ending 2026. Until then nothing of it is counted.",
        ("File", "Rows"),
        tuple(
            (str(file["file"]), int(file["ignored"]["no-period"]))
            for file in coverage.get("files", ())
            if file.get("ignored", {}).get("no-period")
        ),
    )


def _not_triggered(judged: Judged) -> Iterator[Gap]:
    """First those of which the mapping says what is missing."""
    known, lacks = judged.standard.duties, judged.coverage.get("lacks", {})
    listed = [id_ for id_ in judged.untriggered if id_ in known]
    yield Gap(
        "lacking",
        "Duties that cannot arise, because a field is missing",
        "They are about these children. Whether they were owed is not known from here.",
        ("Duty", "These files do not tell"),
        tuple((f"{known[id_].title} ({id_})", lacks[id_]) for id_ in listed if id_ in lacks),
    )
    yield Gap(
        "not-triggered",
        "Duties that cannot arise",
        "Nothing in these records can trigger them. Whether they were owed is not known from here.",
        ("Duty",),
        tuple((f"{known[id_].title} ({id_})",) for id_ in listed if id_ not in lacks),
    )


def _of_reading(judged: Judged) -> Iterator[Gap]:
    coverage = judged.coverage
    names = Counter(file.get("file") for file in coverage.get("files", ()))
    files = [_file_row(file, names) for file in coverage.get("files", ())]
    width = len(_FILE_HEADER) if any(row[-1] for row in files) else len(_FILE_HEADER) - 1
    yield Gap(
        "files",
        "What was read of each file",
        _rows_said(coverage.get("rows")),
        _FILE_HEADER[:width],
        tuple(row[:width] for row in files),
    )
    yield Gap(
        "files-not-read",
        "Files not read",
        "The mapping does not name them.",
        ("File",),
        tuple((str(name),) for name in coverage.get("files_ignored", ())),
    )
    yield Gap(
        "tables-without-file",
        "Tables that were not there",
        "The mapping names them, and no file was there for them.",
        ("Table",),
        tuple((str(name),) for name in coverage.get("tables_without_file", ())),
    )
    if coverage.get("same_standard") is False:
        yield Gap(
            "other-standard",
            "Another standard",
            "The records were written under another version of the standard than they are held "
            "against here.",
            ("Written under",),
            ((_said(coverage.get("standard", "")),),),
        )
    yield from _not_told(judged.standard, coverage)
    for key, value in coverage.items():
        if key not in _SAID and value not in (None, "", [], {}, ()):
            rows = tuple((row,) for row in _lines(value))
            yield Gap(f"coverage-{key}", _plain(key), "As the reading says it.", ("What",), rows)


def _of_documents(documents: Sequence[Mapping[str, Any]]) -> Iterator[Gap]:
    """What of XML documents is in no table. Stray texts are named by line, and never repeated."""
    yield Gap(
        "sections-not-read",
        "Sections not read",
        "Elements that hold others, and that the mapping does not know. Whatever stands in them is "
        "missing from all that is counted here.",
        ("Section", "Times", "First line", "File", "Probably meant"),
        tuple(
            (s["path"], s["times"], s["line"], document["file"], s["meant"] or "not known")
            for document in documents
            for s in document["sections_not_read"]
        ),
    )
    yield Gap(
        "tables-in-doubt",
        "Tables in doubt",
        "Some of their rows may stand in a section that was not read.",
        ("Table", "File"),
        tuple((name, d["file"]) for d in documents for name in d["tables_in_doubt"]),
    )
    yield Gap(
        "layouts",
        "Layouts not seen before",
        "The mapping was never tried on this layout: it may have changed what something means.",
        ("File", "Layout"),
        tuple((d["file"], d["layout"] or "not said") for d in documents if not d["layout_seen"]),
    )
    yield Gap(
        "values-not-read",
        "Values that were not read",
        "They stand in no row of any table.",
        ("File", "Values"),
        tuple((d["file"], ", ".join(d["columns_ignored"])) for d in documents
              if d["columns_ignored"]),
    )  # fmt: skip
    yield Gap(
        "stray-text",
        "Texts between elements",
        "A layout has none there: something was cut or pasted.",
        ("File", "Texts", "The first of them"),
        tuple(
            (
                d["file"],
                d["stray_text"]["times"],
                "; ".join(f"line {s['line']}, {s['path']}" for s in d["stray_text"]["first"]),
            )
            for d in documents
            if d["stray_text"]["times"]
        ),
    )


def _not_told(standard: Standard, coverage: Mapping[str, Any]) -> Iterator[Gap]:
    kinds = standard.kinds
    yield Gap(
        "kinds-not-filled",
        "Kinds of record that were never told",
        "The standard knows them and these records hold none, so their absence says nothing.",
        ("Kind",),
        tuple(
            (kinds[kind].title if kind in kinds else str(kind),)
            for kind in coverage.get("kinds_not_filled", ())
        ),
    )
    yield Gap(
        "fields-not-filled",
        "Fields that were never told",
        "These records hold the kind, but never this of it.",
        ("Kind", "Fields"),
        tuple(
            (
                kinds[kind].title if kind in kinds else str(kind),
                ", ".join(
                    kinds[kind].fields[name].title
                    if kind in kinds and name in kinds[kind].fields
                    else str(name)
                    for name in names
                ),
            )
            for kind, names in coverage.get("fields_not_filled", {}).items()
        ),
    )


def _rows_said(rows: Mapping[str, int] | None) -> str:
    if rows is None:
        return ""
    return (
        f"{rows['read']:,} rows read = {rows['used']:,} used + {rows['ignored']:,} ignored + "
        f"{rows['refused']:,} refused."
    )


def _file_row(file: Mapping[str, Any], names: Mapping[str, int]) -> tuple[Cell, ...]:
    """What was read of a file, or of one of the tables in it."""
    name = str(file.get("file", ""))
    ignored = {reason: rows for reason, rows in file.get("ignored", {}).items() if rows}
    also = {
        key: value
        for key, value in file.items()
        if key not in _SAID_OF_FILE and value not in (None, "", [], {}, ())
    }
    return (
        f"{name} [{file.get('table', '')}]" if names[name] > 1 else name,
        int(file.get("read", 0)),
        int(file.get("used", 0)),
        ", ".join(f"{rows:,} {reason}" for reason, rows in ignored.items()) or "none",
        int(file.get("refused", 0)),
        ", ".join(map(str, file.get("columns_ignored", ()))) or "none",
        ", ".join(map(str, file.get("columns_missing", ()))) or "none",
        "; ".join(f"{_plain(key)}: {_said(value)}" for key, value in also.items()),
    )


def _lines(value: Any) -> Iterator[str]:
    """A value of a coverage that nobody here knows, a line for each thing in it."""
    if isinstance(value, Mapping):
        yield from (f"{key}: {_said(inner)}" for key, inner in value.items())
    elif isinstance(value, list | tuple):
        yield from (_said(inner) for inner in value)
    else:
        yield _said(value)


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(
            f"{_plain(str(key)).lower()} {_said(inner)}" for key, inner in value.items()
        )
    if isinstance(value, list | tuple):
        return ", ".join(map(_said, value))
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _plain(key: str) -> str:
    words = key.replace("_", " ").replace("-", " ")
    return f"{words[:1].upper()}{words[1:]}"
