"""What of a record was carried over from an earlier one. Records of before carried nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import django.db.models
import django.db.models.deletion
from django.db import migrations
from django.db.migrations.operations.base import Operation

import sightline.service.ledger.ids
from sightline.service.ledger.append_only import append_only


class Migration(migrations.Migration):
    """A table that is only ever added to."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [("files", "0009_countersigning")]
    operations: ClassVar[Sequence[Operation]] = [
        migrations.CreateModel(
            name="Carried",
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
                ("from_fact", django.db.models.UUIDField()),
                ("fields", django.db.models.JSONField()),
                (
                    "record",
                    django.db.models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.record",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    django.db.models.UniqueConstraint(
                        fields=("chain", "position"), name="files_carried_place"
                    )
                ],
            },
        ),
        append_only("files_carried"),
    ]
