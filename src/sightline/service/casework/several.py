"""Further files that one record concerns: whom its form offers, and whom somebody ticked.

Each is sent with the version of the file that the form was made from, so that a file which has
grown since is told of as any other is (``seen``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django import forms
from django.db.models import Q

from sightline.service.access import policy
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework.choices import FIND, Choice, Offered, finder
from sightline.service.casework.standing import standing
from sightline.service.files.by_name import has_words
from sightline.service.files.entries import Entry
from sightline.service.files.members import followers, group_of, groups_of, version
from sightline.service.files.models import Record, Subject
from sightline.service.files.naming import names
from sightline.service.files.reading import values_from
from sightline.service.files.recording import last_version
from sightline.service.files.standard import standard
from sightline.service.ledger.chains import file_chain
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.models import Chain
from sightline.standard.model import Kind

ALSO: Final = "also"
LABEL = "Also concerns"
LINK: Final = "link"
"""The kind that ties two people: who is tied to this one is offered without being asked for."""

MOST_FOUND = 20


class FilesField(forms.MultipleChoiceField):
    """Ticked files, each as ``id.version``; any version of one that is offered can be sent."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        """Whether the file is among those that are offered."""
        offered = {file_of(str(choice)) for choice, _ in self.widget.choices}
        return file_of(value) in offered


def file_of(value: str) -> str:
    """The file of what is sent: ``id.version``."""
    return value.partition(".")[0]


def asked(kind: Kind, offered: Offered) -> Iterator[tuple[str, forms.Field]]:
    """The fields of a kind's form that ask whom it concerns as well, by name."""
    if not kind.several:
        return
    yield (
        ALSO,
        FilesField(
            label=LABEL,
            choices=offered.also,
            required=False,
            help_text="The record then stands on their file as well, is read by whoever reads that "
            "file, and counts for what is owed to them.",
        ),
    )
    box, field = finder(ALSO, LABEL)
    field.label = "Find somebody else by some of their name"
    field.help_text = (
        f"Of the files on which you may record, up to {MOST_FOUND} are found. Nothing that you "
        "have typed is lost, and nothing is saved yet."
    )
    yield box, field


def chosen(values: Iterable[str]) -> frozenset[UUID]:
    """The files that were ticked, of a form that is valid."""
    return frozenset(UUID(file_of(value)) for value in values)


def seen(values: Iterable[str]) -> dict[UUID, int]:
    """The versions of these files that the form was made from."""
    found = {}
    for value in values:
        file, _, number = value.partition(".")
        found[UUID(file)] = int(number) if number.isdecimal() else 0
    return found


def ticked(files: Iterable[UUID]) -> list[str]:
    """What a form begins with where a record stands on these files."""
    return [f"{file}.{number}" for file, number in sorted(_versions(list(files)).items())]


def _versions(files: Collection[UUID]) -> dict[UUID, int]:
    """The versions of files: of those that are joined with none in one query for all."""
    chains_ = {file_chain(file): file for file in files}
    rows = Chain.objects.filter(name__in=chains_).values_list("name", "length")
    lengths = {chains_[name]: length for name, length in rows}
    joined = groups_of(files)
    return {file: version(file) if file in joined else lengths.get(file, 0) for file in files}


def with_others(entry: Entry, row: Record) -> Entry:
    """What a record says, with the files that were chosen for it; if its kind allows of any."""
    kind = standard().kinds.get(row.kind)
    if kind is None or not kind.several:
        return entry
    try:
        return replace(entry, also=last_version(row.fact).chosen)
    except Refused:  # it was withdrawn
        return entry


def called(viewer: Viewer, row: Record, file: UUID) -> list[str]:
    """Whom a record concerns beside whom a file is kept on, as far as their files are open."""
    kind = standard().kinds.get(row.kind)
    if kind is None or not kind.several:
        return []
    every = {row.file_id, *(with_others(Entry(row.kind), row).also or ())} - set(group_of(file))
    return sorted(names(policy.bases_for(viewer, every)).values(), key=str.lower)


# --- whom a form offers ----------------------------------------------------------------------


def offered(
    viewer: Viewer,
    basis: Basis,
    kind: Kind,
    before: Entry | None,
    typed: Mapping[str, Any],
    known: Sequence[Record] | None = None,
) -> list[Choice]:
    """The files on which the person may record the kind too, by name.

    Those that are tied to this file, those that are found by what was typed, and those that were
    ticked already, or are on the record that is corrected. ``known``: all that stands on the file
    as the person reads it, where that was read already.
    """
    if not kind.several:
        return []
    sent = _sent(typed)
    files = {*sent, *(before.also or () if before is not None else ())}
    words = str(typed.get(f"{FIND}{ALSO}", "")).strip()
    files |= set(_found(viewer, kind, words) if words else ())
    files |= set(_tied(viewer, basis, known))
    files -= set(group_of(basis.file))
    there = policy.recorded_among(viewer, files, kind.name)
    called = names(there)
    now = _versions(there)
    choices = [(sent.get(file) or f"{file}.{now[file]}", called[file]) for file in there]
    return sorted(choices, key=lambda choice: (choice[1].lower(), choice[0]))


def having_seen(form: forms.Form, data: Any) -> None:
    """Let a form be sent again as made from the files as they are now. ``data``: what was sent."""
    field = form.fields.get(ALSO)
    if isinstance(field, FilesField):
        files = [UUID(file_of(value)) for value in _values(data)]
        now = {file_of(value): value for value in ticked(files)}
        data.setlist(ALSO, list(now.values()))
        field.choices = [
            (now.get(file_of(str(value)), value), label) for value, label in field.widget.choices
        ]


def _sent(typed: Mapping[str, Any]) -> dict[UUID, str]:
    found = {}
    for value in _values(typed):
        try:
            found[UUID(file_of(value))] = value
        except ValueError:
            continue
    return found


def _values(typed: Mapping[str, Any]) -> Sequence[str]:
    listed = getattr(typed, "getlist", None)
    values = typed.get(ALSO, ()) if listed is None else listed(ALSO)
    return [values] if isinstance(values, str) else list(values)


def _found(viewer: Viewer, kind: Kind, words: str) -> Iterator[UUID]:
    rows = Subject.objects.filter(policy.visible_to(viewer), has_words(words), type__in=kind.of)
    led = rows.exclude(pk__in=followers().values("file")).order_by("-pk")
    yield from led.values_list("pk", flat=True)[:MOST_FOUND]


def _tied(viewer: Viewer, basis: Basis, known: Sequence[Record] | None) -> Iterator[UUID]:
    """Whom the links on the file tie to whom it is kept on, as far as they are read."""
    link = standard().kinds.get(LINK)
    if link is None:
        return
    rows: Iterable[Record]
    if known is None:
        links = standing(viewer, basis).filter(~Q(is_withdrawn=True), kind=LINK, misfiled=False)
        rows = links[:MOST_FOUND]
    else:
        rows = [row for row in known if row.kind == LINK][:MOST_FOUND]
    for row in rows:
        yield row.file_id
        said = values_from(row.details or {})
        for name in link.also_on:
            try:
                yield UUID(str(said.get(name)))
            except ValueError:
                continue
