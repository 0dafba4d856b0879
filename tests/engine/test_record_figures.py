"""Figures over records: which units, at which moment, what is unknown, and figures of figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from sightline.engine.figures import Figure, Over
from sightline.engine.model import File, Moment, Record, Subject, Value
from sightline.engine.record_figures import Known, People, record_figures
from sightline.standard import load
from sightline.standard.calendar import day_of, end_of_day
from sightline.standard.model import Population, Standard

FILES = {
    "standard.yaml": "{name: small, title: Small, version: '1', jurisdiction: here}\n",
    "reference/here.yaml": "here: {source: Ours, holidays: [],"
    " covers: {from: 2000-01-01, to: 2030-12-31}}\n",
    "kinds/kinds.yaml": """\
read: {title: Read, fields: {by: {title: By, type: code, codes: {yot: Youth, prob: Probation}}}}
judged:
  title: Judged
  fields:
    answer: {title: Answer, type: code, codes: {good: Good, poor: Poor, not-applicable: None}}
custody: {title: Custody, lasts: span, fields: {basis: {title: Basis, type: text}}}
need:
  title: Need
  lasts: until-next
  key: [type]
  fields:
    type: {title: Type, type: code, codes: {health: Health, learning: Learning}}
    state: {title: State, type: code, codes: {open: Open, closed: Closed}}
case: {title: Case, lasts: span}
level: {title: Level, lasts: until-next, or: case, fields: {risk: {title: Risk, type: yes-no}}}
asked: {title: Asked, fields: {visit: {title: Visit, type: yes-no}}}
visit: {title: Visit}
sentence: {title: Sentence, fields: {months: {title: Months, type: number}}}
year: {title: Year, lasts: period, fields: {convicted: {title: Convicted, type: yes-no}}}
""",
    "duties/visits.yaml": """\
visit:
  title: A child is visited
  serves: a
  owed-to: child
  owner: worker
  when: {asked: {visit: yes}}
  then: {visit: {}}
  within: 5 days
  rules: [{from: 2000-01-01, basis: project, source: Ours}]
  why: Because.
  examples:
    - {says: In time., rule: 2000-01-01, checked: 2010-02-01, expect: met,
       records: [{on: 2010-01-01, asked: {visit: yes}}, {on: 2010-01-06, visit: {}}]}
    - {says: A day late., rule: 2000-01-01, checked: 2010-02-01, expect: late,
       records: [{on: 2010-01-01, asked: {visit: yes}}, {on: 2010-01-07, visit: {}}]}
""",
    "measures/measures.yaml": """\
reads: {title: R, sentence: R., of: count, among: {read: {by: yot}}}
health: {title: H, sentence: H., of: share, among: {read: {by: yot}},
  share: {running: {need: {type: health, state: open}}}}
health-inside: {title: H, sentence: H., of: share,
  among: {read: {by: yot}, where: {running: {custody: {}}}},
  share: {running: {need: {type: health, state: open}}}}
health-outside: {title: H, sentence: H., of: share,
  among: {read: {by: yot}, where: {none: {running: {custody: {}}}}},
  share: {running: {need: {type: health, state: open}}}}
ever-inside: {title: E, sentence: E., of: share, among: {read: {}}, share: {had: {custody: {}}}}
on-remand: {title: E, sentence: E., of: share, among: {read: {}},
  share: {running: {custody: {basis: remand}}}}
at-risk: {title: R, sentence: R., of: share, among: {read: {}},
  share: {running: {level: {risk: yes}}}}
poor: {title: P, sentence: P., of: share, among: {judged: {answer: [good, poor]}},
  share: {itself: {answer: poor}}}
judged-poor: {title: P, sentence: P., of: share, among: {read: {}},
  share: {about: {judged: {answer: poor}}}}
judged-soon: {title: P, sentence: P., of: share, among: {read: {}},
  share: {about: {judged: {answer: poor}}, within: 1 month}}
not-visited: {title: V, sentence: V., of: share, among: {read: {}, where: {owed: visit}},
  share: {none: {owed: {duty: visit, state: [met, late]}}}}
young: {title: Y, sentence: Y., of: count, among: {read: {}, where: {age: {under: 15}}}}
girls: {title: G, sentence: G., of: share, among: {read: {}}, share: {subject: {sex: female}}}
either: {title: G, sentence: G., of: share, among: {read: {}},
  share: {any: [{running: {custody: {}}}, {subject: {sex: female}}]}}
worst: {title: W, sentence: W., of: highest, measure: poor, by: place}
above: {title: A, sentence: A., of: share-of-groups, measure: poor, by: place,
  above: {population: {ethnicity: black, age: {at least: 10, under: 18}}}}
lengths: {title: L, sentence: L., of: values, among: {sentence: {}}, value: [months, age]}
days: {title: D, sentence: D., of: values, among: {sentence: {}}, value: day}
""",
}

Said = tuple[str, str, Mapping[str, Value]]
"""The day, kind and fields of a record."""


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Standard:
    folder: Path = tmp_path_factory.mktemp("small")
    for path, content in FILES.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(content)
    return load(folder)


def on(text: str) -> int:
    return day_of(date.fromisoformat(text))


OVER = Over(on("2006-04-01"), on("2007-03-31"))
NOW = end_of_day(on("2010-01-01"))


def file(
    id_: str,
    *said: Said,
    born: str | None = "1990-05-05",
    place: str = "North",
    sex: str = "male",
    ended: dict[int, str] | None = None,
    about: dict[int, int] | None = None,
) -> File:
    """A file of (day, kind, fields); ``ended``: the end, and ``about``: the record meant, by
    position."""
    records = [
        Record(
            id=f"{id_}-{n}",
            file=id_,
            kind=kind,
            at=Moment(on(day)),
            recorded_at=end_of_day(on(day)),
            details=fields,
            ended=Moment(on(ended[n])) if ended and n in ended else None,
            about=f"{id_}-{about[n]}" if about and n in about else None,
        )
        for n, (day, kind, fields) in enumerate(said)
    ]
    subject = Subject(id_, "child", on(born) if born else None, place, {"sex": sex})
    return File(subject, tuple(records))


def found(
    standard: Standard, measure: str, *files: File, over: Over = OVER, people: People | None = None
) -> Figure:
    known = Known(NOW, people=people)
    (figure,) = record_figures(standard, [standard.measures[measure]], files, over, known)
    return figure


def counted(figure: Figure) -> tuple[int, int, int]:
    return figure.numerator, figure.denominator, figure.unknown


READ: Said = ("2006-06-01", "read", {"by": "yot"})
OPEN: dict[str, Value] = {"type": "health", "state": "open"}


def test_units_are_the_records_of_the_kind_in_the_period_both_ends_included(
    standard: Standard,
) -> None:
    days = ("2006-03-31", "2006-04-01", "2007-03-31", "2007-04-01")
    files = [file(f"f{n}", (day, "read", {"by": "yot"})) for n, day in enumerate(days)]
    other = file("other", ("2006-06-01", "read", {"by": "prob"}))
    figure = found(standard, "reads", *files, other)
    assert counted(figure) == (2, 2, 0)
    assert figure.value == 2.0


def test_a_unit_that_may_belong_is_unknown(standard: Standard) -> None:
    unsure = file("a", ("2006-06-01", "read", {"by": "unknown"}))
    assert counted(found(standard, "reads", unsure, file("b", READ))) == (1, 1, 1)


def test_a_copy_on_another_file_is_no_unit(standard: Standard) -> None:
    own = file("a", READ)
    copy = File(Subject("b", "child", None, "North"), own.records)
    assert counted(found(standard, "reads", own, copy)) == (1, 1, 0)


def test_what_runs_is_read_at_the_units_own_moment(standard: Standard) -> None:
    before = file("before", ("2006-05-31", "need", OPEN), READ)
    same_day = file("same", ("2006-06-01", "need", OPEN), READ)
    after = file("after", READ, ("2006-06-02", "need", OPEN))
    closed = {"type": "health", "state": "closed"}
    over = file("over", ("2006-05-01", "need", OPEN), ("2006-05-31", "need", closed), READ)
    figure = found(standard, "health", before, same_day, after, over)
    assert counted(figure) == (2, 4, 0)


def test_a_stay_covers_its_first_and_last_day(standard: Standard) -> None:
    def stay(start: str, end: str) -> File:
        return file(f"{start}{end}", (start, "custody", {}), READ, ended={0: end})

    inside = [stay("2006-06-01", "2006-07-01"), stay("2006-05-01", "2006-06-01")]
    outside = [stay("2006-06-02", "2006-07-01"), stay("2006-05-01", "2006-05-31")]
    assert found(standard, "health-inside", *inside, *outside).denominator == 2
    assert found(standard, "health-outside", *inside, *outside).denominator == 2
    assert counted(found(standard, "ever-inside", *inside, *outside)) == (3, 4, 0)


def test_a_sign_that_hangs_on_what_nobody_recorded_is_unknown(standard: Standard) -> None:
    unsure = file("a", ("2006-05-01", "custody", {"basis": "unknown"}), READ)
    over = file("b", ("2006-05-01", "custody", {}), READ, ended={0: "2006-05-02"})
    later = file("c", READ, ("2006-07-01", "custody", {}))
    assert counted(found(standard, "on-remand", unsure, over, later)) == (0, 2, 1)


def test_an_unsure_need_is_settled_by_the_next_of_its_type(standard: Standard) -> None:
    unsure: dict[str, Value] = {"type": "health", "state": "unknown"}
    alone = file("a", ("2006-05-01", "need", unsure), READ)
    other: dict[str, Value] = {"type": "learning", "state": "open"}
    beside = file("b", ("2006-05-01", "need", unsure), ("2006-05-02", "need", other), READ)
    closed: dict[str, Value] = {"type": "health", "state": "closed"}
    settled = file("c", ("2006-05-01", "need", unsure), ("2006-05-02", "need", closed), READ)
    assert counted(found(standard, "health", alone, beside, settled)) == (0, 1, 2)


UNSURE: dict[str, Value] = {"type": "health", "state": "unknown"}
CLOSED: dict[str, Value] = {"type": "health", "state": "closed"}


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        (OPEN, UNSURE, (1, 1, 0)),
        (CLOSED, UNSURE, (0, 1, 0)),  # as certainly closed as the other is open
        (UNSURE, UNSURE, (0, 0, 1)),
    ],
)
def test_what_was_answered_stands_until_it_is_answered_anew(
    standard: Standard,
    first: dict[str, Value],
    then: dict[str, Value],
    expected: tuple[int, int, int],
) -> None:
    one = file("a", ("2006-05-01", "need", first), ("2006-05-02", "need", then), READ)
    assert counted(found(standard, "health", one)) == expected


def test_of_two_needs_of_one_day_the_one_entered_later_stands(standard: Standard) -> None:
    # Entered in the same minute, the ids decide: the second is the later.
    settled = file("a", ("2006-05-01", "need", UNSURE), ("2006-05-01", "need", CLOSED), READ)
    assert counted(found(standard, "health", settled)) == (0, 1, 0)


def test_an_unsure_assessment_is_over_with_its_case(standard: Standard) -> None:
    said: tuple[Said, ...] = (
        ("2006-05-01", "case", {}), ("2006-05-02", "level", {"risk": "not-asked"}), READ,
    )  # fmt: skip
    running, over = file("a", *said), file("b", *said, ended={0: "2006-05-20"})
    assert counted(found(standard, "at-risk", running)) == (0, 0, 1)
    assert counted(found(standard, "at-risk", over)) == (0, 1, 0)


@pytest.mark.parametrize(
    ("day", "known", "expected"),
    [
        ("2006-07-01", NOW, (1, 1, 0)),  # a month after the first of June, that day included
        ("2006-07-02", NOW, (0, 1, 0)),
        ("2006-07-02", end_of_day(on("2006-07-01")), (0, 0, 1)),  # the time is not over yet
        ("2006-06-20", end_of_day(on("2006-06-20")), (1, 1, 0)),
    ],
)
def test_what_must_be_recorded_soon_is_not_missing_before_its_time_is_over(
    standard: Standard, day: str, known: int, expected: tuple[int, int, int]
) -> None:
    one = file("a", READ, (day, "judged", {"answer": "poor"}), about={1: 0})
    measure = standard.measures["judged-soon"]
    (figure,) = record_figures(standard, [measure], [one], OVER, Known(known))
    assert counted(figure) == expected


def test_a_judgement_that_does_not_apply_is_in_no_denominator(standard: Standard) -> None:
    said = ("good", "poor", "poor", "not-applicable", "unknown")
    files = [file(f"f{n}", ("2006-06-01", "judged", {"answer": a})) for n, a in enumerate(said)]
    assert counted(found(standard, "poor", *files)) == (2, 3, 1)


def test_about_reads_what_was_recorded_about_the_unit_whenever(standard: Standard) -> None:
    later = ("2009-01-01", "judged", {"answer": "poor"})
    judged = file("a", READ, later, about={1: 0})
    of_another = file("b", READ, later)
    assert counted(found(standard, "judged-poor", judged, of_another)) == (1, 2, 0)


@pytest.mark.parametrize(
    ("asked", "visited", "expected"),
    [
        ("2006-05-01", "2006-05-04", (0, 1)),  # made in time
        ("2006-05-01", "2006-05-20", (0, 1)),  # made late, and before the reading
        ("2006-05-01", "2006-06-02", (1, 1)),  # made the day after the reading: not made yet
        ("2006-05-01", None, (1, 1)),
        ("2006-05-27", None, (0, 0)),  # due on the day of the reading: still open
        ("2006-05-26", None, (1, 1)),  # due the day before it
        ("2006-06-02", None, (0, 0)),  # asked for after it
    ],
)
def test_what_is_owed_stands_as_it_stood_on_the_units_day(
    standard: Standard, asked: str, visited: str | None, expected: tuple[int, int]
) -> None:
    visits: list[Said] = [(visited, "visit", {})] if visited else []
    one = file("a", (asked, "asked", {"visit": "yes"}), READ, *visits)
    figure = found(standard, "not-visited", one)
    assert (figure.numerator, figure.denominator) == expected


def test_an_unclear_trigger_makes_it_unknown_whether_anything_is_owed(standard: Standard) -> None:
    unclear = file("a", ("2006-05-01", "asked", {"visit": "unknown"}), READ)
    assert counted(found(standard, "not-visited", unclear)) == (0, 0, 1)


def test_age_and_attributes_are_those_of_the_subject(standard: Standard) -> None:
    under, of_age = file("a", READ, born="1991-06-02"), file("b", READ, born="1991-06-01")
    nobody = file("c", READ, born=None)
    assert counted(found(standard, "young", under, of_age, nobody)) == (1, 1, 1)
    girl = file("d", READ, sex="female")
    assert counted(found(standard, "girls", under, girl)) == (1, 2, 0)


def test_any_of_several_signs_will_do(standard: Standard) -> None:
    inside = file("a", ("2006-05-01", "custody", {}), READ)
    girl, boy = file("b", READ, sex="female"), file("c", READ)
    assert counted(found(standard, "either", inside, girl, boy)) == (2, 3, 0)


def judged_in(place: str, good: int, poor: int) -> list[File]:
    answers = ["good"] * good + ["poor"] * poor
    return [
        file(f"{place}{n}", ("2006-06-01", "judged", {"answer": answer}), place=place)
        for n, answer in enumerate(answers)
    ]


def test_the_highest_of_the_places(standard: Standard) -> None:
    files = [*judged_in("North", 3, 1), *judged_in("South", 1, 2), *judged_in("East", 4, 0)]
    figure = found(standard, "worst", *files)
    assert counted(figure) == (2, 3, 0)
    assert figure.group == {"place": "South"}


def test_a_share_of_places_is_of_those_above_their_own_population(standard: Standard) -> None:
    shares = {"North": 0.25, "South": 0.5, "East": None}
    asked: list[Population] = []

    def people(place: str, population: Population) -> float | None:
        asked.append(population)
        return shares[place]

    files = [*judged_in("North", 3, 1), *judged_in("South", 1, 2), *judged_in("East", 1, 1)]
    figure = found(standard, "above", *files, people=people)
    # North's quarter is not above a quarter; of East nobody knows who lives there.
    assert counted(figure) == (1, 2, 1)
    assert asked[0].ethnicity == ("black",)


def test_a_share_of_places_cannot_do_without_a_population(standard: Standard) -> None:
    with pytest.raises(ValueError, match="needs the population of each place"):
        found(standard, "above", *judged_in("North", 1, 1))


def test_values_are_each_once_in_order_and_age_is_that_of_the_moment(standard: Standard) -> None:
    one = file("a", ("2006-05-04", "sentence", {"months": 18}), born="1990-05-05")
    two = file("b", ("2006-05-05", "sentence", {"months": 18}), born="1990-05-05")
    silent = file("c", ("2006-06-01", "sentence", {}), born=None)
    figure = found(standard, "lengths", one, two, silent)
    assert figure.values == (15, 16, 18)
    assert (figure.numerator, figure.unknown, figure.value) == (2, 1, None)
    assert found(standard, "days", one, two).values == ("2006-05-04", "2006-05-05")


def test_whole_numbers_are_said_alike_from_memory_and_from_an_extract(standard: Standard) -> None:
    one = file("a", ("2006-05-04", "sentence", {"months": 18.0}))
    two = file("b", ("2006-05-04", "sentence", {"months": 7.5}))
    values = found(standard, "lengths", one, two).values
    assert [str(value) for value in values] == ["15", "18", "7.5"]


def test_figures_by_group(standard: Standard) -> None:
    files = [*judged_in("North", 3, 1), *judged_in("South", 1, 2)]
    over = Over(OVER.first, OVER.last, by=("place", "financial-year"))
    measures = [standard.measures["poor"]]
    north, south = record_figures(standard, measures, files, over, Known(NOW))
    assert north.group == {"place": "North", "financial-year": "2006-04-01 to 2007-03-31"}
    assert (counted(north), counted(south)) == ((1, 4, 0), (2, 3, 0))


def test_grouping_by_what_no_file_has_is_refused(standard: Standard) -> None:
    over = Over(OVER.first, OVER.last, by=("team",))
    with pytest.raises(ValueError, match="cannot be grouped by team"):
        record_figures(standard, [standard.measures["poor"]], [file("a", READ)], over, Known(NOW))


def test_nothing_to_count_says_so(standard: Standard) -> None:
    figure = found(standard, "poor")
    assert counted(figure) == (0, 0, 0)
    assert figure.value is None


def test_the_interval_is_that_of_a_sample(standard: Standard) -> None:
    over = Over(OVER.first, OVER.last, read_of=400)
    figure = found(standard, "poor", *judged_in("North", 30, 10), over=over)
    assert figure.low is not None and figure.high is not None
    assert figure.low < 0.25 < figure.high
    assert not figure.all_files


def test_what_was_not_known_yet_does_not_count(standard: Standard) -> None:
    one = file("a", READ)
    early = Known(end_of_day(on("2006-05-31")))
    (figure,) = record_figures(standard, [standard.measures["reads"]], [one], OVER, early)
    assert counted(figure) == (0, 0, 0)
