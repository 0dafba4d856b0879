"""Indexes for what pages ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Indexes for what pages ask."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("files", "0002_append_only"),
    ]
    operations: ClassVar[Sequence[Operation]] = []
