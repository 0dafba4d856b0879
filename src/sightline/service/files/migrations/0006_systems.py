"""The systems that records come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_sources(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What was loaded before came from somewhere, and goes on being changed here."""
    known = apps.get_model("files", "Subject")._default_manager.exclude(source="")
    sources = known.order_by("source").values_list("source", flat=True).distinct()
    system = apps.get_model("files", "System")
    system._default_manager.bulk_create(
        [system(name=source, title=source, live=False) for source in sources]
    )


class Migration(migrations.Migration):
    """The systems that records come from."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("files", "0005_joining"),
    ]
    operations: ClassVar[Sequence[Operation]] = [
        migrations.CreateModel(
            name="System",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=120)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.subject",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=80)),
                ("live", models.BooleanField(default=True)),
                ("file_link", models.CharField(blank=True, max_length=300)),
                ("mended_by", models.CharField(blank=True, max_length=120)),
                ("mended_at", models.CharField(blank=True, max_length=200)),
                ("lacks", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Fed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=60)),
                ("fields", models.JSONField(default=dict)),
                ("since", models.DateTimeField()),
                ("heard_at", models.DateTimeField()),
                (
                    "system",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="files.system",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("system", "place", "kind"), name="files_fed_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivered",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("fact", models.UUIDField()),
                ("version", models.UUIDField()),
                ("content", models.BinaryField(max_length=16)),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[("withdrawn", "Withdrawn"), ("erased", "Erased")],
                        max_length=9,
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
                (
                    "system",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.system",
                    ),
                ),
            ],
        ),
        migrations.RunPython(name_sources, migrations.RunPython.noop),
    ]
