"""What grants and opens is only ever added to, and ends by a row of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from sightline.service.ledger.append_only import append_only


class Migration(migrations.Migration):
    """Every chained table of the app."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("ledger", "0002_append_only"),
        ("access", "0001_initial"),
    ]
    operations: ClassVar[Sequence[Operation]] = [
        append_only("access_post"),
        append_only("access_agreement"),
        append_only("access_restriction"),
        append_only("access_named"),
        append_only("access_brokenglass"),
        append_only("access_ending"),
        append_only("access_proposal"),
        append_only("access_decision"),
    ]
