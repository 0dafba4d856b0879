"""Whatever the bytes are: a clear refusal, or every row accounted for. Never a traceback."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sightline.returns import UnreadableFile
from tests.returns.small import VISITS, delivery
from tests.returns.test_joins import EPISODES

NAMES = ("child", "day", "result", "begun", "ended", "basis", "by")
CELLS = st.one_of(
    st.sampled_from(["A1", "A2", "K", "M", "", "NULL", '"', "06/10/2016", "2016-10-06"]),
    st.dates().map(lambda day: f"{day.year}-{day.month:02}-{day.day:02}"),
    st.dates().map(lambda day: f"{day.day}/{day.month}/{day.year}"),
    st.datetimes(timezones=st.none() | st.timezones()).map(lambda at: at.isoformat()),
    st.text(max_size=8),
)
TABLES = st.builds(
    lambda rows, end, encoding: "".join(",".join(row) + end for row in [NAMES, *rows]).encode(
        encoding, "replace"
    ),
    st.lists(st.lists(CELLS, max_size=9), max_size=8),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)


def check(content: bytes, text: str, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = delivery(Path(folder), content, text, name)
        except UnreadableFile:
            return
    (file,) = found.coverage.files
    assert file.read == file.used + sum(file.ignored.values()) + file.refused
    assert bool(found.rejects) == bool(file.refused)
    assert sum(file.records.values()) == len(found.records)
    for record in found.records:
        assert record.file in found.subjects


@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    check(content, VISITS, "visits.csv")


@given(st.binary(max_size=300))
def test_any_bytes_under_a_header(content: bytes) -> None:
    check(b"child,day,result\nA1,06/10/2016,K\n" + content, VISITS, "visits.csv")


@given(st.binary(max_size=300))
def test_any_bytes_that_claim_to_be_a_workbook(content: bytes) -> None:
    check(b"PK\x03\x04" + content, VISITS, "visits.xlsx")


@given(TABLES)
def test_any_table(content: bytes) -> None:
    check(content, VISITS, "visits.csv")


@given(TABLES)
def test_any_table_of_spans(content: bytes) -> None:
    check(content, EPISODES, "care.csv")
