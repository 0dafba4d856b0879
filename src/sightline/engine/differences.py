"""What two versions of a standard say differently, as far as it changes what is owed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sightline.engine.say import say_rule
from sightline.standard.model import CalendarTable, Duty, Kind, Rule, Standard
from sightline.standard.model.asked import selectors

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was said, and what is said now, as whole sentences; [] for nothing.

    ``what``: ``duty``, ``kind`` or ``calendar``; ``name``: which.
    """

    what: str
    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """The same with stable keys."""
        return {
            "what": self.what,
            "name": self.name,
            "before": list(self.before),
            "after": list(self.after),
        }


def differences(old: Standard, new: Standard) -> list[Difference]:
    """Duties, kinds and calendars that are judged otherwise; titles and help are not compared."""
    duties = _pairs(old.duties, new.duties)
    kinds = _pairs(old.kinds, new.kinds)
    calendars = _pairs(old.calendars, new.calendars)
    found = [
        *(_differing("duty", name, _say_duty(a), _say_duty(b)) for name, a, b in duties),
        *(_differing("kind", name, _say_kind(a), _say_kind(b)) for name, a, b in kinds),
        *(
            _differing("calendar", name, _say_calendar(a), _say_calendar(b))
            for name, a, b in calendars
        ),
    ]
    return [difference for difference in found if difference.before or difference.after]


def bearing_on(duty: Duty, found: Sequence[Difference]) -> list[Difference]:
    """Of some differences, those that can change what becomes of a duty."""
    kinds = {selector.kind for selector in selectors(duty.parts)}
    return [
        difference
        for difference in found
        if (difference.what == "duty" and difference.name == duty.id)
        or (difference.what == "kind" and difference.name in kinds)
        or difference.what == "calendar"
    ]


def _pairs(old: Mapping[str, T], new: Mapping[str, T]) -> Iterator[tuple[str, T | None, T | None]]:
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _differing(what: str, name: str, before: Sequence[str], after: Sequence[str]) -> Difference:
    """Only the sentences that the other does not have."""
    return Difference(
        what,
        name,
        tuple(line for line in before if line not in after),
        tuple(line for line in after if line not in before),
    )


def _say_duty(duty: Duty | None) -> list[str]:
    """Each rule as one text, so that a rule with one changed line is shown whole."""
    if duty is None:
        return []
    owed = f"Owed to: {', '.join(duty.owed_to)}."
    return [owed, *(_say_rule(part.name, rule) for part in duty.parts for rule in part.rules)]


def _say_rule(part: str, rule: Rule) -> str:
    of_part = f"({part}) " if part else ""
    return of_part + " ".join(line.strip() for line in say_rule(rule))


def _say_kind(kind: Kind | None) -> list[str]:
    if kind is None:
        return []
    said = [f"It lasts: {kind.lasts}."]
    if kind.key:
        said.append(f"Records follow one another by {', '.join(kind.key)}.")
    if kind.ends_with:
        said.append(f"It ends with {kind.ends_with} too.")
    if kind.also_on:
        said.append(f"It also stands on the file named by {', '.join(kind.also_on)}.")
    if kind.several:
        said.append("One record may concern several.")
    for field in kind.fields.values():
        said.append(f"It has the field {field.name}, of type {field.type}.")
        for code in field.codes:
            from_ = f" from {code.from_}" if code.from_ else ""
            until = f" until {code.until}" if code.until else ""
            said.append(f"The field {field.name} may be {code.value}{from_}{until}.")
    return said


def _say_calendar(table: CalendarTable | None) -> list[str]:
    if table is None:
        return []
    return [
        f"It covers {table.first} to {table.last}.",
        *(f"{day} is a holiday." for day in table.holidays),
        *(f"A school term runs from {first} to {last}." for first, last in table.terms),
        *(f"School is closed from {first} to {last}." for first, last in table.breaks),
        f"School opens {table.opens} minutes after midnight.",
        f"Its terms are {'assumed' if table.terms_guessed else 'known'}.",
    ]
