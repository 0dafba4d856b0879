"""What a mapping says of each duty: the fields that it is judged from, or what is missing.

    duties:
      lac-review-first:
        fields: {when: [episodes.DECOM], then: [reviews.REVIEW], ends: [episodes.DEC]}
        note: As far back as the episodes go.
      sw-visit-first: {missing: the days of visits}

``missing`` goes on from "these files do not tell". A duty that the standard does not have is no
fault, since mappings are used with other standards. A table or column that is not there is one,
and so is a column that feeds none of the kinds that the duty asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from sightline.returns.cells import record_columns, wanted_columns
from sightline.returns.mapping import DutyFields, DutySaid, TableColumn, TableMapping
from sightline.returns.names import plain
from sightline.returns.possible import (
    has_birthday,
    kinds_that_answer,
    kinds_that_end,
    kinds_that_open,
)
from sightline.standard.model import Duty
from sightline.standard.nodes import Node, Scalar, read_named, whole
from sightline.standard.scalars import name, text

_ROLES: Mapping[str, Callable[[Duty], set[str]]] = {
    "when": kinds_that_open,
    "then": kinds_that_answer,
    "ends": kinds_that_end,
}


def duties_said(
    node: Node, tables: Sequence[TableMapping], duties: Mapping[str, Duty]
) -> dict[str, DutySaid]:
    """What is said of each duty, by its id."""
    by_name = {table.name: table for table in tables}

    def read(key: Scalar, value: Node) -> DutySaid:
        return _duty(value, by_name, duties.get(name(key)))

    return whole(read_named(node.entries("duties by id, as a mapping"), read))


def _duty(node: Node, tables: Mapping[str, TableMapping], duty: Duty | None) -> DutySaid:
    said = node.words(("fields", "missing", "note"), "the fields of a duty, or what is missing")
    fields = said.maybe("fields", lambda n: _fields(n, tables, duty), None)
    missing = said.maybe("missing", text, "")
    note = said.maybe("note", text, "")
    if "fields" not in said and "missing" not in said:
        said.missing("'fields' or 'missing'", ["fields", "missing"])
    return said.build(lambda: DutySaid(fields, missing, note))


def _fields(node: Node, tables: Mapping[str, TableMapping], duty: Duty | None) -> DutyFields:
    said = node.words(_ROLES, "the columns of a duty, as a mapping such as {when: …, then: …}")

    def columns(role: str) -> Callable[[Node], tuple[TableColumn, ...]]:
        kinds = None if duty is None else _ROLES[role](duty)
        of_subject = role == "when" and duty is not None and has_birthday(duty)
        return lambda n: _some(n).one_or_each(lambda i: _column(i, tables, kinds, of_subject))

    when = said.need("when", columns("when"))
    then = said.need("then", columns("then"))
    ends = said.maybe("ends", columns("ends"), ())
    return said.build(lambda: DutyFields(when, then, ends))


def _some(node: Node) -> Node:
    return node if node.one_or_each(lambda item: item) else node.refuse("at least one column")


def _column(
    node: Node,
    tables: Mapping[str, TableMapping],
    kinds: Collection[str] | None,
    of_subject: bool,
) -> TableColumn:
    found = node.scalar("a column such as 'episodes.DECOM'")
    table, stop, column = found.partition(".")
    if not stop or not column:
        node.refuse("a table and its column, such as 'episodes.DECOM'")
    if table not in tables:
        node.refuse("a table of this mapping", among=[f"{name}.{column}" for name in tables])
    wanted = {plain(each): each for each in wanted_columns(tables[table])}
    if plain(column) not in wanted:
        among = [f"{table}.{each}" for each in wanted.values()]
        node.refuse(f"a column that the table {table!r} reads", among=among)
    if kinds is not None and not _feeds(tables[table], plain(column), kinds, of_subject):
        names = ", ".join(sorted(kinds)) or "any kind"
        node.refuse("", message=f"{found!r} feeds no record of {names}, which the duty asks for")
    return TableColumn(table, wanted[plain(column)])


def _feeds(table: TableMapping, column: str, kinds: Collection[str], of_subject: bool) -> bool:
    """Whether a record of one of the kinds is made of a column; or the child's day of birth is."""
    born = table.subject.born
    if of_subject and born is not None and plain(born.name) == column:
        return True
    return any(
        column in map(plain, record_columns(table, record))
        for record in table.all_records()
        if record.kind in kinds
    )
