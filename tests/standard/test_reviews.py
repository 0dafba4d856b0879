"""Reviews: the sections that duties serve, what these speak of, and what is missing of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.standard import load
from sightline.standard.coverage import coverage
from sightline.standard.model import OneOf, Section, Selector
from tests.england import england
from tests.standard.small import FILES, faults_of, write

REVIEW = """\
the-review:
  title: The review
  source: A leaflet
  sections:
    child-protection/vulnerability-planning:
      number: 4.4
      title: Planning
      names:
        vulnerability plan: {plan: {type: vulnerability}}
        plan for release: {plan: {type: release}}
        visit or plan: [{visit: {}}, {plan: {}}]
    child-protection/visits:
      number: 4.3
      title: Visits
      names: {visit: {visit: {}}}
    child-protection/outcomes: {number: 4.6, title: Outcomes}
"""


def with_review(review: str = REVIEW) -> dict[str, str | bytes]:
    return {**FILES, "reviews/the-review.yaml": review}


def test_a_section_says_what_it_speaks_of(tmp_path: Path) -> None:
    (review,) = load(write(tmp_path, with_review())).reviews.values()
    assert (review.id, review.title, review.source) == ("the-review", "The review", "A leaflet")
    assert review.sections["child-protection/vulnerability-planning"] == Section(
        "child-protection/vulnerability-planning",
        "4.4",
        "Planning",
        {
            "vulnerability plan": (
                Selector("plan", (OneOf("type", frozenset({"vulnerability"})),)),
            ),
            "plan for release": (Selector("plan", (OneOf("type", frozenset({"release"})),)),),
            "visit or plan": (Selector("visit"), Selector("plan")),
        },
    )


def test_what_is_missing_is_said_section_by_section(tmp_path: Path) -> None:
    standard = load(write(tmp_path, with_review()))
    planning, visits, outcomes = coverage(standard, standard.reviews["the-review"])
    assert planning.duties == ("vulnerability-plan",)
    assert [named.duties for named in planning.names] == [
        ("vulnerability-plan",), (), ("vulnerability-plan",)
    ]  # fmt: skip
    assert planning.missing == (
        "plan for release: No duty asks for it.",
        "No guide: vulnerability-plan.",
    )
    assert visits.missing == ("No duty serves this section.", "visit: No duty asks for it.")
    assert outcomes.missing == ("No duty serves this section.",)


def test_a_duty_with_a_guide_lacks_none(tmp_path: Path) -> None:
    guide = "  guide: {who: The manager, how: By signing, good: A plan that is read}\n  when:"
    files = with_review()
    files["duties/plans.yaml"] = FILES["duties/plans.yaml"].replace("  when:", guide, 1)
    standard = load(write(tmp_path, files))
    planning = coverage(standard, standard.reviews["the-review"])[0]
    assert planning.guided == ("vulnerability-plan",)
    assert not any("guide" in sentence for sentence in planning.missing)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "child-protection/vulnerability-planning:",
            "child-protection/vulnerable:",
            "duties/plans.yaml:3:12: expected a section of a review, found "
            "'child-protection/vulnerability-planning'",
        ),
        ("type: release", "type: realise", "reviews/the-review.yaml:10:41: expected a code"),
        ("{visit: {visit: {}}}", "{visit: {visits: {}}}", "expected a kind"),
        ("number: 4.3\n", "\n", "expected 'number', which is not said"),
        ("  source: A leaflet\n", "", "expected 'source', which is not said"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in REVIEW
    faults = faults_of(tmp_path, with_review(REVIEW.replace(before, after, 1)))
    assert any(said in fault for fault in faults), faults


def test_england_knows_every_section_of_the_third_review() -> None:
    """Four parts, their 30 sections, 16 recommendations, 4 examples of practice."""
    (review,) = england().reviews.values()
    parts = [path.split("/")[0] for path in review.sections]
    assert {part: parts.count(part) for part in dict.fromkeys(parts)} == {
        "introduction": 1,
        "framework": 4,
        "wider-role": 7,
        "vulnerable-groups": 9,
        "child-protection": 8,
        "recommendations": 16,
        "practice": 4,
    }
    for covered in coverage(england(), review):
        assert all(named.kinds for named in covered.names), covered.section.path
