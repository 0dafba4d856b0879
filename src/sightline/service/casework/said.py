"""What a record says, in words: each answer by its title, and each way of not answering by its own.

Not recorded, not known, not asked, declined and no are five different things. A field that the
reader may not read is the same words whether or not it was answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sightline.engine.model import Moment
from sightline.engine.words import say_day, say_moment
from sightline.service.access import policy
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework.choices import INSTEAD
from sightline.service.files.models import Precision, Record
from sightline.service.files.moments import day_at, moment_from
from sightline.service.files.naming import names_of
from sightline.service.files.standard import declared, declared_then, standard
from sightline.standard.calendar import LONDON, day_of

NOT_RECORDED = "Not recorded"
NOT_SHOWN = "Not shown to you"
ERASED = "Erased"
SOMEBODY = "Somebody whose file is not open to you"

_INSTEAD = dict(INSTEAD)
_YES_NO = {"yes": "Yes", "no": "No"}


@dataclass(frozen=True, slots=True)
class Said:
    """One answer. ``file``: the file that it names; ``is_open``: whether that may be opened.

    ``carried``: the day of the earlier record that it was taken over from and not looked at again.
    """

    title: str
    words: str
    is_answer: bool = True
    file: UUID | None = None
    is_open: bool = False
    carried: str = ""


class Reader:
    """What one person reads on one file, asked of the policy once for each kind and field."""

    def __init__(self, viewer: Viewer, basis: Basis) -> None:
        self.viewer, self.basis = viewer, basis
        self._asked: dict[tuple[str, str, UUID | None], bool] = {}

    def reads(self, kind: str, field: str, agency: UUID | None) -> bool:
        """Whether the field is read of a record of the kind that the agency made."""
        key = kind, field, agency
        if key not in self._asked:
            self._asked[key] = policy.reads_field(self.viewer, self.basis, *key)
        return self._asked[key]


@dataclass(frozen=True, slots=True)
class Named:
    """Files by name. ``open_to``: those that the person may open; the others have no name."""

    called: Mapping[UUID, str]
    open_to: frozenset[UUID] = frozenset()

    def __getitem__(self, file: UUID | None) -> str:
        return "" if file is None else self.called.get(file, SOMEBODY)


def named(
    viewer: Viewer, files: Iterable[UUID | None], linked: Iterable[UUID] | None = None
) -> Named:
    """The names of files, as far as the person may know them.

    ``linked``: of which of them it is asked whether the person may open them; of all if None.
    """
    known = policy.named_among(viewer, {file for file in files if file is not None})
    called = names_of(known)
    asked = called.keys() if linked is None else called.keys() & set(linked)
    return Named(called, frozenset(policy.bases_for(viewer, asked)))


def files_in(rows: Iterable[Record]) -> Iterator[UUID]:
    """The files that records name: their agencies, authors, and answers of type file."""
    for row in rows:
        yield from (file for file in (row.agency, row.author) if file is not None)
        yield from files_answered(row)


def files_answered(row: Record) -> Iterator[UUID]:
    """The files that a record's answers name."""
    for field in kind_of_row(row)["fields"]:
        if field["type"] == "file":
            yield from _uuids((row.details or {}).get(field["name"]))


def kind_of_row(row: Record) -> Mapping[str, Any]:
    """The kind as it was declared when the answers were given (``files.standard.declared``)."""
    if row.kind_version_id is not None:
        return declared_then(row.kind_version_id)
    kind = standard().kinds.get(row.kind)
    return {"title": row.kind, "fields": []} if kind is None else declared(kind)


def answers(
    row: Record, reader: Reader, called: Named, carried: Mapping[str, str] | None = None
) -> Iterator[Said]:
    """Every field of a record's kind with what was said in it.

    ``carried``: by the field, the day of the record from which its answer was taken over.
    """
    for field in kind_of_row(row)["fields"]:
        told = _answer(row, field, reader, called)
        day = (carried or {}).get(field["name"], "") if told.words != NOT_SHOWN else ""
        yield replace(told, carried=day) if day else told


def answer(row: Record, name: str, reader: Reader, called: Named) -> Said:
    """What was said in one field; not recorded where the kind had no such field."""
    for field in kind_of_row(row)["fields"]:
        if field["name"] == name:
            return _answer(row, field, reader, called)
    return Said(name, NOT_RECORDED, is_answer=False)


def _answer(row: Record, field: Mapping[str, Any], reader: Reader, called: Named) -> Said:
    title = field["title"]
    if not reader.reads(row.kind, field["name"], row.agency):
        return Said(title, NOT_SHOWN, is_answer=False)
    if row.details is None:
        return Said(title, ERASED, is_answer=False)
    if field["name"] not in row.details:
        return Said(title, NOT_RECORDED, is_answer=False)
    return _said(field, row.details[field["name"]], called)


def summary(row: Record, reader: Reader, called: Named) -> str:
    """A record in a line: what was chosen in it, without what was told at length.

    That a question has no answer is said with the question, for alone it would tell nothing.
    """
    told = zip(kind_of_row(row)["fields"], answers(row, reader, called), strict=True)
    short = [one for field, one in told if field["type"] in ("code", "codes")]
    return ", ".join(
        one.words if one.is_answer else f"{one.title}: {one.words.lower()}"
        for one in short
        if one.is_answer or one.words in _INSTEAD.values()
    )


def _said(field: Mapping[str, Any], value: Any, called: Named) -> Said:
    title = field["title"]
    if isinstance(value, str) and value in _INSTEAD:
        return Said(title, _INSTEAD[value], is_answer=False)
    match field["type"]:
        case "file":
            return _file_said(title, value, called)
        case "code" | "codes":
            labels = {code["value"]: code["label"] for code in field["codes"]}
            return Said(title, ", ".join(labels.get(v, str(v)) for v in _listed(value)))
        case "yes-no":
            return Said(title, _YES_NO.get(value, str(value)))
        case "date" | "moment":
            return Said(title, _day_said(str(value)))
        case "number":
            return Said(title, f"{value:g}" if isinstance(value, float) else str(value))
    return Said(title, str(value))


def _file_said(title: str, value: Any, called: Named) -> Said:
    for file in _uuids(value):
        return Said(title, called[file], file=file, is_open=file in called.open_to)
    return Said(title, SOMEBODY)


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]


def _uuids(value: Any) -> Iterator[UUID]:
    try:
        yield UUID(str(value))
    except ValueError:
        return


def _day_said(text: str) -> str:
    if "T" not in text:
        return say_day(day_of(date.fromisoformat(text)))
    return at_said(datetime.fromisoformat(text))


# --- when ------------------------------------------------------------------------------------


def at_said(at: datetime) -> str:
    """``Mon 7 Jan 2008 14:30``, London time."""
    moment = moment_from(at, Precision.MINUTE)
    assert moment is not None
    return say_moment(moment)


def day_said(on: date) -> str:
    """``Mon 7 Jan 2008``."""
    return say_day(day_of(on))


def when(row: Record) -> str:
    """When it was so, as exactly as that is known: a day, a span, a period, or what is planned."""
    if row.occurred_at is None:
        return _planned(row)
    began = _began(row.occurred_at, row.occurred_precision)
    ended = moment_from(row.ended_at, row.ended_precision)
    if ended is not None:
        return f"{began} to {say_moment(ended)}"
    if row.planned_end_on is not None:
        return f"{began}, planned to end {day_said(row.planned_end_on)}"
    return began


def known_later(row: Record, first_known: datetime) -> str:
    """When a record was known, where that was on a later day than it happened; else ''."""
    if not row.entry_known:
        return "the day of entry is not known"
    happened = None if row.occurred_at is None else day_at(row.occurred_at)
    if happened is None or day_at(first_known) <= happened:
        return ""
    return say_moment(Moment(day_at(first_known)))


def _began(at: datetime, precision: str) -> str:
    moment = moment_from(at, precision)
    if moment is not None:
        return say_moment(moment)
    day = at.astimezone(LONDON)
    return f"{day:%Y}" if precision == Precision.YEAR else f"{day:%B %Y}"


def _planned(row: Record) -> str:
    start, end = row.planned_start_on, row.planned_end_on
    kind = standard().kinds.get(row.kind)
    if start is None:
        return "Day not recorded"
    if kind is not None and kind.lasts == "period" and end is not None:
        return f"{day_said(start)} to {day_said(end)}"
    return f"Planned for {day_said(start)}" + ("" if end is None else f" until {day_said(end)}")
