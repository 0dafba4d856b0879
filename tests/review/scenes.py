"""Small files about one duty each, or about what stood: its trigger, answer, lapse and exemption.

Days lie about the day on which the duty falls due and about that on which the file is read, where
one day more or less decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hypothesis import strategies as st

from sightline.engine.model import Day, File, Moment, Record, Subject, Value
from sightline.standard.calendar import end_of_day
from tests.review.slice import AREA

READ_ON = 13395
"""Monday 4 September 2006."""

Picks = Sequence[int]

TRIGGER = (15, 20, 21, 22, 23, 28, 35, 60)
"""Days before the reading; fifteen working days are three weeks, or a day more."""
ABOUT_DUE = (0, 1, 13, 14, 15, 19, 20, 21, 22, 23, 28)
"""Days after the trigger; ten working days are two weeks."""


def scenes() -> st.SearchStrategy[list[Picks]]:
    """What is picked for each of some files."""
    return st.lists(st.tuples(*[st.integers(0, 59)] * 20), min_size=1, max_size=24)


def files_of(some: Sequence[Picks]) -> dict[str, File]:
    """A file a scene, by id."""
    made = (_file(f"pewtergarth.child-scene-{n:02}", picks) for n, picks in enumerate(some))
    return {file.subject.id: file for file in made}


def _file(id_: str, picks: Picks) -> File:
    story = (_visit_or_plan, _health_plan, _stood)[picks[0] % 3]
    adult = story is _visit_or_plan and picks[1] % 3 == 0
    programme = "offender-management" if adult else "youth-offending-team"
    read = _record(id_, "read", "file-read", READ_ON, {"programme": programme})
    told = tuple(story(id_, picks[2:], adult))
    subject = Subject(id_, "adult" if adult else "child", 7000, AREA, {"sex": "male"})
    return File(subject, (read, *told))


def _visit_or_plan(id_: str, picks: Picks, adult: bool) -> Iterator[Record]:
    trigger = READ_ON - TRIGGER[picks[0] % len(TRIGGER)]
    tool = ("oasys" if adult else "asset", "oasys" if adult else "asset", "health")[picks[1] % 3]
    said: dict[str, Value] = {
        "tool": tool,
        "visit-needed": ("yes", "yes", "yes", "no", "unknown")[picks[2] % 5],
        "vulnerability": ("high", "high", "low", "not-asked")[picks[3] % 4],
    }
    about = "somebody" if picks[4] % 4 == 0 else None
    yield _record(id_, "needed", "assessment", trigger, said, about=about)
    if picks[4] % 3 == 0:
        yield _record(id_, "needed-too", "assessment", trigger, said, about=about)
    service = "probation" if adult else "youth-justice"
    begun = trigger - 40
    if picks[5] % 2:
        ended = trigger + ABOUT_DUE[picks[5] % 11] if picks[5] % 3 == 0 else None
        yield _record(id_, "case", "case", begun, {"service": service}, ended)
    if picks[6] % 3:
        met: dict[str, Value] = {
            "where": "home",
            "result": ("kept", "kept", "attempted")[picks[7] % 3],
            "with": ("child", "parent", "victim")[picks[8] % 3],
        }
        yield _record(id_, "visit", "contact", trigger + _near(picks[6], before=3), met)
    if picks[9] % 3:
        type_ = ("vulnerability", "vulnerability", "care", "unknown")[picks[9] % 4]
        start = trigger + _near(picks[10], before=30)
        yield _record(id_, "plan", "plan", start, {"type": type_}, _end(start, picks[11]))
    if picks[12] % 4 == 0:
        yield _record(id_, "stay", "custody", trigger + _near(picks[13]), {"basis": "remand"})
    if picks[14] % 3 == 0:
        duty = "home-visit-probation" if adult else "home-visit-yot"
        duty = "vuln-plan-create" if picks[14] % 2 else duty
        decided = trigger + _near(picks[15])
        end = _end(decided, picks[16])
        yield _record(
            id_, "excuse", "exemption", decided, {"duty": duty}, end, about=f"{id_}-needed"
        )
    if picks[17] % 3 == 0:
        lower: dict[str, Value] = {
            "tool": "asset",
            "vulnerability": "medium",
            "countersigned": ("yes", "no")[picks[17] % 2],
        }
        yield _record(id_, "lower", "assessment", trigger + _near(picks[16]), lower)


def _health_plan(id_: str, picks: Picks, _: bool) -> Iterator[Record]:
    came = READ_ON - TRIGGER[picks[0] % len(TRIGGER)] + (7 if picks[1] % 2 else 0)
    left = came + ABOUT_DUE[picks[2] % 11] + 1 if picks[2] % 3 == 0 else None
    yield _record(id_, "stay", "custody", came, {"basis": "sentence"}, left)
    if picks[3] % 2:
        start = came - (40, 92, 95, 130)[picks[4] % 4]
        yield _record(id_, "earlier", "custody", start, {"basis": "remand"}, came - picks[5] % 40)
    for n in range(picks[6] % 3):
        made = (
            came + _near(picks[7 + n])
            if picks[10 + n] % 2
            else came - (1, 30, 92, 93)[picks[7 + n] % 4]
        )
        shared = (("youth-justice",), ("child", "youth-justice"), ("child",), ())[picks[9] % 4]
        said: dict[str, Value] = {"type": "health", "shared-with": shared}
        yield _record(id_, f"plan-{n}", "plan", made, said)
    if picks[13] % 4 == 0:
        care = came + _near(picks[14])
        yield _record(id_, "care", "looked-after", came - 90, {}, max(care, READ_ON - 1))


def _stood(id_: str, picks: Picks, _: bool) -> Iterator[Record]:
    """Three needs and three assessments of few days, some of which answer nothing."""
    for n in range(3):
        day = READ_ON - picks[n] % 4 + (1 if picks[n] == 59 else 0)
        said: dict[str, Value] = {
            "type": ("mental-health", "mental-health", "self-harm")[picks[3 + n] % 3],
            "state": ("open", "closed", "unknown", "declined")[picks[6 + n] % 4],
        }
        yield _record(id_, f"need-{n}", "need", day, said, entered=picks[9 + n] % 2)
        found: dict[str, Value] = {
            "tool": "health",
            "self-harm": ("low", "high", "not-asked")[picks[6 + n] % 3],
            "at-risk": (("self",), ("others",), "unknown", ("nobody",))[picks[3 + n] % 4],
        }
        on = READ_ON - picks[n + 1] % 5
        yield _record(id_, f"found-{n}", "assessment", on, found, entered=picks[9 + n] % 3)
    for n in range(picks[12] % 3):
        ended = READ_ON - 3 + picks[13 + n] % 5 if picks[13 + n] % 3 else None
        yield _record(id_, f"case-{n}", "case", READ_ON - 40 - n, {}, ended)
    if picks[16] % 2:
        start = READ_ON - 2 + picks[17] % 4
        yield _record(id_, "stay", "custody", start, {}, _end(start, picks[15]))


def _near(pick: int, before: int = 0) -> int:
    """Days after a trigger; in one case of eight, so many before it."""
    return -before if before and pick % 8 == 0 else ABOUT_DUE[pick % len(ABOUT_DUE)]


def _end(start: Day, pick: int) -> Day | None:
    return None if pick % 2 else start + ABOUT_DUE[pick % len(ABOUT_DUE)]


def _record(
    id_: str,
    name: str,
    kind: str,
    day: Day,
    details: dict[str, Value],
    ended: Day | None = None,
    *,
    about: str | None = None,
    entered: int = 0,
) -> Record:
    return Record(
        f"{id_}-{name}",
        id_,
        kind,
        Moment(day),
        end_of_day(READ_ON) + entered,
        details,
        None if ended is None else Moment(max(day, ended)),
        about=about,
        agency="somebody",
        author="somebody",
    )
