"""The coverage statement in text: what was read, ignored and refused, and what nobody read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sightline.cli.text import counted, listed


def told_rows(coverage: Mapping[str, Any]) -> Iterator[str]:
    """What became of the rows of every file; nothing of an extract, which has no rows."""
    rows = coverage.get("rows")
    if rows is None:
        return
    yield (
        f"Rows: {rows['read']:,} read = {rows['used']:,} used + {rows['ignored']:,} ignored + "
        f"{rows['refused']:,} refused."
    )
    times = Counter(file["file"] for file in coverage["files"])
    for file in coverage["files"]:
        several = times[file["file"]] > 1
        yield from _told_file(file, f" [{file['table']}]" if several else "")
    yield from told_held_back(coverage)
    for document in coverage.get("documents", ()):
        yield from _told_document(document)
    if coverage["files_ignored"]:
        yield f"Files not read: {listed(coverage['files_ignored'])}."


def told_held_back(coverage: Mapping[str, Any]) -> Iterator[str]:
    """Rows that could not be used, because nobody said of which year they tell."""
    rows = sum(file["ignored"]["no-period"] for file in coverage.get("files", ()))
    if rows:
        yield (
            f"{counted(rows, 'row')} held back: they tell what was so of a year, and nobody said "
            "of which. --year-ending 2026 says it."
        )


def _told_file(file: Mapping[str, Any], table: str) -> Iterator[str]:
    ignored = {reason: rows for reason, rows in file["ignored"].items() if rows}
    reasons = ", ".join(f"{rows:,} {reason}" for reason, rows in ignored.items()) or "none"
    yield (
        f"  {file['file']}{table}: {file['read']:,} read, {file['used']:,} used, "
        f"ignored: {reasons}, {file['refused']:,} refused."
    )
    if file["columns_ignored"]:
        yield f"    columns ignored: {listed(file['columns_ignored'])}"
    # Of a table that has no rows, every column of an XML document is missing.
    if file["columns_missing"] and not (table and not file["read"]):
        yield f"    columns missing: {listed(file['columns_missing'])}"


def _told_document(document: Mapping[str, Any]) -> Iterator[str]:
    """What of an XML document stands in none of its tables' rows."""
    name = document["file"]
    if not document["layout_seen"] and document["layout"]:
        yield (
            f"  {name}: the mapping has not been tried on a layout of {document['layout']}; what "
            "it does not know of it is named here."
        )
    elif not document["layout_seen"]:
        yield f"  {name}: it does not say of which year or version its layout is."
    for section in document["sections_not_read"]:
        meant = f"; did you mean {section['meant']}?" if section["meant"] else "."
        times = counted(section["times"], "time")
        yield f"  {name}: section not read: {section['path']}, {times}{meant}"
    if document["tables_in_doubt"]:
        yield (
            f"  {name}: absence is not judged from {listed(document['tables_in_doubt'])}, because "
            "rows may stand in a section that was not read."
        )
    if document["columns_ignored"]:
        yield f"  {name}: columns ignored outside all rows: {listed(document['columns_ignored'])}"
    stray = document["stray_text"]
    if stray["times"]:
        times = counted(stray["times"], "time")
        yield f"  {name}: text between elements, which nobody reads, {times}:"
        for each in stray["first"]:
            yield f"    line {each['line']}, in {each['path']}: {each['found']}"
