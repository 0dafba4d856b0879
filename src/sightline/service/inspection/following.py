"""What became of what was recommended: the answer, the actions with all their days, the looks.

Everything is read from records on the file of the body that was asked; the states are those of the
obligations that follow from them, and nobody sets one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from sightline.engine.model import Moment, State
from sightline.service.access.models import Person
from sightline.service.files.models import Obligation, Record
from sightline.service.files.standard import standard
from sightline.service.inspection.shown_by import ShownBy, read_value
from sightline.standard.calendar import LONDON, day_of

RECOMMENDATION, ANSWER, ACTION, LOOK = (
    "recommendation", "decision", "action", "recommendation-review",
)  # fmt: skip
ANSWERED, DONE, ACTED = "recommendation-answered", "recommendation-done", "inspection-actions"
"""The duties of the standard by which a body owes an answer, the work, and each action."""

REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was set for an action. ``told_on``: when; ``reason``: why, blank at first."""

    day: date | None
    told_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Undertaken:
    """An action. ``days``: every day that was ever set for it, the first first.

    ``about``: the recommendation, or the report that a team talked over. ``state``: None where
    the standard owes none. ``position``: of its last version in the file's chain.
    """

    fact: UUID
    about: UUID | None
    what: str
    owner: str
    begun_on: date | None
    days: tuple[Day, ...]
    ended_on: date | None
    result: str
    evidence: str
    state: State | None

    @property
    def due_on(self) -> date | None:
        """The day that counts: the last that was set."""
        return self.days[-1].day

    @property
    def moved(self) -> int:
        """How often its day was changed."""
        return len(self.days) - 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What a body said to a recommendation. ``outcome``: its words; ``by``: who wrote it."""

    code: str
    outcome: str
    on: date | None
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked whether it is done, with the figure as it was then."""

    code: str
    outcome: str
    on: date | None
    independent: bool
    reason: str
    from_on: date | None
    to_on: date | None
    as_asked: int | None
    counted: int | None
    not_known: int | None
    by: str


@dataclass(frozen=True, slots=True)
class Followed:
    """A recommendation on the file of a body, and all that became of it.

    ``asked_by``: the agency that recommends. ``answers`` and ``looks``: the last counts.
    ``answer_due``: the day on which the answer is due. ``answered`` and ``done``: the states of the
    two obligations, None where the standard owes none.
    """

    fact: UUID
    file: UUID
    number: str
    words: str
    theme: str
    theme_said: str
    report: str
    reference: str
    on: date | None
    due_on: date | None
    shown_by: ShownBy | None
    body: str
    function: str
    asked_by: UUID | None = None
    answers: tuple[Answer, ...] = ()
    actions: tuple[Undertaken, ...] = ()
    looks: tuple[Look, ...] = ()
    answer_due: date | None = None
    answered: State | None = None
    done: State | None = None

    @property
    def is_own(self) -> bool:
        """Whether a body that looked at its own work recommends it to itself."""
        return self.asked_by == self.file

    @property
    def is_closed(self) -> bool:
        """Whether somebody independent found it done, or that it is no longer needed."""
        return any(look.independent and look.code != "not-yet" for look in self.looks)

    @property
    def is_rejected(self) -> bool:
        """Whether the body's last answer rejects it."""
        return bool(self.answers) and self.answers[-1].code == REJECTED

    @property
    def is_overdue(self) -> bool:
        """Whether an answer, the work or an action is past its day."""
        return State.OVERDUE in (self.answered, self.done, *(one.state for one in self.actions))

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return not (self.is_closed or self.is_rejected)

    @property
    def state(self) -> str:
        """How it stands, in two or three words: worked out, and never set."""
        if self.is_closed:
            return "Found done" if self.looks[-1].code == "done" else "No longer needed"
        if self.is_rejected:
            return "Rejected"
        if self.done is State.OVERDUE:
            return "Overdue"
        if self.answered is State.OVERDUE:
            return "Answer overdue"
        if any(one.state is State.OVERDUE for one in self.actions):
            return "Action overdue"
        return "Not answered yet" if not self.answers else "Being done"

    @property
    def public(self) -> Followed:
        """The same without what was written about it: as whoever cannot read the file sees it."""
        return replace(
            self,
            answers=tuple(replace(one, reason="", by="") for one in self.answers),
            looks=tuple(replace(one, reason="", by="") for one in self.looks),
            actions=tuple(_without_words(one) for one in self.actions),
        )


def followed(files: Collection[UUID], today: date, read: Q | None = None) -> list[Followed]:
    """What was recommended on some files: the overdue first, then by the day it is due.

    ``read``: of the records, those that whoever asks reads (``policy.visible_records``); all that
    the database shows them where it is left out. In three queries, however many there are.
    """
    facts = _facts(files, read)
    owed = _owed(files, today)
    by_kind: defaultdict[str, list[list[Record]]] = defaultdict(list)
    for versions in facts:
        by_kind[versions[-1].kind].append(versions)
    names = _names(facts)
    about: defaultdict[UUID, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for versions in by_kind[ANSWER]:
        if (said := _details(versions[-1])).get("matter") == RECOMMENDATION:
            _put(about, versions, ANSWER, _answer(versions[-1], said, names))
    for versions in by_kind[LOOK]:
        _put(about, versions, LOOK, _look(versions[-1], names))
    for versions in by_kind[ACTION]:
        if _details(versions[-1]).get("from-what") == "inspection":
            _put(about, versions, ACTION, undertaken(versions, owed))
    found = [
        _followed(versions[-1], about[versions[0].fact], owed)
        for versions in by_kind[RECOMMENDATION]
    ]
    return sorted(found, key=_turn)


def undertaken(
    versions: list[Record], owed: Mapping[tuple[str, UUID], tuple[date | None, State]]
) -> Undertaken:
    """An action, from all its versions."""
    first, last = versions[0], versions[-1]
    days: list[Day] = []
    for row in versions:
        if not days or row.planned_end_on != days[-1].day:
            days.append(Day(row.planned_end_on, _day(row.recorded_at), row.reason or ""))
    days[0] = replace(days[0], reason="")
    said = _details(last)
    return Undertaken(
        fact=first.fact,
        about=last.about,
        what=str(said.get("what", "")),
        owner=str(said.get("owner", "")),
        begun_on=None if last.occurred_at is None else _day(last.occurred_at),
        days=tuple(days),
        ended_on=None if last.ended_at is None else _day(last.ended_at),
        result=str(said.get("result", "")),
        evidence=str(said.get("evidence", "")),
        state=_state(owed, ACTED, first.fact),
    )


# --- what it is made of ----------------------------------------------------------------------


def _without_words(one: Undertaken) -> Undertaken:
    days = tuple(replace(day, reason="") for day in one.days)
    return replace(one, what="", owner="", evidence="", days=days)


def _facts(files: Collection[UUID], read: Q | None) -> list[list[Record]]:
    """The facts of these kinds that stand on the files, each with all its versions in order."""
    rows = Record.objects.filter(
        Q() if read is None else read,
        file__in=files,
        kind__in=(RECOMMENDATION, ANSWER, ACTION, LOOK),
    ).order_by("position")
    facts: defaultdict[UUID, list[Record]] = defaultdict(list)
    for row in rows:
        facts[row.fact].append(row)
    return [
        versions
        for versions in facts.values()
        if all(row.withdraws is None and row.details is not None for row in versions)
    ]


def _owed(files: Collection[UUID], today: date) -> dict[tuple[str, UUID], tuple[Any, State]]:
    """What is owed about each record, by duty: when it is due, and how that stands."""
    rows = Obligation.objects.filter(file__in=files, duty__in=(ANSWERED, DONE, ACTED))
    on = Moment(day_of(today))
    return {(row.duty, UUID(row.trigger)): (row.due_on, row.state_on(on)) for row in rows}


def _state(owed: Mapping[tuple[str, UUID], tuple[Any, State]], duty: str, fact: UUID) -> Any:
    return owed.get((duty, fact), (None, None))[1]


def _names(facts: Iterable[list[Record]]) -> dict[UUID, str]:
    people = {by for versions in facts if (by := versions[-1].by) is not None}
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))


def _put(
    about: Mapping[UUID, dict[str, list[Any]]], versions: list[Record], sort: str, one: object
) -> None:
    if (of := versions[-1].about) is not None:
        about[of][sort].append(one)


def _answer(row: Record, said: Mapping[str, Any], names: Mapping[Any, str]) -> Answer:
    code = str(said.get("outcome", ""))
    label = _label(ANSWER, "outcome", code)
    return Answer(code, label, _on(row), str(said.get("reason", "")), names.get(row.by, ""))


def _look(row: Record, names: Mapping[Any, str]) -> Look:
    said = _details(row)
    code = str(said.get("outcome", ""))
    return Look(
        code=code,
        outcome=_label(LOOK, "outcome", code),
        on=_on(row),
        independent=said.get("independent") == "yes",
        reason=str(said.get("reason", "")),
        from_on=_date(said.get("from-on")),
        to_on=_date(said.get("to-on")),
        as_asked=_number(said.get("as-asked")),
        counted=_number(said.get("counted")),
        not_known=_number(said.get("not-known")),
        by=names.get(row.by, ""),
    )


def _followed(
    row: Record, about: Mapping[str, list[Any]], owed: Mapping[tuple[str, UUID], tuple[Any, State]]
) -> Followed:
    said, fact = _details(row), row.fact
    theme = str(said.get("theme", ""))
    return Followed(
        fact=fact,
        file=row.file_id,
        number=str(said.get("number", "")),
        words=str(said.get("words", "")),
        theme=theme,
        theme_said=_label(RECOMMENDATION, "theme", theme),
        report=str(said.get("report", "")),
        reference=str(said.get("reference", "")),
        on=_on(row),
        due_on=_date(said.get("due-on")),
        shown_by=read_value(str(said.get("shown-by", ""))),
        body=str(said.get("body", "")),
        function=str(said.get("function", "")),
        asked_by=row.agency,
        answers=tuple(about[ANSWER]),
        actions=tuple(about[ACTION]),
        looks=tuple(about[LOOK]),
        answer_due=owed.get((ANSWERED, fact), (None, None))[0],
        answered=_state(owed, ANSWERED, fact),
        done=_state(owed, DONE, fact),
    )


def _turn(one: Followed) -> tuple[bool, bool, date, str]:
    last = date.max
    return not one.is_overdue, not one.is_open, one.due_on or last, one.number


def _details(row: Record) -> Mapping[str, Any]:
    return row.details or {}


def _label(kind: str, field: str, code: str) -> str:
    codes = standard().kinds[kind].fields[field].codes
    return next((one.label for one in codes if one.value == code), "Not recorded")


def _on(row: Record) -> date | None:
    return None if row.occurred_at is None else _day(row.occurred_at)


def _day(at: Any) -> date:
    found: date = at.astimezone(LONDON).date()
    return found


def _date(said: object) -> date | None:
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        return None


def _number(said: object) -> int | None:
    return said if isinstance(said, int) else None
