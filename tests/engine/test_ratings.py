"""From answers to percentages, from percentages to bands, and how firm a band is."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.ratings import (
    FRAGILE,
    Moves,
    Score,
    band_of,
    moves_of,
    overall,
    percent_of,
    rate_standard,
    scores_of,
    together,
)
from sightline.standard.model import Band, QuestionSet, RatedBy, RatedStandard, RatingRules
from tests.england import england

COURT_PLANNING = (
    "court-planning-desistance", "court-planning-child-safe", "court-planning-others-safe",
)  # fmt: skip

PUBLISHED_2009 = (
    # the service, the year; safeguarding, risk of harm, reoffending in percent, as published
    ("Wigan", 2009, (69, 60, 65)),
    ("Hartlepool", 2010, (41, 52, None)),
    ("Brent", 2011, (65, 59, 62)),
    ("Newham", 2012, (55, 46, 60)),
    ("Bexley", 2012, (64, 51, 66)),
    ("Leicestershire & Rutland", 2012, (69, 63, None)),
    ("all regions to June 2012, lowest", 2012, (37, 36, None)),
    ("all regions to June 2012, highest", 2012, (91, 86, None)),
    ("all regions to June 2012, average", 2012, (68, 62, None)),
)
"""Published results of core case inspections (reports and Hansard)."""


def rules(version: str = "standards-2018") -> RatingRules:
    return england().ratings[version]


def asked(version: str = "standards-2018") -> QuestionSet:
    return england().question_sets[rules(version).set]


def name_of(band: Band | None) -> str | None:
    return None if band is None else band.id


def of_files(yes: int, n: int) -> Score:
    return Score(yes, n - yes)


# --- percentages -----------------------------------------------------------------------------


def test_what_does_not_apply_and_what_nobody_answered_are_in_no_denominator() -> None:
    answers = ["yes", "yes", "no", "not-applicable", "unknown", "not-asked", "declined"]
    (score,) = scores_of(("plan-made", answer) for answer in answers).values()
    assert score == Score(yes=2, no=1, not_applicable=1, unanswered=3)
    assert score.n == 3
    assert score.percent == Fraction(200, 3)


def test_answers_are_counted_question_by_question() -> None:
    found = scores_of([("a", "yes"), ("b", "no"), ("a", "no"), ("b", "not-applicable")])
    assert found == {"a": Score(1, 1), "b": Score(0, 1, 1)}


def test_nothing_to_count_has_no_percentage_and_no_band() -> None:
    nobody = Score(0, 0, not_applicable=12)
    assert (nobody.n, nobody.percent) == (0, None)
    assert percent_of(rules(), nobody) is None
    assert band_of(rules(), nobody) is None
    assert moves_of(rules(), [nobody]) == Moves()


def test_several_questions_as_one() -> None:
    assert together([Score(1, 2, 3, 4), Score(10, 20, 30, 40)]) == Score(11, 22, 33, 44)
    assert together([]) == Score(0, 0)


@pytest.mark.parametrize(
    ("yes", "n", "percent", "band"),
    [
        (129, 200, 65, "good"),  # 64.5 is 65
        (1289, 2000, 64, "requires-improvement"),  # 64.45 is 64
        (99, 200, 50, "requires-improvement"),  # 49.5 is 50
        (159, 200, 80, "outstanding"),  # 79.5 is 80
        (0, 33, 0, "inadequate"),
        (16, 33, 48, "inadequate"),
        (17, 33, 52, "requires-improvement"),
        (21, 33, 64, "requires-improvement"),
        (22, 33, 67, "good"),
        (26, 33, 79, "good"),
        (27, 33, 82, "outstanding"),
        (33, 33, 100, "outstanding"),
    ],
)
def test_a_percentage_is_rounded_before_its_band_is_read(
    yes: int, n: int, percent: int, band: str
) -> None:
    score = of_files(yes, n)
    assert percent_of(rules(), score) == percent
    assert name_of(band_of(rules(), score)) == band


def test_where_the_rules_do_not_round_a_percentage_is_exact() -> None:
    exact = RatingRules(
        "exact", "Exact", "2018", RatedBy.LOWEST, rules().from_, None, rules().bands,
        rules().standards, "here", "sure",
    )  # fmt: skip
    assert percent_of(exact, of_files(129, 200)) == Fraction(129, 2)
    assert name_of(band_of(exact, of_files(129, 200))) == "requires-improvement"


def test_of_33_files_one_is_three_percentage_points() -> None:
    assert percent_of(rules(), of_files(22, 33)) == 67
    assert percent_of(rules(), of_files(21, 33)) == 64


# --- how firm a band is ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("yes", "n", "down", "up", "fragile"),
    [
        (22, 33, 1, 5, True),  # 67, good: 21 is 64; 27 is 82
        (25, 33, 4, 2, True),
        (24, 33, 3, 3, False),
        (33, 33, 7, None, False),  # outstanding: 26 is 79, and nothing is above
        (27, 33, 1, None, True),
        (0, 33, None, 17, False),  # inadequate: nothing is below; 17 is 52
        (16, 33, None, 1, True),
        (1, 1, 1, None, True),
    ],
)
def test_how_many_files_would_move_a_band(
    yes: int, n: int, down: int | None, up: int | None, fragile: bool
) -> None:
    moves = moves_of(rules(), [of_files(yes, n)])
    assert (moves.down, moves.up) == (down, up)
    assert moves.fragile is fragile
    assert FRAGILE == 2


def test_a_standard_falls_with_any_question_and_rises_only_with_all_of_its_lowest() -> None:
    """Two questions at 64 and 61 of 33 files, and one at 67: to be good, two must rise."""
    low, lower, good = of_files(21, 33), of_files(20, 33), of_files(22, 33)
    moves = moves_of(rules(), [low, lower, good])
    assert moves.up == 2, "20 must become 22"
    assert moves.down == 4, "20 must become 16"


def test_a_question_above_the_lowest_can_pull_a_standard_down_too() -> None:
    """Good at 65 of 100 files, and outstanding at 10 of 10: four of these ten are enough."""
    many, few = of_files(80, 100), of_files(10, 10)
    assert moves_of(rules(), [of_files(79, 100), few]).down == 4
    assert moves_of(rules(), [many, few]).down == 1


def test_no_cut_offs_no_moves() -> None:
    assert moves_of(rules("core-case-2009"), [of_files(20, 33)]) == Moves()
    assert moves_of(rules(), []) == Moves()
    assert not Moves().fragile


# --- a standard ------------------------------------------------------------------------------


def planning(*yes: int, n: int = 33) -> dict[str, Score]:
    return {id_: of_files(each, n) for id_, each in zip(COURT_PLANNING, yes, strict=True)}


def test_the_lowest_key_question_decides() -> None:
    standard = rules().standards["court-planning"]
    rated = rate_standard(rules(), asked(), standard, planning(30, 20, 28))
    assert rated.standard is standard
    assert rated.scores == planning(30, 20, 28)
    assert rated.decided_by == ("court-planning-child-safe",)
    assert rated.percent == 61
    assert name_of(rated.band) == "requires-improvement"
    assert rated.moves == Moves(down=4, up=2)
    assert not rated.few
    assert rated.may_become == ("good",), "65 is four points away"


def test_two_lowest_questions_decide_together() -> None:
    rated = rate_standard(
        rules(), asked(), rules().standards["court-planning"], planning(30, 20, 20)
    )
    assert rated.decided_by == COURT_PLANNING[1:]


def test_a_question_that_applied_to_no_file_decides_nothing() -> None:
    scores = {**planning(30, 20, 28), "court-planning-child-safe": Score(0, 0, not_applicable=33)}
    rated = rate_standard(rules(), asked(), rules().standards["court-planning"], scores)
    assert rated.decided_by == ("court-planning-others-safe",)
    assert rated.percent == 85
    without = {id_: score for id_, score in scores.items() if "child" not in id_}
    assert rate_standard(
        rules(), asked(), rules().standards["court-planning"], without
    ).decided_by == rated.decided_by  # fmt: skip


def test_a_standard_without_answers_is_not_rated() -> None:
    rated = rate_standard(rules(), asked(), rules().standards["court-planning"], {})
    assert (rated.band, rated.percent, rated.decided_by) == (None, None, ())
    assert (rated.moves, rated.few, rated.may_become) == (Moves(), False, ())


def test_how_a_service_is_led_is_rated_on_evidence() -> None:
    rated = rate_standard(rules(), asked(), rules().standards["governance"], planning(1, 1, 1))
    assert (rated.band, dict(rated.scores)) == (None, {})


@pytest.mark.parametrize(("n", "few"), [(4, True), (5, False)])
def test_few_answers_are_marked(n: int, few: bool) -> None:
    rated = rate_standard(
        rules(), asked(), rules().standards["court-planning"], planning(n, n, n, n=n)
    )
    assert rated.few is few


def test_few_answers_to_a_question_that_decides_nothing_are_no_matter() -> None:
    scores = {**planning(20, 20, 20), "court-planning-child-safe": of_files(4, 4)}
    assert not rate_standard(rules(), asked(), rules().standards["court-planning"], scores).few


@pytest.mark.parametrize(
    ("percent", "may_become"),
    [
        (50, ("inadequate",)),
        (55, ("inadequate",)),
        (56, ()),
        (59, ()),
        (60, ("good",)),
        (64, ("good",)),
        (65, ("requires-improvement",)),
        (75, ("outstanding",)),
        (80, ("good",)),
        (86, ()),
        (100, ()),
        (0, ()),
        (44, ()),
        (45, ("requires-improvement",)),
    ],
)
def test_a_panel_may_move_what_is_close_to_a_border(
    percent: int, may_become: tuple[str, ...]
) -> None:
    scores = planning(percent, percent, percent, n=100)
    rated = rate_standard(rules(), asked(), rules().standards["court-planning"], scores)
    assert rated.may_become == may_become


# --- shares of judgements, and what is not known ---------------------------------------------


def test_a_headline_of_2009_counts_all_judgements_of_its_strand_as_one() -> None:
    version = "core-case-2009"
    answers = [
        ("immediate-action", "yes"), ("immediate-action", "not-applicable"),
        ("referrals-made", "yes"), ("referrals-made", "no"), ("vulnerability-assessed", "yes"),
        ("harm-assessed", "no"),  # another strand
    ]  # fmt: skip
    standard = rules(version).standards["safeguarding"]
    rated = rate_standard(rules(version), asked(version), standard, scores_of(answers))
    assert rated.scores == {"safeguarding": Score(3, 1, 1)}
    assert rated.percent == 75
    assert rated.band is None, "its words have no published cut-offs"
    assert rated.may_become == () and rated.moves == Moves()


@pytest.mark.parametrize(("service", "year", "published"), PUBLISHED_2009)
def test_published_headlines_keep_their_percentage_and_get_no_word(
    service: str, year: int, published: tuple[int | None, ...]
) -> None:
    """How many judgements lay behind them is not published: of 200 they come out as they are."""
    version = "core-case-2009"
    firsts = {"safeguarding": "all-action-taken", "risk-of-harm": "harm-held",
              "reoffending": "offending-planned"}  # fmt: skip
    for headline, percent in zip(rules(version).standards.values(), published, strict=True):
        if percent is None:
            continue
        scores = {firsts[headline.id]: of_files(2 * percent, 200)}
        rated = rate_standard(rules(version), asked(version), headline, scores)
        assert rated.percent == percent
        assert rated.band is None, f"{service}, {year}: no cut-offs were published"


def test_the_same_answers_can_be_rated_by_another_version() -> None:
    """What Wigan's and Hartlepool's headlines on safeguarding would be called since 2018."""
    later = [name_of(band_of(rules(), of_files(percent, 100))) for percent in (69, 41)]
    assert later == ["good", "inadequate"]


def test_the_inspectorates_own_percentage_of_services_is_rounded_so() -> None:
    """23 of 33 services were good or outstanding in 2022, printed as 70%."""
    assert percent_of(rules(), of_files(23, 33)) == 70


def test_by_lowest_question_a_strand_is_its_questions_one_by_one() -> None:
    """Rules of another place may rate a strand by its lowest question."""
    strand = RatedStandard("safe", "Safe", strand="child-safe")
    found = rate_standard(rules(), asked(), strand, planning(30, 20, 28))
    assert list(found.scores) == ["court-planning-child-safe"]


def test_what_is_not_known_of_2025_is_not_made_up() -> None:
    version = "youth-2025"
    standard = rules(version).standards["work-with-victims"]
    scores = {"victims-asked": of_files(9, 14), "victims-helped": of_files(12, 14)}
    rated = rate_standard(rules(version), asked(version), standard, scores)
    assert rated.percent == Fraction(900, 14)
    assert (rated.band, rated.few, rated.may_become) == (None, False, ())
    assert overall(rules(version), {"work-with-victims": "good"}).band is None
    assert overall(rules(version), {"work-with-victims": "good"}).most == 0


# --- overall ---------------------------------------------------------------------------------


def twelve(*counts: int) -> dict[str, str]:
    """So many standards of each band, the worst first, twelve together."""
    counted = [s.id for s in rules("standards-2021").standards.values() if not s.apart]
    bands = [b.id for b, n in zip(rules().bands, counts, strict=True) for _ in range(n)]
    return dict(zip(counted, bands, strict=True))


@pytest.mark.parametrize(
    ("counts", "points", "band"),
    [
        ((12, 0, 0, 0), 0, "inadequate"),
        ((6, 6, 0, 0), 6, "inadequate"),
        ((5, 7, 0, 0), 7, "requires-improvement"),
        ((0, 6, 6, 0), 18, "requires-improvement"),
        ((0, 5, 7, 0), 19, "good"),
        ((0, 0, 6, 6), 30, "good"),
        ((0, 0, 5, 7), 31, "outstanding"),
        ((0, 0, 0, 12), 36, "outstanding"),
    ],
)
def test_points_make_the_overall_rating(counts: tuple[int, ...], points: int, band: str) -> None:
    found = overall(rules("standards-2021"), twelve(*counts))
    assert (found.points, found.most, name_of(found.band)) == (points, 36, band)
    assert found.missing == ()


def test_resettlement_counts_nothing() -> None:
    rated = twelve(0, 6, 6, 0)
    with_it = overall(rules("standards-2021"), {**rated, "resettlement": "outstanding"})
    assert with_it == overall(rules("standards-2021"), rated)


def test_while_a_standard_is_not_rated_there_is_no_overall_rating() -> None:
    rated = twelve(0, 0, 0, 12)
    del rated["staff"]
    found = overall(rules("standards-2021"), rated)
    assert (found.points, found.band, found.missing) == (33, None, ("staff",))


@pytest.mark.parametrize("rated", [{"stafff": "good"}, {"staff": "very-good"}])
def test_a_standard_or_band_that_there_is_not(rated: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        overall(rules(), rated)


# --- what always holds -----------------------------------------------------------------------

SCORES = st.builds(Score, st.integers(0, 60), st.integers(0, 60), st.integers(0, 5))


def rank(score: Score) -> int:
    band = band_of(rules(), score)
    assert band is not None
    return rules().bands.index(band)


@given(SCORES.filter(lambda score: score.n > 0))
def test_a_file_more_done_well_never_lowers_a_band(score: Score) -> None:
    if score.no:
        better = Score(score.yes + 1, score.no - 1)
        assert rank(better) >= rank(score)
        assert percent_of(rules(), better) >= percent_of(rules(), score)  # type: ignore[operator]


@given(SCORES.filter(lambda score: score.n > 0))
def test_moves_are_just_enough(score: Score) -> None:
    """So many files move the band, and one fewer does not."""
    moves = moves_of(rules(), [score])
    own = rank(score)
    if moves.down is None:
        assert own == 0
    else:
        assert rank(Score(score.yes - moves.down, score.no + moves.down)) < own
        one_fewer = moves.down - 1
        assert rank(Score(score.yes - one_fewer, score.no + one_fewer)) == own
    if moves.up is None:
        assert own == len(rules().bands) - 1
    else:
        assert rank(Score(score.yes + moves.up, score.no - moves.up)) > own
        one_fewer = moves.up - 1
        assert rank(Score(score.yes + one_fewer, score.no - one_fewer)) == own


@given(st.tuples(SCORES, SCORES, SCORES))
def test_a_standard_is_never_better_than_any_of_its_questions(
    three: tuple[Score, Score, Score],
) -> None:
    scores = dict(zip(COURT_PLANNING, three, strict=True))
    rated = rate_standard(rules(), asked(), rules().standards["court-planning"], scores)
    answered = [score for score in three if score.n]
    if not answered:
        assert rated.band is None
        return
    assert rated.band is not None
    assert rules().bands.index(rated.band) == min(rank(score) for score in answered)
    one_way = moves_of(rules(), answered)
    assert rated.moves == one_way
    if one_way.down is not None:
        assert one_way.down == min(
            files
            for files in (_alone(score, rules().bands.index(rated.band)) for score in answered)
            if files is not None
        )


def _alone(score: Score, below: int) -> int | None:
    """How many files of one question bring it under a rank, by trying."""
    for files in range(score.yes + 1):
        if rank(Score(score.yes - files, score.no + files)) < below:
            return files
    return None


@given(st.lists(st.sampled_from(["inadequate", "requires-improvement", "good", "outstanding"]),
                min_size=12, max_size=12))  # fmt: skip
def test_a_better_standard_never_makes_the_whole_worse(bands: list[str]) -> None:
    counted = [s.id for s in rules().standards.values()]
    words = [band.id for band in rules().bands]
    before = overall(rules(), dict(zip(counted, bands, strict=True)))
    raised = [words[min(words.index(bands[0]) + 1, 3)], *bands[1:]]
    after = overall(rules(), dict(zip(counted, raised, strict=True)))
    assert after.points >= before.points
    assert words.index(str(name_of(after.band))) >= words.index(str(name_of(before.band)))
