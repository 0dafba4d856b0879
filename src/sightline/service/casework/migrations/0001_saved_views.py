"""How somebody likes to see their work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import django.db.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations
from django.db.migrations.operations.base import Operation

import sightline.service.ledger.ids


class Migration(migrations.Migration):
    """A table of what is not evidence: its rows are their owner's, to change and throw away."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [("access", "0007_systems")]
    operations: ClassVar[Sequence[Operation]] = [
        migrations.CreateModel(
            name="SavedView",
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
                ("name", django.db.models.CharField(max_length=60)),
                ("asked", django.db.models.JSONField(default=dict)),
                (
                    "person",
                    django.db.models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.db.models.UniqueConstraint(
                        fields=("person", "name"), name="casework_savedview_once"
                    )
                ],
            },
        ),
    ]
