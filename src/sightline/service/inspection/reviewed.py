"""What an earlier review recommended, and what the records of this service show of it today.

It reads every file, so that it takes longer than a page: it is worked out when somebody asks, with
its progress to be seen, and kept until it is asked again. What comes of it counts and names nobody.
"""

from __future__ import annotations

from datetime import date, timedelta
from threading import Thread
from uuid import UUID

from django.db import connection, transaction

from sightline.engine.figures import Over
from sightline.engine.model import File
from sightline.engine.recommended import recommended
from sightline.engine.record_figures import Known
from sightline.service.access.viewer import day_of as london_day
from sightline.service.files.models import Subject
from sightline.service.files.moments import minute_at
from sightline.service.files.reading import AT_ONCE, engine_files
from sightline.service.files.standard import standard
from sightline.service.files.watching import watching
from sightline.service.inspection.models import ReviewDone
from sightline.service.ledger import clock
from sightline.service.ledger.jobs import JobState, job, state_of
from sightline.service.ledger.models import Job
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import day_of

PERIOD = timedelta(days=365)
"""What fell due, or was counted, in the last year."""


def last_done(review: str) -> ReviewDone | None:
    """What was found last; None where it was never worked out."""
    return ReviewDone.objects.filter(review=review).order_by("pk").last()


def running(review: str) -> Job | None:
    """The job that works it out now."""
    last = Job.objects.filter(name=_name(review)).order_by("started_at").last()
    return last if last is not None and state_of(last, clock.now()) is JobState.RUNNING else None


def start(review: str, by: UUID | None) -> None:
    """Have it worked out, once what was done so far is kept; not twice at the same time."""
    if running(review) is None:
        transaction.on_commit(Thread(target=_apart, args=(review, by), daemon=True).start)


def work_out(review: str, by: UUID | None = None) -> ReviewDone:
    """Work it out over all files and keep it. Outside a transaction, so that it can tell how far.

    Raises KeyError for a review that the standard does not have.
    """
    if review not in standard().recommendations:
        raise KeyError(review)
    now = clock.now()
    last = london_day(now)
    first = last - PERIOD + timedelta(days=1)
    with transaction.atomic(), as_machine():
        ids = list(Subject.objects.order_by("id").values_list("id", flat=True))
    files: list[File] = []
    with job(_name(review), by, total=len(ids)) as told:
        for start_ in range(0, len(ids), AT_ONCE):
            some = ids[start_ : start_ + AT_ONCE]
            with transaction.atomic(), as_machine():
                files += engine_files(some)
            told.advance(len(some), "Files read")
        with transaction.atomic(), as_machine():
            row = ReviewDone.objects.create(
                review=review, first_on=first, last_on=last, standard=standard().digest,
                made_at=now, files=len(files), found=_found(review, files, first, last),
            )  # fmt: skip
    return row


def _found(review: str, files: list[File], first: date, last: date) -> list[dict[str, object]]:
    over = Over(day_of(first), day_of(last))
    watched = watching({file.subject.place for file in files}, over.last)
    known = Known(minute_at(clock.now()), watched.watched)
    # A duty that some place's source cannot answer is judged nowhere by what is missing.
    blind = frozenset[str]().union(*watched.blind.values())
    done = recommended(
        standard(), standard().recommendations[review], files, over, known, blind
    )  # fmt: skip
    return [one.to_dict(standard().bodies) for one in done]


def _apart(review: str, by: UUID | None) -> None:
    try:
        work_out(review, by)
    finally:
        connection.close()


def _name(review: str) -> str:
    return f"recommendations of {review}"[:60]
