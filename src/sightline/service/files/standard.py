"""The standard that this service is run by, and its kinds as they were when answers were given."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sightline.service.files import decided
from sightline.service.files.models import KindVersion
from sightline.service.files.moments import day_at
from sightline.service.ledger import clock
from sightline.service.ledger.ids import id_from
from sightline.service.ledger.links import Fault
from sightline.standard import load
from sightline.standard.calendar import date_of
from sightline.standard.model import Field, Kind, Standard

_pinned: ContextVar[Standard | None] = ContextVar("_pinned", default=None)
_asks_database: list[bool] = [False]


def standard() -> Standard:
    """The standard that the service is run by today; in ``using``, the one given there.

    It is the one decided on (``upgrading``); where none was, or the database is not asked, that of
    ``settings.STANDARD``. Raises ImproperlyConfigured where there is none, and FaultyStandard.
    """
    pinned = _pinned.get()
    if pinned is not None:
        return pinned
    if _asks_database[0]:
        decided_on = decided.in_force(date_of(day_at(clock.now())))
        if decided_on is not None:
            return decided_on
    return _of_settings()


@contextmanager
def using(given: Standard) -> Iterator[None]:
    """Inside, the service is run by this standard."""
    token = _pinned.set(given)
    try:
        yield
    finally:
        _pinned.reset(token)


@contextmanager
def decided_in_database() -> Iterator[None]:
    """Inside, all of this process is run by what was decided on: as it is when people use it."""
    before = _asks_database[0]
    _asks_database[0] = True
    try:
        yield
    finally:
        _asks_database[0] = before


def with_examples() -> Standard:
    """The same standard with its worked examples, for a page that shows them."""
    return _with_examples(standard().digest)


@lru_cache(maxsize=1)
def _with_examples(digest: str) -> Standard:
    if digest != _of_settings().digest:
        return decided.with_examples(digest) or standard()
    folder, comes_with_sightline = _folder()
    return load(folder) if comes_with_sightline else _of_settings()


@lru_cache(maxsize=1)
def _of_settings() -> Standard:
    folder, comes_with_sightline = _folder()
    # Those that come with Sightline are checked, examples and all, before it is given out.
    return load(folder, examples=not comes_with_sightline)


def folder_of(name: str) -> tuple[Path, bool]:
    """The folder of a standard, and whether it is one that comes with Sightline.

    Raises ImproperlyConfigured where there is none.
    """
    if Path(name).is_dir():
        return Path(name), False
    folder = Path(str(resources.files("sightline"))) / "standards" / name
    if not folder.is_dir():
        raise ImproperlyConfigured(
            f"{name!r} is neither a folder nor a standard that comes with Sightline, such as "
            "england."
        )
    return folder, True


def _folder() -> tuple[Path, bool]:
    try:
        return folder_of(settings.STANDARD)
    except ImproperlyConfigured as error:
        raise ImproperlyConfigured(f"SIGHTLINE_STANDARD: {error}") from None


def kind_version(name: str) -> KindVersion:
    """The row for a kind as the standard declares it now, added where it is new."""
    told = {
        "name": name,
        "standard": standard().name,
        "standard_version": standard().version,
        "declared": declared(standard().kinds[name]),
    }
    row, _ = KindVersion.objects.get_or_create(id=_id_of(told), defaults=told)
    return row


@lru_cache(maxsize=1_000)
def declared_then(version: UUID) -> Mapping[str, Any]:
    """A kind as it was declared when answers were given under its version, which never changes.

    Read once a process: read with every record, it was half the work of showing a file.
    """
    found: Mapping[str, Any] = KindVersion.objects.get(pk=version).declared
    return found


def changed_kinds() -> Iterator[Fault]:
    """The kinds under which answers were given that say something else now than they did then."""
    for row in KindVersion.objects.order_by("name").iterator():
        told = {
            "name": row.name,
            "standard": row.standard,
            "standard_version": row.standard_version,
            "declared": row.declared,
        }
        if row.id != _id_of(told):
            sentence = "It says something else than when answers were first given under it."
            yield Fault(sentence, KindVersion._meta.db_table, row.id)


def _id_of(told: Mapping[str, Any]) -> UUID:
    """A kind's id is worked out from all that it says, and every record's digest covers the id."""
    return id_from("kind", json.dumps(told, sort_keys=True, separators=(",", ":")))


def declared(kind: Kind) -> dict[str, Any]:
    """A kind as plain data: what its form asked, in which words, with which codes."""
    return {
        "name": kind.name,
        "title": kind.title,
        "help": kind.help,
        "of": list(kind.of),
        "lasts": kind.lasts.value,
        "key": list(kind.key),
        "ends_with": kind.ends_with,
        "also_on": list(kind.also_on),
        "sensitivity": kind.sensitivity.value,
        "recorded_by": list(kind.recorded_by),
        "read_by": list(kind.read_by),
        "fields": [_field(field) for field in kind.fields.values()],
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "title": field.title,
        "help": field.help,
        "type": field.type.value,
        "required": field.required,
        "sensitivity": field.sensitivity.value,
        "narrative": field.narrative,
        "codes": [
            {
                "value": code.value,
                "label": code.label,
                "from": None if code.from_ is None else code.from_.isoformat(),
                "until": None if code.until is None else code.until.isoformat(),
            }
            for code in field.codes
        ],
    }
