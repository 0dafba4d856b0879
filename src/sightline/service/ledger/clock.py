"""What time it is in the record: the one clock of everything that is recorded, owed and opened.

Sessions, passwords, second factors and lock-out are about browsers, and run on real time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Now; in the demonstration so many whole days ago as ``DAYS_BEHIND`` says.

    The synthetic records end on a day, after which everything in them would slowly fall overdue.
    """
    return timezone.now() - timedelta(days=settings.DAYS_BEHIND)
