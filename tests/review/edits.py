"""Edits that somebody could make to a file: add, remove, correct, withdraw, move or close a record.

What they say is chosen from few words and few days about the day on which the file was read, so
that edits meet one another and the edges of what a duty allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from hypothesis import strategies as st

from sightline.engine.model import Day, File, Minute, Moment, Record, Value
from sightline.standard.calendar import end_of_day
from sightline.standard.model import RESERVED_ANSWERS, FieldType, Lasts
from tests.england import england
from tests.review.both_ways import World

WORDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "assessment": {
        "tool": ("asset", "oasys", "health"),
        "visit-needed": ("yes", "no"),
        "vulnerability": ("low", "medium", "high"),
        "countersigned": ("yes", "no"),
        "self-harm": ("low", "medium"),
        "at-risk": ("self", "others", "nobody"),
    },
    "case": {"service": ("youth-justice", "probation")},
    "contact": {
        "with": ("child", "parent", "victim"),
        "where": ("home", "office"),
        "result": ("kept", "attempted"),
    },
    "court-event": {"type": ("sentence", "charge"), "length-months": ()},
    "custody": {"basis": ("sentence", "remand")},
    "exemption": {
        "duty": (
            "home-visit-yot", "home-visit-probation", "vuln-plan-create", "health-plan",
            "race-audit", "board-membership",
        ),
    },
    "file-read": {"programme": ("youth-offending-team", "offender-management")},
    "identity": {"ethnicity": ("white-british", "indian", "other")},
    "inspection": {
        "programme": ("youth-offending-team", "offender-management"),
        "case-sample": ("yes", "no"),
        "healthcare": ("yes", "no"),
    },
    "judgement": {
        "question": (
            "safeguarding-addressed", "action-taken", "action-taken-in-custody",
            "social-care-service", "health-planning", "partner-violence-response",
            "social-care-joint-work",
        ),
        "answer": ("yes", "no", "not-applicable"),
    },
    "looked-after": {},
    "membership": {"body": ("police", "probation", "cafcass"), "grade": ("senior", "other")},
    "need": {
        "type": ("mental-health", "self-harm", "learning-difficulty", "partner-violence"),
        "state": ("open", "closed"),
    },
    "order": {"type": ("antisocial-behaviour-order", "licence"), "length-months": ()},
    "plan": {
        "type": ("vulnerability", "health", "child-protection"),
        "shared-with": ("youth-justice", "child"),
    },
    "post": {"profession": ("health", "mental-health", "police")},
    "recommendation": {"theme": ("accommodation", "health"), "youngest": (), "oldest": ()},
    "report": {"type": ("race-audit", "joint-review", "visit"), "action-plan": ("yes", "no")},
    "service": {
        "type": ("youth-justice", "listed-body"),
        "body": ("police", "probation", "cafcass"),
    },
    "survey-answer": {
        "survey": ("supervised-children", "detained-children"),
        "question": ("felt-unsafe", "has-child", "ever-looked-after", "cause-of-difficulty"),
        "answer": ("yes", "no", "bullied", "other"),
        "setting": ("community", "custody"),
    },
    "survey-response": {
        "survey": ("supervised-children", "detained-children"),
        "valid": ("yes", "no"),
    },
}  # fmt: skip
"""The kinds and fields on which figures rest, and the words that matter to one."""

ON_FILES_OF: Mapping[str, Sequence[str]] = {
    "child": (
        "assessment", "case", "contact", "court-event", "custody", "exemption", "file-read",
        "identity", "judgement", "looked-after", "need", "order", "plan",
    ),
    "adult": ("assessment", "case", "contact", "custody", "exemption", "file-read", "judgement",
              "need"),
    "agency": ("exemption", "inspection", "judgement", "post", "recommendation", "report",
               "service"),
    "board": ("exemption", "membership", "report", "service"),
    "survey": ("survey-answer", "survey-response"),
}  # fmt: skip

NEAR = (-400, -95, -60, -28, -23, -22, -21, -20, -16, -15, -14, -10, -7, -3, -1, 0, 0, 1, 3, 15, 30)
"""Days from the day on which a file was read; working days of two and of three weeks among them."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit. What it picks is taken modulo what there is, so that every edit can be made."""

    what: str
    file: int
    record: int
    days: int
    minute: int | None
    lasts: int | None
    entered: int
    picks: Sequence[int]
    kind: int


def edits() -> st.SearchStrategy[list[Edit]]:
    """A few edits of some files, or many."""
    return st.lists(_edit(), min_size=1, max_size=6) | st.lists(_edit(), min_size=50, max_size=90)


def _edit() -> st.SearchStrategy[Edit]:
    return st.builds(
        Edit,
        what=st.sampled_from(
            ("add", "add", "add", "correct", "withdraw", "remove", "close", "move")
        ),
        file=st.integers(0, 11),
        record=st.integers(0, 40),
        days=st.sampled_from(NEAR),
        minute=st.none() | st.sampled_from((60, 600, 601, 1380)),
        lasts=st.none() | st.sampled_from((0, 1, 10, 40, 500)),
        entered=st.integers(0, 3),
        picks=st.tuples(*[st.integers(0, 59)] * 6),
        kind=st.integers(0, 200),
    )


def _said(kind: str, picks: Sequence[int]) -> dict[str, Value]:
    """Something for every field of a kind."""
    return {
        name: _answers(kind, name)[pick % len(_answers(kind, name))]
        for name, pick in zip(WORDS[kind], picks, strict=False)
    }


@cache
def _answers(kind: str, name: str) -> Sequence[Value]:
    """What a field may say: each of its words some times, and once that nobody knows."""
    type_, words = england().kinds[kind].fields[name].type, WORDS[kind][name]
    if type_ is FieldType.TEXT:
        return words
    said: list[Value] = list(words)
    if type_ is FieldType.NUMBER:
        said = [15, 16, 17, 18]
    elif type_ is FieldType.CODES:
        said = [(), *((word,) for word in words), tuple(words[:2])]
    return (*said * 4, *sorted(RESERVED_ANSWERS))


def watching(world: World) -> st.SearchStrategy[World]:
    """The world, or the same in which some kinds reached us in part of the time only, or twice."""
    answering = ("contact", "plan", "report", "membership")
    some = [each for each in world.watched if each.kind in answering]

    def told(cuts: Sequence[tuple[int, int, int]]) -> World:
        cut = {some[n % len(some)]: (before, after) for n, before, after in cuts}
        watched = [each for each in world.watched if each not in cut]
        for each, (before, after) in cut.items():
            watched.append(replace(each, last=13400 + before))
            watched.append(replace(each, first=13400 + after))
        return replace(world, watched=tuple(watched))

    day = st.integers(-200, 200)
    return st.lists(st.tuples(st.integers(0, 99), day, day), max_size=4).map(told)


def edited(world: World, chosen: Sequence[File], some: Sequence[Edit]) -> World:
    """The world after some edits of the chosen files."""
    files = {file.subject.id: file for file in chosen}
    ids = sorted(files)
    for number, edit in enumerate(some):
        id_ = ids[edit.file % len(ids)]
        files[id_] = _made(files[id_], edit, number)
    return world.with_files(files)


def entered_after(world: World, minute: Minute) -> World:
    """The world with every edit entered after a minute."""
    files = tuple(
        replace(
            file,
            records=tuple(
                replace(record, recorded_at=minute + 1 + record.recorded_at % 5)
                if record.id.startswith("edit-")
                else record
                for record in file.records
            ),
        )
        for file in world.files
    )
    return replace(world, files=files)


def _made(file: File, edit: Edit, number: int) -> File:
    """The file after one edit."""
    anchor, id_ = read_on(file), f"edit-{number:02}"
    mentioned = [r for r in file.records if r.kind in WORDS and r.withdraws is None]
    meant = mentioned[edit.record % len(mentioned)] if mentioned else None
    if edit.what == "add" or meant is None:
        return replace(file, records=(*file.records, _added(file, edit, id_, anchor, meant)))
    if edit.what == "remove":
        return replace(file, records=tuple(r for r in file.records if r is not meant))
    if edit.what == "withdraw":
        record = Record(
            id_, file.subject.id, meant.kind, meant.at, _entered(edit, anchor), withdraws=meant.id
        )
    else:
        record = _version(meant, edit, id_, anchor)
    return replace(file, records=(*file.records, record))


def _added(file: File, edit: Edit, id_: str, anchor: Day, meant: Record | None) -> Record:
    sort = "survey" if file.subject.id.startswith("survey.") else file.subject.type
    kinds = ON_FILES_OF.get(sort, ("custody",))
    kind = kinds[edit.kind % len(kinds)]
    at = _moment(anchor + edit.days, edit.minute)
    opening = [r for r in file.records if r.kind in ("assessment", "custody", "service")]
    if kind == "exemption" and opening:
        meant = opening[edit.record % len(opening)]
    return Record(
        id_,
        file.subject.id,
        kind,
        at if edit.kind < 190 else None,
        _entered(edit, anchor),
        _said(kind, edit.picks),
        _end(kind, at, edit),
        about=None if meant is None else meant.id,
        agency="somebody",
        author="somebody",
    )


def _version(meant: Record, edit: Edit, id_: str, anchor: Day) -> Record:
    """A correction of what a record says, of its day, or of its end."""
    version = replace(
        meant,
        id=id_,
        version_of=meant.id,
        recorded_at=max(meant.recorded_at, _entered(edit, anchor)),
    )
    if edit.what == "correct":
        said = _said(meant.kind, edit.picks)
        # One field in two: to correct all of them at once would leave little of the file.
        chosen = {name: said[name] for n, name in enumerate(said) if (edit.kind >> n) & 1}
        return replace(version, details={**meant.details, **chosen})
    at = meant.at if edit.what == "close" else _moment(anchor + edit.days, edit.minute)
    if at is None:
        return version
    end = _end(meant.kind, at, edit)
    return replace(version, at=at, ended=end)


def _end(kind: str, at: Moment, edit: Edit) -> Moment | None:
    is_span = kind == "exemption" or england().kinds[kind].lasts is Lasts.SPAN
    return None if not is_span or edit.lasts is None else _moment(at.day + edit.lasts + 1, None)


def _moment(day: Day, minute: int | None) -> Moment:
    """A moment of a day, in winter or summer: none of the minutes is near midnight."""
    return Moment(day, None if minute is None else end_of_day(day) - 1439 + minute)


def _entered(edit: Edit, anchor: Day) -> int:
    """Entries of one minute are common, so that ids decide."""
    return end_of_day(anchor) + edit.entered


def read_on(file: File) -> Day:
    """The day on which inspectors read a file, came to a service or looked at a board."""
    wanted = ("file-read", "inspection", "survey-response")
    days = [r.at.day for r in file.records if r.kind in wanted and r.at is not None]
    # A board is looked at on the last day of September 2008; a file that nobody read, in 2006.
    return max(days, default=14152 if file.subject.type == "board" else 13400)
