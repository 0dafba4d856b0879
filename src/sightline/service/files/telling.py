"""What is known of a subject itself: names, identifiers, addresses, particulars, at two times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sightline.engine.model import Value
from sightline.service.files.entries import BadEntry
from sightline.service.files.models import (
    Address,
    AlsoOn,
    Identifier,
    Name,
    Particulars,
    PersonFact,
    Subject,
)
from sightline.service.files.moments import day_at
from sightline.service.files.reading import standing_particulars
from sightline.service.files.recording import answers_kept
from sightline.service.files.writing import writing
from sightline.service.ledger import clock
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused
from sightline.standard.calendar import date_of

T = TypeVar("T", bound=PersonFact)


def add_name(
    *,
    file: UUID,
    use: str,
    given: str = "",
    family: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
    replaces: UUID | None = None,
    seen: int,
    by: Act,
) -> Name:
    """Add a name, or put it in the place of one. ``use``: of ``Name.Use``. Raises BadEntry."""
    if use not in Name.Use.values:
        raise BadEntry({"use": "Choose what the name is."})
    check_name(given, family)
    row = name_row(file, use, given, family, clock.now())
    return _add("name", row, from_on, until_on, replaces, seen, by)


def add_identifier(
    *,
    file: UUID,
    scheme: str,
    value: str,
    from_on: date | None = None,
    until_on: date | None = None,
    replaces: UUID | None = None,
    seen: int,
    by: Act,
) -> Identifier:
    """Add a number by which another system knows the subject. Raises BadEntry."""
    faults = {}
    if not scheme.strip():
        faults["scheme"] = "Say whose number this is, such as NHS."
    if not value.strip():
        faults["value"] = "Type the number."
    _raise(faults | _too_long(scheme=(scheme, 40), value=(value, 120)))
    row = Identifier(subject_id=file, scheme=scheme, value=value)
    return _add("identifier", row, from_on, until_on, replaces, seen, by)


def add_address(
    *,
    file: UUID,
    lines: str,
    postcode: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
    replaces: UUID | None = None,
    seen: int,
    by: Act,
) -> Address:
    """Add an address, or put it in the place of one. Raises BadEntry."""
    faults = {} if lines.strip() else {"lines": "Type the address."}
    _raise(faults | _too_long(lines=(lines, 1000), postcode=(postcode, 10)))
    row = Address(subject_id=file, lines=lines, postcode=postcode)
    return _add("address", row, from_on, until_on, replaces, seen, by)


def tell_particulars(
    *,
    file: UUID,
    born_on: date | None,
    place: str = "",
    attributes: Mapping[str, Value] | None = None,
    seen: int,
    by: Act,
) -> Particulars:
    """Say anew, and whole, what duties ask of the subject itself. Raises BadEntry."""
    check_born(born_on)
    _raise(_too_long(place=(place, 80)))
    row = particulars_row(file, born_on, place, attributes or {}, clock.now())
    last = next(iter(standing_particulars([file])), None)
    row.version_of = None if last is None else last.id
    # Whose records also stand elsewhere may be asked there how old its subject is.
    return _write("particulars", row, seen, by, also=_files_with_records_of(file))


def withdraw_fact_about_person(*, row: PersonFact, seen: int, by: Act) -> PersonFact:
    """Say that something known of a subject was wrong and nothing stands for it."""
    _check_stands(type(row), row.id, row.subject_id)
    kept = {"use": row.use} if isinstance(row, Name) else {}
    kept |= {"scheme": row.scheme} if isinstance(row, Identifier) else {}
    gone = type(row)(subject_id=row.subject_id, version_of=row.id, withdrawn=True, **kept)
    also = _files_with_records_of(row.subject_id) if isinstance(row, Particulars) else ()
    return _write("withdraw", gone, seen, by, also=also)


# --- what they are made of -------------------------------------------------------------------


def name_row(file: UUID, use: str, given: str, family: str, at: datetime) -> Name:
    """A name, not yet saved."""
    return Name(subject_id=file, use=use, given=given, family=family, recorded_at=at)


def particulars_row(
    file: UUID, born_on: date | None, place: str, attributes: Mapping[str, Value], at: datetime
) -> Particulars:
    """Particulars, not yet saved."""
    return Particulars(
        subject_id=file, born_on=born_on, place=place,
        attributes=answers_kept(attributes), recorded_at=at,
    )  # fmt: skip


def check_name(given: str, family: str) -> None:
    """Raise BadEntry where there is no name, or one that is no name."""
    if not given.strip() and not family.strip():
        raise BadEntry({"family": "Type a name. If it is not known, say what is known instead."})
    _raise(_too_long(given=(given, 200), family=(family, 200)))


def check_born(born_on: date | None) -> None:
    """Raise BadEntry for a birth after today, or before anybody alive."""
    if born_on is None:
        return
    if born_on > date_of(day_at(clock.now())):
        raise BadEntry({"born_on": "The day of birth is ahead. Of the unborn, leave it out."})
    if born_on.year < 1880:
        raise BadEntry({"born_on": "The day of birth is more than a lifetime ago."})


def _add(
    act: str,
    row: T,
    from_on: date | None,
    until_on: date | None,
    replaces: UUID | None,
    seen: int,
    by: Act,
) -> T:
    if from_on is not None and until_on is not None and until_on < from_on:
        raise BadEntry({"until_on": "It ends before it begins."})
    if replaces is not None:
        _check_stands(type(row), replaces, row.subject_id)
    row.from_on, row.until_on, row.version_of = from_on, until_on, replaces
    return _write(act, row, seen, by)


def _write(act: str, row: T, seen: int, by: Act, also: frozenset[UUID] | tuple[()] = ()) -> T:
    file = row.subject_id
    if not Subject.objects.filter(id=file).exists():
        raise NotFound("There is no such file.")
    with writing({file, *also}, seen={file: seen}, by=by) as writes:
        row.recorded_at = writes.now
        writes.add(act, file, row)
    return row


def _check_stands(model: type[PersonFact], id_: UUID, file: UUID) -> None:
    rows = model._default_manager.filter(subject=file)
    if not rows.filter(id=id_, withdrawn=False).exists():
        raise NotFound("There is no such entry.")
    if rows.filter(version_of=id_).exists():
        raise Refused("This has been replaced or withdrawn since. Look at what stands now.")


def _files_with_records_of(file: UUID) -> frozenset[UUID]:
    return frozenset(AlsoOn.objects.filter(record__file=file).values_list("file", flat=True))


def _too_long(**typed: tuple[str, int]) -> dict[str, str]:
    return {
        name: f"Shorten this to {most} characters or fewer."
        for name, (text, most) in typed.items()
        if len(text) > most
    }


def _raise(faults: Mapping[str, str]) -> None:
    if faults:
        raise BadEntry(faults)
