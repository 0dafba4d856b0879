"""Which files a delivery is made of, and which table of the mapping each of them holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from sightline.returns.cells import wanted_columns
from sightline.returns.csv_files import read_csv
from sightline.returns.errors import UnreadableFile, printable
from sightline.returns.mapping import ReturnMapping, TableMapping
from sightline.returns.tables import Table
from sightline.returns.workbooks import is_workbook, read_workbook
from sightline.returns.xml_documents import Document, documents


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
            name = printable(source.name or str(source))
            raise UnreadableFile(name, "There is no such file or folder.")
    return [SourceFile(path, printable(shown)) for path, shown in found.items()]


@dataclass(frozen=True, slots=True)
class Shared:
    """The files of a delivery, shared out.

    ``tables``: the files of each table of the mapping, which can have several or none.
    ``documents``: XML, of which every table that has ``xml`` is read. ``ignored``: the others.
    """

    tables: list[tuple[TableMapping, list[SourceFile]]]
    documents: list[Document]
    ignored: list[str]

    def used(self) -> list[Path]:
        """The files that are read."""
        files = [file.path for _, found in self.tables for file in found]
        return [*files, *(document.path for document in self.documents)]


def shared_out(mapping: ReturnMapping, files: list[SourceFile]) -> Shared:
    """Which file holds what. XML is told by its first bytes, all else by its name.

    Raises UnreadableFile where no file is one that the mapping reads.
    """
    found: list[Document] = []
    others: dict[Path, UnreadableFile] = {}
    if mapping.xml is not None:
        found, others = documents(mapping.xml, [(file.path, file.shown) for file in files])
    xml = {*others, *(document.path for document in found)}
    left = [file for file in files if file.path not in xml]
    tables = [(table, [file for file in left if _matches(table, file)]) for table in mapping.tables]
    read = {file.path for _, matching in tables for file in matching}
    read |= {document.path for document in found}
    if not read and len(others) == 1:
        raise next(iter(others.values()))
    if not read:
        raise UnreadableFile(
            "delivery", f"None of its files is one that the mapping “{mapping.title}” names."
        )
    return Shared(tables, found, [file.shown for file in files if file.path not in read])


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
