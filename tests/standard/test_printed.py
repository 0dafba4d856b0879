"""What a review printed: how it is written, and what is wrong where it is not right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.standard import load
from sightline.standard.model import Agreement, PrintedKind
from tests.england import england
from tests.standard.small import faults_of, write
from tests.standard.test_reviews import with_review

PRINTED = """\
the-review:
  from: 2006-04-01
  to: 2007-03-31
  figures:
    fig-plans:
      section: child-protection/visits
      kind: share
      printed: almost 25%
      measure: plans-in-time
      agrees: {from: 20, to: 25.5, numerator: 3, denominator: 13}
      doubt: Of whom is not said.
    fig-visits:
      section: child-protection/outcomes
      kind: fact
      printed: "18"
      measure: plans-in-time
      agrees: {values: [18, 2008-07], percent: 29, over: 1, under: 2, count: 4, count-over: 3}
      from: 2005-01-01
      to: 2005-12-31
"""


def with_printed(printed: str = PRINTED) -> dict[str, str | bytes]:
    return {**with_review(), "printed/the-review.yaml": printed}


def test_a_figure_has_the_words_and_when_another_agrees(tmp_path: Path) -> None:
    (printed,) = load(write(tmp_path, with_printed())).printed.values()
    plans, visits = printed.figures.values()
    assert (printed.review, plans.id, plans.printed) == ("the-review", "fig-plans", "almost 25%")
    assert (plans.section, plans.measure) == ("child-protection/visits", "plans-in-time")
    assert (plans.first, plans.last) == (date(2006, 4, 1), date(2007, 3, 31))
    assert plans.agrees == Agreement(from_=20, to=25.5, numerator=3, denominator=13)
    assert (plans.kind, plans.doubt) == (PrintedKind.SHARE, "Of whom is not said.")
    assert (visits.first, visits.last) == (date(2005, 1, 1), date(2005, 12, 31))
    assert visits.agrees == Agreement(
        values=("18", "2008-07"), percent=29, over=1, under=2, count=4, count_over=3
    )
    assert (visits.kind, visits.doubt) == (PrintedKind.FACT, "")


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("the-review:", "a-review:", "1:1", "did you mean 'the-review'"),
        ("section: child-protection/visits", "section: x", "6:16", "a section of the review"),
        ("kind: share", "kind: shar", "7:13", "did you mean 'share'"),
        ("measure: plans-in-time", "measure: plans-in-tim", "9:16", "a measure of the standard"),
        ("{from: 20, to", "{form: 20, to", "10:16", "did you mean 'from'"),
        ("      to: 2005-12-31", "      to: 2004-12-31", "19:11", "'to' is before 'from'"),
        ("  to: 2007-03-31\n", "", "2:3", "expected 'to', which is not said"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    assert old in PRINTED
    faults = faults_of(tmp_path, with_printed(PRINTED.replace(old, new, 1)))
    assert [f for f in faults if f.startswith(f"printed/the-review.yaml:{place}: ") and said in f]


def test_an_agreement_asks_for_something() -> None:
    with pytest.raises(ValueError, match="'agrees' says what must be so"):
        Agreement()


def test_the_third_review_printed_64_statements_each_in_one_of_its_sections() -> None:
    printed = england().printed["third-joint-review"]
    sections = england().reviews["third-joint-review"].sections
    assert len(printed.figures) == 64
    assert {figure.section for figure in printed.figures.values()} <= sections.keys()
    assert {figure.measure for figure in printed.figures.values()} <= england().measures.keys()
