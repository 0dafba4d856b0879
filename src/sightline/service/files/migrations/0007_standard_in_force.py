"""By which standard the service is run, from which day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import django.db.models
from django.db import migrations
from django.db.migrations.operations.base import Operation

import sightline.service.ledger.ids
from sightline.service.ledger.append_only import append_only
from sightline.service.ledger.privileges import application_role

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def owner_alone(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What everything is judged by is decided at the command line, by the database's owner."""
    if editor.connection.vendor == "postgresql":
        role = application_role(editor.connection)
        editor.execute(f"REVOKE INSERT ON files_standardinforce FROM {role}", params=None)


class Migration(migrations.Migration):
    """A table that is only ever added to, and not by the application."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [("files", "0006_systems")]
    operations: ClassVar[Sequence[Operation]] = [
        migrations.CreateModel(
            name="StandardInForce",
            fields=[
                (
                    "id",
                    django.db.models.UUIDField(
                        default=sightline.service.ledger.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("chain", django.db.models.CharField(max_length=96)),
                ("position", django.db.models.PositiveIntegerField()),
                ("received_at", django.db.models.DateTimeField()),
                ("by", django.db.models.UUIDField(null=True)),
                ("salt", django.db.models.BinaryField(max_length=16, null=True)),
                ("content", django.db.models.BinaryField(max_length=32)),
                ("previous", django.db.models.BinaryField(max_length=32)),
                ("digest", django.db.models.BinaryField(max_length=32)),
                ("from_on", django.db.models.DateField()),
                ("name", django.db.models.CharField(max_length=60)),
                ("version", django.db.models.CharField(max_length=40)),
                ("standard", django.db.models.CharField(max_length=64)),
                ("text", django.db.models.JSONField()),
                ("reason", django.db.models.CharField(max_length=300)),
            ],
            options={
                "abstract": False,
                "constraints": [
                    django.db.models.UniqueConstraint(
                        fields=("chain", "position"), name="files_standardinforce_place"
                    )
                ],
            },
        ),
        append_only("files_standardinforce"),
        migrations.RunPython(owner_alone),
    ]
