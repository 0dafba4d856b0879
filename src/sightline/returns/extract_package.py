"""The description of an extract read again, and checked before anything is believed of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from sightline.returns.data_package import FILE_NAME, FORMAT, Json
from sightline.returns.errors import UnreadableFile
from sightline.standard.model import FieldType

LARGEST = 16 << 20
"""Bytes of a description; those of the largest standard take a hundredth of it."""

_TYPES = frozenset(type_.value for type_ in FieldType)


class _Wrong(Exception):
    """A part of the description that is not as one is written; its message is which."""


def read_package(folder: Path) -> Json:
    """The description in a folder. Raises UnreadableFile for what describes no extract."""
    path = folder / FILE_NAME
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableFile(folder.name, f"Its {FILE_NAME} is larger than {LARGEST >> 20} MB.")
        told: Json = json.loads(path.read_text("utf-8"))
        known = told["sightline"]["format"] == FORMAT
    # A description that is nested too deeply for the parser raises RecursionError.
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise UnreadableFile(
            folder.name, f"There is no {FILE_NAME} in it that describes an extract."
        ) from None
    if not known:
        raise UnreadableFile(folder.name, "The extract is in a format that is not known here.")
    try:
        _check(told)
    except _Wrong as wrong:
        raise UnreadableFile(
            f"{folder.name}/{FILE_NAME}", f"It describes no extract: {wrong}."
        ) from None
    return told


def _check(told: Json) -> None:
    standard = _get(told["sightline"], "standard", dict)
    for word in ("name", "version", "digest"):
        _get(standard, word, str)
    if "holds" in told["sightline"]:
        _check_holds(_get(told["sightline"], "holds", dict))
    for word in ("lacks", "period"):
        if word in told["sightline"]:
            _check_texts(word, _get(told["sightline"], word, dict))
    resources = _get(told, "resources", list)
    for each in resources:
        if not isinstance(each, dict):
            raise _Wrong("a resource is not an object")
        for word in ("path", "hash"):
            _get(each, word, str)
        if "\0" in each["path"]:
            raise _Wrong("a path holds a NUL")
        about = _get(each, "sightline", dict)
        _get(about, "rows", int)
        if "kind" in about:
            _get(about, "kind", str)
            _check_fields(_get(_get(each, "schema", dict), "fields", list))
    _check_once("path", [each["path"] for each in resources])
    _check_once("kind", [each["sightline"].get("kind") for each in resources])
    for path in ("subjects.parquet", "watched.parquet"):
        if path not in [each["path"] for each in resources]:
            raise _Wrong(f"it does not name {path}")


def _check_holds(holds: Json) -> None:
    for kind in holds:
        fields = _get(holds, kind, dict)
        for name in fields:
            if not all(isinstance(value, str) for value in _get(fields, name, list)):
                raise _Wrong(f"a value that {kind} could hold is no text")


def _check_texts(word: str, texts: Json) -> None:
    if not all(isinstance(value, str) for value in texts.values()):
        raise _Wrong(f"a value of its {word} is no text")
    if word == "period" and texts.keys() != {"from", "to"}:
        raise _Wrong("its period is not as it is written")


def _check_fields(fields: Collection[Any]) -> None:
    for field in fields:
        if not isinstance(field, dict):
            raise _Wrong("a field is not an object")
        _get(field, "name", str)
        if "sightline" in field:
            about = _get(field, "sightline", dict)
            _get(about, "field", str)
            if _get(about, "type", str) not in _TYPES:
                raise _Wrong("a field is of a type that is not known")
    _check_once("field", [field["name"] for field in fields])


def _check_once(what: str, names: list[str | None]) -> None:
    told = [name for name in names if name is not None]
    if len({*told}) < len(told):
        raise _Wrong(f"it names a {what} twice")


def _get(told: Mapping[str, Any], word: str, type_: Callable[..., Any]) -> Any:
    value = told.get(word)
    if type(value) is not type_:
        raise _Wrong(f"its {word} is missing, or not as it is written")
    return value
