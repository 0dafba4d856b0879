"""What PostgreSQL itself lets a person see of what was refused: as ``exchange.checks`` has it.

Refused rows name children on whom nobody has a file yet. They are for records officers of the
agency whose system delivered them, and the machine alone writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LOADS = """
CREATE OR REPLACE FUNCTION sightline_loads(asked uuid)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT COST 1000
AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM exchange_delivery d
        JOIN files_system s ON s.id = d.system_id
        JOIN access_post p ON p.agency_id = s.agency_id
        WHERE d.id = asked AND p.person_id = sightline_person() AND p.role = 'records-officer'
          AND p.from_on <= sightline_today()
          AND (p.until_on IS NULL OR p.until_on >= sightline_today())
          AND NOT sightline_ended(p.id)
    );
END
$$
"""


def secure(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the function and switch the policies on."""
    if editor.connection.vendor != "postgresql":
        return
    editor.execute(LOADS, params=None)
    for table in ("exchange_refusal", "exchange_quarantined"):
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", params=None)
        editor.execute(
            f"CREATE POLICY need_to_know ON {table} "
            "USING ((SELECT sightline_machine()) OR sightline_loads(delivery_id)) "
            "WITH CHECK (sightline_machine())",
            params=None,
        )


class Migration(migrations.Migration):
    """After the tables of deliveries and of access."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("exchange", "0001_initial"),
        ("access", "0007_systems"),
    ]
    operations: ClassVar[Sequence[Operation]] = [
        migrations.RunPython(secure, migrations.RunPython.noop)
    ]
