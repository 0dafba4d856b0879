"""Row-level security of signatures, and of what waits for them: they are read with their file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# As of records (0003_row_security): the file of the page, or any that is open.
_READ = (
    "(SELECT sightline_machine()) OR file_id = (SELECT sightline_shown()) "
    "OR file_id IN (SELECT sightline_files())"
)
_WRITTEN = {
    "files_countersignature": "sightline_writes(file_id)",
    # It follows from what is written, on files too that are not open to whoever wrote it.
    "files_unsigned": "sightline_machine()",
}


def secure(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Switch the policies on."""
    if editor.connection.vendor != "postgresql":
        return
    for table, check in _WRITTEN.items():
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", params=None)
        editor.execute(
            f"CREATE POLICY need_to_know ON {table} USING ({_READ}) WITH CHECK ({check})",
            params=None,
        )


class Migration(migrations.Migration):
    """After the functions that say what is open, and after the tables."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("access", "0008_my_work"),
        ("files", "0009_countersigning"),
    ]
    operations: ClassVar[Sequence[Operation]] = [migrations.RunPython(secure)]
