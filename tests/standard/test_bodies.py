"""bodies.yaml: public bodies, and to whom their functions passed; what cannot be so is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.standard import load
from sightline.standard.model import Bodies, Body, Passing
from sightline.standard.succession import (
    answerable,
    holders,
    say_holding,
    successor,
    whole_successor,
)
from tests.england import england
from tests.standard.small import FILES, faults_of, write

BODIES = """\
functions: {inspect: Inspecting, advise: Advising}
bodies:
  old:
    title: Old body
    known-as: [OB]
    functions: [inspect, advise]
    until: 2010-04-01
    source: Act one
    certainty: sure
    passes:
      - {functions: inspect, to: middle, on: 2007-04-01, source: Act two, certainty: sure}
      - {functions: advise, to: new, on: 2010-04-01, begins: 2009-04-01, source: Act three, certainty: check}
  middle:
    title: Middle body
    functions: inspect
    from: 2006-04-01
    until: 2012-04-01
    local: yes
    place: wales
    help: Each area had one.
    source: Act two
    certainty: sure
    passes: {functions: inspect, to: new, on: 2012-04-01, source: Act four, certainty: sure}
  new: {title: New body, functions: [inspect, advise], from: 2009-01-01, source: Act four, certainty: sure}
"""  # noqa: E501


def with_bodies(text: str = BODIES) -> dict[str, str | bytes]:
    return {**FILES, "bodies.yaml": text}


def bodies(tmp_path: Path, *changes: tuple[str, str]) -> Bodies:
    text = BODIES
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return load(write(tmp_path, with_bodies(text))).bodies


def test_a_body_and_its_passings(tmp_path: Path) -> None:
    read = bodies(tmp_path)
    assert read.functions == {"inspect": "Inspecting", "advise": "Advising"}
    assert read.declared["old"] == Body(
        id="old",
        title="Old body",
        functions=("inspect", "advise"),
        source="Act one",
        certainty="sure",
        until=date(2010, 4, 1),
        known_as=("OB",),
        passes=(
            Passing(("inspect",), "middle", date(2007, 4, 1), "Act two", "sure"),
            Passing(
                ("advise",), "new", date(2010, 4, 1), "Act three", "check", date(2009, 4, 1)
            ),
        ),
    )  # fmt: skip
    middle = read.declared["middle"]
    assert (middle.local, middle.place, middle.help) == (True, "wales", "Each area had one.")
    assert (middle.from_, middle.until) == (date(2006, 4, 1), date(2012, 4, 1))
    assert (read.declared["new"].local, read.declared["new"].place) == (False, "england")


def test_the_digest_changes_with_a_body(tmp_path: Path) -> None:
    first = load(write(tmp_path / "a", with_bodies())).digest
    other = BODIES.replace("Act four", "Act five")
    assert load(write(tmp_path / "b", with_bodies(other))).digest != first
    assert load(write(tmp_path / "c", FILES)).digest != first


def test_without_the_file_there_are_none(tmp_path: Path) -> None:
    assert load(write(tmp_path, FILES)).bodies == Bodies()


@pytest.mark.parametrize(
    ("on", "exists"),
    [("2006-03-31", False), ("2006-04-01", True), ("2012-03-31", True), ("2012-04-01", False)],
)
def test_a_body_exists_from_its_first_day_until_its_last(
    tmp_path: Path, on: str, exists: bool
) -> None:
    assert bodies(tmp_path).declared["middle"].exists(date.fromisoformat(on)) is exists


# --- who holds it ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "function", "on", "holder"),
    [
        ("old", "inspect", "2007-03-31", "old"),
        ("old", "inspect", "2007-04-01", "middle"),
        ("old", "inspect", "2012-03-31", "middle"),
        ("old", "inspect", "2012-04-01", "new"),
        ("middle", "inspect", "2026-01-01", "new"),
        ("old", "advise", "2009-03-31", "old"),
        ("old", "advise", "2010-04-01", "new"),
    ],
)
def test_a_function_is_followed_day_by_day(
    tmp_path: Path, body: str, function: str, on: str, holder: str
) -> None:
    found = successor(bodies(tmp_path), body, function, date.fromisoformat(on))
    assert (found.body, found.why, found.candidates) == (holder, "", ())


def test_the_way_is_told_with_its_certainty(tmp_path: Path) -> None:
    read = bodies(tmp_path)
    found = successor(read, "old", "inspect", date(2012, 4, 1))
    assert [(step.body, step.passing.to) for step in found.steps] == [
        ("old", "middle"), ("middle", "new")
    ]  # fmt: skip
    assert found.certainty == "sure"
    assert successor(read, "old", "advise", date(2010, 4, 1)).certainty == "check"
    assert say_holding(read, found) == "New body."


@pytest.mark.parametrize("on", ["2009-04-01", "2010-03-31"])
def test_what_passes_area_by_area_is_not_guessed(tmp_path: Path, on: str) -> None:
    read = bodies(tmp_path)
    found = successor(read, "old", "advise", date.fromisoformat(on))
    assert found.body == ""
    assert found.candidates == ("old", "new")
    assert found.why == (
        "It passed area by area from 1 April 2009, the last on 1 April 2010: it is Old body or "
        "New body, depending on the area."
    )
    assert found.certainty == "check"
    assert say_holding(read, found) == found.why


def test_what_is_divided_is_not_guessed(tmp_path: Path) -> None:
    second = "passes:\n      - {functions: inspect, to: new, on: 2012-04-01, source: A, "
    read = bodies(
        tmp_path,
        ("passes: {functions: inspect, to: new", f"{second}certainty: sure}}\n"
         "      - {functions: inspect, to: other"),
        ("  new: {", "  other: {title: Other, functions: inspect, source: A, certainty: sure}\n"
         "  new: {"),
    )  # fmt: skip
    found = successor(read, "old", "inspect", date(2012, 4, 1))
    assert (found.body, found.candidates) == ("", ("new", "other"))
    assert found.why == (
        "On 1 April 2012 it was divided by Middle body between several: New body, Other."
    )
    assert [step.body for step in found.steps] == ["old", "middle", "middle"]


def test_what_nobody_took_up_is_said(tmp_path: Path) -> None:
    read = bodies(
        tmp_path, ("inspect, to: new, on: 2012", "inspect, why: it was enough., on: 2012")
    )
    found = successor(read, "old", "inspect", date(2012, 4, 1))
    assert (found.body, found.candidates) == ("", ())
    assert found.why == "It ended on 1 April 2012 and nobody took it up: it was enough."


def test_what_a_body_never_did_or_before_it_was_there(tmp_path: Path) -> None:
    read = bodies(tmp_path)
    never = successor(read, "middle", "advise", date(2010, 1, 1))
    assert (never.body, never.why) == ("", "Middle body never had this function.")
    early = successor(read, "middle", "inspect", date(2006, 3, 31))
    assert (early.body, early.why) == ("", "Middle body did not exist before 1 April 2006.")


def test_a_function_may_come_back(tmp_path: Path) -> None:
    read = bodies(
        tmp_path,
        ("    until: 2012-04-01\n", ""),
        ("inspect, to: new, on: 2012-04-01", "inspect, to: old, on: 2008-04-01"),
        ("    passes:\n      - {functions: inspect, to: middle, on: 2007",
         "    passes:\n      - {functions: inspect, to: new, on: 2010-04-01, source: A, "
         "certainty: sure}\n      - {functions: inspect, to: middle, on: 2007"),
    )  # fmt: skip
    days = {"2007-03-31": "old", "2007-04-01": "middle", "2008-04-01": "old", "2010-04-01": "new"}
    found = {on: successor(read, "old", "inspect", date.fromisoformat(on)).body for on in days}
    assert found == days
    assert holders(read, "inspect", date(2008, 4, 1)) == ("old",)


def test_all_that_a_body_did(tmp_path: Path) -> None:
    read = bodies(tmp_path)
    assert whole_successor(read, "old", date(2007, 3, 31)).body == "old"
    assert whole_successor(read, "old", date(2026, 1, 1)).body == "new"
    assert whole_successor(read, "middle", date(2026, 1, 1)).body == "new"
    divided = whole_successor(read, "old", date(2008, 1, 1))
    assert (divided.body, divided.candidates) == ("", ("middle", "old"))
    assert divided.why == (
        "It depends on the function. Inspecting: Middle body. Advising: Old body."
    )


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2005-01-01", ("old",)),
        ("2007-03-31", ("old",)),
        ("2007-04-01", ("middle",)),
        ("2012-03-31", ("middle",)),
        ("2012-04-01", ("new",)),
    ],
)
def test_who_holds_a_function_on_a_day(tmp_path: Path, on: str, expected: tuple[str, ...]) -> None:
    assert holders(bodies(tmp_path), "inspect", date.fromisoformat(on)) == expected


def test_both_hold_what_is_passing_area_by_area(tmp_path: Path) -> None:
    read = bodies(tmp_path)
    assert holders(read, "advise", date(2009, 3, 31)) == ("old",)
    assert holders(read, "advise", date(2009, 4, 1)) == ("old", "new")
    assert holders(read, "advise", date(2010, 4, 1)) == ("new",)


# --- what cannot be --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "to: middle, on: 2007",
            "to: midle, on: 2007",
            "bodies.yaml:11:34: expected a body of bodies.yaml, found 'midle'; did you mean "
            "'middle'?",
        ),
        (
            "functions: inspect\n    from",
            "functions: inspct\n    from",
            "bodies.yaml:15:16: expected a function of bodies.yaml, found 'inspct'; did you mean "
            "'inspect'?",
        ),
        ("certainty: sure\n    passes:", "certainty: yes\n    passes:", "'sure' or 'check'"),
        (
            "    until: 2010-04-01\n",
            "    until: 2007-01-01\n",
            "bodies.yaml:11:9: a gap: 'old' ended on 2007-01-01, and this passes on 2007-04-01: "
            "nobody held it between the two",
        ),
        (
            "      - {functions: advise, to: new, on: 2010-04-01, begins: 2009-04-01, source: Act "
            "three, certainty: check}\n",
            "",
            "bodies.yaml:3:3: a gap: 'old' ended on 2010-04-01, and nothing says who took up "
            "advise (pass them to a body, or to nobody and say why)",
        ),
        (
            "from: 2006-04-01",
            "from: 2008-04-01",
            "bodies.yaml:11:9: on 2007-04-01 'middle' did not yet exist: it began on 2008-04-01",
        ),
        (
            "to: new, on: 2012-04-01",
            "to: old, on: 2012-04-01",
            "bodies.yaml:23:13: on 2012-04-01 'old' no longer existed: it ended on 2010-04-01",
        ),
        (
            "to: new, on: 2012-04-01",
            "to: middle, on: 2012-04-01",
            "bodies.yaml:23:13: 'middle' cannot pass a function to itself",
        ),
        (
            "functions: inspect, to: new, on: 2012-04-01",
            "functions: advise, to: new, on: 2012-04-01",
            "bodies.yaml:23:13: 'middle' never had the function 'advise' that it passes on",
        ),
        (
            "[inspect, advise], from: 2009",
            "inspect, from: 2009",
            "bodies.yaml:12:9: 'new' is not said to have the function 'advise' that passes to it",
        ),
        (
            "to: new, on: 2012-04-01",
            "to: new, on: 2006-01-01",
            "bodies.yaml:23:13: 'middle' began on 2006-04-01, and could pass nothing on 2006-01-01",
        ),
        (
            "begins: 2009-04-01",
            "begins: 2010-04-01",
            "bodies.yaml:12:62: 'begins' must be before the day on which all had passed "
            "(2010-04-01)",
        ),
        (
            "inspect, to: new, on: 2012-04-01",
            "inspect, on: 2012-04-01",
            "bodies.yaml:23:13: functions pass 'to' a body, or to nobody and then it says 'why', "
            "and not both",
        ),
        (
            "inspect, to: new, on: 2012-04-01",
            "inspect, to: new, why: so, on: 2012-04-01",
            "and not both",
        ),
        ("until: 2012-04-01", "until: 2006-04-01", "expected a day after 'from' (2006-04-01)"),
        ("functions: {inspect: Inspecting, advise: Advising}", "functions: {}", "at least one"),
        (BODIES.partition("bodies:")[2], " {}\n", "at least one body"),
        ("title: Old body", "titel: Old body", "'titel' has no meaning here"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in BODIES
    faults = faults_of(tmp_path, with_bodies(BODIES.replace(before, after, 1)))
    assert any(said in fault for fault in faults), faults


def test_a_circle_is_refused(tmp_path: Path) -> None:
    text = BODIES.replace("    until: 2012-04-01\n", "").replace(
        "to: new, on: 2012-04-01", "to: old, on: 2007-04-01"
    )
    faults = faults_of(tmp_path, with_bodies(text))
    assert (
        "bodies.yaml:11:9: the function 'inspect' goes round in a circle: 'old' to 'middle' to "
        "'old'"
    ) in faults


# --- recommendations -------------------------------------------------------------------------

REVIEW = """\
the-review:
  title: The review
  source: A leaflet
  sections:
    child-protection/vulnerability-planning: {number: 1, title: Planning}
    recommendations/one: {number: R 1, title: Do it, to: {old: [inspect, advise], new: advise}}
"""


def test_a_recommendation_passes_to_whoever_took_up_the_function(tmp_path: Path) -> None:
    files = {**with_bodies(), "reviews/the-review.yaml": REVIEW}
    standard = load(write(tmp_path, files))
    section = standard.reviews["the-review"].sections["recommendations/one"]
    assert section.to == {"old": ("inspect", "advise"), "new": ("advise",)}
    found = [
        (body, function, holding.body)
        for body, function, holding in answerable(standard.bodies, section, date(2010, 4, 1))
    ]
    assert found == [
        ("old", "inspect", "middle"), ("old", "advise", "new"), ("new", "advise", "new")
    ]  # fmt: skip


def test_without_bodies_a_recommendation_may_name_anybody(tmp_path: Path) -> None:
    standard = load(write(tmp_path, {**FILES, "reviews/the-review.yaml": REVIEW}))
    section = standard.reviews["the-review"].sections["recommendations/one"]
    (_, _, holding), *_ = answerable(standard.bodies, section, date(2010, 4, 1))
    assert (holding.body, holding.why) == ("", "The standard does not say what 'old' is.")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("to: {old:", "to: {odl:", "reviews/the-review.yaml:6:59: expected a body of bodies.yaml"),
        ("new: advise", "new: advice", "expected a function of 'new', found 'advice'"),
    ],
)
def test_a_recommendation_names_bodies_that_there_are(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    files = {**with_bodies(), "reviews/the-review.yaml": REVIEW.replace(before, after)}
    faults = faults_of(tmp_path, files)
    assert any(said in fault for fault in faults), faults


# --- England ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "function", "on", "holder"),
    [
        ("commission-for-social-care-inspection", "inspect-childrens-care", "2007-03-31", ""),
        ("commission-for-social-care-inspection", "inspect-childrens-care", "2007-04-01", "ofsted"),
        ("healthcare-commission", "inspect-health", "2009-04-01", "care-quality-commission"),
        ("criminal-records-bureau", "criminal-record-checks", "2012-12-01",
         "disclosure-and-barring-service"),
        ("primary-care-trust", "commission-local-health", "2013-04-01",
         "clinical-commissioning-group"),
        ("primary-care-trust", "commission-local-health", "2022-07-01", "integrated-care-board"),
        ("primary-care-trust", "commission-custody-health", "2013-04-01", "nhs-england"),
        ("probation-area", "supervise-high-risk-adults", "2014-06-01",
         "national-probation-service"),
        ("probation-area", "supervise-other-adults", "2021-06-26", "probation-service"),
        ("national-offender-management-service", "manage-offenders", "2017-04-01",
         "prison-and-probation-service"),
        ("department-for-children-schools-and-families", "children-policy", "2010-05-12",
         "department-for-education"),
        ("local-safeguarding-children-board", "coordinate-safeguarding", "2019-09-29",
         "safeguarding-partners"),
    ],
)  # fmt: skip
def test_the_changes_that_the_field_knows(body: str, function: str, on: str, holder: str) -> None:
    found = successor(england().bodies, body, function, date.fromisoformat(on))
    assert found.body == (holder or body)


def test_on_every_day_every_function_of_england_can_be_followed() -> None:
    """Each ends with a body, or with a sentence that says why not."""
    read = england().bodies
    for body in read.declared.values():
        for function in body.functions:
            for year in range(1998, 2028):
                found = successor(read, body.id, function, date(year, 6, 30))
                assert bool(found.body) != bool(found.why)
                assert not found.body or read.declared[found.body].exists(date(year, 6, 30))


def test_every_recommendation_of_england_is_answered_for() -> None:
    (review,) = england().reviews.values()
    unanswered = {
        (body, function)
        for section in review.sections.values()
        for body, function, holding in answerable(england().bodies, section, date(2026, 11, 1))
        if not holding.body
    }
    assert unanswered == {("ofsted", "report-on-serious-cases")}
