"""How far the demonstration is, whose the database is, and what day it is taken to be."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import DatabaseError
from django.db.models import Max

from sightline.service.ledger import clock
from sightline.service.ledger.models import Chain, Job, LogLine
from sightline.standard.calendar import LONDON, start_of_day
from sightline.synth.days import TODAY
from sightline.synth.nation.places import AREA_NAMES, PROBATION_NAMES

SERVICE, NATION = "Synthetic service, seed {}", "Synthetic nation, seed {}"
"""The jobs that load the service of today with its people, and the rest of the nation."""

INSPECTIONS, REVIEW = "Synthetic inspections, seed {}", "Synthetic third review, seed {}"
"""The jobs that inspect the service and publish the report, and that publish the third review."""

FIRST_MOMENT = datetime.fromtimestamp(start_of_day(TODAY) * 60, UTC)
"""The first moment of the day on which the demonstration begins; what was known before is there."""


PLACES = len(AREA_NAMES) + len(PROBATION_NAMES) + len({"bodies of everywhere", "surveys"})
"""Places of the nation besides the one that the service of today is in."""


class NotTheDemo(Exception):
    """The database holds what the demonstration must not touch. Its text is for people."""


def check_ours(seed: int) -> None:
    """Raises NotTheDemo where the database holds files of anybody but this seed's nation."""
    # Chains, because PostgreSQL shows files to their owner and to nobody else.
    if not Chain.objects.filter(name__startswith="file:").exists():
        return
    jobs = Job.objects.filter(name__startswith=SERVICE.format("")).values_list("name", flat=True)
    if not jobs:
        raise NotTheDemo(
            "This database holds files that are not the demonstration's. Give the demonstration an "
            "empty database of its own."
        )
    if SERVICE.format(seed) not in jobs:
        raise NotTheDemo(
            f"This is the demonstration of another seed than {seed} ({jobs[0]}). Give its seed, "
            "another folder, or --fresh to begin anew."
        )


def is_done(name: str, seed: int, total: int) -> bool:
    """Whether a job of at least so many steps has come to its end."""
    done = Job.objects.filter(name=name.format(seed), ended_at__isnull=False, failed=False)
    return done.filter(total__gte=total).exists()


def note_interrupted() -> None:
    """Say of jobs that were cut off that they were. To be asked when none can be running."""
    for job in Job.objects.filter(name__startswith="Synthetic ", ended_at=None):
        job.ended_at, job.failed, job.message = clock.now(), True, "Interrupted"
        job.save()


def days_behind(now: datetime) -> int:
    """How many days ago the record's clock must be for its day to be that of the nation.

    It never goes back: where something was done at a later hour of that day, it is the next day,
    for what was recorded must have been known before. ``now``: the real time.
    """
    last = LogLine.objects.aggregate(last=Max("received_at"))["last"]
    return (now - max(FIRST_MOMENT, last or FIRST_MOMENT)).days


def banner_of_day() -> str:
    """That it is a demonstration, and of which day."""
    today = clock.now().astimezone(LONDON)
    return f"Synthetic: nobody here exists. Today is taken to be {today:%-d %B %Y}."


def banner() -> str:
    """What every page says of the demonstration: that, and how far it is loaded."""
    told = banner_of_day()
    try:
        job = Job.objects.filter(name__startswith=NATION.format("")).order_by("-id").first()
    except DatabaseError:  # the page that says so has a banner as well
        return told
    if job is None or (job.ended_at is not None and not job.failed):
        return told
    if job.failed:
        return f"{told} Loading the rest of the nation was cut off; the next start goes on with it."
    return f"{told} The rest of the nation is being loaded: {job.done} of {job.total} places."
