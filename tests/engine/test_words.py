"""How days, moments, notes and records are said to a person."""

from __future__ import annotations

import pytest

from sightline.engine.examples import moment_of
from sightline.engine.model import NOTE_WORDS, Moment, Note, Record, State, Value
from sightline.engine.words import (
    NOTE_SENTENCES,
    STATE_SENTENCES,
    say_day,
    say_minute,
    say_moment,
    say_notes,
    say_record,
    say_when,
)
from sightline.standard.model import Code, Field, FieldType, Kind, Lasts

LEVEL = Field("level", "Level", FieldType.CODE, (Code("very-high", "Very high"),))
NEEDS = Field("needs", "Needs", FieldType.CODES, (Code("home", "Home"), Code("a", "Alcohol")))
SCORE = Field("score", "How Many", FieldType.NUMBER)
NOTES = Field("notes", "Notes", FieldType.TEXT, narrative=True)
FIELDS = {field.name: field for field in (LEVEL, NEEDS, SCORE, NOTES)}
ASSESSMENT = Kind("assessment", "Assessment", Lasts.POINT, FIELDS)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("2008-01-07", "Mon 7 Jan 2008"),
        ("2008-11-30", "Sun 30 Nov 2008"),
        ("2008-01-07 14:30", "Mon 7 Jan 2008 14:30"),
        ("2008-07-07 00:05", "Mon 7 Jul 2008 00:05"),  # in summer, whatever the machine's zone
        ("2008-12-07 09:00", "Sun 7 Dec 2008 09:00"),
    ],
)
def test_days_and_minutes_are_londons(said: str, told: str) -> None:
    moment = moment_of(said)
    assert say_moment(moment) == told
    assert say_day(moment.day) == told.removesuffix(said[10:])
    if moment.minute is not None:
        assert say_minute(moment.minute) == told


@pytest.mark.parametrize(
    ("on", "known_at", "told"),
    [
        (
            "2008-01-31",
            "2008-01-31 23:59",
            "As it stood on Thu 31 Jan 2008, as known at Thu 31 Jan 2008 23:59 (as known then).",
        ),
        (
            "2008-07-31 10:00",
            "2008-08-01 00:30",
            "As it stood on Thu 31 Jul 2008 10:00, as known at Fri 1 Aug 2008 00:30 "
            "(with hindsight).",
        ),
        (
            "2008-02-01",
            "2008-01-31 09:00",
            "As it stood on Fri 1 Feb 2008, as known at Thu 31 Jan 2008 09:00; what was entered or "
            "happened after that counts as not yet.",
        ),
    ],
)
def test_when_it_was_asked_and_what_was_known(on: str, known_at: str, told: str) -> None:
    known = moment_of(known_at).minute
    assert known is not None
    assert say_when(moment_of(on), known) == told


def test_every_state_and_note_has_a_sentence_and_every_note_its_words() -> None:
    assert set(STATE_SENTENCES) == set(State)
    assert set(NOTE_SENTENCES) == set(NOTE_WORDS) == set(Note)
    assert say_notes(Note.NONE) == []
    assert say_notes(Note.PROVISIONAL | Note.ENDED) == ["ended", "provisional"]


@pytest.mark.parametrize(
    ("details", "told"),
    [
        ({}, "Assessment"),
        ({"notes": "Seen at home."}, "Assessment"),
        ({"level": "very-high"}, "Assessment (level: Very high)"),
        ({"level": "unknown"}, "Assessment (level: unknown)"),
        ({"needs": ("home", "a", "b")}, "Assessment (needs: Home and Alcohol and b)"),
        ({"score": 3, "level": "very-high"}, "Assessment (level: Very high, how many: 3)"),
        ({"score": 0.5, "notes": "No."}, "Assessment (how many: 0.5)"),
    ],
)
def test_a_record_is_told_by_its_labels_and_without_narrative(
    details: dict[str, Value], told: str
) -> None:
    record = Record("r1", "child", "assessment", Moment(10), 1, details)
    assert say_record(ASSESSMENT, record) == told


def test_a_record_of_a_kind_that_is_not_declared_is_told_by_its_name() -> None:
    assert say_record(None, Record("r1", "child", "odd", Moment(10), 1, {"a": "b"})) == "odd"
