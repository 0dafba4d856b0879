"""Row-level security of joined files and of what files are found by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Row-level security of joined files and of what files are found by."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("access", "0005_attachments"),
        ("files", "0005_joining"),
    ]
    operations: ClassVar[Sequence[Operation]] = []
