"""``file__among=ids``: whether a row is of one of very many files.

It is ``file__in``, said to PostgreSQL as one value: a list of thousands takes it longer to read,
and Django longer to write, than to look up. What a query finds is found before anything is looked
up by it, whatever PostgreSQL would rather: of how many files an agency works with it knows little.
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
    """One of some ids, which are UUIDs, or of those that a query finds."""

    lookup_name = "among"

    def get_prep_lookup(self) -> Any:
        """The ids as they are."""
        return list(self.rhs) if self.rhs_is_direct_value() else super().get_prep_lookup()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """As one array. Raises EmptyResultSet where there are none: Django asks nothing then."""
        column, params = self.process_lhs(compiler, connection)
        if not self.rhs_is_direct_value():
            found, more = self.process_rhs(compiler, connection)
            return f"{column} = ANY(ARRAY{found})", [*params, *more]
        if not self.rhs:
            raise EmptyResultSet
        return f"{column} = ANY(%s::uuid[])", [*params, self.rhs]
