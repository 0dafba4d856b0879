"""Who knew what when: the first day of any way in which it can have known, and never a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sightline.service.casework.chronology.known import How, Knew, Party, Telling, grid
from sightline.service.casework.chronology.lines import Line
from sightline.service.files.moments import day_at

YJS, POLICE, HEALTH = (UUID(int=number) for number in (1, 2, 3))
CONCERN, NOTICE = UUID(int=10), UUID(int=11)

READS = frozenset({"concern", "notice"})
PARTIES = (
    Party("Youth justice", YJS, frozenset({"youth-justice"}), READS),
    Party("Police", POLICE, frozenset({"police"}), READS),
    Party("Health", HEALTH, frozenset({"health"}), frozenset({"notice"})),
    Party("A parent, as told in records", codes=frozenset({"parent"})),
)


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2024, 3, day, hour, tzinfo=UTC)


def day(number: int) -> int:
    return day_at(at(number))


EVENT = Line(
    fact=CONCERN, kind="concern", title="Concern", when="", day="", time="", agency_id=YJS,
    first_known=at(5),
)  # fmt: skip


def row(event: Line = EVENT, tellings: tuple[Telling, ...] = (), **looks: datetime) -> list[object]:
    files = {"yjs": YJS, "police": POLICE, "health": HEALTH}
    seen = {files[name]: [when] for name, when in looks.items()}
    (found,) = grid([event], PARTIES, tellings, seen)
    return list(found)


def test_whoever_recorded_it_knew_on_the_day_of_entry_and_nobody_else_is_said_to() -> None:
    assert row() == [Knew(How.RECORDED, day(5)), None, None, None]


def test_whoever_was_told_of_it_knew_on_the_day_of_the_telling() -> None:
    told = Telling(NOTICE, CONCERN, frozenset({"police", "parent"}), day(9))
    assert row(tellings=(told,))[1:] == [
        Knew(How.TOLD, day(9)), None, Knew(How.TOLD, day(9)),
    ]  # fmt: skip


def test_a_telling_is_itself_known_to_whoever_was_told() -> None:
    told = Telling(NOTICE, CONCERN, frozenset({"police"}), day(9))
    notice = replace(EVENT, fact=NOTICE, kind="notice", first_known=at(9))
    assert row(notice, (told,))[1] == Knew(How.TOLD, day(9))


def test_whoever_opened_the_file_after_it_was_entered_may_have_read_it() -> None:
    assert row(police=at(5, 13))[1] == Knew(How.OPENED, day(5))
    assert row(police=at(5, 11))[1] is None, "it was not yet there to be read"


def test_whoever_may_not_read_such_a_record_did_not_learn_it_by_opening_the_file() -> None:
    assert row(health=at(7))[2] is None


def test_of_an_entry_whose_day_is_not_known_no_look_is_said_to_have_shown_it() -> None:
    event = replace(EVENT, first_known=None)
    assert row(event, police=at(30)) == [Knew(How.RECORDED, None), None, None, None]


@given(
    st.lists(st.integers(1, 28), max_size=4),
    st.lists(st.datetimes(datetime(2024, 3, 1), datetime(2024, 3, 28)), max_size=4),
)
def test_the_first_day_of_all_is_told(tellings: list[int], looks: list[datetime]) -> None:
    told = [Telling(UUID(int=n + 20), CONCERN, frozenset({"police"}), day(d))
            for n, d in enumerate(tellings)]  # fmt: skip
    seen = sorted(look.replace(tzinfo=UTC) for look in looks)
    ((_, knew, _, _),) = grid([EVENT], PARTIES, told, {POLICE: seen})
    after = [day_at(look) for look in seen if look >= at(5)]
    days = [t.day for t in told] + after
    assert (None if knew is None else knew.day) == min(days, default=None)
