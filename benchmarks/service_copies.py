"""Very many files in a database in little time: copies of judged files, made by the database.

A file is copied with all that hangs on it: its subject, names, records, obligations, involvements,
and the workers and agencies that they name, when these are copied with it. Every id of a copy
follows from that of its original, so that what belonged together belongs together still. The
copies keep the digests of their originals: pages read none, and ``verify`` would find every one.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, models, transaction

from sightline.service.files.models import (
    AlsoOn,
    Involvement,
    Judged,
    Name,
    Obligation,
    Particulars,
    Record,
    Subject,
)
from sightline.service.ledger.models import Chain

BY_FILE: dict[type[models.Model], str] = {
    Subject: "id",
    Name: "subject_id",
    Particulars: "subject_id",
    Record: "file_id",
    AlsoOn: "file_id",
    Involvement: "file_id",
    Judged: "file_id",
    Obligation: "file_id",
}
"""Each table of a file, in the order in which they are written, and its column of the file."""

KEPT = frozenset({"by", "kind_version_id"})
"""Columns whose ids belong to no file."""


def copy_files(source: str, number: int, most: int) -> int:
    """Copy the first so many files of a source once more; say how many there were.

    ``number``: of the copy, another for each. The files that are copied come in order of their ids.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS copied")
        cursor.execute(
            "CREATE TEMPORARY TABLE copied AS SELECT id FROM files_subject "
            "WHERE source = %s ORDER BY id LIMIT %s",
            [source, most],
        )
        cursor.execute("SELECT count(*) FROM copied")
        (found,) = cursor.fetchone()
        for statement in _statements(number):
            cursor.execute(statement)
        cursor.execute("DROP TABLE copied")
    return int(found)


def _statements(number: int) -> Iterator[str]:
    for model, file in BY_FILE.items():
        columns = dict(_columns(model, number))
        # A record that stands there too may be kept on a file that is not copied.
        there = (
            " AND t.record_id IN (SELECT r.id FROM files_record AS r JOIN copied AS s "
            "ON s.id = r.file_id)"
        )
        yield (
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "
            f"SELECT {', '.join(columns.values())} FROM {model._meta.db_table} AS t "
            f"WHERE t.{file} IN (SELECT id FROM copied){there if model is AlsoOn else ''}"
        )
    name = f"'file:' || {_text(_of('s.id', number))}"
    yield (
        f"INSERT INTO {Chain._meta.db_table} (name, length, digest) "
        f"SELECT {name}, c.length, c.digest FROM copied AS s "
        f"JOIN {Chain._meta.db_table} AS c ON c.name = 'file:' || {_text('s.id')}"
    )


def _columns(model: type[models.Model], number: int) -> Iterator[tuple[str, str]]:
    """Each column of a table, quoted, and what stands in it of a copy."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.BigAutoField):
            continue
        column = connection.ops.quote_name(str(field.column))
        yield column, _copied(model, field, f"t.{column}", number)


def _copied(model: type[models.Model], field: models.Field, column: str, number: int) -> str:
    if field.column == "chain":
        of = "t.subject_id" if model in (Name, Particulars) else f"t.{BY_FILE[model]}"
        return f"'file:' || {_text(_of(of, number))}"
    if field.column == "source":
        return f"t.source || ' {number}'"
    if field.column == "trigger":
        # The text of an id, or the one word for a birthday.
        id_ = _text(_of(_id(column), number))
        return f"CASE WHEN length({column}) = 36 THEN {id_} ELSE {column} END"
    is_id = isinstance(field, models.UUIDField | models.ForeignKey)
    return _of(column, number) if is_id and field.column not in KEPT else column


def _of(id_: str, number: int) -> str:
    """The id that a copy has in place of another; nothing in place of none."""
    made = f"md5({id_} || '{number}')"
    if connection.vendor == "postgresql":
        return f"md5({id_}::text || '{number}')::uuid"
    return made


def _id(text: str) -> str:
    """An id, of its text."""
    if connection.vendor == "postgresql":
        # Never worked out for the word that is none.
        return f"(CASE WHEN length({text}) = 36 THEN {text} END)::uuid"
    return f"replace({text}, '-', '')"


def _text(id_: str) -> str:
    """The text of an id."""
    if connection.vendor == "postgresql":
        return f"({id_})::text"
    parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    return " || '-' || ".join(f"substr({id_}, {first}, {length})" for first, length in parts)
