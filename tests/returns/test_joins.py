"""Rows that are one span together."""

from pathlib import Path

import pytest

from sightline.returns import Delivery
from sightline.standard.calendar import date_of
from tests.returns.small import delivery

EPISODES = """
    title: Care
    watched: {from: first record, to: delivered}
    tables:
      care:
        file: care.csv
        dates: iso
        subject: child
        key: [child, begun]
        start: begun
        end: ended
        records:
          kind: care
          join: {by: child, when: next start equals end, last: ended-by}
          fields: {basis: basis, ended-by: by}
"""


def care(folder: Path, rows: str, text: str = EPISODES) -> Delivery:
    """Rows of ``child begun ended basis by``, with - for what is not recorded."""
    lines = ["child,begun,ended,basis,by"]
    for row in rows.strip().splitlines():
        cells = [cell.strip("-") if cell == "-" else cell for cell in row.split()]
        cells = [
            f"2016-{cell}" if index in (1, 2) and cell else cell for index, cell in enumerate(cells)
        ]
        lines.append(",".join(cells))
    return delivery(folder, "\n".join(lines) + "\n", text, "care.csv")


def spans(found: Delivery) -> list[str]:
    told = []
    for record in found.records:
        assert record.at is not None
        ended = date_of(record.ended.day).isoformat()[5:] if record.ended is not None else "-"
        values = [str(record.details.get(name, "-")) for name in ("basis", "ended-by")]
        told.append(" ".join([record.file, date_of(record.at.day).isoformat()[5:], ended, *values]))
    return told


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param("A1 01-01 02-01 order home", ["A1 01-01 02-01 order home"], id="one row"),
        pytest.param(
            """A1 02-01 03-01 agreement home
               A1 01-01 02-01 order -""",
            ["A1 01-01 03-01 order home"],
            id="two rows in any order: the first says the basis, the last how it ended",
        ),
        pytest.param(
            """A1 01-01 02-01 order home
               A1 02-01 -     order -""",
            ["A1 01-01 - order -"],
            id="still open",
        ),
        pytest.param(
            """A1 01-01 02-01 order home
               A1 02-02 03-01 order home""",
            ["A1 01-01 02-01 order home", "A1 02-02 03-01 order home"],
            id="a day between",
        ),
        pytest.param(
            """A1 01-01 02-01 order home
               A1 01-31 03-01 order home""",
            ["A1 01-01 02-01 order home", "A1 01-31 03-01 order home"],
            id="overlapping",
        ),
        pytest.param(
            """A1 01-01 -     order -
               A1 02-01 03-01 order home""",
            ["A1 01-01 - order -", "A1 02-01 03-01 order home"],
            id="begun while another is open",
        ),
        pytest.param(
            """A1 01-01 02-01 order -
               A1 02-01 02-01 order -
               A1 02-01 03-01 order home""",
            ["A1 01-01 03-01 order home"],
            id="a row of no length between",
        ),
        pytest.param(
            """A1 01-01 02-01 order home
               A2 02-01 03-01 order home""",
            ["A1 01-01 02-01 order home", "A2 02-01 03-01 order home"],
            id="two children",
        ),
    ],
)
def test_spans(tmp_path: Path, rows: str, expected: list[str]) -> None:
    found = care(tmp_path, rows)
    assert spans(found) == expected
    assert not found.rejects
    (file,) = found.coverage.files
    assert file.used == file.read


def test_overlaps_are_counted(tmp_path: Path) -> None:
    found = care(tmp_path, "A1 01-01 02-01 order -\nA1 01-31 03-01 order -\nA1 03-01 - order -")
    joined = found.coverage.files[0].joined["care"]
    assert joined == {"rows": 3, "spans": 2, "overlapping": 1}


def test_at_most_a_day_apart(tmp_path: Path) -> None:
    text = EPISODES.replace("equals end", "is at most 1 day after end")
    rows = "A1 01-01 01-31 order -\nA1 02-01 03-01 order -\nA1 03-03 - order -"
    assert spans(care(tmp_path, rows, text)) == ["A1 01-01 03-01 order -", "A1 03-03 - order -"]


def test_a_repeated_row_is_counted_as_repeated(tmp_path: Path) -> None:
    rows = "A1 01-01 02-01 order -\nA1 02-01 03-01 order -\nA1 02-01 03-01 order -"
    found = care(tmp_path, rows)
    assert spans(found) == ["A1 01-01 03-01 order -"]
    (file,) = found.coverage.files
    assert (file.used, file.ignored["repeated"]) == (2, 1)


def test_no_span_is_made_where_a_row_of_it_was_refused(tmp_path: Path) -> None:
    rows = """
        A1 01-01 02-01 order -
        A1 02-01 13-01 order -
        A1 03-01 04-01 order -
        A2 01-01 02-01 order -"""
    found = care(tmp_path, rows)
    assert spans(found) == ["A2 01-01 02-01 order -"]
    assert [(r.line, r.field, r.reason[:27]) for r in found.rejects] == [
        (2, "", "Another row that belongs to"),
        (3, "ended", "There is no such day or tim"),
        (4, "", "Another row that belongs to"),
    ]


def test_a_row_cut_short_breaks_its_span_too(tmp_path: Path) -> None:
    content = "child,begun,ended,basis,by\nA1,2016-01-01,2016-02-01,order,\nA1,2016-02-01\n"
    found = delivery(tmp_path, content, EPISODES, "care.csv")
    assert found.records == []
    assert [reject.line for reject in found.rejects] == [2, 3]
