"""What reviews recommend: how it is written, what is wrong where it is not right, and England's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.standard import load
from sightline.standard.model import (
    DutyPart,
    MeasureOf,
    Recommended,
    RecommendedPart,
    ShownBy,
)
from sightline.standard.succession import answerable
from tests.england import england
from tests.standard.small import FILES, faults_of, write

TODAY = date(2026, 11, 1)

BODIES = """\
functions:
  inspect: Inspecting
  advise: Advising
bodies:
  old:
    {title: The old one, functions: [inspect, advise], source: An act, certainty: sure}
  new:
    {title: The new one, functions: advise, source: An act, certainty: sure}
"""

REVIEW = """\
the-review:
  title: The review
  source: A leaflet
  sections:
    child-protection/vulnerability-planning: {number: 1, title: Planning}
    recommendations/one: {number: R 1, title: Do it, to: {old: [inspect, advise], new: advise}}
    recommendations/two: {number: R 2, title: Do more, to: {new: advise}}
"""

MEASURES = """\
median:
  title: Days
  sentence: The days, as a median.
  of: days-to-meet
  duties: [vulnerability-plan]
seen:
  title: Seen
  sentence: The share seen.
  of: share
  among: {visit: {}}
  share: {itself: {seen: "no"}}
"""

WRITTEN = """\
the-review:
  from: 2008-07-01
  recommendations:
    1-1:
      number: 1.1
      box: R1
      section: recommendations/one
      gist: Make plans.
      due: 2008-09-01
      parts:
        a:
          says: There are plans.
          shown-by: {duty: vulnerability-plan}
        b:
          says: They are in time.
          shown-by:
            measure: plans-in-time
            must: {at-least: 0.9}
            from: 2008-09-01
            to: 2008-09-30
          by: old
          note: As read here.
    2-1:
      number: 2.1
      box: R2
      section: recommendations/two
      gist: See every child.
      parts:
        a:
          says: None is unseen.
          shown-by: {measure: seen, must: none}
        b:
          says: All feel seen.
          not-checkable: Nobody writes it down.
"""


def with_recommendations(written: str = WRITTEN) -> dict[str, str | bytes]:
    parts = FILES["duties/plans.yaml"]
    return {
        **FILES,
        "duties/plans.yaml": parts,
        "measures/more.yaml": MEASURES,
        "bodies.yaml": BODIES,
        "reviews/the-review.yaml": REVIEW,
        "recommendations/the-review.yaml": written,
    }


def test_a_recommendation_has_parts_and_what_shows_each(tmp_path: Path) -> None:
    (review,) = load(write(tmp_path, with_recommendations())).recommendations.values()
    assert (review.review, review.first) == ("the-review", date(2008, 7, 1))
    one, two = review.listed.values()
    assert one == Recommended(
        "1-1",
        "1.1",
        "R1",
        "recommendations/one",
        "Make plans.",
        {
            "a": RecommendedPart(
                "a", "There are plans.", ShownBy((DutyPart("vulnerability-plan"),))
            ),
            "b": RecommendedPart(
                "b",
                "They are in time.",
                ShownBy(
                    measure="plans-in-time",
                    at_least=0.9,
                    first=date(2008, 9, 1),
                    last=date(2008, 9, 30),
                ),
                by=("old",),
                note="As read here.",
            ),
        },
        date(2008, 9, 1),
    )
    assert (two.due, two.number, two.box, two.gist) == (None, "2.1", "R2", "See every child.")
    unseen, feel = two.parts.values()
    assert unseen.shown_by == ShownBy(measure="seen", none=True)
    assert (feel.shown_by, feel.not_checkable) == (None, "Nobody writes it down.")
    assert (feel.by, feel.note, unseen.not_checkable) == ((), "", "")
    assert [(r.id, p.id) for r, p in review.parts] == [
        ("1-1", "a"), ("1-1", "b"), ("2-1", "a"), ("2-1", "b")
    ]  # fmt: skip


def test_the_digest_of_a_standard_counts_what_is_recommended(tmp_path: Path) -> None:
    first = load(write(tmp_path / "a", with_recommendations()))
    second = load(write(tmp_path / "b", with_recommendations(WRITTEN.replace("2.1", "2.2"))))
    assert first.digest != second.digest


def test_one_part_of_a_duty_may_show_it(tmp_path: Path) -> None:
    files = with_recommendations(
        WRITTEN.replace("{duty: vuln", "{duty: in-two/first, must: all} #")
    )
    files["duties/two.yaml"] = """\
in-two:
  title: In two
  serves: child-protection/vulnerability-planning
  owed-to: child
  owner: case-manager
  why: Why.
  when: {visit: {}}
  within: 5 days
  parts:
    first: {title: First, then: {plan: {type: release}}}
    second: {title: Second, then: {plan: {type: vulnerability}}}
  rules: [{from: 2004-01-01, basis: project, source: Ours}]
  examples:
    - {says: S, rule: 2004-01-01, records: [], checked: 2008-01-01, expect: []}
    - {says: T, rule: 2004-01-01, records: [], checked: 2008-01-01, expect: []}
"""
    (review,) = load(write(tmp_path / "right", files)).recommendations.values()
    shown_by = review.listed["1-1"].parts["a"].shown_by
    assert shown_by == ShownBy((DutyPart("in-two", "first"),))
    assert [str(duty) for duty in shown_by.duties] == ["in-two/first"]
    assert str(DutyPart("in-two")) == "in-two"
    written = WRITTEN.replace("{duty: vuln", "{duty: in-two/third} #")
    files["recommendations/the-review.yaml"] = written
    (fault,) = faults_of(tmp_path / "wrong", files)
    assert fault == (
        "recommendations/the-review.yaml:13:28: expected a part of the duty 'in-two', which has "
        "'first' or 'second', found 'in-two/third'"
    )


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("the-review:", "a-review:", "1:1", "did you mean 'the-review'"),
        ("  from: 2008-07-01\n", "", "2:3", "expected 'from', which is not said"),
        ("number: 1.1", "numbers: 1.1", "5:7", "did you mean 'number'"),
        ("box: R1\n", "\n", "5:7", "expected 'box', which is not said"),
        ("gist: Make plans.\n", "\n", "5:7", "expected 'gist', which is not said"),
        ("recommendations/one", "recommendations/on", "7:16", "a section of the review"),
        ("due: 2008-09-01", "due: 2008-09-31", "9:12", "in the calendar"),
        ("says: There are plans.", "says: ''", "12:17", "expected text"),
        ("{duty: vulnerability-plan}", "{duty: vulnerability-pla}", "13:28", "a duty of the stand"),
        ("{duty: vulnerability-plan}", "{duty: vulnerability-plan/x}", "13:28", "which has none"),
        ("{duty: vulnerability-plan}", "{must: all}", "13:21", "a duty or a measure, and not both"),
        (
            "{duty: vulnerability-plan}",
            "{duty: vulnerability-plan, measure: seen}",
            "13:21",
            "names a duty or a measure, and not both",
        ),
        (
            "{duty: vulnerability-plan}",
            "{duty: vulnerability-plan, must: none}",
            "13:54",
            "'must: none' goes with a measure only",
        ),
        (
            "{duty: vulnerability-plan}",
            "{duty: vulnerability-plan, must: some}",
            "13:54",
            "'all' or 'none'",
        ),
        ("measure: plans-in-time", "measure: plans-in-tim", "17:22", "a measure of the standard"),
        (
            "measure: plans-in-time",
            "measure: median",
            "17:22",
            "expected a measure 'of: share' or 'of: timeliness', found 'median'",
        ),
        ("at-least: 0.9", "at-least: 0", "18:19", "a share above 0 and up to 1"),
        ("at-least: 0.9", "at-least: 1.1", "18:19", "a share above 0 and up to 1"),
        ("{at-least: 0.9}", "{at-most: 0.9}", "18:20", "did you mean 'at-least'"),
        ("to: 2008-09-30", "to: 2008-08-31", "20:17", "'to' is before 'from'"),
        ("by: old", "by: older", "21:15", "a body that the recommendation names"),
        ("not-checkable: Nobody", "shown-by: Nobody", "34:21", "a duty or a measure"),
        ("          not-checkable: Nobody writes it down.\n", "", "33:11", "expected 'shown-by'"),
        (
            "must: none}\n",
            "must: none}\n          not-checkable: So.\n",
            "30:11",
            "expected 'shown-by', or 'not-checkable' with the reason, and not both",
        ),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    assert old in WRITTEN
    faults = faults_of(tmp_path, with_recommendations(WRITTEN.replace(old, new, 1)))
    where = f"recommendations/the-review.yaml:{place}: "
    assert [f for f in faults if f.startswith(where) and said in f], faults


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        ("the-review:\n", "what the review recommends, as a mapping"),
        ("    2-1:\n", "what is recommended, as a mapping"),
        (
            "        b:\n          says: All",
            "what must be so and what shows it, as a mapping",
        ),
    ],
)
def test_where_a_mapping_is_expected_it_is_said_of_what(
    tmp_path: Path, cut: str, expected: str
) -> None:
    before, name, _ = WRITTEN.partition(cut)
    written = f"{before}{name.splitlines()[0]} nothing\n"
    faults = faults_of(tmp_path, with_recommendations(written))
    said = [fault for fault in faults if fault.startswith("recommendations/")]
    assert said and said[0].endswith(f": expected {expected}, found 'nothing'")


def test_a_section_that_is_not_there_is_one_fault(tmp_path: Path) -> None:
    written = WRITTEN.replace("recommendations/one", "recommendations/on")
    (fault,) = faults_of(tmp_path, with_recommendations(written))
    assert "expected a section of the review, found 'recommendations/on'" in fault


@pytest.mark.parametrize(
    ("cut", "place", "expected"),
    [
        ("    1-1:", "3:20", "at least one"),
        ("        a:\n          says: None", "28:14", "parts by their letters, as a mapping"),
    ],
)
def test_an_empty_list_is_no_recommendation(
    tmp_path: Path, cut: str, place: str, expected: str
) -> None:
    before = WRITTEN.split(cut)[0].rstrip("\n ")
    empty = " {}" if "1-1" in cut else " []"
    faults = faults_of(tmp_path, with_recommendations(before + empty + "\n"))
    where = f"recommendations/the-review.yaml:{place}: "
    assert [f for f in faults if f.startswith(where) and expected in f], faults


def test_a_faulty_duty_or_measure_is_not_called_missing_besides(tmp_path: Path) -> None:
    files = with_recommendations()
    files["duties/plans.yaml"] = FILES["duties/plans.yaml"].replace("owed-to: child", "owed-to: x")
    files["measures/more.yaml"] = MEASURES.replace("{visit: {}}", "{visits: {}}")
    faults = faults_of(tmp_path, files)
    assert not [fault for fault in faults if fault.startswith("recommendations/")], faults


# --- England ---------------------------------------------------------------------------------


def test_the_third_review_makes_16_recommendations_each_in_its_section() -> None:
    standard = england()
    review = standard.recommendations["third-joint-review"]
    sections = standard.reviews["third-joint-review"].sections
    assert len(review.listed) == 16
    recommending = [path for path in sections if path.startswith("recommendations/")]
    assert [one.section for one in review.listed.values()] == recommending
    for one in review.listed.values():
        assert sections[one.section].number == f"R {one.number}"
        assert one.id == one.number.replace(".", "-")
        assert one.box == f"R{one.number[0]}"


def test_every_part_is_tied_or_marked_and_there_are_at_least_34() -> None:
    standard = england()
    parts = standard.recommendations["third-joint-review"].parts
    assert len(parts) >= 34
    tied = [part for _, part in parts if part.shown_by is not None]
    assert len(tied) >= 34
    for _, part in parts:
        assert bool(part.shown_by) != bool(part.not_checkable)
        if part.shown_by is not None and part.shown_by.measure:
            measure = standard.measures[part.shown_by.measure]
            assert measure.of in (MeasureOf.SHARE, MeasureOf.TIMELINESS)


def test_the_parts_of_one_recommendation_are_lettered_without_a_gap() -> None:
    for one in england().recommendations["third-joint-review"].listed.values():
        assert "".join(one.parts) == "abcdefgh"[: len(one.parts)]


def test_a_duty_that_shows_a_part_serves_its_recommendation_or_says_it_is_the_same_matter() -> None:
    """A recommendation is looked for where the duties that serve it stand."""
    standard = england()
    for one in standard.recommendations["third-joint-review"].listed.values():
        duties = {
            duty.duty
            for part in one.parts.values()
            if part.shown_by is not None
            for duty in part.shown_by.duties
        }
        serving = {id_ for id_ in duties if one.section in standard.duties[id_].serves}
        assert serving or not duties, one.number


def test_every_owner_is_answered_for_today_or_it_is_said_why_not() -> None:
    standard = england()
    sections = standard.reviews["third-joint-review"].sections
    unanswered = []
    for one in standard.recommendations["third-joint-review"].listed.values():
        answering = list(answerable(standard.bodies, sections[one.section], TODAY))
        assert answering, one.number
        unanswered += [(one.number, body, h.why) for body, _, h in answering if not h.body]
    assert [(number, body) for number, body, _ in unanswered] == [("4.1", "ofsted")]
    assert all(why for *_, why in unanswered)


def test_only_one_has_a_day_and_it_is_the_printed_one() -> None:
    standard = england()
    review = standard.recommendations["third-joint-review"]
    ((one, due),) = [(r, r.due) for r in review.listed.values() if r.due is not None]
    printed = standard.printed["third-joint-review"].figures["fig-lscb-deadline"]
    assert (one.section, due) == (printed.section, printed.first)
    told = f"{due.day} {due:%B %Y}"
    assert printed.printed == f"by {told}"
    assert told in standard.reviews["third-joint-review"].sections[one.section].title
    in_place = one.parts["b"].shown_by
    assert in_place is not None
    assert (in_place.measure, in_place.first, in_place.last) == (
        printed.measure,
        printed.first,
        printed.last,
    )


def test_nothing_is_looked_at_before_the_review_was_published() -> None:
    review = england().recommendations["third-joint-review"]
    published = england().printed["third-joint-review"].figures["fig-review-year-gaps"]
    assert published.agrees.values[-1] == f"{review.first:%Y-%m}"
    for _, part in review.parts:
        if part.shown_by is not None and part.shown_by.first is not None:
            assert part.shown_by.first >= review.first
