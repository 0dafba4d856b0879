"""How values are stored on SQLite, which takes any value in any column.

A digest is of values as the application reads them. It reads ``AB...`` and ``ab...`` as the same
id, and ``never`` in an empty column of a time as empty; but it looks rows up by what is stored. So
whoever verifies must also ask whether everything is stored as the application would have stored
it. PostgreSQL's types leave one way only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection, models

_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_SECOND = f"{_DAY} [0-9][0-9]:[0-9][0-9]:[0-9][0-9]"
_WHOLE, _TEXT = "typeof({0}) = 'integer'", "typeof({0}) = 'text'"
_FORMS = {
    "BigAutoField": _WHOLE,
    "BinaryField": "typeof({0}) = 'blob'",
    "BooleanField": _WHOLE + " AND {0} IN (0, 1)",
    "CharField": _TEXT,
    "DateField": _TEXT + f" AND {{0}} GLOB '{_DAY}' AND date({{0}}) = {{0}}",
    "DateTimeField": _TEXT
    + f" AND datetime({{0}}) = substr({{0}}, 1, 19) AND ({{0}} GLOB '{_SECOND}'"
    f" OR {{0}} GLOB '{_SECOND}.{'[0-9]' * 6}' AND {{0}} NOT GLOB '*.000000')",
    "JSONField": _TEXT + " AND json_valid({0})",
    "PositiveIntegerField": _WHOLE,
    "PositiveSmallIntegerField": _WHOLE,
    "TextField": _TEXT,
    "UUIDField": _TEXT + " AND length({0}) = 32 AND {0} NOT GLOB '*[^0-9a-f]*'",
}


def strange(model: type[models.Model], chains: Sequence[str] | None) -> Iterator[tuple[str, str]]:
    """The chain and the columns of each row stored as the application never stores one.

    ``chains``: of these alone, or of all. Nothing on PostgreSQL.
    """
    if connection.vendor != "sqlite":
        return
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    wrong = {
        field.attname: f"({quote(field.attname)} IS NOT NULL AND NOT ({_form(field)}))"
        for field in model._meta.concrete_fields
    }
    named = [f"CASE WHEN {test} THEN '{name} ' ELSE '' END" for name, test in wrong.items()]
    where = f"({' OR '.join(wrong.values())})"
    if chains is not None:
        where += f" AND chain IN ({', '.join(['%s'] * len(chains))})"
    with connection.cursor() as cursor:
        sql = f"SELECT chain, {' || '.join(named)} FROM {table} WHERE {where}"
        cursor.execute(sql, list(chains or ()))
        yield from ((str(chain), names.strip()) for chain, names in cursor.fetchall())


def _form(field: models.Field[object, object]) -> str:
    stored: models.Field[object, object] = field
    while isinstance(stored, models.ForeignKey):
        stored = stored.target_field
    return _FORMS[stored.get_internal_type()].format(connection.ops.quote_name(field.attname))
