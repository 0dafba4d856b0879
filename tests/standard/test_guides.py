"""guide/*.yaml: pages that answer the same questions, with dated law, linked to duties."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.standard import load
from sightline.standard.coverage import coverage
from sightline.standard.model import QUESTIONS, GuidePage, Law
from tests.england import england
from tests.standard.small import FILES, faults_of, write
from tests.standard.test_reviews import REVIEW

PAGE = """\
planning:
  title: Planning for a child at risk
  summary: Write it today.
  serves: [child-protection/vulnerability-planning]
  duties: vulnerability-plan
  what: A plan.
  whom: [Every child, "Brothers and sisters: too"]
  first: [Ring]
  decides: The manager
  write: What was said
  refused: Ask why
  mistakes: [Waiting]
  law:
    - {title: Act one, says: You must., from: 2004-01-01, until: 2010-01-01, source: A page, certainty: sure}
    - {title: Act two, says: You may., from: 2010-01-01, source: Memory, certainty: check}
"""  # noqa: E501


def with_page(page: str = PAGE) -> dict[str, str | bytes]:
    return {**FILES, "reviews/the-review.yaml": REVIEW, "guide/planning.yaml": page}


def test_a_page(tmp_path: Path) -> None:
    (page,) = load(write(tmp_path, with_page())).guide.values()
    assert page == GuidePage(
        id="planning",
        title="Planning for a child at risk",
        summary="Write it today.",
        serves=("child-protection/vulnerability-planning",),
        answers={
            "what": ("A plan.",),
            "whom": ("Every child", "Brothers and sisters: too"),
            "first": ("Ring",),
            "decides": ("The manager",),
            "write": ("What was said",),
            "refused": ("Ask why",),
            "mistakes": ("Waiting",),
        },
        law=(
            Law("Act one", "You must.", date(2004, 1, 1), "A page", "sure", date(2010, 1, 1)),
            Law("Act two", "You may.", date(2010, 1, 1), "Memory", "check"),
        ),
        duties=("vulnerability-plan",),
    )
    assert list(page.answers) == list(QUESTIONS)


def test_a_page_may_name_no_duty(tmp_path: Path) -> None:
    page = PAGE.replace("  duties: vulnerability-plan\n", "")
    assert load(write(tmp_path, with_page(page))).guide["planning"].duties == ()


def test_coverage_lists_the_pages_of_a_section(tmp_path: Path) -> None:
    standard = load(write(tmp_path, with_page()))
    planning, visits, _ = coverage(standard, standard.reviews["the-review"])
    assert planning.pages == ("planning",)
    assert visits.pages == ()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "duties: vulnerability-plan",
            "duties: vulnerability-plans",
            "guide/planning.yaml:5:11: expected a duty of the standard, found "
            "'vulnerability-plans'; did you mean 'vulnerability-plan'?",
        ),
        (
            "vulnerability-planning]",
            "vulnerable]",
            "guide/planning.yaml:4:12: expected a section of a review, found "
            "'child-protection/vulnerable'",
        ),
        ("  first: [Ring]\n", "", "guide/planning.yaml:2:3: expected 'first', which is not said"),
        ("first: [Ring]", "first: []", "guide/planning.yaml:8:10: expected at least one point"),
        ("first: [Ring]", "frist: [Ring]", "'frist' has no meaning here; did you mean 'first'?"),
        ("from: 2010-01-01, source", "source", "expected 'from', which is not said"),
        ("until: 2010-01-01", "until: 2003-01-01", "expected a day after 'from' (2004-01-01)"),
        ("certainty: check", "certainty: perhaps", "expected 'sure' or 'check', found 'perhaps'"),
        (PAGE[PAGE.index("law:") + 4 :], " old\n", "expected a list of what the law says"),
        ("  title: Planning for a child at risk\n", "", "expected 'title', which is not said"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in PAGE
    faults = faults_of(tmp_path, with_page(PAGE.replace(before, after, 1)))
    assert any(said in fault for fault in faults), faults


def test_england_has_the_three_pages_that_staff_were_found_to_need() -> None:
    assert set(england().guide) >= {"mappa", "referral-thresholds", "information-sharing"}
    for page in england().guide.values():
        assert page.duties and page.serves and page.law
        assert all(points for points in page.answers.values())


def test_law_that_was_written_from_memory_says_so() -> None:
    for page in england().guide.values():
        for law in page.law:
            assert law.certainty == "check" or "from memory" not in law.source, law.title
