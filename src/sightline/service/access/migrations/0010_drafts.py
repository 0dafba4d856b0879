"""Row-level security of drafts, which their owner alone sees, and of what was carried over.

A draft whose file is closed to its owner is not there for them either; the machine throws it away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_OPEN = "file_id = (SELECT sightline_shown()) OR file_id IN (SELECT sightline_files())"
_OWN = f"sightline_machine() OR (person_id = sightline_person() AND ({_OPEN}))"
_RECORD = "sightline_file_of(record_id)"

POLICIES: dict[str, tuple[str, str]] = {
    "casework_draft": (_OWN, _OWN),
    # What the application reads of it, it reads by a record that it has read.
    "files_carried": (
        f"(SELECT sightline_machine()) OR {_RECORD} = (SELECT sightline_shown()) "
        f"OR record_id IN (SELECT sightline_records_shown()) "
        f"OR {_RECORD} IN (SELECT sightline_files()) "
        f"OR record_id IN (SELECT sightline_records_elsewhere())",
        f"sightline_writes({_RECORD})",
    ),
}
"""For each table: which rows are read, changed and removed, and which may be written."""


def secure(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Switch the policies on."""
    if editor.connection.vendor != "postgresql":
        return
    for table, (read, written) in POLICIES.items():
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", params=None)
        editor.execute(
            f"CREATE POLICY need_to_know ON {table} USING ({read}) WITH CHECK ({written})",
            params=None,
        )


class Migration(migrations.Migration):
    """After the tables."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("access", "0009_countersigning"),
        ("casework", "0002_drafts"),
        ("files", "0010_carried"),
    ]
    operations: ClassVar[Sequence[Operation]] = [migrations.RunPython(secure)]
