"""What managers signed, and what waits for them.

What was recorded before waits for nobody: it is signed where somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from sightline.service.ledger.append_only import append_only
from sightline.service.ledger.ids import new_id


class Migration(migrations.Migration):
    """What managers signed, and what waits for them."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [("files", "0008_who_acts")]
    operations: ClassVar[Sequence[Operation]] = [
        migrations.CreateModel(
            name="Countersignature",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("chain", models.CharField(max_length=96)),
                ("position", models.PositiveIntegerField()),
                ("received_at", models.DateTimeField()),
                ("by", models.UUIDField(null=True)),
                ("salt", models.BinaryField(max_length=16, null=True)),
                ("content", models.BinaryField(max_length=32)),
                ("previous", models.BinaryField(max_length=32)),
                ("digest", models.BinaryField(max_length=32)),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.subject",
                    ),
                ),
                ("fact", models.UUIDField()),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.record",
                    ),
                ),
                ("record_digest", models.BinaryField(max_length=32)),
                ("sign_off", models.UUIDField()),
                (
                    "result",
                    models.CharField(
                        choices=[("countersigned", "Countersigned"), ("returned", "Sent back")],
                        max_length=13,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["fact"], name="files_signature_of"),
                    models.Index(fields=["sign_off"], name="files_signature_said"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain", "position"), name="files_countersignature_place"
                    )
                ],
            },
        ),
        append_only("files_countersignature"),
        migrations.CreateModel(
            name="Unsigned",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="files.subject",
                    ),
                ),
                ("fact", models.UUIDField(unique=True)),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="files.record",
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("agency", models.UUIDField(null=True)),
                ("author", models.UUIDField(null=True)),
                ("since", models.DateTimeField()),
                ("returned", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["agency", "since"], name="files_unsigned_of"),
                ],
            },
        ),
    ]
