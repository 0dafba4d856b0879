"""What somebody typed into the form of a record, as a browser sends it: held, merged, shown again.

A draft holds what was typed and not what it means, so that nothing is lost that could not be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.http import QueryDict

from sightline.engine.model import Value
from sightline.service.casework.answer_fields import initial_of
from sightline.service.ui.days import TypedDay
from sightline.service.ui.forms import DAY_PARTS, MOMENT_PARTS, DayAndTime, MomentField
from sightline.standard.model import Field, FieldType, FormStep, Kind

Data = dict[str, list[str]]

FINDS, KEEPS, SEES = "finds", "keeps", "sees"
"""The names of the buttons that find, of whichever list, that keep a draft, and that show what the
record would change."""

_PLACES = ("answer-", "instead-", "link-", "find-", "still-")
_FINDERS = ("find-about", "find-also")
"""What is found for no question of the kind."""
_NOT_HELD = frozenset({"csrfmiddlewaretoken", "id", "seen", "start", FINDS, KEEPS, SEES})
_PARTS = {FieldType.DATE: DAY_PARTS, FieldType.MOMENT: MOMENT_PARTS}


def is_in_first(kind: Kind, step: FormStep | None) -> bool:
    """Whether a page asks what every record is asked: when, what about, for which agency."""
    return step is None or step == kind.steps[0]


def merged(
    held: Mapping[str, list[str]], sent: QueryDict, kind: Kind, step: FormStep | None
) -> Data:
    """What was held, with what one page of the form sent in the place of what it said before.

    Answers to what the kind no longer asks are held on.
    """
    of_page = set(_asked(kind, step))
    every = set(_asked(kind, None))
    takes_rest = is_in_first(kind, step)

    def is_of_page(name: str) -> bool:
        if name in every:
            return name in of_page
        return takes_rest and (name in _FINDERS or not name.startswith(_PLACES))

    found = {name: some for name, some in held.items() if not is_of_page(name)}
    for name in sent:
        if name not in _NOT_HELD and is_of_page(name):
            found[name] = sent.getlist(name)
    return found


def as_sent(
    data: Mapping[str, list[str]], sent: QueryDict | None = None, **hidden: object
) -> QueryDict:
    """What is held, as a form is given it, with what a page sent beside and what it hides."""
    query = QueryDict(mutable=True)
    for name, some in data.items():
        query.setlist(name, some)
    for name in _NOT_HELD:
        if sent is not None and name in sent:
            query.setlist(name, sent.getlist(name))
    for name, value in hidden.items():
        query[name] = str(value)
    return query


def typed_of(kind: Kind, answers: Mapping[str, Value]) -> Data:
    """What would have been typed to say some answers."""
    found: Data = {}
    for name, value in answers.items():
        for place, shown in initial_of(kind.fields[name], value).items():
            found |= _typed(place, shown)
    return found


def without(data: Mapping[str, list[str]], kind: Kind, names: Iterable[str]) -> Data:
    """What is held, without what was typed for some fields."""
    gone = {place for name in names for place in _places(kind.fields[name])}
    return {place: some for place, some in data.items() if place not in gone}


def _asked(kind: Kind, step: FormStep | None) -> Iterator[str]:
    for field in kind.fields.values():
        if step is None or field.name in step.fields:
            yield from _places(field)


def _places(field: Field) -> Iterator[str]:
    for place in _PLACES:
        yield f"{place}{field.name}"
    for part in _PARTS.get(field.type, ()):
        yield f"answer-{field.name}-{part}"


def _typed(place: str, shown: Any) -> Data:
    if isinstance(shown, list):
        return {place: [str(one) for one in shown]}
    if isinstance(shown, DayAndTime):
        moment = MomentField().prepare_value(shown)
        return _day(place, moment.on) | {f"{place}-time": [moment.time]}
    if isinstance(shown, date):
        return _day(place, TypedDay(str(shown.day), str(shown.month), str(shown.year)))
    return {place: [str(shown)]}


def _day(place: str, day: TypedDay) -> Data:
    return {f"{place}-{part}": [getattr(day, part)] for part in DAY_PARTS}
