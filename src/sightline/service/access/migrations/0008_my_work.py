"""Row-level security of saved views, which their owner alone sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OWN = "sightline_machine() OR person_id = sightline_person()"


def secure(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Switch the policy on."""
    if editor.connection.vendor != "postgresql":
        return
    table = "casework_savedview"
    editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", params=None)
    editor.execute(
        f"CREATE POLICY need_to_know ON {table} USING ({OWN}) WITH CHECK ({OWN})", params=None
    )


class Migration(migrations.Migration):
    """After the table."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("access", "0007_systems"),
        ("casework", "0001_saved_views"),
        ("files", "0008_who_acts"),
    ]
    operations: ClassVar[Sequence[Operation]] = [migrations.RunPython(secure)]
