"""Reports that somebody must read, each worker and each team: asked, read, talked over.

That a report is to be read stands on the file of each worker who is asked, and for each team on the
file of its agency; that it was read, or talked over, is a record about that one. What is owed
follows from the standard, like everything else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from sightline.engine.model import Moment, State, Value
from sightline.service.access import policy
from sightline.service.access.models import Post, Team
from sightline.service.access.openings import holds_on
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.files import services as files
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import Obligation, Record
from sightline.service.files.standard import standard
from sightline.service.inspection.answering import check_answer
from sightline.service.inspection.following import Undertaken, undertaken
from sightline.service.ledger import chains, clock
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound
from sightline.service.ledger.ids import id_from
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import LONDON, day_of

MUST_READ, READ, TALKED = "must-read", "acknowledgement", "discussion"
ACKNOWLEDGED, DISCUSSED = "report-acknowledged", "report-discussed"
"""The duties of the standard by which a worker reads a report and a team talks it over."""

NO_REPORT = "There is no such report that you were asked to read."
_MOST = 2000  # characters


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a report was asked of. ``people`` and ``teams``: asked now, and not before.

    ``without_file``: the names of those who hold the role and on whom no file is kept, so that
    nothing can be asked of them here: they are told in another way.
    """

    people: int
    teams: int
    without_file: tuple[str, ...]


def ask_to_read(
    report: str,
    on: date,
    agency: UUID,
    roles: Collection[str],
    by: Act,
    *,
    reference: str,
    published_by: UUID | None = None,
) -> Asked:
    """Ask everybody who holds one of some roles in an agency to read a report, and each team.

    ``report``: its title; ``on``: the day of publication; ``reference``: its id. ``published_by``:
    the agency that published it. Whoever was asked before is not asked again, so that it can be
    done once more where it was cut off.
    """
    held = Post.objects.filter(holds_on(_today()), agency=agency, role__in=roles)
    posts = list(held.select_related("person", "team").order_by("person__name", "pk"))
    workers = {
        post.person.worker_id: "" if post.team is None else post.team.name
        for post in posts
        if post.person.worker_id is not None and post.person.is_active
    }
    nobody = dict.fromkeys(p.person.name for p in posts if p.person.worker_id is None)
    teams = list(Team.objects.filter(agency=agency).order_by("name").values_list("name", flat=True))
    said: dict[str, Value] = {
        "report": report, "reference": reference, "published-on": on.isoformat(),
        "agency": str(agency),
    }  # fmt: skip
    # Whoever publishes need not see the files of those who are asked.
    with as_machine():
        chains.lock(*(chains.file_chain(file) for file in (*workers, agency)))
        people = [
            (worker, _id(reference, worker), said | {"whom": "person", "team": team})
            for worker, team in workers.items()
        ]
        together = [
            (agency, _id(reference, agency, team), said | {"whom": "team", "team": team})
            for team in teams or [""]
        ]
        there = _there(id_ for _, id_, _ in (*people, *together))
        asked = [
            sum(_ask(*each, published_by, by) for each in some if each[1] not in there)
            for some in (people, together)
        ]
    return Asked(asked[0], asked[1], tuple(nobody))


# --- what one was asked to read --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToRead:
    """A report that somebody, or a team, was asked to read.

    ``must_read``: the record of it. ``read_on``: when they had; None while they have not.
    ``state``: of what is owed; None where nothing is.
    """

    must_read: UUID
    title: str
    reference: str
    asked_on: date
    due_on: date | None
    read_on: date | None
    differently: str
    state: State | None

    @property
    def is_overdue(self) -> bool:
        """Whether it was to be read by now."""
        return self.state is State.OVERDUE


def to_read(viewer: Viewer) -> list[ToRead]:
    """What the viewer was asked to read: the unread first, then the latest."""
    if viewer.worker is None:
        return []
    with as_machine():  # one's own file is closed to whoever reads no files at all
        rows = _rows([viewer.worker], MUST_READ, READ)
        owed = _owed([viewer.worker], ACKNOWLEDGED, viewer.today)
    read = {row.about: row for row in rows if row.kind == READ}
    found = [_to_read(row, read.get(row.fact), owed) for row in rows if row.kind == MUST_READ]
    return sorted(found, key=lambda one: (one.read_on is not None, -day_of(one.asked_on)))


def read_by(viewer: Viewer, reference: str) -> ToRead | None:
    """What the viewer was asked of one report; None where nothing was."""
    return next((one for one in to_read(viewer) if one.reference == reference), None)


def acknowledge(*, viewer: Viewer, must_read: UUID, differently: str = "", by: Act) -> None:
    """Say that one has read it. Said twice, it is the same; what was added first stands.

    Raises BadEntry, and NotFound where it was asked of somebody else.
    """
    one = next((found for found in to_read(viewer) if found.must_read == must_read), None)
    if one is None or viewer.worker is None:
        raise NotFound(NO_REPORT)
    said = differently.strip()
    if len(said) > _MOST:
        raise BadEntry({"differently": f"Write at most {_MOST:,} characters."})
    with as_machine():
        chain = chains.file_chain(viewer.worker)
        chains.lock(chain)
        if Record.objects.filter(pk=_id(READ, must_read)).exists():
            return
        entry = Entry(
            READ, occurred=Moment(day_of(viewer.today)), about=must_read,
            agency=viewer.posts[0].agency, author=viewer.worker,
            details={"differently": said} if said else {},
        )  # fmt: skip
        files.record(
            file=viewer.worker, entry=entry, seen=chains.version(chain), by=by,
            id=_id(READ, must_read),
        )  # fmt: skip


# --- what a team made of it ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Talk:
    """What a team said. ``outcome``: in words."""

    code: str
    outcome: str
    on: date
    said: str


@dataclass(frozen=True, slots=True)
class TeamReading:
    """A report that a team was asked to talk over. ``people``: asked; ``read``: have read it."""

    must_read: UUID
    title: str
    reference: str
    team: str
    asked_on: date
    talks: tuple[Talk, ...]
    actions: tuple[Undertaken, ...]
    talk_due: date | None
    act_due: date | None
    discussed: State | None
    acted: State | None


def team_readings(file: UUID, today: date, read: Q | None = None) -> list[TeamReading]:
    """What the teams of an agency were asked to talk over, the overdue first, then the latest.

    ``read``: as of ``following.followed``.
    """
    versions: dict[UUID, list[Record]] = {}
    for row in _rows([file], MUST_READ, TALKED, "action", all_versions=True, read=read):
        versions.setdefault(row.fact, []).append(row)
    of = [rows for rows in versions.values() if rows[-1].kind == MUST_READ]
    about: dict[UUID | None, list[list[Record]]] = {}
    for rows in versions.values():
        about.setdefault(rows[-1].about, []).append(rows)
    owed = _owed([file], DISCUSSED, today)
    found = [_team_reading(rows[-1], about.get(rows[0].fact, []), owed) for rows in of]
    return sorted(found, key=_team_turn)


def check_discuss(viewer: Viewer, file: UUID, **_: object) -> Basis:
    """Say what a team made of a report: a manager of its agency."""
    check_answer(viewer, file)
    return policy.check_record(viewer, file, TALKED)


def discuss(
    *,
    viewer: Viewer,
    file: UUID,
    must_read: UUID,
    on: date,
    outcome: str,
    said: str,
    seen: int,
    by: Act,
) -> Record:
    """Say that a team has talked a report over, and what came of it.

    Raises BadEntry, Stale, NotFound, Refused.
    """
    check_discuss(viewer, file)
    rows = [row for row in _rows([file], MUST_READ) if row.fact == must_read]
    if not rows:
        raise NotFound(NO_REPORT)
    asked = rows[-1].details or {}
    faults: dict[str, str] = {}
    if outcome not in outcomes():
        faults["outcome"] = "Choose what came of it."
    if outcome == "none-needed" and not said.strip():
        faults["said"] = "Say why nothing needs to change."
    if len(said) > _MOST:
        faults["said"] = f"Write at most {_MOST:,} characters."
    if on > viewer.today:
        faults["on"] = "Choose a day that is not still to come."
    elif on < _day(rows[-1]):
        faults["on"] = "Choose a day on or after the day on which the team was asked."
    if faults:
        raise BadEntry(faults)
    details: dict[str, Value] = {"outcome": outcome, "team": str(asked.get("team", ""))}
    if said.strip():
        details["said"] = said.strip()
    entry = Entry(
        TALKED, occurred=Moment(day_of(on)), about=must_read, agency=file, author=viewer.worker,
        details={name: value for name, value in details.items() if value},
    )  # fmt: skip
    return files.record(file=file, entry=entry, seen=seen, by=by)


def outcomes() -> dict[str, str]:
    """What can come of talking a report over: codes, and their words."""
    codes = standard().kinds[TALKED].fields["outcome"].codes
    return {code.value: code.label for code in codes}


# --- what they are made of -------------------------------------------------------------------


def _id(*parts: object) -> UUID:
    return id_from(MUST_READ, *map(str, parts))


def _today() -> date:
    return clock.now().astimezone(LONDON).date()


def _there(ids: Iterable[UUID]) -> set[UUID]:
    return set(Record.objects.filter(pk__in=list(ids)).values_list("pk", flat=True))


def _ask(file: UUID, id_: UUID, told: dict[str, Value], published_by: UUID | None, by: Act) -> int:
    entry = Entry(
        MUST_READ, occurred=Moment(day_of(_today())), agency=published_by,
        details={name: value for name, value in told.items() if value},
    )  # fmt: skip
    seen = chains.version(chains.file_chain(file))
    files.record(file=file, entry=entry, seen=seen, by=by, id=id_)
    return 1


def _rows(
    files_: Collection[UUID], *kinds: str, all_versions: bool = False, read: Q | None = None
) -> list[Record]:
    """The records of these kinds that stand, in order; of each the last version, or all."""
    found = Record.objects.filter(Q() if read is None else read, file__in=files_, kind__in=kinds)
    rows = list(found.order_by("position"))
    gone = {row.fact for row in rows if row.withdraws is not None or row.details is None}
    standing = [row for row in rows if row.fact not in gone]
    if all_versions:
        return standing
    return list({row.fact: row for row in standing}.values())


def _owed(
    files_: Collection[UUID], duty: str, today: date
) -> dict[tuple[str, str], tuple[date | None, State]]:
    """What is owed about each, by record and part: when it is due, and how it stands."""
    rows = Obligation.objects.filter(file__in=files_, duty=duty)
    on = Moment(day_of(today))
    return {(row.trigger, row.part): (row.due_on, row.state_on(on)) for row in rows}


def _day(row: Record) -> date:
    assert row.occurred_at is not None
    return row.occurred_at.astimezone(LONDON).date()


def _to_read(
    row: Record, read: Record | None, owed: dict[tuple[str, str], tuple[date | None, State]]
) -> ToRead:
    said: dict[str, Any] = row.details or {}
    due_on, state = owed.get((str(row.fact), ""), (None, None))
    return ToRead(
        must_read=row.fact,
        title=str(said.get("report", "")),
        reference=str(said.get("reference", "")),
        asked_on=_day(row),
        due_on=due_on,
        read_on=None if read is None else _day(read),
        differently="" if read is None else str((read.details or {}).get("differently", "")),
        state=state,
    )


def _team_reading(
    row: Record,
    about: Iterable[list[Record]],
    owed: dict[tuple[str, str], tuple[date | None, State]],
) -> TeamReading:
    said: dict[str, Any] = row.details or {}
    about = list(about)
    called = outcomes()
    talks = [
        Talk(code, called.get(code, "Not recorded"), _day(rows[-1]), str(told.get("said", "")))
        for rows in about
        if rows[-1].kind == TALKED
        for told in [rows[-1].details or {}]
        for code in [str(told.get("outcome", ""))]
    ]
    talk_due, discussed = owed.get((str(row.fact), "discussed"), (None, None))
    act_due, acted = owed.get((str(row.fact), "acted"), (None, None))
    return TeamReading(
        must_read=row.fact,
        title=str(said.get("report", "")),
        reference=str(said.get("reference", "")),
        team=str(said.get("team", "")),
        asked_on=_day(row),
        talks=tuple(sorted(talks, key=lambda one: one.on)),
        actions=tuple(undertaken(rows, {}) for rows in about if rows[-1].kind == "action"),
        talk_due=talk_due,
        act_due=act_due,
        discussed=discussed,
        acted=acted,
    )


def _team_turn(one: TeamReading) -> tuple[bool, int, str]:
    overdue = State.OVERDUE in (one.discussed, one.acted)
    return not overdue, -day_of(one.asked_on), one.team
