"""The files that are open to somebody, worked out once for a page that asks about many.

``sightline_keep_open()`` keeps them in a setting of the transaction, with whom they are open to;
``sightline_files()`` takes them from there while that person acts, and works them out otherwise.
The setting is as far to be trusted as ``sightline.person`` beside it, and ends with the
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEPT = """
CREATE FUNCTION sightline_keep_open()
RETURNS void LANGUAGE sql VOLATILE SET search_path FROM CURRENT AS $$
    SELECT set_config(
        'sightline.open',
        sightline_person() || ':' || coalesce(string_agg(file::text, ','), ''),
        true)
    FROM sightline_files_found() AS file
    WHERE sightline_person() IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION sightline_files()
RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
COST 1000 ROWS 1000 AS $$
DECLARE
    kept text := current_setting('sightline.open', true);
    whose text := sightline_person() || ':';
BEGIN
    IF starts_with(kept, whose) THEN
        RETURN QUERY SELECT unnest(string_to_array(substr(kept, length(whose) + 1), ',')::uuid[]);
    ELSE
        RETURN QUERY SELECT sightline_files_found();
    END IF;
END
$$;
"""


def keep(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give what works them out another name, and ask what is kept first."""
    if editor.connection.vendor != "postgresql":
        return
    found = import_module("sightline.service.access.migrations.0004_page_indexes").OPEN
    text = found.format(
        name="sightline_files_found", rows=1000, begin="", of_i="", of_g="", of_s=""
    )
    editor.execute(text, params=None)
    editor.execute(KEPT, params=None)


class Migration(migrations.Migration):
    """Functions of row-level security."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [("access", "0010_drafts")]
    operations: ClassVar[Sequence[Operation]] = [migrations.RunPython(keep)]
