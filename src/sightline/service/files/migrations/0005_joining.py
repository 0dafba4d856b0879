"""Two files on one person, and what files are found by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Two files on one person, and what files are found by."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("files", "0004_attachments"),
    ]
    operations: ClassVar[Sequence[Operation]] = []
