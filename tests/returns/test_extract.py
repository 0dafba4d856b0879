"""What is written as an extract is read again as it was, less what an extract leaves out."""

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.model import File, Moment, Record, Subject, Value, Watched
from sightline.returns import (
    UnreadableFile,
    files,
    read_extract,
    write_extract,
    write_files,
)
from sightline.returns.data_package import SourceSaid
from sightline.standard.calendar import date_of, day_of, start_of_day
from tests.returns.small import KINDS, STANDARD, delivery

DAYS = st.integers(-20_000, 30_000)
MOMENTS = st.builds(
    lambda day, minute: Moment(day, None if minute is None else start_of_day(day) + minute),
    DAYS,
    st.none() | st.integers(0, 1379),
)
TEXTS = st.text(max_size=5)
VISIT_DETAILS: st.SearchStrategy[Mapping[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "result": st.sampled_from(["kept", "missed", "unknown"]),
        "seen-alone": st.sampled_from(["yes", "no", "declined"]),
        "score": st.sampled_from([0, 7, -1.5, "unknown", "not-asked"]),
        "who": st.sampled_from([("child",), ("parent", "child"), "declined"]),
        "next-on": st.just("2016-10-06"),
        "told-at": st.just("2016-10-06T12:00Z"),
        "purpose": TEXTS,
        "note": TEXTS,
    },
)
DETAILS: Mapping[str, st.SearchStrategy[Mapping[str, Value]]] = {
    "visit": VISIT_DETAILS,
    "care": st.fixed_dictionaries({}, optional={"basis": st.just("order")}),
    "level": st.fixed_dictionaries({}, optional={"level": st.just("low"), "agency": TEXTS}),
}
SUBJECTS = st.builds(
    Subject,
    st.sampled_from(["A1", "A2", "a2", "Zoë", ""]),
    st.sampled_from(["child", "worker"]),
    st.none() | DAYS,
    TEXTS,
    st.fixed_dictionaries(
        {},
        optional={
            "sex": TEXTS,
            "beds": st.sampled_from([3, 2.5, "unknown"]),
            "needs": st.sampled_from([("a", "b"), (), "not-asked"]),
        },
    ),
)


@st.composite
def records(draw: st.DrawFn, ids: Iterable[str], kinds: tuple[str, ...]) -> Record:
    kind = draw(st.sampled_from(kinds))
    at = draw(st.none() | MOMENTS)
    ended = draw(st.none() | MOMENTS)
    if at is not None and ended is not None and ended.day <= at.day:
        ended = None
    return Record(
        draw(st.uuids()).hex,
        draw(st.sampled_from(sorted(ids))),
        kind,
        at,
        draw(st.integers(0, 40_000_000)),
        draw(DETAILS[kind]),
        ended,
        draw(st.none() | DAYS),
        draw(st.none() | DAYS),
        draw(st.none() | st.sampled_from(["A1", "other"])),
        draw(TEXTS),
        draw(TEXTS),
        draw(st.none() | TEXTS),
        draw(st.none() | TEXTS),
        draw(st.booleans()),
    )


@st.composite
def some_files(draw: st.DrawFn) -> list[File]:
    subjects = {s.id: s for s in draw(st.lists(SUBJECTS, max_size=4))}
    made = []
    for id_ in sorted(subjects):
        held = draw(st.lists(records(subjects, tuple(KINDS)), max_size=5))
        others = {r.file: subjects[r.file] for r in held if r.file != id_}
        made.append(File(subjects[id_], tuple(held), others))
    return made


def left_out(file: File) -> File:
    """A file as it comes out of an extract."""

    def subject(whole: Subject) -> Subject:
        if whole.born is None:
            return whole
        return replace(whole, born=day_of(date_of(whole.born).replace(day=1)))

    def record(whole: Record) -> Record:
        return replace(whole, details={k: v for k, v in whole.details.items() if k != "note"})

    kept = sorted(
        map(record, file.records), key=lambda r: (r.at.day if r.at is not None else -(10**9), r.id)
    )
    return File(
        subject(file.subject),
        tuple(kept),
        {id_: subject(other) for id_, other in file.others.items()},
    )


@given(some_files(), st.lists(st.builds(Watched, TEXTS, TEXTS, DAYS, DAYS, TEXTS), max_size=3))
def test_written_and_read_again(held: list[File], watched: list[Watched]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extract"
        write_files(held, STANDARD, path, watched=watched, written=1)
        extract = read_extract(path, STANDARD)
        assert extract.watched == tuple(watched)
        assert list(extract.files()) == [left_out(file) for file in held]


def written(folder: Path) -> Path:
    text = "child,day,result\nA2,06/10/2016,K\nA1,07/10/2016,M\nA1,06/10/2016,K\n"
    path = folder / "extract"
    write_extract(delivery(folder, text), STANDARD, path)
    return path


def test_a_delivery_as_an_extract(tmp_path: Path) -> None:
    path = written(tmp_path)
    extract = read_extract(path, STANDARD)
    table = extract.table("visit")
    assert table.column("stands_on").to_pylist() == ["A1", "A1", "A2"]
    later = day_of(date(2016, 10, 7))
    assert table.column("at_day").to_pylist() == [later - 1, later, later - 1]
    assert table.schema.field("at_day").type == pa.int32()
    assert table.schema.field("who").type == pa.list_(pa.string())
    assert table.schema.field("score").type == pa.float64()
    assert table.schema.field("score!").type == pa.string()
    assert "note" not in table.schema.names
    assert extract.kinds == ("visit",)
    assert list(extract.files()) == list(
        files(delivery(tmp_path, (tmp_path / "visits.csv").read_bytes()))
    )
    assert extract.coverage()["kinds_not_filled"] == ["care", "level"]
    assert extract.coverage()["same_standard"] is True


def test_what_describes_it(tmp_path: Path) -> None:
    told = json.loads((written(tmp_path) / "datapackage.json").read_text("utf-8"))
    assert told["profile"] == "data-package"
    assert "Pseudonymised personal data, not anonymous" in told["description"]
    assert told["sightline"]["standard"] == {"name": "small", "version": "1", "digest": "d"}
    by_name = {each["name"]: each for each in told["resources"]}
    assert list(by_name) == ["subjects", "watched", "records-visit"]
    visit = by_name["records-visit"]
    assert visit["path"] == "records/visit.parquet"
    assert visit["hash"].startswith("sha256:")
    assert visit["sightline"] == {"rows": 3, "kind": "visit"}
    fields = {field["name"]: field for field in visit["schema"]["fields"]}
    assert fields["result"]["type"] == "string"
    assert fields["result"]["constraints"]["enum"][:2] == ["kept", "missed"]
    assert fields["who"]["type"] == "array"
    assert visit["schema"]["foreignKeys"][0]["reference"]["resource"] == "subjects"
    table = read_extract(tmp_path / "extract").table("visit")
    assert [field["name"] for field in visit["schema"]["fields"]] == table.schema.names


def test_a_field_named_like_a_column_of_the_header(tmp_path: Path) -> None:
    record = Record("r", "A1", "level", Moment(1), 2, {"agency": "told"}, agency="teller")
    write_files([File(Subject("A1"), (record,))], STANDARD, tmp_path / "x", written=1)
    extract = read_extract(tmp_path / "x")
    assert extract.table("level").column("details.agency").to_pylist() == ["told"]
    assert [file.records for file in extract.files()] == [(record,)]


def test_a_withdrawal_is_a_row_of_its_facts_kind(tmp_path: Path) -> None:
    record = Record("w", "A1", "care", None, 5, withdraws="r")
    write_files([File(Subject("A1"), (record,))], STANDARD, tmp_path / "x", written=1)
    assert read_extract(tmp_path / "x").table("care").column("withdraws").to_pylist() == ["r"]


def test_many_rows_are_written_some_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sightline.returns.extract_write.ROWS_AT_ONCE", 2)
    made = tuple(Record(f"r{n}", "A1", "care", Moment(n), n) for n in range(5))
    write_files([File(Subject("A1"), made)], STANDARD, tmp_path / "x", written=1)
    assert [file.records for file in read_extract(tmp_path / "x").files()] == [made]


def test_files_out_of_order_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    held = [File(Subject("A2"), ()), File(Subject("A1"), ())]
    with pytest.raises(ValueError, match="in order of their subject's id"):
        write_files(held, STANDARD, tmp_path / "x", written=1)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_old_extract_as_it_was(tmp_path: Path) -> None:
    write_files([File(Subject("A1"), ())], STANDARD, tmp_path / "x", written=1)
    wrong = File(Subject("A2"), (Record("r", "A2", "care", None, 5, {"basis": 3.5}),))
    with pytest.raises(pa.ArrowException):
        write_files([wrong], STANDARD, tmp_path / "x", written=2)
    assert list(read_extract(tmp_path / "x").subjects()) == ["A1"]
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_new_extract_takes_the_place_of_the_old(tmp_path: Path) -> None:
    for id_ in ("A1", "A2"):
        write_files([File(Subject(id_), ())], STANDARD, tmp_path / "x", written=1)
    assert list(read_extract(tmp_path / "x").subjects()) == ["A2"]
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_folder_of_something_else_is_never_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "letters.txt").write_text("dear")
    with pytest.raises(FileExistsError, match="holds something that is no extract"):
        write_files([File(Subject("A1"), ())], STANDARD, folder, written=1)
    with pytest.raises(FileExistsError, match="is a file"):
        write_files([File(Subject("A1"), ())], STANDARD, folder / "letters.txt", written=1)
    assert [path.name for path in tmp_path.rglob("*")] == ["x", "letters.txt"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    write_files([File(Subject("A1"), ())], STANDARD, tmp_path / "x", written=1)
    assert list(read_extract(tmp_path / "x").subjects()) == ["A1"]


def test_what_the_source_could_hold_comes_back(tmp_path: Path) -> None:
    holds = {"visit": {"result": ("kept", "missed"), "note": ()}}
    write_files([], STANDARD, tmp_path / "x", written=1, source=SourceSaid(holds))
    assert read_extract(tmp_path / "x").holds == holds
    write_files([], STANDARD, tmp_path / "y", written=1)
    assert read_extract(tmp_path / "y").holds is None


@pytest.mark.parametrize("holds", ['["visit"]', '{"visit": []}', '{"visit": {"result": [1]}}'])
def test_a_description_that_says_wrongly_what_could_be_held(tmp_path: Path, holds: str) -> None:
    write_files([], STANDARD, tmp_path / "x", written=1, source=SourceSaid({"visit": {}}))
    path = tmp_path / "x" / "datapackage.json"
    told = json.loads(path.read_text("utf-8"))
    told["sightline"]["holds"] = json.loads(holds)
    path.write_text(json.dumps(told), "utf-8")
    with pytest.raises(UnreadableFile, match="It describes no extract"):
        read_extract(tmp_path / "x")


def test_what_the_source_lacks_and_its_year_come_back(tmp_path: Path) -> None:
    said = SourceSaid({"visit": {}}, {"seen": "the day"}, (16_526, 16_890))
    write_files([], STANDARD, tmp_path / "x", written=1, source=said)
    read = read_extract(tmp_path / "x")
    assert read.lacks == {"seen": "the day"}
    assert read.coverage()["period"] == {"from": "2015-04-01", "to": "2016-03-30"}
    write_files([], STANDARD, tmp_path / "y", written=1)
    assert (
        read_extract(tmp_path / "y").lacks,
        read_extract(tmp_path / "y").coverage()["period"],
    ) == (
        {},
        None,
    )


@pytest.mark.parametrize(
    ("word", "value"),
    [("lacks", '["seen"]'), ("lacks", '{"seen": 1}'), ("period", '"2016"'),
     ("period", '{"from": "2015-04-01"}'), ("period", '{"from": 1, "to": 2}')],
)  # fmt: skip
def test_a_description_that_says_its_source_wrongly(tmp_path: Path, word: str, value: str) -> None:
    write_files([], STANDARD, tmp_path / "x", written=1)
    path = tmp_path / "x" / "datapackage.json"
    told = json.loads(path.read_text("utf-8"))
    told["sightline"][word] = json.loads(value)
    path.write_text(json.dumps(told), "utf-8")
    with pytest.raises(UnreadableFile, match="It describes no extract"):
        read_extract(tmp_path / "x")


def test_what_is_no_extract(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="that describes an extract"):
        read_extract(tmp_path)
    (tmp_path / "datapackage.json").write_text('{"resources": []}')
    with pytest.raises(UnreadableFile, match="that describes an extract"):
        read_extract(tmp_path)
    (tmp_path / "datapackage.json").write_text('{"sightline": {"format": 9}, "resources": []}')
    with pytest.raises(UnreadableFile, match="in a format that is not known"):
        read_extract(tmp_path)


def test_what_was_changed_or_lost_since(tmp_path: Path) -> None:
    path = written(tmp_path)
    with (path / "records" / "visit.parquet").open("ab") as file:
        file.write(b"x")
    with pytest.raises(UnreadableFile, match="is not what was written"):
        read_extract(path)
    assert read_extract(path, verify=False).kinds == ("visit",)
    (path / "records" / "visit.parquet").unlink()
    with pytest.raises(UnreadableFile, match="is missing from the extract"):
        read_extract(path, verify=False)


def test_a_description_cannot_point_outside(tmp_path: Path) -> None:
    path = written(tmp_path)
    told = (path / "datapackage.json").read_text("utf-8")
    (path / "datapackage.json").write_text(told.replace("records/visit.parquet", "../visits.csv"))
    with pytest.raises(UnreadableFile, match="is missing from the extract"):
        read_extract(path, verify=False)
