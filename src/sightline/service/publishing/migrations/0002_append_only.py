"""Every chained table of the app is only ever added to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from sightline.service.ledger.append_only import append_only


class Migration(migrations.Migration):
    """After the tables."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("ledger", "0002_append_only"),
        ("publishing", "0001_initial"),
    ]
    operations: ClassVar[Sequence[Operation]] = [
        append_only("publishing_report"),
        append_only("publishing_text"),
        append_only("publishing_publishedcell"),
        append_only("publishing_reportfigure"),
        append_only("publishing_material"),
        append_only("publishing_accuracyrequest"),
        append_only("publishing_comment"),
        append_only("publishing_reply"),
        append_only("publishing_signoff"),
        append_only("publishing_publication"),
        append_only("publishing_followup"),
    ]
