"""Reads the reference table of local authorities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sightline.standard import words as w
from sightline.standard.faults import Unreadable
from sightline.standard.kinds import read_validity
from sightline.standard.model import Area, Areas, AreaSort
from sightline.standard.nodes import Node, Scalar, read_named, whole
from sightline.standard.scalars import choice, code, one_of, text


@dataclass(frozen=True, slots=True)
class Placed:
    """An area that was read, and where its name stands."""

    area: Area
    key: Scalar


def read_areas(node: Node) -> Areas:
    """The table, refused where an area becomes one that did not take its place on that day."""
    said = node.words(w.AREAS, "the areas of the standard, as a mapping")
    source = said.need("source", text)
    licence = said.need("licence", text)
    areas = said.need("areas", _areas)
    return said.build(lambda: Areas(source, licence, {c: at.area for c, at in areas.items()}))


def _areas(node: Node) -> dict[str, Placed]:
    pairs = node.entries("areas by their ONS codes, as a mapping")
    placed = whole(read_named(pairs, _area)) or node.refuse("at least one area")
    areas = {id_: each.area for id_, each in placed.items()}
    faulty = False
    for each in placed.values():
        for message in _faults_of(areas, each.area):
            each.key.report(message)
            faulty = True
    if faulty:
        raise Unreadable
    return placed


def _area(key: Scalar, node: Node) -> Placed:
    said = node.words(w.AREA, "what the area is, as a mapping such as {name: Barnet, sort: county}")
    own_code = said.take(lambda: code(key), "")
    called = said.need("name", text)
    sort = said.need("sort", choice(AreaSort))
    first, until = read_validity(said)
    becomes = said.maybe("becomes", lambda n: n.one_or_each(code), ())
    certainty = said.maybe("certainty", one_of(w.CERTAINTIES), "sure")
    note = said.maybe("note", text, "")
    area = said.build(lambda: Area(own_code, called, sort, first, until, becomes, certainty, note))
    return Placed(area, key)


def _faults_of(areas: Mapping[str, Area], area: Area) -> Iterator[str]:
    for successor in area.becomes:
        if successor not in areas:
            yield f"it becomes {successor!r}, which is no area of the table"
        elif area.until is not None and not areas[successor].exists(area.until):
            yield f"it becomes {successor!r} on {area.until}, which was not in use on that day"
