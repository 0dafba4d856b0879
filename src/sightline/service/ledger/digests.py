"""What of a row is digested, byte for byte, so that anybody can work the digest out again.

A row is one JSON object: keys in order, no spaces, UTF-8, an empty column left out. So a column
that is added later, and is empty in the rows of before, changes no digest. Two SHA-256 values:

``content``
    of the salt followed by the object of the columns that may be erased.
``digest``
    of the object of all other columns but ``salt`` and ``digest``, with ``content`` among them,
    ``previous`` (the digest of the row before it), and the model's name under the key ``@``.

Every column is under one of the two; the salt is under ``content``. When the erasable columns and
the salt are emptied, ``content`` stays, and the digest can still be proved.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, Self
from uuid import UUID

from django.db import models

from sightline.service.ledger.models import Chained

_canonical = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode
_EXACT = 2**53  # beyond it a float no longer tells one whole number from the next


class Undigestible(ValueError):
    """A value that cannot be digested so that both databases give it back unchanged."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of one chained table, and how each is written in the object.

    ``place``: of each column, in the order of the model. ``plain``, ``erasable``: for each column
    its place, its name and what writes it. ``values``: the values of a row in that order.
    """

    label: str
    place: Mapping[str, int]
    plain: tuple[tuple[int, str, Callable[[Any], object]], ...]
    erasable: tuple[tuple[int, str, Callable[[Any], object]], ...]
    values: Callable[[Chained], Sequence[Any]]

    @classmethod
    def of(cls, model: type[Chained]) -> Self:
        """The shape of a model. Raises TypeError for a sort of column that has no writing yet."""
        fields = model._meta.concrete_fields
        place = {field.attname: n for n, field in enumerate(fields)}
        parts = [(n, field.attname, _writer(field)) for n, field in enumerate(fields)]
        apart = {"salt", "content", "digest", *model.erasable}
        return cls(
            label=model._meta.label_lower,
            place=place,
            plain=tuple(part for part in parts if part[1] not in apart),
            erasable=tuple(part for part in parts if part[1] in model.erasable),
            values=attrgetter(*place),
        )

    def content(self, values: Sequence[Any]) -> bytes:
        """The salted hash of what may be erased. Raises Undigestible."""
        told = _canonical(self._object(self.erasable, values)).encode()
        return hashlib.sha256(bytes(values[self.place["salt"]] or b"") + told).digest()

    def digest(self, values: Sequence[Any], content: bytes) -> bytes:
        """The digest of the row, given its content. Raises Undigestible."""
        told = self._object(self.plain, values)
        told["@"], told["content"] = self.label, content.hex()
        return hashlib.sha256(_canonical(told).encode()).digest()

    def erased(self, values: Sequence[Any]) -> bool:
        """Whether what may be erased is gone, salt and all."""
        return bool(self.erasable) and all(
            values[n] is None for n in (self.place["salt"], *(part[0] for part in self.erasable))
        )

    def _object(
        self, parts: Sequence[tuple[int, str, Callable[[Any], object]]], values: Sequence[Any]
    ) -> dict[str, object]:
        try:
            return {name: write(values[n]) for n, name, write in parts if values[n] is not None}
        except (AttributeError, TypeError, ValueError) as error:
            # The class of the error alone: its text may hold what somebody typed.
            held = {name: type(values[n]).__name__ for n, name, _ in parts}
            raise Undigestible(
                f"{self.label}: a column holds what cannot be digested "
                f"({type(error).__name__}; the columns hold {held})"
            ) from None


@cache
def shape(model: type[Chained]) -> Shape:
    """The shape of a model, worked out once a process."""
    return Shape.of(model)


def _whole(value: int) -> int:
    if type(value) is not int:  # a bool is an int to isinstance, and stored as another value
        raise TypeError("no whole number")
    return value


def _truth(value: bool) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def _text(value: str) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return str(value)


@lru_cache(maxsize=65_536)  # rows that are written together share their times
def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a time without an offset")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _day(value: date) -> str:
    if isinstance(value, datetime):
        raise TypeError("a time where a day was expected")
    return value.isoformat()


def _identifier(value: UUID) -> str:
    return value.hex


def _octets(value: bytes) -> str:
    return bytes(value).hex()


def _plain_json(value: Any) -> object:
    """JSON of which both databases keep every number: 2.0 is written as 2, as PostgreSQL may."""
    if isinstance(value, Mapping):
        return {str(key): _plain_json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_json(part) for part in value]
    if isinstance(value, float):
        if value != value or abs(value) >= _EXACT:
            raise ValueError("a number too large to be exact")
        return int(value) if value.is_integer() else value
    return value


_WRITERS: dict[str, Callable[[Any], object]] = {
    "BigAutoField": _whole,
    "BooleanField": _truth,
    "BinaryField": _octets,
    "CharField": _text,
    "DateField": _day,
    "DateTimeField": _moment,
    "JSONField": _plain_json,
    "PositiveIntegerField": _whole,
    "PositiveSmallIntegerField": _whole,
    "TextField": _text,
    "UUIDField": _identifier,
}


def _writer(field: models.Field[Any, Any]) -> Callable[[Any], object]:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    name = field.get_internal_type()
    if name not in _WRITERS:
        raise TypeError(f"{field}: the ledger has no writing for {name}; give it one in {__name__}")
    return _WRITERS[name]
