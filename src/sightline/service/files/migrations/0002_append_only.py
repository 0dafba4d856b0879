"""The tables of evidence on files are only ever added to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from sightline.service.ledger.append_only import append_only


class Migration(migrations.Migration):
    """What may be erased is named here as the models name it; a test holds the two equal."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [
        ("ledger", "0002_append_only"),
        ("files", "0001_initial"),
    ]
    operations: ClassVar[Sequence[Operation]] = [
        append_only("files_subject"),
        append_only("files_name", ("given", "family")),
        append_only("files_identifier", ("value",)),
        append_only("files_address", ("lines", "postcode")),
        append_only("files_particulars", ("born_on", "attributes")),
        append_only("files_kindversion"),
        append_only("files_record", ("details", "reason")),
        append_only("files_alsoon"),
        append_only("files_erasure"),
    ]
