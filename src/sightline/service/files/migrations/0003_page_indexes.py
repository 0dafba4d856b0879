"""Indexes for what pages ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Indexes for what pages ask."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("files", "0002_append_only"),
    ]
    operations: ClassVar[Sequence[Operation]] = [
        migrations.AddIndex(
            "subject", models.Index(fields=["id", "type"], name="files_subject_kept_on")
        ),
        migrations.RemoveIndex("obligation", "files_owed"),
        migrations.AddIndex(
            "obligation",
            models.Index(
                fields=["file", "due_on", "due_at", "notes", "kind", "sensitivities"],
                condition=models.Q(settled=""),
                name="files_owed_listed",
            ),
        ),
    ]
