"""Row-level security of what was delivered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Row-level security of what was delivered."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("access", "0006_joining"),
        ("files", "0006_systems"),
    ]
    operations: ClassVar[Sequence[Operation]] = []
