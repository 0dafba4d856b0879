"""Who read a report and what teams made of it, in figures: the standard's measures of uptake.

The measures count bodies and the people who work in them as such; they name nobody, and are not
suppressed. Who has read it by name is shown to their own manager alone (``who_read``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sightline.engine.figures import Figure, Over
from sightline.engine.model import File, Subject
from sightline.engine.record_figures import Known, record_figures
from sightline.service.access import policy
from sightline.service.access.models import Agency, Person
from sightline.service.access.viewer import Viewer
from sightline.service.access.viewer import day_of as london_day
from sightline.service.files.models import Involvement, Record
from sightline.service.files.reading import engine_records
from sightline.service.files.standard import standard
from sightline.service.inspection.to_read import MUST_READ, READ, TALKED
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import day_of, end_of_day
from sightline.standard.model import Measure

READ_MEASURES = ("reports-read-1-month", "reports-read-6-months", "reports-read-18-months")
TEAM_MEASURES = tuple(
    f"reports-{what}-{by}"
    for what in ("discussed", "acted-on")
    for by in ("1-month", "6-months", "18-months")
)


@dataclass(frozen=True, slots=True)
class Uptake:
    """Of one report in one agency, or in one of its teams (``team``; blank for all of it).

    ``people`` and ``teams``: of how many it was asked. ``figures``: by measure.
    """

    agency: UUID
    name: str
    team: str
    people: int
    teams: int
    figures: Mapping[str, Figure]


def uptake(reference: str, on: date) -> list[Uptake]:
    """Of one report, on a day: each agency by name, and beneath it each of its teams.

    A time that is not over on that day is counted as not known, and in no share.
    """
    with as_machine():
        groups = _asked(reference)
    agencies = {agency for agency, _ in groups}
    names = dict(Agency.objects.filter(pk__in=agencies).values_list("pk", "name"))
    measures = [standard().measures[id_] for id_ in (*READ_MEASURES, *TEAM_MEASURES)]
    found = [
        _uptake(agency, names.get(agency, ""), team, files, measures, on)
        for (agency, team), files in groups.items()
    ]
    return sorted(found, key=lambda one: (one.name, one.agency.hex, one.team))


@dataclass(frozen=True, slots=True)
class Reader:
    """A worker who was asked to read a report, and when they had; None while they have not."""

    name: str
    team: str
    read_on: date | None


def who_read(viewer: Viewer, agency: UUID, reference: str) -> list[Reader]:
    """By name, to a manager of theirs: those whose files are open to the viewer, and no others."""
    basis = policy.check_see_file(viewer, agency)
    if not any(way.agency == agency for way in basis.ways):
        raise Refused("Who has read a report is shown to their own managers.")
    held = Involvement.objects.filter(sort="post", agency=agency).order_by()
    workers = list(held.values_list("file", flat=True).distinct())
    open_ = {file for file in policy.bases_for(viewer, workers) if file != agency}
    rows = Record.objects.filter(file__in=open_, kind__in=(MUST_READ, READ), withdraws=None)
    asked = {
        row.fact: row
        for row in rows
        if row.kind == MUST_READ and (row.details or {}).get("reference") == reference
    }
    read = {row.about: row.occurred_at for row in rows if row.kind == READ}
    people = dict(Person.objects.filter(worker__in=open_).values_list("worker", "name"))
    found = [
        Reader(
            name=people.get(row.file_id, "Not recorded"),
            team=str((row.details or {}).get("team", "")),
            read_on=None if (at := read.get(fact)) is None else london_day(at),
        )
        for fact, row in asked.items()
    ]
    return sorted(found, key=lambda one: (one.read_on is not None, one.team, one.name))


# --- what they are made of -------------------------------------------------------------------

Group = tuple[UUID, str]


def _asked(reference: str) -> dict[Group, list[File]]:
    """The files that were asked, by agency (team blank) and by team, with what became of it.

    Each file holds what speaks of this report and nothing else, so that a figure is of it alone.
    """
    bodies = Agency.objects.values("pk")
    together = Record.objects.filter(file__in=bodies, kind=MUST_READ, withdraws=None)
    agencies = {
        row.file_id for row in together if (row.details or {}).get("reference") == reference
    }
    held = Involvement.objects.filter(sort="post", agency__in=agencies).order_by()
    files = {*agencies, *held.values_list("file", flat=True).distinct()}
    wanted = Record.objects.filter(file__in=files, kind__in=(MUST_READ, READ, TALKED, "action"))
    records = engine_records(wanted)
    about, ends = defaultdict(list), defaultdict(list)
    for record in records:
        about[record.about].append(record)
        ends[record.withdraws].append(record)
    found: dict[Group, list[File]] = {}
    for record in records:
        said = record.details
        if record.kind != MUST_READ or said.get("reference") != reference:
            continue
        sort = "worker" if said.get("whom") == "person" else "agency"
        # One file for each that was asked: an agency is asked once for each of its teams.
        file = File(Subject(record.file, sort), (record, *ends[record.id], *about[record.id]))
        agency, team = UUID(str(said.get("agency", record.file))), str(said.get("team", ""))
        for group in dict.fromkeys([(agency, ""), (agency, team)]):
            found.setdefault(group, []).append(file)
    return found


def _uptake(
    agency: UUID, name: str, team: str, files: list[File], measures: Sequence[Measure], on: date
) -> Uptake:
    days = Over(day_of(date(1990, 1, 1)), day_of(on))
    figures = record_figures(standard(), measures, files, days, Known(end_of_day(day_of(on))))
    people = sum(file.subject.type == "worker" for file in files)
    return Uptake(
        agency, name, team, people, len(files) - people, {one.measure: one for one in figures}
    )
