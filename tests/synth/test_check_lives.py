"""What one life cannot hold is found, and what it can is not complained of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sightline.engine.model import File, Moment, Record, Subject
from sightline.standard.calendar import start_of_day
from sightline.synth.check_lives import life_faults
from sightline.synth.days import on

DAY = on("2006-10-02")
BORN = on("1991-05-01")


def record(kind: str, day: int, ended: int | None = None, **said: str) -> Record:
    return Record(
        id=f"child-1-{kind}-{day}",
        file="child-1",
        kind=kind,
        at=Moment(day),
        recorded_at=start_of_day(day) + 900,
        details={name.replace("_", "-"): value for name, value in said.items()},
        ended=None if ended is None else Moment(ended),
    )


def found(*records: Record, born: int = BORN) -> list[str]:
    file = File(Subject("child-1", "child", born, "Amberwick"), records)
    return list(life_faults(file, records))


CASE = record("case", DAY, service="youth-justice")
READ = record("file-read", DAY + 90, programme="youth-offending-team")
RESPONSE = record("survey-response", DAY, survey="supervised-children")


def about(one: Record, other: Record) -> Record:
    return replace(one, about=other.id)


SOUND = [
    (CASE, READ, about(record("judgement", DAY + 90), READ)),
    (RESPONSE, about(record("survey-answer", DAY, survey="supervised-children"), RESPONSE)),
    (record("placement", DAY, DAY + 9, type="foster"), record("placement", DAY + 9, type="foster")),
    (record("placement", DAY, DAY + 9, type="foster"), record("custody", DAY + 9)),
    (record("placement", DAY, type="custody"), record("custody", DAY)),
    (CASE, record("case", DAY, service="social-care")),
    (record("looked-after", DAY, on("2009-05-01")),),
]


@pytest.mark.parametrize("records", SOUND)
def test_what_is_sound_is_not_complained_of(records: tuple[Record, ...]) -> None:
    assert found(*records) == []


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        ((replace(CASE, at=Moment(on("2001-04-30"))),), "somebody of that age"),
        ((record("case", DAY, service="probation"),), "somebody of that age"),
        ((record("custody", on("2001-04-30"), on("2001-05-02")),), "too young or too old"),
        ((record("looked-after", DAY, on("2009-05-02")),), "beyond the age of 18"),
        ((CASE, record("case", DAY + 1, service="youth-justice")), "two spans of the kind case"),
        (
            (record("placement", DAY, DAY + 9), record("placement", DAY + 8)),
            "two spans of the kind placement",
        ),
        (
            (record("looked-after", DAY), record("looked-after", DAY + 1)),
            "two spans of the kind looked-after",
        ),
        (
            (record("placement", DAY, type="foster"), record("custody", DAY + 2, DAY + 9)),
            "at two places at once",
        ),
        ((READ,), "outside any case"),
        ((replace(CASE, ended=Moment(DAY + 89)), READ), "outside any case"),
        ((CASE, READ, record("judgement", DAY + 90)), "no reading and no inspection"),
        ((CASE, READ, about(record("judgement", DAY + 89), READ)), "comes before what it judges"),
        ((record("survey-answer", DAY, survey="supervised-children"),), "no answer to a survey"),
        (
            (
                RESPONSE,
                about(record("survey-answer", DAY + 1, survey="supervised-children"), RESPONSE),
            ),
            "no answer to a survey",
        ),
    ],
)
def test_a_planted_fault_is_found(records: tuple[Record, ...], sentence: str) -> None:
    sentences = found(*records)
    assert len(sentences) == 1, sentences
    assert sentence in sentences[0]


def test_records_of_others_that_stand_here_are_not_of_this_life() -> None:
    home = File(Subject("establishment-1", "establishment"), ())
    stays = [record("placement", DAY), record("placement", DAY + 1)]
    assert list(life_faults(home, stays)) == []
