"""The last sign of life of a job, so that one that was killed is not taken to be running."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """A column that is empty in the rows of before."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [("ledger", "0002_append_only")]
    operations: ClassVar[Sequence[Operation]] = [
        migrations.AddField("job", "alive_at", models.DateTimeField(null=True)),
    ]
