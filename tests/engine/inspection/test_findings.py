"""Percentages and their denominators, intervals, weights, areas and ratings."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.inspection.draw import Framed
from sightline.engine.inspection.findings import (
    OVERALL,
    Answered,
    Asked,
    AskedOf,
    Banding,
    Findings,
    QuestionFinding,
    ServiceAnswer,
    asked_of,
    findings,
    findings_digest,
    question_findings,
)
from sightline.engine.inspection.plain import Unreadable, digest_of
from sightline.standard.model import QuestionSet, RatingRules
from tests.engine.inspection.packs import OTHERS, SAFE, STOPS, pack
from tests.england import england

ANSWERS = ("yes", "no", "not-applicable", "not-known")


def asked_set() -> QuestionSet:
    return england().question_sets["2018"]


def rules() -> RatingRules:
    return england().ratings["standards-2018"]


def one(answers: str, *, files: int, eligible: int) -> QuestionFinding:
    """The finding of one question: y, n, - (does not apply) and ? (not known), file by file."""
    codes = dict(zip("yn-?", ANSWERS, strict=True))
    given = [Answered(f"file-{n}", SAFE, codes[each]) for n, each in enumerate(answers)]
    (found,) = question_findings([SAFE], AskedOf("", files, eligible), given)
    return found


# --- percentages -----------------------------------------------------------------------------


def test_not_known_and_not_applicable_are_in_no_denominator_and_never_no() -> None:
    found = one("yyn-??", files=6, eligible=40)
    assert (found.yes, found.no, found.not_applicable, found.unanswered) == (2, 1, 1, 2)
    assert (found.n, found.percent, found.rounded) == (3, Fraction(200, 3), 67)


def test_a_file_without_an_answer_is_unanswered() -> None:
    found = one("yy", files=5, eligible=40)
    assert (found.yes, found.no, found.unanswered) == (2, 0, 3)
    assert found.percent == 100


def test_where_nothing_was_answered_there_is_no_percentage_and_no_interval() -> None:
    found = one("-??", files=3, eligible=40)
    assert (found.n, found.percent, found.rounded, found.low, found.high) == (
        0, None, None, None, None,
    )  # fmt: skip


def test_a_half_is_rounded_up() -> None:
    assert one("y" * 129 + "n" * 71, files=200, eligible=900).rounded == 65  # 64.5
    assert one("y" * 128 + "n" * 72, files=200, eligible=900).rounded == 64


def test_the_interval_is_wilsons_on_the_number_that_a_finite_frame_makes_it() -> None:
    """Of 40 files 33 were read, and 20 of 30 answers are yes: n' = 30 · 39 / 7."""
    found = one("y" * 20 + "n" * 10 + "-??", files=33, eligible=40)
    n, p, z = 30 * 39 / 7, 20 / 30, 1.959964
    middle, spread = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = ((middle + side * spread) / (1 + z * z / n) for side in (-1, 1))
    assert (found.low, found.high) == (round(100 * low, 2), round(100 * high, 2))
    assert not found.all_files


def test_all_eligible_files_have_no_interval() -> None:
    found = one("yyn?", files=4, eligible=4)
    assert (found.all_files, found.low, found.high) == (True, None, None)
    assert found.percent == Fraction(200, 3)


@given(st.lists(st.sampled_from("yn-?"), max_size=30), st.integers(0, 9), st.integers(0, 30))
def test_counts_are_those_of_an_independent_count(
    answers: list[str], silent: int, unread: int
) -> None:
    files = len(answers) + silent
    found = one("".join(answers), files=files, eligible=files + unread)
    assert found.yes + found.no + found.not_applicable + found.unanswered == files
    assert found.n == len([each for each in answers if each in "yn"])
    if found.n:
        assert found.percent == Fraction(100 * answers.count("y"), found.n)
    if unread and found.n:
        assert found.low is not None
        assert found.high is not None
        assert found.percent is not None
        assert found.low - 0.005 <= found.percent <= found.high + 0.005
    else:
        assert found.low is None


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ([Answered("a", "other", "yes")], "The question other was not asked."),
        ([Answered("a", SAFE, "yes")] * 2, f"The file a has two answers to {SAFE}."),
        (
            [Answered("a", SAFE, "yes"), Answered("b", SAFE, "no")],
            "There are answers about 2 files, and 1 were judged.",
        ),
    ],
)
def test_answers_that_cannot_be_counted_are_refused(given_: list[Answered], says: str) -> None:
    with pytest.raises(ValueError, match=r"asked|answers") as error:
        question_findings([SAFE], AskedOf("", 1, 5), given_)
    assert str(error.value) == says


# --- weights ----------------------------------------------------------------------------------


def weighing(*given_: tuple[str, Fraction]) -> QuestionFinding:
    answers = [
        Answered(f"file-{n}", SAFE, answer, weight=weight) for n, (answer, weight) in
        enumerate(given_)
    ]  # fmt: skip
    (found,) = question_findings([SAFE], AskedOf("", len(answers), 40), answers)
    return found


def test_a_weighted_percentage_stands_beside_the_plain_one() -> None:
    """Seven boys stand for 38 and one girl for two; six boys have a yes: (6/7) · 38/40."""
    boy, girl = Fraction(38, 35), Fraction(2, 5)
    found = weighing(*[("yes", boy)] * 6, ("no", boy), ("no", girl))
    assert found.percent == 75
    assert found.weighted == 100 * Fraction(6, 7) * Fraction(38, 40)
    assert found.weighted_low is not None
    assert found.weighted_high is not None
    assert found.weighted_low < found.weighted < found.weighted_high


def test_where_all_weigh_the_same_there_is_one_percentage() -> None:
    found = weighing(*[("yes", Fraction(8, 7))] * 3, ("no", Fraction(8, 7)))
    assert found.percent == 75
    assert (found.weighted, found.weighted_low) == (None, None)


def test_what_does_not_count_does_not_weigh() -> None:
    found = weighing(("yes", Fraction(1)), ("no", Fraction(1)), ("not-known", Fraction(5)))
    assert found.weighted is None


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 5)), min_size=1, max_size=15))
def test_weights_that_are_whole_count_like_so_many_files(given_: list[tuple[bool, int]]) -> None:
    found = weighing(*(("yes" if yes else "no", Fraction(weight)) for yes, weight in given_))
    yes = sum(weight for is_yes, weight in given_ if is_yes)
    expected = Fraction(100 * yes, sum(weight for _, weight in given_))
    assert (found.percent if found.weighted is None else found.weighted) == expected


# --- how many were judged of how many ----------------------------------------------------------


def test_a_file_that_does_not_belong_leaves_the_frame_and_a_conflict_does_not() -> None:
    frame = [Framed(name, stratum) for name, stratum in zip("abcdef", "nnnsss", strict=True)]
    found = asked_of(
        [SAFE],
        frame=frame,
        judged={"a", "d", "e"},
        excluded={"b": "not-eligible", "c": "conflict", "f": "too-new"},
        areas={"n": "North", "s": "South"},
    )
    assert found == Asked(
        questions=(SAFE,),
        all=AskedOf("", 3, 4),
        areas=(AskedOf("North", 1, 2, ("n",)), AskedOf("South", 2, 2, ("s",))),
    )


def test_without_areas_there_is_one_group() -> None:
    found = asked_of([SAFE], frame=[Framed("a", "x")], judged={"a"}, excluded={}, areas={})
    assert found == Asked((SAFE,), AskedOf("", 1, 1), ())


# --- ratings ----------------------------------------------------------------------------------


def found_with(
    yes: dict[str, int], files: int, *bandings: Banding, weight: Fraction = Fraction(1)
) -> Findings:
    """Findings of planning, where so many of the files have a yes."""
    answers = [
        Answered(f"file-{n}", question, "yes" if n < number else "no", "s", weight)
        for question, number in yes.items()
        for n in range(files)
    ]
    asked = Asked((SAFE, OTHERS, STOPS), AskedOf("", files, 100))
    return findings(asked_set(), rules(), asked, answers, bandings=bandings)


def test_the_lowest_question_decides_and_says_how_firm_it_is() -> None:
    found = found_with({SAFE: 13, OTHERS: 16, STOPS: 20}, 20)
    (planning,) = (each for each in found.standards if each.standard == "court-planning")
    assert planning.percent == 65
    assert (planning.decided_by, planning.band) == ((SAFE,), "good")
    assert (planning.down, planning.up, planning.fragile) == (1, 3, True)
    assert planning.may_become == ("requires-improvement",)
    assert (planning.on_evidence, planning.moved, planning.few) == (False, False, False)


def test_a_rating_reads_files_and_not_weights() -> None:
    yes = {SAFE: 13, OTHERS: 16, STOPS: 20}
    assert found_with(yes, 20).standards == found_with(yes, 20, weight=Fraction(1, 7)).standards


def test_judgement_gives_a_band_on_evidence_and_may_move_one() -> None:
    yes = {SAFE: 13, OTHERS: 16, STOPS: 20}
    found = found_with(
        yes,
        20,
        Banding("court-planning", "requires-improvement", moved=True),
        Banding("governance", "good", moved=False),
    )
    by_id = {each.standard: each for each in found.standards}
    planning, governance = by_id["court-planning"], by_id["governance"]
    assert (planning.said, planning.band, planning.moved) == ("good", "requires-improvement", True)
    assert (governance.said, governance.band, governance.moved) == ("", "good", False)
    assert governance.on_evidence
    assert found.overall is not None
    assert (found.overall.points, found.overall.band) == (1 + 2, "")
    assert "court-planning" not in found.overall.missing
    assert "staff" in found.overall.missing


def test_the_overall_rating_reads_the_bands_that_stand_and_may_be_given() -> None:
    every = [Banding(each, "good", moved=False) for each in rules().standards]
    found = found_with({}, 20, *every).overall
    assert found is not None
    assert (found.points, found.most, found.said, found.band) == (24, 36, "good", "good")
    given_ = found_with({}, 20, *every, Banding(OVERALL, "outstanding", moved=True)).overall
    assert given_ is not None
    assert (given_.said, given_.band, given_.moved) == ("good", "outstanding", True)


def test_a_band_that_the_rules_do_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="no standard court-planning with a band splendid"):
        found_with({SAFE: 1}, 2, Banding("court-planning", "splendid", moved=True))


def test_without_rules_nothing_is_rated() -> None:
    asked = Asked((SAFE,), AskedOf("", 1, 5))
    found = findings(asked_set(), None, asked, [Answered("a", SAFE, "yes")])
    assert (found.rules, found.standards, found.overall) == ("", (), None)


# --- by area ----------------------------------------------------------------------------------


def test_areas_have_their_own_percentages_and_add_up_to_all() -> None:
    found = pack().findings
    assert [each.area for each in found.areas] == ["north", "south"]
    for number, whole in enumerate(found.all.questions):
        parts = [area.questions[number] for area in found.areas]
        for name in ("yes", "no", "not_applicable", "unanswered"):
            assert getattr(whole, name) == sum(getattr(part, name) for part in parts)
    assert found.all.files == sum(each.files for each in found.areas) == 8


# --- as data ----------------------------------------------------------------------------------


def test_findings_are_read_back_as_they_were_written() -> None:
    found = pack().findings
    assert Findings.from_dict(found.to_dict()) == found
    assert found.service == (ServiceAnswer("north", "governance", "yes"),)


def test_the_digest_does_not_hang_on_the_order_of_keys_and_on_nothing_but_the_values() -> None:
    found = pack().findings
    written = found.to_dict()
    turned = dict(reversed(written.items()))
    assert findings_digest(turned) == findings_digest(found)
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1}) != digest_of({"a": 1, "b": 3})


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("caveat", 3, "caveat: expected text, found 3."),
        ("areas", {}, "areas: expected a list, found an object."),
        ("all", None, "all: expected an object, found nothing."),
        ("extra", 1, "extra is not known here."),
        ("overall", [], "overall: expected an object, found a list."),
    ],
)
def test_what_cannot_be_read_is_named_by_its_field(field: str, value: object, says: str) -> None:
    with pytest.raises(Unreadable) as error:
        Findings.from_dict(pack().findings.to_dict() | {field: value})
    assert str(error.value) == says


def test_a_field_deep_down_is_named_by_its_path() -> None:
    written = pack().findings.to_dict()
    written["all"]["questions"][1]["yes"] = True
    with pytest.raises(Unreadable, match=r"^all\.questions\[1\]\.yes: expected a whole number"):
        Findings.from_dict(written)
    written = pack().findings.to_dict()
    written["all"]["questions"][0]["percent"] = "200/2"
    with pytest.raises(
        Unreadable, match=r'^all\.questions\[0\]\.percent: expected .* "100", found'
    ):
        Findings.from_dict(written)
    del written["all"]["questions"][0]["percent"]
    with pytest.raises(Unreadable, match=r"^all\.questions\[0\]\.percent is missing\.$"):
        Findings.from_dict(written)
