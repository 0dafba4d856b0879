"""What the application may do, and the tables of the ledger that are only ever added to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from sightline.service.ledger.append_only import append_only
from sightline.service.ledger.privileges import grant_to_application


class Migration(migrations.Migration):
    """Before it the application's role may do nothing; after it, everything but change evidence."""

    dependencies: ClassVar[Sequence[tuple[str, str]]] = [("ledger", "0001_initial")]
    operations: ClassVar[Sequence[Operation]] = [
        grant_to_application(),
        append_only("ledger_logline"),
        append_only("ledger_loggedfile"),
        append_only("ledger_checkpoint"),
    ]
