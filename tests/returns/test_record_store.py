"""A delivery kept on disk is the delivery that it would have been in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.model import Record
from sightline.returns import (
    Delivery,
    UnreadableFile,
    files,
    held_or_anew,
    read_extract,
    write_extract,
)
from sightline.returns.anew import FilesAnew
from sightline.returns.record_store import RecordStore, StoredRecords
from tests.returns.small import STANDARD, VISITS, delivery, visits
from tests.returns.test_joins import EPISODES

ABOUT = VISITS.replace("        start: day\n", "        start: day\n        about: result\n")
MAPPINGS = (
    ABOUT[: ABOUT.index("            result:")].replace("          fields:\n", ""),
    visits("purpose: result", "        only: {child: recorded}\n"),
    EPISODES.replace("care.csv", "visits.csv")
    .replace("begun", "day")
    .replace("end: ended", "end: result"),
)
CELLS = st.sampled_from(["A1", "A2", "A3", "Zoë", ""])
DAYS = st.sampled_from(["06/10/2016", "07/10/2016", "2016-10-06", "2016-10-07", "", "x"])
ROWS = st.lists(st.tuples(CELLS, DAYS, st.one_of(CELLS, DAYS)), max_size=30)


@contextmanager
def at_most(records: int) -> Iterator[None]:
    """Only so many records are kept in memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sightline.returns.record_store.MOST_IN_MEMORY", records)
        yield


def both(content: str, text: str) -> tuple[Delivery, Delivery]:
    """What is read of a file, on disk and in memory."""
    with tempfile.TemporaryDirectory() as folder:
        with at_most(1):
            on_disk = delivery(Path(folder), content, text)
        return on_disk, delivery(Path(folder), content, text)


@given(ROWS, st.sampled_from(MAPPINGS))
def test_on_disk_as_in_memory(rows: list[tuple[str, str, str]], text: str) -> None:
    content = "child,day,result,basis,by\n" + "".join(f"{','.join(row)},,\n" for row in rows)
    on_disk, in_memory = both(content, text)
    assert list(on_disk.records) == list(in_memory.records)
    assert len(on_disk.records) == len(in_memory.records)
    assert list(files(on_disk)) == list(files(in_memory))
    assert on_disk.rejects == in_memory.rejects
    assert on_disk.coverage == in_memory.coverage
    assert on_disk.watched == in_memory.watched
    assert isinstance(on_disk.records, StoredRecords) == (len(in_memory.records) > 1)


CONTENT = "child,day,result\nA1,06/10/2016,K\nA2,06/10/2016,K\nA1,08/10/2016,K\nA1,07/10/2016,M\n"


def test_what_repeats_and_what_contradicts_is_told_row_by_row(tmp_path: Path) -> None:
    content = CONTENT + "A2,06/10/2016,K\nA2,06/10/2016,M\n"
    with at_most(1):
        found = delivery(tmp_path, content)
    assert isinstance(found.records, StoredRecords)
    (file,) = found.coverage.files
    assert (file.used, file.ignored["repeated"], file.refused) == (4, 1, 1)
    (reject,) = found.rejects
    assert (reject.line, reject.expected) == (7, "what visits.csv, line 3, says")
    assert "with another result" in reject.reason


def test_an_extract_is_written_of_it(tmp_path: Path) -> None:
    with at_most(1):
        found = delivery(tmp_path, CONTENT)
    write_extract(found, STANDARD, tmp_path / "x")
    read = [*read_extract(tmp_path / "x", STANDARD).files()]
    assert [(file.subject.id, len(file.records)) for file in read] == [("A1", 3), ("A2", 1)]


def test_many_files_are_read_anew_and_few_are_held(tmp_path: Path) -> None:
    in_memory = held_or_anew(delivery(tmp_path, CONTENT))
    with at_most(1):
        on_disk = held_or_anew(delivery(tmp_path, CONTENT))
    assert (type(in_memory), type(on_disk)) == (tuple, FilesAnew)
    for _ in range(2):
        assert tuple(on_disk) == in_memory
    assert len(on_disk) == 2
    assert (on_disk[0], on_disk[-1], on_disk[::-1]) == (*in_memory, [*in_memory[::-1]])


def test_a_large_extract_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_extract(delivery(tmp_path, CONTENT), STANDARD, tmp_path / "x")
    extract = read_extract(tmp_path / "x", STANDARD)
    in_memory = held_or_anew(extract)
    monkeypatch.setattr("sightline.returns.anew.MOST_IN_MEMORY", 3)
    on_disk = held_or_anew(extract)
    assert isinstance(on_disk, FilesAnew)
    assert tuple(on_disk) == in_memory


def test_more_rejects_than_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sightline.returns.gathered.MOST_REJECTS", 2)
    with pytest.raises(UnreadableFile, match="More than 2 rows cannot be read") as raised:
        delivery(tmp_path, "child,day,result\n" + "A1,x,K\n" * 3)
    assert raised.value.line == 4


def test_more_joined_rows_than_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sightline.returns.joins.MOST_JOINED", 2)
    rows = "".join(f"A1,2016-01-0{day},,,\n" for day in (1, 2, 3))
    with pytest.raises(UnreadableFile, match="More than 2 rows of it are joined") as raised:
        delivery(tmp_path, "child,begun,ended,basis,by\n" + rows, EPISODES, "care.csv")
    assert raised.value.line == 4


def test_it_can_be_gone_through_and_counted_into(tmp_path: Path) -> None:
    in_memory = delivery(tmp_path, CONTENT).records
    with at_most(1):
        on_disk = delivery(tmp_path, CONTENT).records
    assert [on_disk[number] for number in (0, 2, -1)] == [in_memory[n] for n in (0, 2, -1)]
    assert on_disk[1:3] == in_memory[1:3]
    assert [*zip(on_disk, on_disk, strict=True)] == [*zip(in_memory, in_memory, strict=True)]
    with pytest.raises(IndexError):
        on_disk[4]


def test_the_file_has_no_name_that_another_could_open(tmp_path: Path) -> None:
    handles = Path("/proc/self/fd")
    if not handles.is_dir():
        pytest.skip("this system does not list what a process has open")
    store = RecordStore(0)
    for number in range(60_000):
        id_ = f"{number:032x}"
        assert store.keep(Record(id_, "A1", "visit", None, 1, {"x": "y" * 2_000}), "a", 1) is None
    temporary = [path for path in handles.iterdir() if "etilqs" in str(path.resolve())]
    assert temporary, "SQLite keeps the records in a file"
    for path in temporary:
        assert path.stat().st_nlink == 0
        assert path.stat().st_mode & 0o077 == 0


def test_a_disk_without_room_is_a_sentence() -> None:
    store = RecordStore(0)
    store.keep(Record("00", "A1", "visit", None, 1), "a", 1)
    assert store._disk is not None
    store._disk._database.execute("pragma max_page_count = 10")

    def fill() -> None:
        for number in range(1, 256):
            big = {"x": str(number) * 2_000}
            store.keep(Record(f"{number:02x}", "A1", "visit", None, 1, big), "a", 1)

    with pytest.raises(UnreadableFile, match="find no room in the folder for temporary files"):
        fill()
