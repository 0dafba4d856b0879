"""Records that somebody has begun and not yet made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import django.db.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """A table of what is not evidence: its rows are changed and thrown away."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("access", "0007_systems"),
        ("casework", "0001_saved_views"),
        ("files", "0007_standard_in_force"),
    ]
    operations: ClassVar[Sequence[Operation]] = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    django.db.models.UUIDField(editable=False, primary_key=True, serialize=False),
                ),
                ("kind", django.db.models.CharField(max_length=60)),
                ("seen", django.db.models.PositiveIntegerField()),
                ("sealed", django.db.models.TextField()),
                ("saved_at", django.db.models.DateTimeField()),
                (
                    "file",
                    django.db.models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="files.subject",
                    ),
                ),
                (
                    "kind_version",
                    django.db.models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.kindversion",
                    ),
                ),
                (
                    "person",
                    django.db.models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.db.models.Index(
                        fields=["person", "file"], name="casework_dr_person__b1fafe_idx"
                    )
                ],
            },
        ),
    ]
