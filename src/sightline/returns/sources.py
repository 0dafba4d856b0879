"""Which files a delivery is made of, and which table of the mapping each of them holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from sightline.returns.cells import wanted_columns
from sightline.returns.csv_files import read_csv
from sightline.returns.errors import UnreadableFile
from sightline.returns.mapping import ReturnMapping, TableMapping
from sightline.returns.tables import Table
from sightline.returns.workbooks import is_workbook, read_workbook


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file, and its name as errors, rejects and the coverage statement show it."""

    path: Path
    shown: str


def listed(sources: Path | Iterable[Path]) -> list[SourceFile]:
    """The files of a folder (and the folders in it), or those given, in order of name.

    Hidden files are left out. Raises UnreadableFile for what is not there.
    """
    found: dict[Path, str] = {}
    for source in [sources] if isinstance(sources, Path) else sources:
        if source.is_dir():
            for path in sorted(source.rglob("*")):
                inside = path.relative_to(source)
                if path.is_file() and not any(part.startswith(".") for part in inside.parts):
                    found.setdefault(path, inside.as_posix())
        elif source.is_file():
            found.setdefault(source, source.name)
        else:
            raise UnreadableFile(source.name or str(source), "There is no such file or folder.")
    return [SourceFile(path, shown) for path, shown in found.items()]


def shared_out(
    mapping: ReturnMapping, files: list[SourceFile]
) -> list[tuple[TableMapping, list[SourceFile]]]:
    """The files of each table of the mapping; a table can have several or none."""
    return [(table, [file for file in files if _matches(table, file)]) for table in mapping.tables]


def _matches(table: TableMapping, file: SourceFile) -> bool:
    whole, last = file.shown.casefold(), Path(file.shown).name.casefold()
    return any(
        fnmatchcase(whole if "/" in pattern else last, pattern.casefold())
        for pattern in table.files
    )


def open_table(mapping: TableMapping, file: SourceFile) -> Table:
    """The table in a file, which is a workbook or CSV by its first bytes. Raises UnreadableFile."""
    try:
        if is_workbook(file.path):
            return read_workbook(file.path, file.shown, sheet=mapping.sheet)
        return read_csv(
            file.path,
            file.shown,
            wanted=wanted_columns(mapping),
            encoding=mapping.encoding,
            delimiter=mapping.delimiter,
        )
    except OSError as error:
        problem = f"The file cannot be opened ({error.strerror or 'no reason given'})."
        raise UnreadableFile(file.shown, problem) from None
