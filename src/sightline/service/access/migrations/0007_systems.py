"""Row-level security of what was delivered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

READ = (
    "(SELECT sightline_machine()) OR file_id = (SELECT sightline_shown()) "
    "OR file_id IN (SELECT sightline_files())"
)
"""Where a fact came from is read with its file, as its records are."""


def secure(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Switch the policy on. Only the machine says what was delivered."""
    if editor.connection.vendor != "postgresql":
        return
    editor.execute("ALTER TABLE files_delivered ENABLE ROW LEVEL SECURITY", params=None)
    editor.execute(
        f"CREATE POLICY need_to_know ON files_delivered USING ({READ}) "
        "WITH CHECK (sightline_machine())",
        params=None,
    )


class Migration(migrations.Migration):
    """Row-level security of what was delivered."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("access", "0006_joining"),
        ("files", "0006_systems"),
    ]
    operations: ClassVar[Sequence[Operation]] = [migrations.RunPython(secure)]
