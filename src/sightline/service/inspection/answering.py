"""What a body does about a recommendation: it answers, undertakes, moves a day, ends, gives up.

Every act is a record on the body's own file. The day of an action is changed by a further version
of it, so that every day that was ever set stays on file, with who changed it and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from sightline.engine.model import Moment, Value
from sightline.service.access import policy
from sightline.service.access.policy.parts import NO_FILE, with_right
from sightline.service.access.reading import Basis
from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.files import services as files
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import Record, SubjectType
from sightline.service.files.moments import day_number, moment_from
from sightline.service.files.reading import values_from
from sightline.service.files.recording import last_version
from sightline.service.inspection.following import ACTION, ANSWER, DONE, RECOMMENDATION, REJECTED
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused
from sightline.standard.calendar import day_of
from sightline.standard.model import EXEMPTION

ANSWERS = ("accepted", "accepted-in-part", REJECTED)
NO_RECOMMENDATION = "There is no such recommendation, or none that is open to you."
BODIES = (SubjectType.AGENCY, SubjectType.BOARD, SubjectType.ESTABLISHMENT)
"""On whose files recommendations stand."""

_NOT_YOURS = "What is recommended to a body is answered by its managers."
_MOST = 2000  # characters


def check_follow(viewer: Viewer, file: UUID, **_: object) -> Basis:
    """See what was recommended to a body, and all that became of it: as its file is open."""
    basis = policy.check_see_file(viewer, file)
    if basis.facts is None or basis.facts.subject.type not in BODIES:
        raise NotFound(NO_FILE)
    return basis


def check_answer(viewer: Viewer, file: UUID, **_: object) -> Basis:
    """Answer for a body: its own managers do."""
    return with_right(policy.check_record(viewer, file, ANSWER), Right.ANSWER, _NOT_YOURS)


def answer(
    *,
    viewer: Viewer,
    file: UUID,
    recommendation: UUID,
    outcome: str,
    reason: str,
    seen: int,
    by: Act,
) -> Record:
    """Accept it, accept it in part or reject it; what is not accepted whole is given a reason.

    A later answer takes the place of an earlier one, which stays on file. What is rejected is no
    longer owed, and stands apart from what was done. Raises BadEntry, Stale, NotFound, Refused.
    """
    check_answer(viewer, file)
    asked = _on_file(file, recommendation, RECOMMENDATION)
    reason = reason.strip()
    faults = dict(_answer_faults(outcome, reason))
    if faults:
        raise BadEntry(faults)
    excused = _exemption(file, recommendation)
    said: dict[str, Value] = {"matter": RECOMMENDATION, "outcome": outcome}
    said |= {"reason": reason, "reason-given": "yes"} if reason else {"reason-given": "no"}
    today = Moment(day_of(viewer.today))
    row = files.record(
        file=file, seen=seen, by=by,
        entry=Entry(
            ANSWER, occurred=today, about=asked.fact, agency=file, author=viewer.worker,
            details=said,
        ),
    )  # fmt: skip
    if outcome == REJECTED and excused is None:
        _excuse(viewer, file, asked.fact, reason, by)
    if outcome != REJECTED and excused is not None:
        now = chains.version(chains.file_chain(file))
        files.withdraw(fact=excused, reason="It was accepted after all.", seen=now, by=by)
    return row


def undertake(
    *,
    viewer: Viewer,
    file: UUID,
    about: UUID,
    what: str,
    owner: str,
    due_on: date,
    seen: int,
    by: Act,
) -> Record:
    """Undertake something by a day, about a recommendation or about a report to be read."""
    check_answer(viewer, file)
    asked = _on_file(file, about, RECOMMENDATION, "must-read")
    what, owner = what.strip(), owner.strip()
    faults: dict[str, str] = {}
    if not what or len(what) > _MOST:
        faults["what"] = f"Write what will be done, in at most {_MOST:,} characters."
    if not owner or len(owner) > 120:
        faults["owner"] = "Write whose action it is, in at most 120 characters."
    if due_on < viewer.today:
        faults["due_on"] = "Choose a day that is not past."
    if faults:
        raise BadEntry(faults)
    entry = Entry(
        ACTION, occurred=Moment(day_of(viewer.today)), planned_end=day_of(due_on),
        about=asked.fact, agency=file, author=viewer.worker,
        details={"from-what": "inspection", "what": what, "owner": owner},
    )  # fmt: skip
    return files.record(file=file, entry=entry, seen=seen, by=by)


def move(
    *, viewer: Viewer, file: UUID, action: UUID, due_on: date, reason: str, seen: int, by: Act
) -> Record:
    """Set another day for an action, with the reason; every earlier day stays on file."""
    last = _running(viewer, file, action)
    faults: dict[str, str] = {}
    if due_on < viewer.today:
        faults["due_on"] = "Choose a day that is not past."
    elif due_on == last.planned_end_on:
        faults["due_on"] = "Choose another day than the one that is set."
    if not reason.strip():
        faults["reason"] = "Say why the day is changed."
    if faults:
        raise BadEntry(faults)
    entry = replace(entry_of(last), planned_end=day_of(due_on))
    return files.correct(fact=action, entry=entry, reason=reason.strip(), seen=seen, by=by)


def finish(
    *, viewer: Viewer, file: UUID, action: UUID, done_on: date, evidence: str, seen: int, by: Act
) -> Record:
    """Say that an action is done, and what anybody can look at to see it."""
    last = _running(viewer, file, action)
    evidence = evidence.strip()
    begun = moment_from(last.occurred_at, last.occurred_precision)
    faults: dict[str, str] = {}
    if not evidence or len(evidence) > _MOST:
        faults["evidence"] = f"Write what shows that it is done, in at most {_MOST:,} characters."
    if done_on > viewer.today:
        faults["done_on"] = "Choose a day that is not still to come."
    elif begun is not None and day_of(done_on) < begun.day:
        faults["done_on"] = "Choose a day on or after the day it was undertaken."
    if faults:
        raise BadEntry(faults)
    entry = entry_of(last)
    said = dict(entry.details) | {"result": "done", "evidence": evidence}
    entry = replace(entry, ended=Moment(day_of(done_on)), details=said)
    return files.correct(fact=action, entry=entry, reason="It is done.", seen=seen, by=by)


# --- what they are made of -------------------------------------------------------------------


def entry_of(row: Record) -> Entry:
    """A version as the next one begins."""
    return Entry(
        kind=row.kind,
        occurred=moment_from(row.occurred_at, row.occurred_precision),
        ended=moment_from(row.ended_at, row.ended_precision),
        planned_start=day_number(row.planned_start_on),
        planned_end=day_number(row.planned_end_on),
        about=row.about,
        agency=row.agency,
        author=row.author,
        details=values_from(row.details or {}),
    )


def _on_file(file: UUID, fact: UUID, *kinds: str) -> Record:
    """The fact's last version. Raises NotFound where the file has no such fact."""
    if not Record.objects.filter(fact=fact, file=file, kind__in=kinds).exists():
        raise NotFound(NO_RECOMMENDATION)
    return last_version(fact).row


def _running(viewer: Viewer, file: UUID, action: UUID) -> Record:
    check_answer(viewer, file)
    last = _on_file(file, action, ACTION)
    said: Mapping[str, object] = last.details or {}
    if said.get("from-what") != "inspection":
        raise NotFound(NO_RECOMMENDATION)
    if last.ended_at is not None:
        raise Refused("This action has ended.")
    return last


def _answer_faults(outcome: str, reason: str) -> Iterator[tuple[str, str]]:
    if outcome not in ANSWERS:
        yield "outcome", "Choose what you answer."
    elif outcome != ANSWERS[0] and not reason:
        yield "reason", "Say why it is not accepted whole."
    if len(reason) > _MOST:
        yield "reason", f"Give the reason in at most {_MOST:,} characters."


def _exemption(file: UUID, recommendation: UUID) -> UUID | None:
    """The exemption by which a recommendation is no longer owed, where it stands."""
    rows = Record.objects.filter(file=file, kind=EXEMPTION, about=recommendation)
    withdrawn = set(rows.exclude(withdraws=None).values_list("fact", flat=True))
    standing = [row.fact for row in rows.filter(withdraws=None) if row.fact not in withdrawn]
    return standing[-1] if standing else None


def _excuse(viewer: Viewer, file: UUID, recommendation: UUID, reason: str, by: Act) -> None:
    policy.check_record(viewer, file, EXEMPTION)
    seen = chains.version(chains.file_chain(file))
    entry = Entry(
        EXEMPTION, occurred=Moment(day_of(viewer.today)), about=recommendation, agency=file,
        author=viewer.worker,
        details={"duty": DONE, "reason": reason, "decided-by": "the body that was asked"},
    )  # fmt: skip
    files.record(file=file, entry=entry, seen=seen, by=by)
