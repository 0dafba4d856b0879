"""A whole standard, and the calendars frozen in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sightline.standard.model.areas import Areas
from sightline.standard.model.bodies import Bodies
from sightline.standard.model.crosswalk import Crosswalk
from sightline.standard.model.duties import Duty
from sightline.standard.model.guides import GuidePage
from sightline.standard.model.kinds import Kind
from sightline.standard.model.measures import Measure, Term
from sightline.standard.model.printed import Printed
from sightline.standard.model.questions import QuestionSet
from sightline.standard.model.ratings import RatingRules
from sightline.standard.model.recommendations import Recommendations
from sightline.standard.model.reviews import Review
from sightline.standard.model.roles import Roles
from sightline.standard.model.services import Service
from sightline.standard.model.surveys import Survey


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """The holidays and school terms of a jurisdiction, frozen in the standard.

    ``first``..``last``: the days (both included) that the holidays cover; outside, a working-day
    clock raises. ``terms``: first and last day of each school term, holidays within terms in
    ``breaks``; ``terms_guessed``: default terms, so that what rests on them is provisional.
    ``opens``: minutes after local midnight at which a school day starts.
    """

    jurisdiction: str
    source: str
    first: date
    last: date
    holidays: tuple[date, ...]
    terms: tuple[tuple[date, date], ...] = ()
    breaks: tuple[tuple[date, date], ...] = ()
    terms_guessed: bool = False
    opens: int = 9 * 60

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("the calendar ends before it begins")
        if any(not self.first <= day <= self.last for day in self.holidays):
            raise ValueError("a holiday lies outside the days that the calendar covers")
        for first, last in (*self.terms, *self.breaks):
            if last < first:
                raise ValueError(f"a term or break ends ({last}) before it begins ({first})")


@dataclass(frozen=True, slots=True)
class Standard:
    """A whole standard. ``digest`` is SHA-256 over its files, in order of path."""

    name: str
    title: str
    version: str
    digest: str
    jurisdiction: str
    kinds: Mapping[str, Kind]
    duties: Mapping[str, Duty]
    measures: Mapping[str, Measure]
    terms: Mapping[str, Term]
    calendars: Mapping[str, CalendarTable]
    roles: Roles = field(default_factory=Roles)
    reviews: Mapping[str, Review] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    bodies: Bodies = field(default_factory=Bodies)
    crosswalk: Crosswalk = field(default_factory=Crosswalk)
    guide: Mapping[str, GuidePage] = field(default_factory=dict)
    areas: Areas = field(default_factory=Areas)
    printed: Mapping[str, Printed] = field(default_factory=dict)
    recommendations: Mapping[str, Recommendations] = field(default_factory=dict)
    question_sets: Mapping[str, QuestionSet] = field(default_factory=dict)
    ratings: Mapping[str, RatingRules] = field(default_factory=dict)
    surveys: Mapping[str, Survey] = field(default_factory=dict)

    def calendar_for(self, place: str) -> CalendarTable:
        """The calendar of a place, or of the whole jurisdiction where it has none of its own."""
        return self.calendars.get(place) or self.calendars[self.jurisdiction]
