"""Documents kept with a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Documents kept with a file."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("files", "0003_page_indexes"),
    ]
    operations: ClassVar[Sequence[Operation]] = []
