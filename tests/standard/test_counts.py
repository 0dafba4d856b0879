"""Measures over records, as they are written, and what is wrong with those that are not right."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.standard import load
from sightline.standard.model import (
    Age,
    AgeIn,
    Answered,
    Count,
    Highest,
    Interval,
    MeasureOf,
    OneOf,
    Owed,
    Population,
    Selector,
    Share,
    ShareOfGroups,
    Signs,
    Unit,
    Units,
    ValuesOf,
)
from tests.standard.small import FILES, faults_of, write

COUNTS = """\
assessed:
  title: Assessed
  sentence: How many.
  of: count
  among: {assessment: {tool: asset}, where: {age: {under: 18}, subject: {sex: female}}}
planned:
  title: Planned
  sentence: The share.
  of: share
  among: {assessment: {}, where: {owed: vulnerability-plan, none: [{running: {custody: {}}}]}}
  share:
    itself: {vulnerability: [high, very-high]}
    had: {visit: {seen: yes}, case: {}}
    about: {plan: {type: vulnerability}}
    owed: {duty: [vulnerability-plan], state: [met, late]}
    any: [{running: {plan: {}}}, {had: {visit: answered}}]
scores:
  title: Scores
  sentence: What they say.
  of: values
  among: {assessment: {}}
  value: [score, age, day]
worst:
  title: Worst
  sentence: The highest.
  of: highest
  measure: planned
  by: place
above:
  title: Above
  sentence: The share of places.
  of: share-of-groups
  measure: planned
  by: place
  above: {population: {ethnicity: [black, mixed], age: {at least: 10, under: 18}}}
"""

RIGHT = COUNTS.replace("{had: {visit: answered}}", "{had: {visit: {seen: answered}}}")


def with_counts(counts: str = RIGHT) -> dict[str, str | bytes]:
    return {**FILES, "measures/counts.yaml": counts}


def without(*changes: tuple[str, str]) -> dict[str, str | bytes]:
    content = RIGHT
    for old, new in changes:
        assert old in content, old
        content = content.replace(old, new, 1)
    return with_counts(content)


def test_what_is_written_is_what_is_counted(tmp_path: Path) -> None:
    measures = load(write(tmp_path, with_counts())).measures
    child = Signs(age=AgeIn(under=Age(18)), subject=(OneOf("sex", frozenset({"female"})),))
    asset = Selector("assessment", (OneOf("tool", frozenset({"asset"})),))
    assert measures["assessed"].counts == Count(Units(asset, child))
    inside = Signs(running=(Selector("custody"),))
    levels = OneOf("vulnerability", frozenset({"high", "very-high"}))
    seen = OneOf("seen", frozenset({"yes"}))
    assert measures["planned"].counts == Share(
        Units(
            Selector("assessment"),
            Signs(owed=Owed(("vulnerability-plan",)), none_of=(inside,)),
        ),
        Signs(
            itself=(levels,),
            had=(Selector("visit", (seen,)), Selector("case")),
            about=(Selector("plan", (OneOf("type", frozenset({"vulnerability"})),)),),
            owed=Owed(("vulnerability-plan",), ("met", "late")),
            any_of=(
                Signs(running=(Selector("plan"),)),
                Signs(had=(Selector("visit", (Answered("seen"),)),)),
            ),
        ),
    )
    every = Units(Selector("assessment"))
    assert measures["scores"].counts == ValuesOf(every, ("score", "age", "day"))
    assert measures["worst"].counts == Highest("planned", "place")
    people = Population(("black", "mixed"), AgeIn(Age(10), Age(18)))
    assert measures["above"].counts == ShareOfGroups("planned", "place", people)
    assert measures["above"].of is MeasureOf.SHARE_OF_GROUPS
    assert all(measure.duties == () for measure in measures.values() if measure.counts)


def test_owed_means_fallen_due_or_done() -> None:
    assert Owed(("a",)).states == ("met", "late", "overdue")


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("of: count", "of: counts", "4:7", "did you mean 'count'"),
        ("{tool: asset}", "{tol: asset}", "5:24", "did you mean 'tool'"),
        ("where: {age", "were: {age", "5:38", "did you mean 'where'"),
        ("{age: {under: 18}", "{ages: {under: 18}", "5:46", "did you mean 'age'"),
        ("among: {assessment: {tool", "amongst: {assessment: {tool", "5:3", "did you mean 'among'"),
        ("owed: vulnerability-plan", "owed: vulnerability-pla", "10:41", "a duty of the standard"),
        ("{running: {custody: {}}}", "{running: {visit: {}}}", "10:79", "'visit' is a point"),
        ("state: [met, late]", "state: [met, latte]", "15:53", "did you mean 'late'"),
        ("had: {visit", "had: {visits", "13:11", "did you mean 'visit'"),
        ("value: [score", "value: [scores", "22:11", "did you mean 'score'"),
        ("measure: planned", "measure: assessed", "27:12", "a measure 'of: share'"),
        ("measure: planned", "measure: plans-in-time", "27:12", "a measure 'of: share'"),
        ("  by: place\nabove", "above", "24:3", "expected 'by', which is not said"),
        ("{population: {eth", "{people: {eth", "35:11", "'people' has no meaning here"),
        ("ethnicity: [black, mixed]", "ethnicity: []", "35:23", "at least one ethnic group"),
        ("value: [score, age, day]", "duties: [vulnerability-plan]", "22:11", "does not go with"),
        ("  value:", "  share: {itself: {}}\n  value:", "22:10", "does not go with 'of: values'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_stands(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    faults = faults_of(tmp_path, without((old, new)))
    assert [f for f in faults if f.startswith(f"measures/counts.yaml:{place}: ") and said in f], (
        "\n".join(faults)
    )


def test_a_share_says_what_is_counted(tmp_path: Path) -> None:
    counts = RIGHT[: RIGHT.index("  share:")] + RIGHT[RIGHT.index("scores:") :]
    assert faults_of(tmp_path, with_counts(counts)) == [
        "measures/counts.yaml:7:3: expected 'share', which is not said"
    ]


@pytest.mark.parametrize("empty", ["{}", "{itself: {}}"])
def test_a_share_of_everything_is_no_share(tmp_path: Path, empty: str) -> None:
    counts = (
        RIGHT[: RIGHT.index("  share:")] + f"  share: {empty}\n" + RIGHT[RIGHT.index("scores:") :]
    )
    assert len(faults_of(tmp_path, with_counts(counts))) == 1


def test_the_measures_of_obligations_name_no_records(tmp_path: Path) -> None:
    timely = FILES["measures/plans.yaml"] + "  among: {assessment: {}}\n"
    assert faults_of(tmp_path, {**FILES, "measures/plans.yaml": timely}) == [
        "measures/plans.yaml:7:10: 'among' does not go with 'of: timeliness'"
    ]


def test_what_is_about_it_may_have_to_come_soon(tmp_path: Path) -> None:
    about = "about: {plan: {type: vulnerability}}"
    measures = load(write(tmp_path, without((about, about + "\n    within: 6 months")))).measures
    counts = measures["planned"].counts
    assert isinstance(counts, Share)
    assert counts.share.within == Interval(6, Unit.MONTHS)


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ("within: 6 months", "'within' stands beside 'about'"),
        ("about: {plan: {}}\n    within: 6 hours", "'within' is of days or longer"),
        ("about: {plan: {}}\n    within: soon", "an interval such as '5 working days'"),
    ],
)
def test_how_soon_is_said_of_what_is_about_it(tmp_path: Path, about: str, said: str) -> None:
    faults = faults_of(tmp_path, without(("about: {plan: {type: vulnerability}}", about)))
    assert [fault for fault in faults if said in fault], "\n".join(faults)
