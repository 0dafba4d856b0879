"""Kinds that are said of a period: no clock may read them, and measures may count them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.standard import load
from sightline.standard.model import Age, AgeIn, Lasts, OneOf, Selector, Share, Signs, Units
from tests.standard.small import DUTIES, FILES, faults_of, write

YEAR = """\
care-year:
  title: A year in care
  lasts: period
  fields:
    convicted: {title: Convicted, type: yes-no}
"""

SHARE = """\
convicted:
  title: Convicted
  sentence: The share convicted in the year.
  of: share
  among: {care-year: {}, where: {age: {at least: 10}}}
  share: {itself: {convicted: yes}}
"""

WITH_YEAR = {**FILES, "kinds/year.yaml": YEAR}

SAID = (
    "expected a kind of dated records ('point', 'span' or 'until-next'); 'care-year' is said of a "
    "period and of no day in it, so only measures may count it"
)


def test_a_kind_may_last_a_period(tmp_path: Path) -> None:
    assert load(write(tmp_path, WITH_YEAR)).kinds["care-year"].lasts is Lasts.PERIOD


@pytest.mark.parametrize(
    ("where", "old", "new", "place"),
    [
        ("when", "{assessment: {vulnerability: [high, very-high]}}", "{care-year: {}}", "7:10"),
        ("then", "{plan: {type: vulnerability}, in-force: yes}", "{care-year: {}}", "8:10"),
        ("lapses", "{case: {}, at: end}", "{care-year: {convicted: yes}}", "9:12"),
        ("unless", "lapses: {case: {}, at: end}", "unless: {care-year: {}}", "9:12"),
        ("while", "lapses: {case: {}, at: end}", "while: {care-year: {}}", "9:11"),
        ("a while of a trigger", "very-high]}}", "very-high]}, while: {care-year: {}}}", "7:66"),
        ("a while of a rule", "certainty: sure}", "for: {while: {care-year: {}}}}", "12:57"),
    ],
)
def test_no_duty_may_name_it(tmp_path: Path, where: str, old: str, new: str, place: str) -> None:
    assert old in DUTIES, where
    files = {**WITH_YEAR, "duties/plans.yaml": DUTIES.replace(old, new, 1)}
    assert faults_of(tmp_path, files)[0] == f"duties/plans.yaml:{place}: {SAID}"


def test_it_has_no_key_and_does_not_end_with_another(tmp_path: Path) -> None:
    year = YEAR.replace("  fields", "  key: [convicted]\n  fields")
    assert faults_of(tmp_path, {**FILES, "kinds/year.yaml": year}) == [
        "kinds/year.yaml:4:8: 'key' belongs to a kind that says 'lasts: until-next'"
    ]


def test_a_measure_counts_it(tmp_path: Path) -> None:
    files = {**WITH_YEAR, "measures/share.yaml": SHARE}
    measure = load(write(tmp_path, files)).measures["convicted"]
    assert measure.duties == ()
    convicted = OneOf("convicted", frozenset({"yes"}))
    assert measure.counts == Share(
        Units(Selector("care-year"), Signs(age=AgeIn(Age(10)))), Signs(itself=(convicted,))
    )


def test_nothing_of_a_period_runs_or_has_begun(tmp_path: Path) -> None:
    for sign in ("running", "had", "about"):
        share = SHARE.replace("{itself: {convicted: yes}}", f"{{{sign}: {{care-year: {{}}}}}}")
        (fault,) = faults_of(tmp_path / sign, {**WITH_YEAR, "measures/share.yaml": share})
        assert fault.startswith("measures/share.yaml:6:") and SAID in fault
