"""From rows to subjects and records: what is taken, what is refused, and where it stands."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sightline.engine.model import Moment, Record, derived_id
from sightline.returns import Delivery, Reject, UnreadableFile, files, read, write_rejects
from sightline.standard.calendar import day_of, end_of_day
from tests.returns.small import DELIVERED, STANDARD, VISITS, delivery, mapping, visits

HEAD = "child,day,result\n"


def day(text: str) -> int:
    return day_of(date.fromisoformat(text))


def only(found: Delivery) -> Record:
    (record,) = found.records
    assert not found.rejects
    return record


def refused(found: Delivery) -> Reject:
    (reject,) = found.rejects
    return reject


def details(folder: Path, fields: str, header: str, row: str) -> dict[str, object]:
    content = f"child,day,{header}\nA1,06/10/2016,{row}\n"
    return dict(only(delivery(folder, content, visits(fields))).details)


def test_a_row_becomes_a_record(tmp_path: Path) -> None:
    found = delivery(tmp_path, HEAD + "A1,06/10/2016,K\n")
    assert only(found) == Record(
        derived_id("north", "visit", "A1", "2016-10-06"),
        "A1",
        "visit",
        Moment(day("2016-10-06")),
        DELIVERED,
        {"result": "kept"},
        agency="north",
        entry_known=False,
    )
    assert [(s.id, s.type, s.place, s.born) for s in found.subjects.values()] == [
        ("A1", "child", "northshire", None)
    ]


@pytest.mark.parametrize(
    ("fields", "header", "row", "told"),
    [
        ("result: result", "result", "kept", {"result": "kept"}),
        ("result: result", "result", "declined", {"result": "declined"}),
        ("result: result", "result", "", {}),
        ("result: result", "result", "NULL", {}),
        ("result: {column: r, not-recorded: [n/a]}", "r", "N/A", {}),
        ("result: {column: r, codes: {K: kept}, unlisted: unknown}", "r", "X",
         {"result": "unknown"}),
        ("result: {column: r, codes: {K: kept}, unlisted: as written}", "r", "missed",
         {"result": "missed"}),
        ("result: {column: r, codes: {1A: kept}, up-to: ' - '}", "r", "1A - Kept",
         {"result": "kept"}),
        ("result: {always: missed}", "r", "K", {"result": "missed"}),
        ("seen-alone: r", "r", "Y", {"seen-alone": "yes"}),
        ("seen-alone: r", "r", "0", {"seen-alone": "no"}),
        ("seen-alone: {column: r, codes: {ja: yes, NA: not-asked}}", "r", "NA",
         {"seen-alone": "not-asked"}),
        ("score: r", "r", "12", {"score": 12}),
        ("score: r", "r", "-1.50", {"score": -1.5}),
        ("score: {column: r, codes: {SDQ1: declined}}", "r", "SDQ1", {"score": "declined"}),
        ("who: {column: r, split: /}", "r", "child/ parent", {"who": ("child", "parent")}),
        ("who: {column: r, split: /, codes: {C: child, U: unknown}}", "r", "U", {"who": "unknown"}),
        ("who: r", "r", "child", {"who": ("child",)}),
        ("next-on: r", "r", "07/10/2016 14:00", {"next-on": "2016-10-07"}),
        ("next-on: {column: r, dates: iso}", "r", "2016-10-07", {"next-on": "2016-10-07"}),
        ("told-at: r", "r", "07/10/2016 14:00", {"told-at": "2016-10-07T13:00Z"}),
        ("told-at: r", "r", "07/10/2016", {"told-at": "2016-10-07"}),
        ("purpose: {column: r, prefix: home-}", "r", " visit ", {"purpose": "home-visit"}),
        ("purpose: {column: r, up-to: ' - '}", "r", "visit - at home", {"purpose": "visit"}),
        ("purpose: nowhere", "r", "x", {}),
    ],
)  # fmt: skip
def test_fields(
    tmp_path: Path, fields: str, header: str, row: str, told: dict[str, object]
) -> None:
    assert details(tmp_path, fields, header, row) == told


@pytest.mark.parametrize(
    ("fields", "cell", "expected", "reason"),
    [
        ("result: r", "Kept", "one of kept, missed", "The standard has no such code for result."),
        ("result: {column: r, codes: {K: kept}}", "k", "one of K", "The mapping does not list"),
        ("seen-alone: r", "maybe", "yes or no", "The value is neither yes nor no."),
        ("score: r", "1,5", "a number such as", "The value is not a number."),
        ("score: r", "nan", "a number such as", "The value is not a number."),
        ("score: r", "1e400", "a number such as", "The value is not a number."),
        (
            "who: {column: r, split: /}",
            "child/dog",
            "one of child",
            "The standard has no such code",
        ),
        ("next-on: r", "2016-10-07", "a date written day-first", "The date is not written as"),
        ("next-on: r", "31/11/2016", "a date written day-first", "There is no such day"),
        ("told-at: r", "01/01/1066", "a date from 1900", "The date is centuries away."),
    ],
)
def test_a_row_is_refused_with_file_line_and_field(
    tmp_path: Path, fields: str, cell: str, expected: str, reason: str
) -> None:
    found = delivery(
        tmp_path, f'child,day,r\nA0,01/10/2016,\nA1,06/10/2016,"{cell}"\n', visits(fields)
    )
    reject = refused(found)
    assert (reject.file, reject.line, reject.field, reject.found) == ("visits.csv", 3, "r", cell)
    assert reject.expected.startswith(expected)
    assert reject.reason.startswith(reason)
    assert [record.file for record in found.records] == ["A0"]


def test_no_start_no_subject_no_key(tmp_path: Path) -> None:
    found = delivery(tmp_path, HEAD + "A1,,K\n,06/10/2016,K\n")
    assert [(r.line, r.field, r.reason) for r in found.rejects] == [
        (2, "day", "The day on which it began is not recorded."),
        (3, "child", "The row does not say whom it is about."),
    ]
    text = VISITS.replace("key: [child, day]", "key: number")
    found = delivery(tmp_path, "child,day,result,number\nA1,06/10/2016,K,\n", text)
    assert refused(found).reason == "None of the columns of the record's key is recorded."


def test_a_row_that_is_too_short_or_too_long(tmp_path: Path) -> None:
    found = delivery(tmp_path, HEAD + "A1,06/10/2016\nA2,06/10/2016,K,,\nA3,06/10/2016,K,x\n,,,,\n")
    assert [(r.line, r.field, r.found, r.reason) for r in found.rejects] == [
        (2, "", "", "The row has 2 values."),
        (4, "", "", "The row has 4 values."),
    ]
    assert [record.file for record in found.records] == ["A2"]


CARE = """
    title: Care
    watched: {from: first record, to: 2017-03-31}
    tables:
      care:
        file: care.csv
        dates: iso
        subject:
          {id: child, born: born, type: child, attributes: {sex: {column: sex, codes: {1: male}}}}
        key: [child, begun]
        start: begun
        end: ended
        planned-start: due
        planned-end: due-end
        recorded: entered
        author: who
        agency: by
        records: {kind: care, fields: {basis: basis}}
"""
CARE_HEAD = "child,born,sex,begun,ended,due,due-end,entered,who,by,basis\n"


def care(folder: Path, *rows: str) -> Delivery:
    return delivery(folder, CARE_HEAD + "\n".join(rows) + "\n", CARE, "care.csv")


def test_every_moment_of_a_span(tmp_path: Path) -> None:
    record = only(
        care(
            tmp_path,
            "A1,2003-02-01,1,2016-01-01T10:00,2016-02-01,,2016-03-01,2016-01-03,Ann,south,",
        )
    )
    assert record.at == Moment(day("2016-01-01"), day("2016-01-01") * 1440 + 600)
    assert record.ended == Moment(day("2016-02-01"))
    assert (record.planned_start, record.planned_end) == (None, day("2016-03-01"))
    # Entered on a day, it is known from the last minute of that day.
    assert (record.recorded_at, record.entry_known) == (end_of_day(day("2016-01-03")), True)
    assert (record.author, record.agency) == ("Ann", "south")
    assert record.id == derived_id("south", "care", "A1", "2016-01-01T10:00Z")


def test_a_planned_span(tmp_path: Path) -> None:
    record = only(care(tmp_path, "A1,,,,,2018-01-01,,2016-01-03T12:00Z,,,"))
    assert (record.at, record.planned_start) == (None, day("2018-01-01"))
    assert record.recorded_at == day("2016-01-03") * 1440 + 720


@pytest.mark.parametrize("told", ["planned-start: due", "planned-end: due"])
def test_one_end_of_a_plan_needs_no_other(tmp_path: Path, told: str) -> None:
    text = CARE.replace("        planned-start: due\n        planned-end: due-end\n", "")
    text = text.replace("        end: ended\n", f"        end: ended\n        {told}\n")
    content = f"{CARE_HEAD}A1,,,2016-01-01,,2018-01-01,,,,,\n"
    record = only(delivery(tmp_path, content, text, "care.csv"))
    plans = {"planned-start": record.planned_start, "planned-end": record.planned_end}
    assert [word for word, when in plans.items() if when == day("2018-01-01")] == [
        told.removesuffix(": due")
    ]


def test_each_column_of_a_key_is_read_by_itself(tmp_path: Path) -> None:
    text = VISITS.replace("key: [child, day]", "key: [child, room, desk]")
    rows = "A1,06/10/2016,1,2\nA1,06/10/2016,2,1\nA1,06/10/2016,1,1\n"
    found = delivery(tmp_path, f"child,day,room,desk\n{rows}", text)
    assert {record.id for record in found.records} == {
        derived_id("north", "visit", "A1", room, desk) for room, desk in ("12", "21", "11")
    }


def test_entered_on_the_day_of_delivery_is_known_at_the_delivery(tmp_path: Path) -> None:
    record = only(care(tmp_path, "A1,,,2016-01-01,,,,2017-07-14,,,"))
    assert (record.recorded_at, record.entry_known) == (DELIVERED, True)


def test_it_ends_before_it_starts(tmp_path: Path) -> None:
    reject = refused(care(tmp_path, "A1,,,2016-01-02,2016-01-01,,,,,,"))
    assert (reject.field, reject.found) == ("ended", "2016-01-01")
    assert reject.expected == "a day from 2016-01-02 on"


def test_what_is_told_of_a_subject(tmp_path: Path) -> None:
    found = care(tmp_path, "A1,2003-02-01,1,2016-01-01,,,,,,,", "A1,,,2016-02-02,,,,,,,")
    (subject,) = found.subjects.values()
    assert (subject.born, subject.attributes) == (day("2003-02-01"), {"sex": "male"})


def test_a_subject_that_is_told_two_ways(tmp_path: Path) -> None:
    found = care(tmp_path, "A1,2003-02-01,,2016-01-01,,,,,,,", "A1,2003-01-02,,2016-02-02,,,,,,,")
    reject = refused(found)
    assert (reject.line, reject.field, reject.found) == (3, "born", "2003-01-02")
    assert reject.expected == "what care.csv, line 2, says"
    assert len(found.records) == 1


def test_a_subject_that_is_a_child_in_one_table_and_a_worker_in_another(tmp_path: Path) -> None:
    subject = "subject: {id: child, type: TYPE}"
    tables = """
        title: People
        agency: north
        place: northshire
        watched: {from: 2015-01-01, to: delivered}
        tables:
          children: {file: a.csv, SUBJECT}
          workers: {file: b.csv, OTHER}
    """
    text = tables.replace("SUBJECT", subject.replace("TYPE", "child"))
    text = text.replace("OTHER", subject.replace("TYPE", "worker"))
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for file in files:
        file.write_text("child\nA1\n")
    found = read(STANDARD, mapping(text, tmp_path), files, delivered=DELIVERED)
    reject = refused(found)
    assert (reject.file, reject.line, reject.expected) == ("b.csv", 2, "what a.csv, line 2, says")
    assert reject.reason == "The same subject's type was told otherwise before."
    assert [subject.type for subject in found.subjects.values()] == ["child"]


def test_a_refused_row_tells_nothing_of_its_subject(tmp_path: Path) -> None:
    found = care(tmp_path, "A1,2003-02-31,1,2016-01-01,,,,,,,")
    assert found.subjects == {}


def test_repeated_rows_and_rows_that_contradict(tmp_path: Path) -> None:
    found = delivery(
        tmp_path,
        HEAD + "A1,06/10/2016,K\nA1,6/10/2016,K\nA1,06/10/2016,M\nA1,07/10/2016,M\n",
    )
    (file,) = found.coverage.files
    assert (file.read, file.used, file.refused, file.ignored["repeated"]) == (4, 2, 1, 1)
    reject = refused(found)
    assert (reject.line, reject.found) == (4, "")
    assert reject.expected == "what visits.csv, line 2, says"
    assert reject.reason == "The visit with the same key was told before with another result."


@pytest.mark.parametrize(
    ("row", "differs"),
    [
        ("A2,06/10/2016,K,N1,Ann", "subject"),
        ("A1,07/10/2016,K,N1,Ann", "start"),
        ("A1,06/10/2016,K,N1,Bob", "author"),
        ("A1,06/10/2016,,N1,Ann", "result"),
    ],
)
def test_what_two_records_of_one_key_differ_in(tmp_path: Path, row: str, differs: str) -> None:
    text = VISITS.replace("key: [child, day]", "key: number\n        author: who")
    content = f"child,day,result,number,who\nA1,06/10/2016,K,N1,Ann\n{row}\n"
    reject = refused(delivery(tmp_path, content, text))
    assert reject.reason == f"The visit with the same key was told before with another {differs}."


def test_reading_twice_changes_nothing(tmp_path: Path) -> None:
    first = delivery(tmp_path, HEAD + "A2,06/10/2016,K\nA1,06/10/2016,K\n")
    second = delivery(tmp_path, HEAD + "A1,06/10/2016,K\nA2,06/10/2016,K\n")
    assert first.records == second.records
    path = tmp_path / "visits.csv"
    both = read(STANDARD, mapping(VISITS, tmp_path), [path, path], delivered=DELIVERED)
    assert both.records == first.records


def test_only_some_rows(tmp_path: Path) -> None:
    text = visits("result: result", "        only: {result: [kept], day: recorded}\n")
    found = delivery(tmp_path, HEAD + "A1,06/10/2016,kept\nA1,07/10/2016,missed\nA1,,kept\n", text)
    (file,) = found.coverage.files
    assert (file.used, file.ignored["only"], file.refused) == (1, 2, 0)


def test_codes_are_those_in_use_on_the_day(tmp_path: Path) -> None:
    text = """
    title: Levels
    watched: {from: first record, to: delivered}
    tables:
      levels:
        file: levels.csv
        dates: iso
        subject: child
        key: [child, day]
        start: day
        records: {kind: level, fields: {level: level}}
    """
    rows = [
        "2009-12-31,top",
        "2010-01-01,top",
        "2019-12-31,top",
        "2020-01-01,top",
        "2020-01-01,low",
    ]
    content = "child,day,level\n" + "".join(f"A{n},{row}\n" for n, row in enumerate(rows))
    found = delivery(tmp_path, content, text, "levels.csv")
    assert [record.file for record in found.records] == ["A1", "A2", "A4"]
    assert [(r.line, r.field, r.found) for r in found.rejects] == [
        (2, "level", "top"),
        (5, "level", "top"),
    ]
    assert found.rejects[0].expected == "a code in use on 2009-12-31"


LOG = """
    title: Log
    watched: {from: first record, to: delivered}
    tables:
      log:
        file: log.csv
        dates: iso
        subject: {id: case, type: child}
        activity: what
        key: [case, what, when]
        start: when
        becomes:
          Visit made: {kind: visit, fields: {result: {always: kept}}}
          Visit and level:
            - {kind: visit, fields: {result: {always: missed}}}
            - {kind: level, fields: {level: level}}
"""


def test_an_event_log(tmp_path: Path) -> None:
    rows = (
        "A1,Visit made,2016-01-01T10:00+02:00,",
        "A1,Letter,2016-01-02T10:00Z,",
        "A1,Visit and level,2016-01-03T10:00Z,low",
        "A1,Visit and level,2016-01-04T10:00Z,lo",
    )
    found = delivery(tmp_path, "case,what,when,level\n" + "\n".join(rows) + "\n", LOG, "log.csv")
    assert [(r.kind, r.at) for r in found.records[:1]] == [
        ("visit", Moment(day("2016-01-01"), day("2016-01-01") * 1440 + 480))
    ]
    (file,) = found.coverage.files
    assert file.ignored_activities == {"Letter": 1}
    assert (file.used, file.refused, file.partly_used, file.ignored["activity"]) == (2, 1, 1, 1)
    assert file.records == {"level": 1, "visit": 3}


def test_unlisted_activities_are_counted_by_name_up_to_a_number(tmp_path: Path) -> None:
    rows = "".join(f"A1,free text {n},2016-01-01,\n" for n in range(250))
    found = delivery(tmp_path, "case,what,when,level\n" + rows, LOG, "log.csv")
    named = found.coverage.files[0].ignored_activities
    assert len(named) == 201
    assert named["(others)"] == 50


def test_a_record_stands_on_the_files_that_its_kind_names(tmp_path: Path) -> None:
    text = VISITS.replace("start: day", "start: day\n        about: about").replace(
        "result: {column: result, codes: {K: kept, M: missed}}", "with: with"
    )
    content = "child,day,about,with\nA1,06/10/2016,A2,A3\nA2,07/10/2016,A2,A9\nA3,08/10/2016,,\n"
    found = delivery(tmp_path, content, text)
    stands = {
        file.subject.id: (sorted(r.file for r in file.records), sorted(file.others))
        for file in files(found)
    }
    assert stands == {
        "A1": (["A1"], []),
        "A2": (["A1", "A2"], ["A1"]),
        "A3": (["A1", "A3"], ["A1"]),
    }


def test_every_version_of_a_fact_and_its_withdrawal_stand_where_any_version_names(
    tmp_path: Path,
) -> None:
    text = VISITS.replace("result: {column: result, codes: {K: kept, M: missed}}", "with: with")
    found = delivery(tmp_path, "child,day,with\nA1,06/10/2016,A2\nA2,07/10/2016,\n", text)
    first = next(record for record in found.records if record.file == "A1")
    moved = replace(first, id="moved", version_of=first.id, details={"with": "unknown"})
    gone = Record("gone", "A1", "visit", None, DELIVERED, withdraws="moved")
    found = replace(found, records=[*found.records, moved, gone])
    stands = {file.subject.id: {record.id for record in file.records} for file in files(found)}
    assert stands["A1"] == {first.id, "moved", "gone"}
    assert stands["A2"] >= {first.id, "moved", "gone"}


def test_about_another_record(tmp_path: Path) -> None:
    text = VISITS.replace(
        "start: day", "start: day\n        about: {kind: care, key: [child, begun]}"
    )
    found = delivery(tmp_path, "child,day,result,begun\nA1,06/10/2016,K,2016-01-01\n", text)
    assert only(found).about == derived_id("north", "care", "A1", "2016-01-01")


def test_watched_days(tmp_path: Path) -> None:
    (watched,) = delivery(tmp_path, HEAD + "A1,06/10/2016,K\n").watched
    assert (watched.place, watched.kind, watched.agency) == ("northshire", "visit", "north")
    assert (watched.first, watched.last) == (day("2015-01-01"), day("2017-07-14"))
    (watched,) = care(tmp_path, "A1,,,2016-01-05,,,,,,,", "A2,,,2016-01-04,,,,,,,").watched
    assert (watched.first, watched.last) == (day("2016-01-04"), day("2017-03-31"))


def test_watched_in_each_place(tmp_path: Path) -> None:
    text = VISITS.replace("subject: child", "subject: {id: child, place: area}")
    found = delivery(
        tmp_path, "child,day,result,area\nA1,06/10/2016,K,east\nA2,06/10/2016,K,\n", text
    )
    assert [(w.place, w.kind) for w in found.watched] == [
        ("east", "visit"),
        ("northshire", "visit"),
    ]


def test_the_coverage_statement(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("x\n")
    (tmp_path / ".hidden").write_text("x\n")
    (tmp_path / "visits.csv").write_text("CHILD, Day ,extra\nA1,06/10/2016,z\n")
    text = (
        VISITS
        + """
      more:
        file: more.csv
        dates: iso
        subject: child
        key: child
        start: day
        records: {kind: level}
    """
    )
    found = read(STANDARD, mapping(text, tmp_path), tmp_path, delivered=DELIVERED)
    told = found.coverage.to_dict()
    assert told["files_ignored"] == ["mapping.yaml", "other.csv"]
    assert told["tables_without_file"] == ["more"]
    assert told["rows"] == {"read": 1, "used": 1, "ignored": 0, "refused": 0}
    assert told["kinds"] == {"visit": {}}
    assert told["kinds_not_filled"] == ["care", "level"]
    assert [w.kind for w in found.watched] == ["visit"]
    (file,) = found.coverage.files
    assert (file.columns_ignored, file.columns_missing) == (("extra",), ("result",))


def test_the_values_that_a_field_can_have(tmp_path: Path) -> None:
    found = delivery(tmp_path, HEAD + "A1,06/10/2016,K\n")
    assert found.coverage.kinds == {"visit": {"result": ("kept", "missed")}}


def test_no_file_of_the_mapping(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="None of its files"):
        delivery(tmp_path, HEAD, name="other.csv")
    with pytest.raises(UnreadableFile, match="There is no such file or folder"):
        read(STANDARD, mapping(VISITS, tmp_path), tmp_path / "nowhere", delivered=DELIVERED)


def test_nobody_says_when_it_came(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text(HEAD)
    with pytest.raises(UnreadableFile, match="says when it came"):
        read(STANDARD, mapping(VISITS, tmp_path), tmp_path)


def test_it_came_when_the_latest_file_was_written(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text(HEAD)
    text = VISITS.replace("agency: north", "delivered: file time")
    found = read(STANDARD, mapping(text, tmp_path), tmp_path)
    assert found.delivered == int((tmp_path / "visits.csv").stat().st_mtime) // 60


@pytest.mark.parametrize("missing", ["child", "day"])
def test_a_column_without_which_rows_mean_something_else(tmp_path: Path, missing: str) -> None:
    with pytest.raises(UnreadableFile) as raised:
        delivery(tmp_path, HEAD.replace(missing, "other"))
    assert raised.value.problem.startswith(f"There is no column {missing}; there are ")


def test_a_column_that_is_there_twice(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="The column day is there twice"):
        delivery(tmp_path, "child,day,result, DAY\n")
    assert delivery(tmp_path, "child,day,result,x,x\nA1,06/10/2016,K,,\n").records


def test_the_rejects_file_repeats_the_faulty_value_and_no_other(tmp_path: Path) -> None:
    found = delivery(tmp_path, HEAD + 'A1,06/10/2016,=1+1\nA2,06/10/2016,"a\nb"\n')
    path = tmp_path / "rejects.csv"
    write_rejects(path, found.rejects)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["file", "line", "field", "found", "expected", "reason"]
    assert [row[:4] for row in rows[1:]] == [
        ["visits.csv", "2", "result", "'=1+1"],
        ["visits.csv", "3", "result", "a\\nb"],
    ]
    assert "A1" not in path.read_text("utf-8-sig")


def test_a_long_value_is_not_repeated_whole(tmp_path: Path) -> None:
    found = delivery(tmp_path, HEAD + f"A1,06/10/2016,{'x' * 5000}\n")
    assert refused(found).found == "x" * 79 + "…"
