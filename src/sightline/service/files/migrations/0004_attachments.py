"""Documents kept with a file, and what is kept outside the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from sightline.service.ledger.append_only import append_only
from sightline.service.ledger.ids import new_id


def _chained() -> list[tuple[str, models.Field[Any, Any]]]:
    """The columns of every row of evidence."""
    return [
        (
            "id",
            models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False),
        ),
        ("chain", models.CharField(max_length=96)),
        ("position", models.PositiveIntegerField()),
        ("received_at", models.DateTimeField()),
        ("by", models.UUIDField(null=True)),
        ("salt", models.BinaryField(max_length=16, null=True)),
        ("content", models.BinaryField(max_length=32)),
        ("previous", models.BinaryField(max_length=32)),
        ("digest", models.BinaryField(max_length=32)),
    ]


def _to(model: str, **said: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(model, models.PROTECT, **{"related_name": "+", **said})


def _place(model: str) -> migrations.AddConstraint:
    unique = models.UniqueConstraint(fields=["chain", "position"], name=f"files_{model}_place")
    return migrations.AddConstraint(model_name=model, constraint=unique)


class Migration(migrations.Migration):
    """What may be erased is named here as the models name it; a test holds the two equal."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("files", "0003_page_indexes"),
    ]
    operations: ClassVar[Sequence[Operation]] = [
        migrations.CreateModel(
            name="Stored",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("kept_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                *_chained(),
                ("file", _to("files.subject")),
                ("fact", models.UUIDField(db_index=True, null=True)),
                ("title", models.CharField(max_length=200, null=True)),
                ("name", models.CharField(max_length=200, null=True)),
                ("media", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveIntegerField(null=True)),
                ("sha256", models.BinaryField(max_length=32, null=True)),
                ("store", models.UUIDField(null=True)),
                ("sensitivities", models.CharField(blank=True, max_length=3)),
                ("agency", models.UUIDField(null=True)),
                ("withdraws", models.UUIDField(null=True, unique=True)),
                ("misfiled", models.BooleanField(default=False)),
                ("misfiled_from", models.UUIDField(null=True)),
                ("reason", models.TextField(blank=True, default="", null=True)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                *_chained(),
                ("file", _to("files.subject", db_index=False)),
                ("attachment", _to("files.attachment", related_name="scans")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("clean", "Scanned: nothing found"),
                            ("infected", "Infected"),
                            ("not scanned", "Not scanned"),
                        ],
                        max_length=12,
                    ),
                ),
                ("scanner", models.CharField(blank=True, max_length=120)),
                ("found", models.CharField(blank=True, max_length=120)),
            ],
            options={"abstract": False},
        ),
        _place("attachment"),
        _place("scan"),
        append_only("files_attachment", ("title", "name", "sha256", "reason")),
        append_only("files_scan"),
    ]
