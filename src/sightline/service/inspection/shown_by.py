"""What shows that a recommendation worked: a duty or a measure of the standard, and its figure.

A figure of a body is taken over the files of those with whom it works, its workers and itself. It
is a number of a body and names nobody: whoever may see figures sees it, whatever files are open to
them. What is shown beside it, file by file, is the policy's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from uuid import UUID

from django.db.models import Count, Q

from sightline.engine.figures import BESIDE, Over
from sightline.engine.model import Moment, State
from sightline.engine.recommended import AS_ASKED, OWED, Seen
from sightline.engine.record_figures import Known, record_figures
from sightline.service.files.models import Involvement, Obligation, Record
from sightline.service.files.moments import is_past, minute_at, moment_of
from sightline.service.files.reading import engine_files
from sightline.service.files.standard import standard
from sightline.service.files.watching import watching
from sightline.service.ledger import clock
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import day_of
from sightline.standard.model import Measure, MeasureOf, Share

DUTY, MEASURE = "duty", "measure"
_SHOWING = (MeasureOf.SHARE, MeasureOf.TIMELINESS)


@dataclass(frozen=True, slots=True)
class ShownBy:
    """A duty or a measure, by its id. ``value``: as records and forms say it."""

    sort: str
    id: str

    @property
    def value(self) -> str:
        """``duty release-address``."""
        return f"{self.sort} {self.id}"

    @property
    def title(self) -> str:
        """What it is called; what is no longer in the standard is called by its id."""
        known = standard().duties if self.sort == DUTY else standard().measures
        return known[self.id].title if self.id in known else self.id

    @property
    def sentence(self) -> str:
        """What is counted, as a sentence."""
        if self.sort == MEASURE:
            measure = standard().measures.get(self.id)
            return "" if measure is None else measure.sentence
        return f"Of what fell due under “{self.title}”, the share that was done in time."

    @property
    def told(self) -> dict[str, str]:
        """The same as a row of ``Recommended`` keeps it."""
        return {self.sort: self.id}


def read_value(value: str) -> ShownBy | None:
    """What ``duty release-address`` names; None where the standard has no such thing."""
    sort, _, id_ = value.partition(" ")
    found = ShownBy(sort, id_)
    return found if sort in (DUTY, MEASURE) and is_known(found) else None


def read_told(told: Mapping[str, str]) -> ShownBy:
    """What a row of ``Recommended`` names. Raises ValueError where it is neither."""
    for sort in (DUTY, MEASURE):
        if isinstance(told.get(sort), str):
            return ShownBy(sort, told[sort])
    raise ValueError("a recommendation is shown by a duty or by a measure")


def is_known(shown_by: ShownBy) -> bool:
    """Whether the standard has it, and it is a share that can be met."""
    if shown_by.sort == DUTY:
        return shown_by.id in standard().duties
    measure = standard().measures.get(shown_by.id)
    return measure is not None and measure.of in _SHOWING


def choices() -> Iterator[tuple[str, str]]:
    """All that can show that something worked, in order of what it is called."""
    duties = (ShownBy(DUTY, id_) for id_ in standard().duties)
    measures = (ShownBy(MEASURE, id_) for id_ in standard().measures)
    for one in sorted(chain(duties, measures), key=lambda found: found.title):
        if is_known(one):
            yield one.value, one.title


# --- its figure ------------------------------------------------------------------------------


def fresh(shown_by: ShownBy, body: UUID, first: date, last: date) -> Seen:
    """Of a body, over the days from ``first`` to ``last``, as known now and as it stands today.

    Equal to what ``engine.recommended`` says of the same files. ``last`` is no later than today.
    """
    with as_machine():
        files = files_of(body, first, last)
        measure = standard().measures[shown_by.id] if shown_by.sort == MEASURE else None
        if measure is not None and measure.of is MeasureOf.SHARE:
            return _of_records(measure, files, first, last)
        duties = (shown_by.id,) if measure is None else measure.duties
        return _of_duties(duties, files, first, last)


def files_of(body: UUID, first: date, last: date) -> set[UUID]:
    """The body itself, its workers, and those with whom it worked on any of some days."""
    held = Involvement.objects.filter(
        Q(until_on=None) | Q(until_on__gte=first),
        sort__in=("allocation", "case", "custody", "post"), agency=body, from_on__lte=last,
    )  # fmt: skip
    return {body, *held.order_by().values_list("file", flat=True).distinct()}


def _of_duties(duties: Collection[str], files: Collection[UUID], first: date, last: date) -> Seen:
    """What became of what fell due; a prohibition belongs by the day on which it began."""
    due = Q(due_on__gte=first, due_on__lte=last)
    began = Q(due_on=None, settled__in=(State.KEPT, State.BREACHED))
    rows = (
        Obligation.objects.filter(
            due | (began & Q(opened_on__gte=first, opened_on__lte=last)),
            file__in=files, duty__in=duties,
        )
        .order_by()
        .values_list("settled", "due_on", "due_at")
        .annotate(number=Count("pk"))
    )  # fmt: skip
    counts: Counter[State] = Counter()
    for settled, due_on, due_at, number in rows:
        state = State(settled) if settled else _unsettled(due_on, due_at, last)
        counts[state] += number
    return Seen(
        sum(counts[state] for state in AS_ASKED),
        sum(counts[state] for state in OWED),
        0,
        {state.value: counts[state] for state in BESIDE},
    )


def _unsettled(due_on: date, due_at: datetime | None, last: date) -> State:
    """What is owed still, at the end of the last day."""
    due = moment_of(due_on, due_at)
    assert due is not None, "what has no due day is settled as undated"
    return State.OVERDUE if is_past(Moment(day_of(last)), due) else State.OPEN


def _of_records(measure: Measure, files: Collection[UUID], first: date, last: date) -> Seen:
    """The figure over records: of the files that hold one of those counted, and no others."""
    assert isinstance(measure.counts, Share)
    kind = measure.counts.units.what.kind
    held = Record.objects.filter(file__in=files, kind=kind).order_by().values("file").distinct()
    wanted = set(held.values_list("file", flat=True))
    read = list(engine_files(sorted(wanted)))
    days = Over(day_of(first), day_of(last))
    watched = watching({file.subject.place for file in read}, days.last).watched
    known = Known(minute_at(clock.now()), watched)
    (figure,) = record_figures(standard(), [measure], read, days, known)
    return Seen(figure.numerator, figure.denominator, figure.unknown)
