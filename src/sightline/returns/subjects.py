"""Whom the rows are about: told in pieces by several tables, and never two ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sightline.engine.model import Subject, Value
from sightline.returns.cells import Columns, Reader, Refused
from sightline.returns.errors import Mismatch
from sightline.returns.mapping import Column, SubjectMapping
from sightline.returns.tables import Row

_NO_SUBJECT = Mismatch("an id", "The row does not say whom it is about.")


@dataclass(slots=True)
class Subjects:
    """All subjects of a delivery: what is told of each, and where it was told first."""

    told: dict[str, dict[str, Value]] = field(default_factory=dict)
    where: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    def all(self, place: str) -> dict[str, Subject]:
        """The subjects in order of id; ``place`` where no table tells their own."""
        return {id_: _subject(id_, self.told[id_], place) for id_ in sorted(self.told)}


def _subject(id_: str, told: dict[str, Value], place: str) -> Subject:
    born = told.get("born")
    return Subject(
        id_,
        str(told["type"]),
        born if isinstance(born, int) else None,
        str(told.get("place", place)),
        {name[1:]: value for name, value in told.items() if name.startswith(":")},
    )


class SubjectReader:
    """Reads whom each row of one table is about."""

    def __init__(self, mapping: SubjectMapping, columns: Columns, subjects: Subjects) -> None:
        self._file, self._type, self._subjects = columns.table.file, mapping.type, subjects
        id_ = columns.id(mapping.id)
        assert id_ is not None, "the column was looked for before"
        self._id = id_
        self._born = columns.moment(mapping.born)
        self._texts: list[tuple[str, Reader]] = []
        columns_ = {"place": mapping.place, **_attributes(mapping)}
        for name, column in columns_.items():
            if (reader := columns.plain_text(column)) is not None:
                self._texts.append((name, reader))
        self._only_type = self._born is None and not self._texts

    def read(self, cells: Row, line: int) -> tuple[str, bool]:
        """The subject's id, and whether the row tells something new of it. Raises Refused.

        A row that is refused has told nothing.
        """
        id_: str | None = self._id(cells)
        if id_ is None:
            raise Refused(_NO_SUBJECT, self._id.index)
        told = self._subjects.told.get(id_, {})
        if self._only_type and told.get("type") == self._type:
            return id_, False
        tells = [
            (name, value, index)
            for name, value, index in self._values(cells)
            if value is not None and told.get(name) != value
        ]
        if not tells:
            return id_, False
        for name, _, index in tells:
            if name in told:
                raise Refused(self._otherwise(id_, name), index)
        self._subjects.told[id_] = told
        for name, value, _ in tells:
            told[name] = value
            self._subjects.where[id_, name] = self._file, line
        return id_, True

    def _values(self, cells: Row) -> Iterator[tuple[str, Value | None, int]]:
        yield "type", self._type, -1
        if self._born is not None:
            moment = self._born(cells)
            yield "born", moment.day if moment is not None else None, self._born.index
        for name, reader in self._texts:
            yield name, reader(cells), reader.index

    def _otherwise(self, id_: str, name: str) -> Mismatch:
        file, line = self._subjects.where[id_, name]
        return Mismatch(
            f"what {file}, line {line}, says",
            f"The same subject's {name.removeprefix(':')} was told otherwise before.",
        )


def _attributes(mapping: SubjectMapping) -> dict[str, Column]:
    return {f":{name}": column for name, column in mapping.attributes.items()}
