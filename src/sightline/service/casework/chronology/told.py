"""What a chronology says of itself, on screen and on paper: as known when, and what was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sightline.engine.model import Moment
from sightline.engine.words import say_day, say_moment
from sightline.service.casework.chronology.asked import Asked, moment_of_knowledge
from sightline.service.casework.said import Named, day_said
from sightline.service.files.moments import day_at, minute_at
from sightline.service.files.naming import names
from sightline.service.files.reading import standing_particulars
from sightline.service.files.standard import standard
from sightline.service.ui.forms import DayAndTime
from sightline.standard.calendar import date_of

AS_NOW = "This is all that is on record and open to you, as it is told today."
TODAYS_RULES = "What you may read is decided by today’s rules, not by those of then."


def moment_said(at: datetime) -> str:
    """``the end of Mon 7 Jan 2008``, or ``Mon 7 Jan 2008 14:30``."""
    day = day_at(at)
    if at == moment_of_knowledge(DayAndTime(date_of(day))):
        return f"the end of {say_day(day)}"
    return say_moment(Moment(day, minute_at(at)))


def as_known(asked: Asked) -> tuple[str, ...]:
    """Whether it is as known now, as known then, or with hindsight, in sentences."""
    if asked.known_at is None:
        return (AS_NOW,)
    then = moment_said(asked.known_at)
    if asked.hindsight:
        return (
            f"This is all that is known now. What was not yet known at {then}, or was told "
            "otherwise then, is marked.",
            TODAYS_RULES,
        )
    return (
        f"This is what was on record at {then}. What was entered, corrected or withdrawn later is "
        "left out, and people are called as they were known then.",
        TODAYS_RULES,
    )


def heading(asked: Asked) -> str:
    """The same in three words, for the top of the page."""
    if asked.known_at is None:
        return "As known now"
    return "With hindsight" if asked.hindsight else f"As known at {moment_said(asked.known_at)}"


def subject_then(file: UUID, asked: Asked) -> str:
    """Who the file was kept on, as known then; '' where it is as known now."""
    known_at = asked.as_known_at
    if known_at is None:
        return ""
    found = [f"They were called {names([file], known_at)[file]}"]
    for told in standing_particulars([file], known_at):
        if told.born_on is not None:
            found.append(f"born {day_said(told.born_on)}")
        if told.place:
            found.append(f"place {told.place}")
    return f"{', '.join(found)}."


def chosen(asked: Asked, called: Named) -> Iterator[str]:
    """What was chosen, each in a few words; at least one."""
    yield "Significant events" if asked.significant else "All events"
    if asked.kind:
        kind = standard().kinds.get(asked.kind)
        yield f"Kind of record: {asked.kind if kind is None else kind.title}"
    if asked.agency is not None:
        yield f"Agency: {called[asked.agency]}"
    if asked.person is not None:
        yield f"Who is named: {called[asked.person]}"
    if asked.first is not None:
        yield f"From {day_said(asked.first)}"
    if asked.last is not None:
        yield f"Until {day_said(asked.last)}"
