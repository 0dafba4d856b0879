"""The choices of a record's form: codes by the day, what stands in place of an answer, files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django import forms

from sightline.engine.words import say_day
from sightline.service.files.models import SubjectType
from sightline.service.files.one_answer import Days, is_in_use
from sightline.standard.calendar import day_of
from sightline.standard.model import Code

Choice = tuple[str, str]

INSTEAD: tuple[Choice, ...] = (
    ("unknown", "Not known"),
    ("not-asked", "Not asked"),
    ("declined", "Declined to say"),
)
"""What any field may hold beside the values of its type, as people say it."""

YES_NO: tuple[Choice, ...] = (("yes", "Yes"), ("no", "No"))

_PEOPLE = frozenset({SubjectType.CHILD, SubjectType.ADULT})
_BODIES = frozenset({SubjectType.AGENCY, SubjectType.ESTABLISHMENT, SubjectType.BOARD})

WHOM: Mapping[str, frozenset[SubjectType]] = {
    "establishment": frozenset({SubjectType.ESTABLISHMENT}),
    "provider": frozenset({SubjectType.ESTABLISHMENT, SubjectType.AGENCY}),
    "employer": frozenset({SubjectType.AGENCY, SubjectType.ESTABLISHMENT}),
    "inspected": frozenset({SubjectType.AGENCY, SubjectType.ESTABLISHMENT}),
    "worker": frozenset({SubjectType.WORKER}),
    "member": frozenset({SubjectType.WORKER}),
    "board": frozenset({SubjectType.BOARD}),
    "other-person": _PEOPLE,
    "other-child": frozenset({SubjectType.CHILD}),
    "victim": _PEOPLE,
}
"""On whom the file may be kept that a field of type file names; a field that is not here may name
any. The standard does not say it."""


def whom(name: str) -> frozenset[SubjectType]:
    """On whom the file may be kept that a field of this name names."""
    return WHOM.get(name, _PEOPLE | _BODIES | {SubjectType.WORKER})


@dataclass(frozen=True, slots=True)
class Offered:
    """What a form offers of this service's own records.

    ``files``: for each field of type file, ``(id, name)`` of the files to choose from. ``about``:
    ``(id, words)`` of the records on the file. ``agencies``: for which the person may record here.
    ``also``: further files on which the record may stand (``several``).
    ``not_all``: the fields, ``about`` among them, for which more can be chosen than is offered, and
    is found by typing some of its words. ``may_name``: whether a file that is named by its address
    is open to the person.
    """

    files: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    about: Sequence[Choice] = ()
    agencies: Sequence[Choice] = ()
    also: Sequence[Choice] = ()
    not_all: frozenset[str] = frozenset()
    may_name: Callable[[UUID], bool] = lambda file: False


FIND = "find-"
"""What the name of a box begins with in which one types by what something is found."""


def finder(name: str, of: str) -> tuple[str, forms.Field]:
    """The box by which more is found than a list offers. ``of``: what the list is of."""
    return f"{FIND}{name}", forms.CharField(
        required=False,
        max_length=120,
        label=f"Not in the list “{of}”? Find it by some of its words",
        help_text="The list is too long to show whole. Nothing that you have typed is lost, and "
        "nothing is saved yet.",
    )


def codes_on(codes: Sequence[Code], on: Days | date) -> list[Choice]:
    """All codes of a list, those of these days first; the others say when they were in use.

    They are not left out: without JavaScript the day may be typed on the same page, and one that
    is chosen though it is of another day is refused in a sentence (``files.one_answer``).
    """
    days = Days(day_of(on), day_of(on)) if isinstance(on, date) else on
    now = [(code.value, code.label) for code in codes if is_in_use(code, days)]
    then = [(code.value, _dated(code)) for code in codes if not is_in_use(code, days)]
    return now + then


def _dated(code: Code) -> str:
    first = [] if code.from_ is None else [f"from {_say(code.from_)}"]
    last = [] if code.until is None else [f"until {_say(code.until - timedelta(days=1))}"]
    return f"{code.label} ({' '.join(first + last)})"


def _say(day: date) -> str:
    """``7 Jan 2008``: the weekday says nothing of when a list was in use."""
    return say_day(day_of(day)).split(" ", 1)[1]
