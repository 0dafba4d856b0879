"""What would answer an obligation: a form that is filled already, a record, or another system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from sightline.engine.model import Value
from sightline.service.access import policy
from sightline.service.access.policy import fed
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework import answer_fields, checks, owed
from sightline.service.casework.kinds import PAGES_OF_THEIR_OWN, kind_id
from sightline.service.files.models import Obligation, Record, Subject
from sightline.service.files.reading import latest
from sightline.service.files.standard import standard
from sightline.service.files.systems import link
from sightline.service.ledger.failures import NotFound
from sightline.standard.kinds import SIGN_OFF
from sightline.standard.model import Alternative, FieldType, Itself, Kind, OneOf, Shape

FOR = "for"
"""What the address of a form calls the obligation that it is to answer."""


@dataclass(frozen=True, slots=True)
class Button:
    """A way to what answers an obligation. ``href``: '' where it can only be said in words.

    ``is_elsewhere``: it leads to another system.
    """

    text: str
    href: str
    is_elsewhere: bool = False

    @property
    def as_action(self) -> dict[str, Any]:
        """As the macros of a page want it."""
        away = {"attributes": {"rel": "noreferrer"}} if self.is_elsewhere else {}
        return {"text": self.text, "href": self.href, **away}


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What an obligation says of the record that would answer it. ``about``: the trigger's fact."""

    kind: str
    answers: Mapping[str, Value]
    about: UUID | None = None


def kinds_answering(row: Obligation) -> list[str]:
    """The kinds of which a record would answer it, in the order of its rule."""
    return list(dict.fromkeys(one.selector.kind for one in _alternatives(row)))


def button(viewer: Viewer, basis: Basis, row: Obligation) -> Button | None:
    """The way to what answers an obligation; None where this person has none.

    ``basis``: of its file.
    """
    asked = kinds_answering(row)
    if SIGN_OFF in asked and _is_countersigned(row.kind) and (fact := _fact(row.trigger)):
        # Who may sign is asked there: it hangs on who wrote which version.
        return Button("Open the record to sign it", reverse("record", args=[row.file_id, fact]))
    for name in asked:
        if name not in PAGES_OF_THEIR_OWN and policy.records_kind(viewer, basis, name):
            title = standard().kinds[name].title
            href = reverse("add-record", args=[row.file_id, kind_id(name)])
            return Button(f"Record {title[:1].lower()}{title[1:]}", f"{href}?{FOR}={row.pk}")
    away = elsewhere(basis, asked)
    if away is not None:
        return away
    if any(isinstance(one, Itself) for one in _answers(row)) and (fact := _fact(row.trigger)):
        return Button("Open the record", reverse("record", args=[row.file_id, fact]))
    return None


def _is_countersigned(kind: str) -> bool:
    declared = standard().kinds.get(kind)
    return declared is not None and declared.countersigned is not None


def elsewhere(basis: Basis, kinds: list[str]) -> Button | None:
    """The way to the system that tells what would answer, so that nobody enters it twice."""
    known = fed.fed_kinds()
    agencies = dict.fromkeys(way.agency for way in basis.ways)
    for feeding in (known.get((agency, kind)) for agency in agencies for kind in kinds):
        if feeding is not None:
            of = _subject(basis)
            told = link(feeding.link, of.source_id) if of.source == feeding.name else ""
            return Button(f"Do this in {feeding.title}, another system", told, is_elsewhere=True)
    return None


def prefilled(viewer: Viewer, basis: Basis, row: Obligation, kind: str) -> Prefilled | None:
    """What the form of a kind is filled with where it is to answer an obligation.

    What the rule leaves open is left to whoever records: of several codes none is chosen for them.
    What must agree with the trigger is taken from it, as far as they read it there. None where no
    record of the kind answers it.
    """
    for one in _alternatives(row):
        if one.selector.kind == kind:
            break
    else:
        return None
    declared = standard().kinds[kind]
    answers: dict[str, Value] = {}
    for test in one.selector.tests:
        if isinstance(test, OneOf) and len(some := _in_use(declared, test, viewer.today)) == 1:
            is_list = declared.fields[test.field].type is FieldType.CODES
            answers[test.field] = (str(some[0]),) if is_list else some[0]
    fact = _fact(row.trigger)
    if one.same and fact is not None:
        answers |= _same(viewer, basis, fact, one.same)
    return Prefilled(kind, answers, fact if one.about else None)


def asked_for(viewer: Viewer, basis: Basis, kind: Kind, query: QueryDict) -> Prefilled | None:
    """What the address of a form says that it is to answer, where the viewer may see that."""
    id_ = _fact(query.get(FOR, ""))
    if id_ is None:
        return None
    try:
        checks.see_owed(viewer, basis.file, id_)
    except NotFound:
        return None
    return prefilled(viewer, basis, Obligation.objects.get(pk=id_), kind.name)


def initial_of(asked: Prefilled | None) -> dict[str, Any]:
    """What the form begins with because of what it is to answer."""
    if asked is None:
        return {}
    found: dict[str, Any] = {} if asked.about is None else {"about": str(asked.about)}
    fields = standard().kinds[asked.kind].fields
    for name, value in asked.answers.items():
        found |= answer_fields.initial_of(fields[name], value)
    return found


def _same(
    viewer: Viewer, basis: Basis, fact: UUID, names: tuple[str, ...]
) -> Iterator[tuple[str, Value]]:
    read = policy.visible_records(viewer, basis)
    for trigger in latest(basis.file).filter(read, fact=fact):
        for name in names:
            value = (trigger.details or {}).get(name)
            if value is not None and _reads(viewer, basis, trigger, name):
                yield name, value


def _reads(viewer: Viewer, basis: Basis, record: Record, field: str) -> bool:
    return policy.reads_field(viewer, basis, record.kind, field, record.agency)


def _in_use(kind: Kind, test: OneOf, today: date) -> list[str | int | float]:
    """Of the values that would do, those that are not codes of another time."""
    passed = {
        code.value
        for code in kind.fields[test.field].codes
        if (code.from_ or today) > today or (code.until is not None and code.until <= today)
    }
    return [value for value in test.values if value not in passed]


def _answers(row: Obligation) -> tuple[Alternative | Itself, ...]:
    rule = owed.part_of(row).rules[row.rule]
    return () if rule.shape is Shape.PROHIBITION else rule.then


def _alternatives(row: Obligation) -> list[Alternative]:
    return [one for one in _answers(row) if isinstance(one, Alternative)]


def _subject(basis: Basis) -> Subject:
    known = basis.facts
    return Subject.objects.get(pk=basis.file) if known is None else known.subject


def _fact(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
