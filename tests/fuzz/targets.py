"""One small target for each reader: any bytes in, and nothing out that a reader may not raise.

Each target takes the bytes of one file. It returns where the file was read and every row of it
accounted for, or where the reader refused it in the way in which it refuses; whatever else comes
out is a find. ``run`` hands them made-up bytes for as long as is asked, ``test_replay`` what was
found.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path

from sightline.returns import (
    Delivery,
    FaultyMapping,
    ReturnMapping,
    UnreadableFile,
    files,
    read,
    read_extract,
    read_mapping,
    write_extract,
    write_rejects,
)
from sightline.returns.data_package import digest_of
from sightline.standard import FaultyStandard, load
from tests.returns import xml_small
from tests.returns.small import DELIVERED, STANDARD, VISITS, mapping
from tests.returns.test_joins import EPISODES
from tests.standard import small as standard_small

Target = Callable[[bytes], None]


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


# --- tables ----------------------------------------------------------------------------------


@cache
def mapping_of(text: str) -> ReturnMapping:
    """The mapping of a text, read once."""
    with folder() as made:
        return mapping(text, made)


def table(content: bytes, text: str, name: str, *, convert: bool = False) -> None:
    """Bytes as a table that a mapping reads; ``convert``: and as the extract that is made of it."""
    with folder() as made:
        (made / name).write_bytes(content)
        try:
            found = read(STANDARD, mapping_of(text), made / name, delivered=DELIVERED)
        except UnreadableFile as refused:
            check_sentence(refused)
            return
        check_rows(found)
        write_rejects(made / "rejects.csv", found.rejects)
        if not convert:
            return
        write_extract(found, STANDARD, made / "extract")
        extract = read_extract(made / "extract", STANDARD)
        assert [f.subject.id for f in extract.files()] == [f.subject.id for f in files(found)]
        assert {path.name for path in made.iterdir()} == {name, "rejects.csv", "extract"}


def check_sentence(refused: UnreadableFile) -> None:
    """A refusal is a whole sentence that names the file, on one line."""
    assert refused.file
    assert refused.problem.endswith((".", "?", ")")), refused.problem
    assert "\n" not in refused.problem
    assert refused.line is None or refused.line >= 1


def check_rows(found: Delivery) -> None:
    """Every row is used, ignored or refused, and every record stands on somebody's file."""
    for file in found.coverage.files:
        assert file.read == file.used + sum(file.ignored.values()) + file.refused
    assert bool(found.rejects) == any(file.refused for file in found.coverage.files)
    for record in found.records:
        assert record.file in found.subjects
    assert sum(len(file.records) for file in files(found)) >= len(found.records)
    json.dumps(found.coverage.to_dict())


def csv(content: bytes) -> None:
    """Bytes as a CSV file."""
    table(content, VISITS, "visits.csv")


def conversion(content: bytes) -> None:
    """Bytes as a CSV file of which an extract is made, which is read again."""
    table(content, VISITS, "visits.csv", convert=True)


def csv_of_spans(content: bytes) -> None:
    """Bytes as a CSV file whose rows are joined."""
    table(content, EPISODES, "care.csv")


def xml(content: bytes) -> None:
    """Bytes as an XML file."""
    table(content, xml_small.MAPPING, "visits.xml")


# --- workbooks -------------------------------------------------------------------------------


@cache
def workbook_parts() -> Mapping[str, bytes]:
    """The parts of a small sound workbook."""
    import xlsxwriter

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("visits")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(0, 0, ["child", "day", "result"])
        page.write_row(1, 0, ["A1", "06/10/2016", "K"])
        page.write_row(2, 0, ["A2", 42000, "M"], day)
        page.write_formula(2, 2, '="M"', None, "M")
    with zipfile.ZipFile(out) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(**parts: bytes) -> bytes:
    """A workbook with other parts, which are not compressed, so that a changed byte is one."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in {**workbook_parts(), **parts}.items():
            made.writestr(name, content)
    return out.getvalue()


def workbook(content: bytes) -> None:
    """Bytes as a workbook."""
    table(b"PK\x03\x04" + content.removeprefix(b"PK\x03\x04"), VISITS, "visits.xlsx")


def sheet(content: bytes) -> None:
    """Bytes as the sheet of a workbook."""
    table(packed(**{"xl/worksheets/sheet1.xml": content}), VISITS, "visits.xlsx")


def strings(content: bytes) -> None:
    """Bytes as the texts of a workbook."""
    table(packed(**{"xl/sharedStrings.xml": content}), VISITS, "visits.xlsx")


def styles(content: bytes) -> None:
    """Bytes as the styles of a workbook, by which a number is a date."""
    table(packed(**{"xl/styles.xml": content}), VISITS, "visits.xlsx")


# --- extracts --------------------------------------------------------------------------------


@cache
def extract_files() -> Mapping[str, bytes]:
    """The files of a small sound extract."""
    with folder() as made:
        (made / "visits.csv").write_text(
            "child,day,result\nA1,06/10/2016,K\nA1,07/10/2016,M\nA2,06/10/2016,K\n", "utf-8"
        )
        write_extract(
            read(STANDARD, mapping_of(VISITS), made / "visits.csv", delivered=DELIVERED),
            STANDARD,
            made / "x",
        )
        paths = [path for path in (made / "x").rglob("*") if path.is_file()]
        return {path.relative_to(made / "x").as_posix(): path.read_bytes() for path in paths}


def extract(name: str, content: bytes, *, redigest: bool = True) -> None:
    """Bytes as one file of an extract; with its digest put right, it is taken for what was
    written."""
    with folder() as made:
        for path, bytes_ in {**extract_files(), name: content}.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_bytes(bytes_)
        if redigest:
            told = json.loads((made / "datapackage.json").read_text("utf-8"))
            for each in told["resources"]:
                each["hash"] = f"sha256:{digest_of(made / each['path'])}"
            (made / "datapackage.json").write_text(json.dumps(told), "utf-8")
        try:
            found = read_extract(made, STANDARD)
            found.coverage()
            assert found.watched is not None
            for file in found.files():
                assert file.subject.id is not None
        except UnreadableFile as refused:
            check_sentence(refused)


def description(content: bytes) -> None:
    """Bytes as the description of an extract."""
    extract("datapackage.json", content, redigest=False)


def parquet(content: bytes) -> None:
    """Bytes as the records of an extract."""
    extract("records/visit.parquet", content)


def subjects(content: bytes) -> None:
    """Bytes as the subjects of an extract."""
    extract("subjects.parquet", content)


# --- YAML ------------------------------------------------------------------------------------


def check_faults(faulty: FaultyStandard) -> None:
    """A refusal names at least one fault, each with its file."""
    assert faulty.faults
    assert all(fault.path and fault.message for fault in faulty.faults)


def mapping_file(content: bytes) -> None:
    """Bytes as a mapping."""
    with folder() as made:
        (made / "mapping.yaml").write_bytes(content)
        try:
            found = read_mapping(made / "mapping.yaml", STANDARD)
        except FaultyMapping as faulty:
            check_faults(faulty)
            return
        # What was read can be carried out, whatever the return holds.
        (made / "visits.csv").write_text(
            "child,day,result,begun,ended\nA1,06/10/2016,K,,\n,2016-10-06,,x,y\n", "utf-8"
        )
        try:
            check_rows(read(STANDARD, found, made / "visits.csv", delivered=DELIVERED))
        except UnreadableFile as refused:
            check_sentence(refused)


def standard(content: bytes) -> None:
    """Bytes as the duties of a standard."""
    parts = {
        "standard.yaml": standard_small.STANDARD,
        "kinds/all.yaml": standard_small.KINDS,
        "reference/calendar.yaml": standard_small.REFERENCE,
    }
    with folder() as made:
        standard_small.write(made, {**parts, "duties/all.yaml": content})
        try:
            load(made)
        except FaultyStandard as faulty:
            check_faults(faulty)


TARGETS: Mapping[str, Target] = {
    target.__name__.replace("_", "-"): target
    for target in (
        csv, csv_of_spans, conversion, xml, workbook, sheet, strings, styles, description, parquet,
        subjects, mapping_file, standard,
    )
}  # fmt: skip
"""Every target by its name, which is also that of its folder in corpus/ and found/."""
