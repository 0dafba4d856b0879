"""The systems that records come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """The systems that records come from."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("files", "0005_joining"),
    ]
    operations: ClassVar[Sequence[Operation]] = []
