"""Question sets and rating rules: how they are written, and what is wrong where they are not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.returns.published_ratings import BANDS
from sightline.standard import load
from sightline.standard.model import (
    NOT_APPLICABLE,
    Band,
    OneOf,
    Question,
    QuestionAbout,
    QuestionSet,
    RatedBy,
    RatedStandard,
    RatingRules,
    Share,
)
from tests.england import england
from tests.standard.asked import ASKED, with_change
from tests.standard.small import FILES, faults_of, write

SETS, RATINGS = "questions/sets.yaml", "ratings.yaml"


def test_a_set_has_its_questions(tmp_path: Path) -> None:
    first, second = load(write(tmp_path, ASKED)).question_sets.values()
    assert first == QuestionSet(
        id="2009",
        title="The set of 2009",
        programmes=("first",),
        from_=date(2009, 4, 1),
        until=date(2012, 9, 1),
        source="A report",
        certainty="check",
        gaps=("The wording is ours.",),
        scale={"yes": "Enough", "no": "Not enough", "not-applicable": "Does not apply"},
        stages={"planning": "Planning", "reviewing": "Reviewing"},
        strands={"child-safe": "The child is safe", "others-safe": "Others are safe"},
        parts={"court": "After court"},
        questions={
            "plan-made": Question(
                id="plan-made",
                ask="Was there a plan?",
                stage="planning",
                strand="child-safe",
                about=QuestionAbout.FILE,
                answers=("yes", "no", "not-applicable"),
                part="court",
                prompts=("Who does what", "By when"),
                applies="It does not apply where none was needed.",
                offers=("vulnerability-plan",),
                serves=("child-protection/vulnerability-planning",),
            ),
            "plan-known": Question(
                "plan-known", "Was it known?", "planning", "child-safe", QuestionAbout.FILE,
                ("yes", "no"),
            ),
            "board-meets": Question(
                "board-meets", "Does the board meet?", "reviewing", "others-safe",
                QuestionAbout.SERVICE, ("yes", "no"),
            ),
        },
    )  # fmt: skip
    assert (second.programmes, second.until, second.gaps, second.parts) == (
        ("first", "second"), None, (), {}
    )  # fmt: skip


def test_rules_have_their_bands_and_standards(tmp_path: Path) -> None:
    first, second = load(write(tmp_path, ASKED)).ratings.values()
    assert first == RatingRules(
        id="ratings-2009",
        title="Ratings of 2009",
        set="2009",
        by=RatedBy.SHARE,
        from_=date(2009, 4, 1),
        until=date(2012, 9, 1),
        bands=(Band("bad", "Bad"), Band("fine", "Fine")),
        standards={"safety": RatedStandard("safety", "Safety", strand="child-safe")},
        source="A report",
        certainty="check",
        gaps=("The cut-offs were never published.",),
    )
    assert second == RatingRules(
        id="ratings-2018",
        title="Ratings of 2018",
        set="2009",
        by=RatedBy.LOWEST,
        from_=date(2018, 4, 1),
        until=None,
        bands=(Band("bad", "Bad", 0, 0, 0), Band("fine", "Fine", 50, 1, 2)),
        standards={
            "led": RatedStandard("led", "How it is led"),
            "planning": RatedStandard("planning", "Planning", ("plan-made", "plan-known")),
            "return": RatedStandard("return", "Coming home", ("plan-made",), apart=True),
        },
        source="Another report",
        certainty="sure",
        rounded=True,
        few=5,
        close=4,
    )


def test_a_standard_without_the_kinds_takes_any_programme_and_answer(tmp_path: Path) -> None:
    files = {**FILES, SETS: str(ASKED[SETS]).replace("programme: first", "programme: any")}
    first, _ = load(write(tmp_path, files)).question_sets.values()
    assert first.programmes == ("any",)


def test_a_set_without_questions_is_refused(tmp_path: Path) -> None:
    short = str(ASKED[SETS])
    short = short[: short.index("  questions:")] + "  questions: {}\n"
    faults = faults_of(
        tmp_path, {**FILES, "kinds/asked.yaml": ASKED["kinds/asked.yaml"], SETS: short}
    )
    assert f"{SETS}:13:14: expected at least one question, found an empty mapping" in faults


def test_points_and_overall_go_together(tmp_path: Path) -> None:
    without = str(ASKED[RATINGS]).replace(", overall: 0}", "}").replace(", overall: 2}", "}")
    faults = faults_of(tmp_path, {**ASKED, RATINGS: without})
    assert faults == [f"{RATINGS}:18:5: 'bands' say 'points' and 'overall' together"]


def test_rules_over_a_faulty_set_are_not_called_faulty_besides(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, with_change(SETS, "title: The set of 2009", "titel: The set"))
    assert [fault.split(":")[0] for fault in faults] == [SETS]


def test_rules_over_sets_that_cannot_be_read_are_not_called_faulty_besides(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, {**ASKED, SETS: "'"})
    assert fault.startswith(f"{SETS}:1:2: this is not YAML")


# --- the sets of England ---------------------------------------------------------------------


def test_england_has_a_set_for_each_programme_known() -> None:
    sets = england().question_sets
    assert list(sets) == ["2006", "2009", "2018", "2021", "2025"]
    assert {code for one in sets.values() for code in one.programmes} == {
        "youth-offending-team", "offender-management", "core-case", "standards-2018", "youth-2025",
    }  # fmt: skip
    for one in sets.values():
        assert one.certainty == "check" and one.gaps, "none of the printed questions is at hand"
        used = {question.stage for question in one.questions.values()}
        assert used == set(one.stages)
        assert {question.strand for question in one.questions.values()} == set(one.strands)
        assert {question.part for question in one.questions.values()} == set(one.parts or [""])


def test_a_set_is_in_use_while_its_programme_is() -> None:
    codes = england().kinds["inspection"].fields["programme"].codes
    begins = {code.value: code.from_ for code in codes}
    for one in england().question_sets.values():
        first = [begins[code] for code in one.programmes]
        assert all(day is not None and day <= one.from_ for day in first), one.id


def test_the_set_of_2006_asks_what_the_measures_count_and_nothing_else() -> None:
    asked = set(england().question_sets["2006"].questions)
    counted = {
        str(value)
        for measure in england().measures.values()
        if isinstance(measure.counts, Share) and measure.counts.units.what.kind == "judgement"
        for test in measure.counts.units.what.tests
        if isinstance(test, OneOf) and test.field == "question"
        for value in test.values
    }
    assert asked == counted
    assert len(asked) == 15


def test_a_question_always_applies_unless_it_says_when_not() -> None:
    for one in england().question_sets.values():
        for question in one.questions.values():
            assert (NOT_APPLICABLE in question.answers) == bool(question.applies)
            assert question.ask.endswith("?"), question.id


def test_work_after_court_is_asked_alike_in_2018_and_2021() -> None:
    old, new = (england().question_sets[id_].questions for id_ in ("2018", "2021"))
    court = [id_ for id_ in old if id_.startswith("court-")]
    assert len(court) == 12
    assert all(old[id_] == new[id_] for id_ in court)
    assert "resettlement-policy" in new and "resettlement-policy" not in old
    assert "out-of-court-joint-decision" in old and "out-of-court-joint-decision" not in new


# --- the rules of England --------------------------------------------------------------------


@pytest.mark.parametrize("version", ["standards-2018", "standards-2021"])
def test_twelve_standards_make_thirty_six_points(version: str) -> None:
    rules = england().ratings[version]
    counted = [standard for standard in rules.standards.values() if not standard.apart]
    assert len(counted) == 12
    assert [band.from_ for band in rules.bands] == [0, 50, 65, 80]
    assert [band.points for band in rules.bands] == [0, 1, 2, 3]
    edges = [*(band.overall for band in rules.bands[1:]), 37]
    found = {
        band.id: (band.overall, after - 1)
        for band, after in zip(rules.bands, edges, strict=True)
        if after is not None
    }
    assert found == BANDS, "the bands against which published ratings are held"


def test_only_resettlement_is_apart() -> None:
    apart = {
        (rules.id, standard.id)
        for rules in england().ratings.values()
        for standard in rules.standards.values()
        if standard.apart
    }
    assert apart == {("standards-2021", "resettlement")}


def test_what_is_rated_is_a_field_of_a_published_rating() -> None:
    fields = set(england().kinds["published-rating"].fields)
    for version in ("standards-2018", "standards-2021", "youth-2025"):
        assert set(england().ratings[version].standards) <= fields


def test_cut_offs_that_were_not_published_are_not_made_up() -> None:
    for version in ("core-case-2009", "youth-2025"):
        rules = england().ratings[version]
        assert len(rules.bands) == 4 and rules.gaps
        assert all((band.from_, band.points, band.overall) == (None,) * 3 for band in rules.bands)
