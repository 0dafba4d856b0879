"""A source is the same after JSON, is read strictly, and its digest changes with every word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sightline.reporting.published import as_json
from tests.reporting.published.small import source


def leaves(held: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = held.items() if isinstance(held, dict) else enumerate(held)
    for key, each in items:
        if isinstance(each, dict | list) and each:
            yield from leaves(each, (*path, key))
        else:
            yield (*path, key)


def changed(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    held = as_json.to_dict(source())
    at: Any = held
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return held


def test_it_comes_back_as_it_was() -> None:
    made = source()
    again = as_json.from_dict(json.loads(json.dumps(as_json.to_dict(made))))
    assert again == made
    assert as_json.digest(again) == as_json.digest(made)
    cell = made.cells["seen"]
    assert as_json.cell_from_dict(as_json.cell_to_dict(cell)) == cell


def test_every_value_stands_in_the_digest_and_none_of_another_type_is_read() -> None:
    before = as_json.digest(source())
    for path in leaves(as_json.to_dict(source())):
        with pytest.raises(as_json.BadSource, match=str(path[0])):
            as_json.from_dict(changed(path, 1.5))
        held = changed(path, "2027-01-01" if path == ("on",) else "changed")
        assert as_json.as_bytes(held) != as_json.canonical(source()), path
    assert before == as_json.digest(source())


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("more",), 1, "'more' is nothing that is published"),
        (("cells", "seen", "numerator"), True, "expected a whole number"),
        (("cells", "seen", "id"), "other", "expected the same"),
        (("on",), "8 July 2008", "expected a day such as 2008-07-08"),
        (("cells", "seen", "kind"), "guess", "expected one of share, count, fact"),
        (("editions",), ["report"], "expected an object"),
    ],
)
def test_what_is_wrong_is_said(path: tuple[Any, ...], value: Any, expected: str) -> None:
    with pytest.raises(as_json.BadSource, match=expected):
        as_json.from_dict(changed(path, value))


def test_what_is_missing_is_said() -> None:
    held = as_json.to_dict(source())
    del held["title"]
    with pytest.raises(as_json.BadSource, match="'title' is missing"):
        as_json.from_dict(held)
