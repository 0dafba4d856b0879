"""The draw: anybody can make it again with a hash and a sheet, and nobody can bend it."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from math import ceil
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sightline.engine.inspection.allotment import Allotted, allot
from sightline.engine.inspection.draw import (
    Framed,
    Sample,
    draw,
    frame_digest,
    next_reserve,
    order_of,
)


def hashed(text: str) -> str:
    """What ``printf %s TEXT | sha256sum`` prints."""
    return sha256(text.encode("utf-8")).hexdigest()


def frame_of(**strata: int) -> list[Framed]:
    """So many files of each stratum."""
    return [
        Framed(f"{stratum}-{number:03}", stratum)
        for stratum, files in strata.items()
        for number in range(files)
    ]


counts = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 60), max_size=8)
frames = st.dictionaries(
    st.text("abcdef0123456789-", min_size=1, max_size=6),
    st.sampled_from(["", "girls", "boys, custody", "14–15", "not recorded"]),
    min_size=1,
    max_size=40,
).map(lambda files: [Framed(file, stratum) for file, stratum in files.items()])


# --- the order -------------------------------------------------------------------------------


def test_the_order_is_the_hash_of_seed_stratum_and_file() -> None:
    assert order_of("4-2-6-1", "girls", "ab12") == hashed("4-2-6-1,girls,ab12")
    assert order_of("4-2-6-1", "14–15", "ab12") == hashed("4-2-6-1,14–15,ab12")


@given(frames, st.data())
def test_a_draw_is_the_first_by_hash_in_each_stratum(
    frame: list[Framed], data: st.DataObject
) -> None:
    strata = {each.stratum for each in frame}
    size = data.draw(st.integers(len(strata), len(frame)))
    sample = draw(frame, seed="seed", size=size, reserves=2)
    assert len(sample.sampled) == size
    for stratum in strata:
        ordered = sorted(
            (each.file for each in frame if each.stratum == stratum),
            key=lambda file: hashed(f"seed,{stratum},{file}"),
        )
        mine = [each for each in sample.drawn if each.stratum == stratum]
        share = sample.strata[stratum].share
        assert [each.file for each in mine] == ordered[: share + 2]
        assert [each.place for each in mine] == list(range(1, len(mine) + 1))
        assert [each.reserve for each in mine] == [
            place > share for place in range(1, len(mine) + 1)
        ]
        assert all(each.order == hashed(f"seed,{stratum},{each.file}") for each in mine)


@given(frames, st.randoms(use_true_random=False), st.integers(0, 100))
def test_whatever_the_order_in_which_the_frame_comes_the_same_is_drawn(
    frame: list[Framed], random: Random, share: int
) -> None:
    shuffled = random.sample(frame, len(frame))
    size = max(len({each.stratum for each in frame}), len(frame) // 2)
    asked = {"seed": "7", "size": size, "reserves": 3, "second_share": share}
    assert draw(frame, **asked) == draw(shuffled, **asked)  # type: ignore[arg-type]


@given(frames, frames)
def test_more_files_in_the_frame_change_nobodys_order(
    frame: list[Framed], others: list[Framed]
) -> None:
    """Of those drawn from both, each stands before whom it stood before, with the same hash."""
    more = {each.file: each for each in others} | {each.file: each for each in frame}
    few = draw(frame, seed="7", size=len(frame)).drawn
    many = draw(more.values(), seed="7", size=len(more)).drawn
    kept = {each.file for each in frame}
    assert [(each.file, each.order) for each in many if each.file in kept] == [
        (each.file, each.order) for each in few
    ]


def test_another_seed_draws_others() -> None:
    frame = frame_of(girls=60)
    drawn = {tuple(d.file for d in draw(frame, seed=s, size=20).sampled) for s in "abcdef"}
    assert len(drawn) == 6


def test_each_file_is_drawn_about_as_often_as_any_other() -> None:
    """Half of each stratum, so 1,000 times in 2,000; 22 times are one standard error."""
    frame = frame_of(girls=6, boys=4)
    times = dict.fromkeys((each.file for each in frame), 0)
    for seed in range(2_000):
        for each in draw(frame, seed=str(seed), size=5).sampled:
            times[each.file] += 1
    assert all(abs(number - 1_000) < 5 * 22.4 for number in times.values())


# --- what may stand in a frame ----------------------------------------------------------------


def test_the_digest_is_that_of_the_lines_in_order() -> None:
    frame = [Framed("b-2", "girls"), Framed("a-1", "boys, custody"), Framed("c", "")]
    assert frame_digest(frame) == hashed("a-1,boys, custody\nb-2,girls\nc,\n")
    assert frame_digest([]) == hashed("")


@given(frames)
def test_files_and_lines_sort_alike(frame: list[Framed]) -> None:
    """So that ``LC_ALL=C sort`` puts the lines of a frame into the order of its digest."""
    lines = [f"{each.file},{each.stratum}" for each in sorted(frame, key=lambda each: each.file)]
    assert lines == sorted(lines, key=lambda line: line.encode())


@given(frames, frames)
def test_two_frames_have_one_digest_only_if_they_are_one(
    one: list[Framed], other: list[Framed]
) -> None:
    same = sorted((f.file, f.stratum) for f in one) == sorted((f.file, f.stratum) for f in other)
    assert (frame_digest(one) == frame_digest(other)) == same


@pytest.mark.parametrize(
    ("file", "stratum"),
    [("", "girls"), ("a,b", "girls"), ("a b", "girls"), ("a+b", "girls"), ("a\n", "girls"),
     ("a", "girls\nb"), ("a", " girls"), ("a", "girls "), ("a", "gi\x00rls")],
)  # fmt: skip
def test_what_could_not_be_told_apart_in_a_line_is_no_frame(file: str, stratum: str) -> None:
    with pytest.raises(ValueError, match=r"frame|stratum"):
        Framed(file, stratum)


@pytest.mark.parametrize("seed", ["", "1,girls", " 1", "1 ", "1\n2", "\x07"])
def test_what_could_not_be_told_apart_in_a_line_is_no_seed(seed: str) -> None:
    with pytest.raises(ValueError, match="cannot be a seed"):
        draw(frame_of(girls=3), seed=seed, size=1)


def test_a_file_stands_in_a_frame_once() -> None:
    with pytest.raises(ValueError, match="The file a stands in the frame twice"):
        draw([Framed("a", "girls"), Framed("a", "boys")], seed="1", size=1)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"size": 0}, "0 files cannot be drawn from a frame of 5."),
        ({"size": 6}, "6 files cannot be drawn from a frame of 5."),
        ({"reserves": -1}, "There cannot be -1 reserves."),
        ({"second_share": 101}, "A share is 0 to 100 percent, not 101."),
        ({"minimum": -1}, "The minimum of a stratum cannot be -1."),
        ({"size": 1}, "1 files are too few for 2 strata"),
    ],
)
def test_what_cannot_be_drawn_is_said(asked: dict[str, int], says: str) -> None:
    with pytest.raises(ValueError, match=r"file|reserve|share|minimum") as error:
        draw(frame_of(girls=2, boys=3), seed="1", **({"size": 3} | asked))
    assert str(error.value).startswith(says)


# --- strata ----------------------------------------------------------------------------------


@given(counts, st.integers(1, 300), st.integers(0, 4))
def test_shares_add_up_and_none_is_more_than_its_stratum_or_less_than_the_minimum(
    held: dict[str, int], size: int, minimum: int
) -> None:
    total = sum(held.values())
    assume(sum(min(minimum, files) for files in held.values()) <= size <= total)
    found = allot(held, size, minimum)
    assert list(found) == sorted(name for name, files in held.items() if files)
    assert sum(each.share for each in found.values()) == size
    for name, each in found.items():
        assert min(minimum, held[name]) <= each.share <= each.files == held[name]
        if each.forced:
            assert each.share == min(minimum, held[name])


@given(counts, st.integers(1, 300))
def test_without_a_minimum_each_share_is_within_one_of_its_exact_part(
    held: dict[str, int], size: int
) -> None:
    total = sum(held.values())
    assume(size <= total)
    for each in allot(held, size, minimum=0).values():
        assert abs(each.share - Fraction(size * each.files, total)) < 1
        assert not each.forced


@given(counts, st.integers(1, 300), st.integers(0, 4))
def test_a_larger_stratum_never_has_the_smaller_share(
    held: dict[str, int], size: int, minimum: int
) -> None:
    assume(sum(min(minimum, files) for files in held.values()) <= size <= sum(held.values()))
    found = sorted(allot(held, size, minimum).values(), key=lambda each: each.files)
    shares = [each.share for each in found]
    for one, other in pairwise(found):
        assert one.files == other.files or one.share <= other.share, shares


@given(counts, st.integers(1, 300), st.integers(1, 4))
def test_weights_give_each_stratum_its_part_of_the_frame(
    held: dict[str, int], size: int, minimum: int
) -> None:
    total = sum(held.values())
    assume(sum(min(minimum, files) for files in held.values()) <= size <= total)
    for each in allot(held, size, minimum).values():
        assert each.weight * each.share / size == Fraction(each.files, total)


def test_an_exact_part_weighs_one() -> None:
    found = allot({"girls": 10, "boys": 30}, 20)
    assert found == {
        "boys": Allotted(30, 15, False, Fraction(1)),
        "girls": Allotted(10, 5, False, Fraction(1)),
    }


def test_the_largest_remainders_have_one_more() -> None:
    """Of 10 for 47, 16, 15 and 12 of 90: 5.2, 1.8, 1.7 and 1.3, so 8 whole ones and two more."""
    found = allot({"a": 47, "b": 16, "c": 15, "d": 12}, 10, minimum=0)
    assert [found[name].share for name in "abcd"] == [5, 2, 2, 1]


def test_of_equal_remainders_the_larger_stratum_and_then_the_first_name_has_one_more() -> None:
    found = allot({"a": 1, "b": 3, "c": 1, "d": 3}, 4, minimum=0)
    assert [found[name].share for name in "abcd"] == [0, 2, 0, 2]
    assert [each.share for each in allot({"b": 2, "a": 2}, 3).values()] == [2, 1]


def test_a_forced_stratum_is_said_and_weighs_less() -> None:
    frame = frame_of(boys=38, girls=2)
    sample = draw(frame, seed="1", size=8)
    assert sample.strata["girls"] == Allotted(2, 1, True, Fraction(2, 5))
    assert sample.strata["boys"] == Allotted(38, 7, False, Fraction(38, 35))
    assert not sample.representative
    assert sample.caveat == (
        "Not representative of all files: more were drawn than their part of girls, so that none "
        "is left out."
    )


def test_a_stratum_of_which_nothing_was_drawn_is_said() -> None:
    sample = draw(frame_of(boys=38, girls=2), seed="1", size=8, minimum=0)
    assert sample.strata["girls"] == Allotted(2, 0, False, Fraction(0))
    assert not sample.representative
    assert sample.caveat == "Not representative of girls: no file was drawn."


def test_a_sample_in_proportion_needs_no_words() -> None:
    sample = draw(frame_of(boys=30, girls=10), seed="1", size=8)
    assert (sample.representative, sample.caveat) == (True, "")


# --- reserves, and who is judged twice ---------------------------------------------------------


def test_reserves_come_next_in_their_own_stratum_and_are_used_up() -> None:
    sample = draw(frame_of(boys=6, girls=6), seed="1", size=6, reserves=2)
    girls = [each for each in sample.drawn if each.stratum == "girls"]
    first, second = girls[3:]
    assert (first.reserve, second.reserve) == (True, True)
    assert next_reserve(sample, "girls", set()) == first
    assert next_reserve(sample, "girls", {first.file}) == second
    assert next_reserve(sample, "girls", {second.file}) == first
    assert next_reserve(sample, "girls", {first.file, second.file}) is None
    assert next_reserve(sample, "nobody", set()) is None


@given(frames, st.integers(0, 100))
def test_a_drawn_share_is_judged_twice_and_a_hash_says_which(
    frame: list[Framed], share: int
) -> None:
    size = max(len({each.stratum for each in frame}), len(frame) // 2)
    sample = draw(frame, seed="7", size=size, reserves=3, second_share=share)
    number = ceil(size * share / 100)
    ordered = sorted(
        (hashed(f"7/second,{each.stratum},{each.file}"), each.file) for each in sample.sampled
    )
    twice = {each.file for each in sample.sampled if each.twice}
    assert twice == {file for _, file in ordered[:number]}
    _check_reserves(sample, ordered[:number], everyone=number == size)


def _check_reserves(sample: Sample, first: list[tuple[str, str]], *, everyone: bool) -> None:
    """A reserve is judged twice where it comes before the last of those that are."""
    for each in sample.reserves:
        order = hashed(f"7/second,{each.stratum},{each.file}")
        assert each.twice == (everyone or (bool(first) and order <= first[-1][0]))
