"""Names of many origins are found however they were written down; others are not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.service.files.search_keys import (
    LONGEST,
    Sought,
    Told,
    alike,
    keys_of,
    pairs_sought,
    weights,
)

BORN = date(2010, 3, 4)


def found(typed: str, given: str, family: str = "") -> bool:
    """Whether a name is found by what was typed: by a key, and when it is looked at."""
    sought, told = Sought(name=typed), Told(((given, family),))
    return bool(weights(sought).keys() & keys_of(told)) and alike(sought, told)[0] > 0


@pytest.mark.parametrize(
    ("typed", "on_file"),
    [
        *[
            pair.split("/")
            for pair in (
                "Mohammed/Muhammad", "Mohamud/Muhammed", "Hossain/Hussein", "Aisha/Ayesha",
                "Yousef/Yusuf", "Fatemah/Fatima", "Abdullahi/Abdulahi", "Zeynep/Zainab",
                "Ahmet/Ahmad", "Osman/Usman", "Qureshi/Kureshi", "Rehman/Rahman",
                "Kowalska/Kowalski", "Kovalski/Kowalski", "Wojczik/Wójcik", "Lukasz/Łukasz",
                "Nguyen/Nguyễn", "Siobhan/Siobhán", "Zoe/Zoë", "Yevgeny/Evgeny",
                "Singh/Sing", "Kaur/Kour", "Dhillon/Dillon", "Jasvinder/Jaswinder",
                "Gurprit/Gurpreet", "Oluwasheun/Oluwaseun", "Ngosi/Ngozi", "Patel/Pattel",
                "Smyth/Smith", "Katherine/Catherine", "Kathryn/Catherine", "Shawn/Shaun",
                "Sean/Shaun", "Stephen/Steven", "Jaiden/Jayden", "Kaylee/Kayleigh",
                "MacKenzie/McKenzie", "Thomson/Thompson", "OBrien/O’Brien", "O'Brien/OBrien",
                "Annemarie/Anne-Marie", "Anne Marie/Annemarie", "Al-Hassan/Alhassan",
                "Bill/William", "Becky/Rebecca", "Peggy/Margaret", "Smtih/Smith",
            )
        ],
    ],
)  # fmt: skip
def test_one_name_written_down_in_two_ways_is_found(typed: str, on_file: str) -> None:
    assert found(typed, on_file)
    assert found(on_file, typed), "the other way round"
    assert found(f"{typed} Quillwright", on_file, "Quillwright")


@pytest.mark.parametrize(
    ("typed", "given", "family"),
    [
        ("Smith John", "John", "Smith"),
        ("J Smith", "John", "Smith"),
        ("John Smith", "J", "Smith"),
        ("John Smith", "John Paul", "Smith"),
        ("John Paul Smith", "John", "Smith"),
        ("amina de souza", "Amina", "De Souza"),
        ("Amina Souza", "Amina", "De Souza"),
        ("AMINA  SOUZA", "amina", "souza"),
    ],
)
def test_initials_missing_and_transposed_names_are_found(
    typed: str, given: str, family: str
) -> None:
    assert found(typed, given, family)


@pytest.mark.parametrize(
    ("typed", "given", "family"),
    [
        ("John Smith", "Aisha", "Kaur"),
        ("Peter Kowalski", "Olu", "Adeyemi"),
        ("J", "John", "Smith"),
        ("John Fairweather", "J", "Adeyemi"),
    ],
)
def test_another_name_is_not_found(typed: str, given: str, family: str) -> None:
    assert not found(typed, given, family)


def test_names_in_other_alphabets_are_found_as_they_are() -> None:
    assert found("Ольга", "Ольга")
    assert found("王", "王", "小明")


@pytest.mark.parametrize(
    ("born", "why"),
    [
        (BORN, "born on the same day"),
        (date(2010, 4, 3), "day and month of birth the other way round"),
        (date(2011, 3, 4), "a digit of the date of birth differs"),
        (date(2010, 3, 14), "a digit of the date of birth differs"),
        (date(2001, 3, 4), "a digit of the date of birth differs"),
    ],
)
def test_a_birth_is_found_though_it_was_mistyped(born: date, why: str) -> None:
    sought, told = Sought(born_on=BORN), Told((("Ada", "Quillwright"),), (), born)
    assert weights(sought).keys() & keys_of(told)
    assert alike(sought, told)[1] == [why]


def test_a_year_is_enough_where_no_name_is_typed() -> None:
    told = Told((("Ada", "Quillwright"),), (), BORN)
    assert alike(Sought(year=2010), told)[0] > 0
    assert alike(Sought(year=2009), told)[0] == 0
    assert alike(Sought(name="Peter Kowalski", year=2010), told)[0] == 0


def test_a_number_is_found_however_it_is_spaced() -> None:
    sought, told = Sought(number="943 476-5919"), Told((), ("9434765919",))
    assert weights(sought).keys() & keys_of(told)
    assert alike(sought, told)[1] == ["has this number"]


def test_what_is_alike_in_more_comes_first() -> None:
    sought = Sought(name="Mohammed Khan", born_on=BORN)
    ranked = [
        Told((("Mohammed", "Khan"),), (), BORN),
        Told((("Muhammad", "Khan"),), (), BORN),
        Told((("Muhammad", "Khan"),), (), date(2010, 4, 3)),
        Told((("Muhammad", "Khan"),), (), None),
        Told((("Ada", "Quillwright"),), (), BORN),
    ]
    scores = [alike(sought, told)[0] for told in ranked]
    assert scores == sorted(scores, reverse=True) and len(set(scores)) == len(scores)


names = st.text(max_size=80)


@given(names, names, st.none() | st.dates(date(1900, 1, 1), date(2030, 1, 1)), names)
def test_everybody_is_found_by_what_is_on_file(
    given: str, family: str, born: date | None, number: str
) -> None:
    told = Told(((given, family),), (number,), born)
    keys = keys_of(told)
    assert all(len(key) <= LONGEST for _, key in keys)
    sought = Sought(f"{given} {family}", born, None, number)
    assert not keys or weights(sought).keys() & keys
    assert {key for sort, key in keys if sort == "p"} <= pairs_sought(told)
