"""Row-level security of documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Row-level security of documents."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("access", "0004_page_indexes"),
        ("files", "0004_attachments"),
    ]
    operations: ClassVar[Sequence[Operation]] = []
