"""Row-level security and indexes for what pages ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Row-level security and indexes for what pages ask."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("access", "0003_row_security"),
        ("files", "0003_page_indexes"),
    ]
    operations: ClassVar[Sequence[Operation]] = []
