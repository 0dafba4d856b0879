"""``file__among=ids``: whether a row is of one of very many files.

It is ``file__in``, said to PostgreSQL as one value: a list of thousands takes it longer to read,
and Django longer to write, than to look up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db.models.lookups import In

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    _In = In[UUID]
else:
    _In = In


class Among(_In):
    """One of some ids, which are UUIDs."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[Any]:
        """The ids as they are."""
        return list(self.rhs)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """As one array. Raises EmptyResultSet where there are none: Django asks nothing then."""
        if not self.rhs:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::uuid[])", [*params, self.rhs]
