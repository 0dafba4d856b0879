"""What a report says: each number can be counted again from the obligations behind it."""

from __future__ import annotations

from collections import Counter

from sightline.engine.model import State
from sightline.reporting.content import SHOWN, Gap, Report
from sightline.reporting.made import LISTED, report_of
from sightline.returns.errors import Reject
from tests.reporting.small import (
    FIRST,
    SCRIPT,
    everybody,
    in_a_hotel,
    in_time,
    judged,
    late,
    overdue,
)
from tests.reporting.small import ended as has_ended


def gap(report: Report, id_: str) -> Gap:
    return next(gap for gap in report.gaps if gap.id == id_)


def test_late_and_overdue_are_two_numbers() -> None:
    report = report_of(judged(in_time(), late(), overdue(), has_ended()))
    states = {state.value: number for state, number in report.states.items() if number}
    assert states == {"met": 1, "late": 1, "overdue": 2}
    assert report.lead == (
        "4 obligations on 4 files.",
        "Of 4 obligations due by Mon 31 Mar 2025 and judged: 1 done in time; 1 late; 2 overdue, "
        "no evidence on file.",
        "Of the 2 overdue, 1 is still to do and 1 ended after it was due: off the to-do list, "
        "never out of the count.",
    )
    assert (report.share.numerator, report.share.denominator) == (1, 4)


def test_how_long_overdue_is_counted_in_the_unit_of_the_duty() -> None:
    (duty,) = report_of(judged(overdue())).duties
    (found,) = duty.overdue
    assert (found.file, found.part, str(found.over)) == ("overdue", "step 1", "40 working days")


def test_what_ended_is_counted_and_not_listed_as_still_to_do() -> None:
    (duty,) = report_of(judged(overdue(), has_ended())).duties
    assert (duty.states[State.OVERDUE], duty.to_do, duty.ended) == (2, 1, 1)
    assert [found.file for found in duty.overdue] == ["overdue"]


def test_a_breach_is_pressing_and_never_overdue() -> None:
    report = report_of(judged(in_a_hotel(), duties=("no-bed-and-breakfast",)))
    (duty,) = report.duties
    assert [found.file for found in duty.breached] == ["hotel"]
    (child,) = report.children
    assert (child.breached, child.overdue, child.oldest) == (1, 0, None)
    assert "Of what must never happen: 1 breached, 0 kept." in report.lead


def test_every_number_can_be_counted_again() -> None:
    case = everybody()
    report = report_of(case)
    rows = case.rows.to_pylist()
    assert report.obligations == len(rows)
    by_state = Counter(row["state"] for row in rows)
    assert {state.value: report.states[state] for state in SHOWN} == {
        state.value: by_state[state.value] for state in SHOWN
    }
    for duty in report.duties:
        of_duty = [row for row in rows if row["duty"] == duty.id]
        assert duty.obligations == len(of_duty) == sum(duty.states.values())
        assert duty.to_do + duty.ended == duty.states[State.OVERDUE]
        assert sum(rule.obligations for rule in duty.rules) == duty.obligations
    overdue_on = Counter(row["file"] for row in rows if row["state"] == "overdue")
    breached_on = Counter(row["file"] for row in rows if row["state"] == "breached")
    for file in (*report.children, *report.others):
        assert (file.overdue, file.breached) == (overdue_on[file.id], breached_on[file.id])
    assert {file.id for file in report.children} == {*overdue_on, *breached_on}


def test_the_share_is_the_sum_of_those_of_the_duties() -> None:
    report = report_of(everybody())
    assert report.share.numerator == sum(duty.share.numerator for duty in report.duties)
    assert report.share.denominator == sum(duty.share.denominator for duty in report.duties)
    late_and_overdue = report.states[State.LATE] + report.states[State.OVERDUE]
    assert report.share.denominator - report.share.numerator == late_and_overdue


def test_children_with_the_most_to_do_come_first() -> None:
    report = report_of(everybody())
    to_do = [file.to_do + file.breached for file in report.children]
    assert to_do == sorted(to_do, reverse=True)
    assert to_do[0] > to_do[-1]


def test_duties_with_the_most_to_do_or_breached_come_first() -> None:
    duties = report_of(everybody()).duties
    pressing = [duty.to_do + duty.states[State.BREACHED] for duty in duties]
    assert pressing == sorted(pressing, reverse=True)
    assert pressing[0] > pressing[-1]


def test_a_long_list_is_cut_and_its_count_kept() -> None:
    report = report_of(judged(*(overdue(f"child-{n:03}") for n in range(LISTED + 15))))
    (duty,) = report.duties
    assert (len(duty.overdue), duty.to_do) == (LISTED, LISTED + 15)
    assert len(report.children) == LISTED + 15


def test_a_rule_is_told_in_the_sentences_of_the_standard() -> None:
    (duty,) = report_of(judged(in_time())).duties
    (rule,) = duty.rules
    assert rule.lines[1] == (
        "While looked after, there must be meeting (type looked-after-review), first within 20 "
        "working days, then within 3 months, then every 6 months."
    )
    assert "2010" in rule.source
    assert (duty.mark, rule.obligations) == ("sure", 1)


def test_a_measure_is_told_only_if_all_its_duties_were_asked() -> None:
    assert report_of(judged(in_time())).measures == ()
    reviews = (FIRST, "lac-review-second", "lac-review-later")
    (share,) = report_of(judged(in_time(), duties=reviews)).measures
    assert share.title == "Looked after reviews in time"


def test_all_files_read_has_no_interval_and_some_has_one() -> None:
    whole = report_of(judged(in_time(), late()))
    assert whole.share.low is None
    assert "All files were read, so it has no interval." in whole.share_said
    some = report_of(judged(in_time(), late(), read_of=100))
    assert some.share.low is not None and some.share.high is not None
    assert some.share.low < 0.5 < some.share.high
    assert any("2 of 100 files were read" in sentence for sentence in some.share_said)


def test_what_is_left_out_of_the_share_stands_beside_it() -> None:
    report = report_of(judged(in_time(), overdue(), watched=()))
    assert "Beside it, and never in it: 0 open, 0 lapsed, 0 excused, 0 undated, 1 not watched." in (
        report.share_said
    )
    assert gap(report, "not-watched").rows == (("The first review of a looked after child", 1),)


def test_a_duty_whose_absence_cannot_be_seen_says_why() -> None:
    report = report_of(judged(overdue(), blind={FIRST: "no table holds records of the kind x"}))
    assert report.states[State.OVERDUE] == 0
    ((title, number, why),) = gap(report, "blind").rows
    assert (title, number) == ("The first review of a looked after child", 1)
    assert why == "No table holds records of the kind x."


def test_whatever_a_coverage_says_is_shown() -> None:
    report = report_of(everybody())
    assert gap(report, "files").rows[0][-1] == "Layout: 2024 to 2025"
    told = [row[0] for row in gap(report, "coverage-to_come").rows]
    assert told[0] == "a key of tomorrow"
    assert "rows 3" in str(told[1])
    assert gap(report, "kinds-not-filled").rows == (("Contact",),)
    assert "(restraint-record)" in str(gap(report, "not-triggered").rows[0][0])


def test_sections_layouts_and_texts_of_documents_are_named_and_not_repeated() -> None:
    report = report_of(everybody())
    assert gap(report, "sections-not-read").rows == ((SCRIPT, 2, 7, "census.xml", "CINdetails"),)
    assert gap(report, "layouts").rows == (("census.xml", "2031"),)
    assert gap(report, "tables-in-doubt").rows == (("plans", "census.xml"),)
    assert gap(report, "stray-text").rows == (("census.xml", 1, "line 9, Child"),)
    assert "Kim" not in str(report)


def test_rejects_are_grouped_by_cause_the_most_frequent_first() -> None:
    report = report_of(everybody())
    first, second = report.causes
    assert (first.file, first.field, first.rows, first.first_line) == (
        "reviews.csv", "REVIEWED", 10, 2
    )  # fmt: skip
    assert first.found[0] == ("31/02/2025", 2)
    assert (second.field, second.rows) == ("", 1)
    assert sum(cause.rows for cause in report.causes) == len(report.rejects) == 11


def test_nothing_owed_is_said_and_not_drawn_as_an_empty_list() -> None:
    report = report_of(judged())
    assert report.lead == ("Nothing was owed on 0 files.",)
    assert not (report.duties or report.children or report.causes)
    assert report.share.value is None


def test_only_what_was_asked_is_told() -> None:
    report = report_of(judged(overdue(), rejects=[Reject("a", 1, "b", "c", "d", "e")]))
    assert [duty.id for duty in report.duties] == [FIRST]


def test_whose_the_records_are_and_when_it_was_asked() -> None:
    report = report_of(everybody())
    assert report.records == ("Reviews of looked after children", "read from return")
    assert report.files == {"child": 13}
    assert report.when.startswith(
        "As it stood on Mon 31 Mar 2025, as known at Tue 1 Apr 2025 09:00"
    )
