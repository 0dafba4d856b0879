"""What was asked once in a request is kept while a page is made that only shows, and no longer."""

from __future__ import annotations

from contextlib import suppress
from itertools import count

from sightline.service.ledger.asked import asked_once, once, once_each
from sightline.service.ledger.ids import new_id


def test_a_page_that_shows_asks_once_and_the_next_asks_again() -> None:
    answers = count()
    for wanted in (0, 1):
        with asked_once(shows=True):
            assert [once("what", lambda: next(answers)) for _ in range(3)] == [wanted] * 3
            assert once("else", lambda: "other") == "other"


def test_where_something_may_be_written_nothing_is_kept() -> None:
    answers = count()
    with asked_once(shows=False):
        assert [once("what", lambda: next(answers)) for _ in range(3)] == [0, 1, 2]
    assert once("what", lambda: next(answers)) == 3


def test_an_error_is_not_an_answer() -> None:
    def fails() -> int:
        raise OSError("the disk is full")

    with asked_once(shows=True):
        with suppress(OSError):
            once("what", fails)
        assert once("what", lambda: 7) == 7


def test_of_several_files_only_those_not_asked_of_yet_are() -> None:
    one, two, none = new_id(), new_id(), new_id()
    asked: list[set[object]] = []

    def ask(files: object) -> dict[object, str]:
        asked.append(set(files))  # type: ignore[call-overload]
        return {file: "open" for file in (one, two) if file in asked[-1]}

    with asked_once(shows=True):
        assert once_each("basis", "me", [one, none], ask) == {one: "open"}  # type: ignore[arg-type]
        assert once_each("basis", "me", [one, two, none], ask) == {one: "open", two: "open"}  # type: ignore[arg-type]
        assert once_each("basis", "another", [one], ask) == {one: "open"}  # type: ignore[arg-type]
    assert asked == [{one, none}, {two}, {one}]
