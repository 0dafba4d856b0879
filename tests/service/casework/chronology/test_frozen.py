"""As known at a moment a chronology is what a database frozen at that moment would have shown.

A file is built act by act; after each, all that somebody sees of it is kept. Afterwards every one
of those moments is asked for again, of the file as it has become.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest

from sightline.service.access import policy
from sightline.service.access.models import Person
from sightline.service.access.roles import Role
from sightline.service.access.viewer import viewer_of
from sightline.service.casework.chronology import parties, read, told
from sightline.service.casework.chronology.asked import Asked, moment_of_knowledge
from sightline.service.casework.chronology.lines import FILED_IN_ERROR, STOOD_HERE, Line
from sightline.service.casework.pages.correcting import entry_of
from sightline.service.casework.said import Reader
from sightline.service.files import joining, members
from sightline.service.files import services as files
from sightline.service.files.entries import Entry
from sightline.service.files.models import Joining, Record
from sightline.service.files.moments import day_at
from sightline.service.files.naming import names
from sightline.service.ledger import chains, clock
from sightline.service.ledger.failures import Refused
from sightline.service.ui.forms import DayAndTime
from tests.service.worlds import (
    World,
    allocate,
    days_ago,
    machine,
    open_file,
    person,
    record,
    see_all,
    world,
)

pytestmark = pytest.mark.django_db


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """The service's clock stands at a moment."""
    with patch.object(clock, "now", lambda: moment):
        yield


@dataclass(frozen=True)
class Seen:
    """All that a chronology shows of one file to one person."""

    lines: tuple[Line, ...]
    significant: tuple[read.Found, ...]
    drawing: Any
    called: str
    parties: tuple[str, ...]
    knew: tuple[Any, ...]


def seen(of: Person, file: UUID, now: datetime, known_at: datetime | None = None) -> Seen:
    """``now``: the moment of the look. ``known_at``: the moment of knowledge; None for ``now``."""
    viewer = viewer_of(of.pk, now)
    reader = Reader(viewer, policy.check_see_file(viewer, file))
    asked = Asked(known_at=known_at)
    found = read.found(reader, asked)
    lines = read.told(reader, asked, found)
    known = parties.known(reader, asked)
    significant = read.found(reader, replace(asked, significant=True))
    return Seen(
        lines=tuple(lines),
        significant=tuple(significant),
        drawing=read.spans_of(reader, asked, found, day_at(known_at or now)).drawing,
        called=told.subject_then(file, asked) if known_at else f"{names([file])[file]}",
        parties=tuple(party.name for party in known.parties),
        knew=tuple(known.of(lines)),
    )


class Acts:
    """A child, another child, and what is done to their files."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.here: World = world()
        self.other = open_file(given="Sam", family="Otherchild", born_on=date(2011, 1, 2))
        record(self.other, "case", days_ago(9), agency=self.here.yjs.pk, service="youth-justice")
        self.standing: list[Record] = []
        self.number = 0

    def do(self, act: str) -> None:
        """One act, to what is by chance; where there is nothing, something is added instead."""
        self.number += 1
        getattr(self, act)()

    def add(self) -> None:
        day, yjs = days_ago(self.chance.randrange(40)), self.here.yjs.pk
        level = self.chance.choice(["low", "high"])
        kind, said = self.chance.choice(
            [
                ("contact", {"result": self.chance.choice(["kept", "missed"])}),
                ("assessment", {"tool": "assetplus", "vulnerability": level}),
                ("concern", {"type": "significant-harm", "other-child": str(self.other)}),
                ("placement", {"type": "foster", "provider": str(yjs)}),
                ("notice", {"what": "concern", "to": "youth-justice"}),
            ]
        )
        about = self.chance.choice([None, *(row.fact for row in self.standing)])
        row = record(self.here.child, kind, day, agency=yjs, about=about, said=said)
        self.standing.append(row)

    def correct(self) -> None:
        if not self.standing:
            return self.add()
        row = self.standing.pop(self.chance.randrange(len(self.standing)))
        entry = entry_of(row)
        details = dict(entry.details)
        if details.pop("other-child", None) is None and entry.kind == "concern":
            details["other-child"] = str(self.other)
        day = self.chance.choice([entry.occurred, days_ago(self.chance.randrange(40))])
        return self._replace(row, replace(entry, occurred=day, ended=None, details=details))

    def end(self) -> None:
        some = [row for row in self.standing if row.kind == "placement" and row.ended_at is None]
        if not some:
            return self.add()
        row = self.chance.choice(some)
        self.standing.remove(row)
        return self._replace(row, replace(entry_of(row), ended=days_ago(0)))

    def _replace(self, row: Record, entry: Entry) -> None:
        with machine() as by:
            self.standing.append(
                files.correct(
                    fact=row.fact,
                    entry=entry,
                    reason="A slip.",
                    seen=version(self.here.child),
                    by=by,
                )
            )

    def withdraw(self) -> None:
        if not self.standing:
            return self.add()
        row = self.standing.pop(self.chance.randrange(len(self.standing)))
        with machine() as by:
            files.withdraw(fact=row.fact, reason="Not so.", seen=version(self.here.child), by=by)
        return None

    def refile(self) -> None:
        if not self.standing:
            return self.add()
        row = self.chance.choice(self.standing)
        try:
            with machine() as by:
                files.refile(
                    fact=row.fact,
                    to=self.other,
                    reason="Mixed up.",
                    seen=version(self.here.child),
                    by=by,
                )
        except Refused:  # it stands there already
            see_all()
            return None
        self.standing.remove(row)
        return None

    def call(self) -> None:
        self._name(self.here.child)

    def call_agency(self) -> None:
        self._name(self.here.yjs.pk)

    def _name(self, file: UUID) -> None:
        with machine() as by:
            files.add_name(
                file=file, use="called", given="Called", family=f"{self.number}",
                seen=version(file), by=by,
            )  # fmt: skip

    def tell(self) -> None:
        with machine() as by:
            files.tell_particulars(
                file=self.here.child, born_on=date(2012, 3, 1 + self.number % 28),
                place="borchester", attributes={}, seen=version(self.here.child), by=by,
            )  # fmt: skip


def version(file: UUID) -> int:
    return chains.version(chains.file_chain(file))


EACH_ONCE = (
    "add", "add", "add", "correct", "add", "end", "withdraw", "refile", "call", "call_agency",
    "tell",
)  # fmt: skip


@pytest.mark.once
def test_as_known_then_is_what_a_database_frozen_then_shows() -> None:
    frozen_then(2, EACH_ONCE)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(40))
def test_and_so_it_is_after_any_acts_in_any_order(seed: int) -> None:
    chance = random.Random(seed)
    frozen_then(seed, [chance.choice(EACH_ONCE) for _ in range(16)])


def frozen_then(seed: int, names_of_acts: Sequence[str]) -> None:
    """Do the acts, each six hours after the one before, and ask for every moment again."""
    acts, begun = Acts(seed), clock.now()
    officer = person(acts.here.yjs, Role.RECORDS_OFFICER, name="Ro Officer")
    watched = [
        (acts.here.manager, acts.here.child),
        (officer, acts.here.child),
        (officer, acts.other),
    ]
    kept: dict[datetime, list[Seen]] = {}
    for number, act in enumerate(names_of_acts, 1):
        now = begun + timedelta(hours=6 * number)
        with at(now):
            acts.do(act)
            kept[now] = [seen(who, file, now) for who, file in watched]
    changed = len({repr(one) for one in kept.values()})
    assert changed > len(kept) // 2, "most acts change what is seen"
    later = begun + timedelta(hours=6 * len(kept) + 1)
    with at(later):
        for then, frozen in kept.items():
            for (who, file), was in zip(watched, frozen, strict=True):
                is_now = seen(who, file, later, known_at=then)
                assert was.called in is_now.called
                if who is officer:
                    assert _without_names(is_now) == _without_names(was)
                else:
                    # Today's need-to-know: what was later found to be filed in error stays unread.
                    _equal_but_for_what_was_filed_in_error(is_now, was)


def _without_names(one: Seen) -> Seen:
    return replace(one, called="")


def _equal_but_for_what_was_filed_in_error(is_now: Seen, was: Seen) -> None:
    hidden = {line.fact for line in is_now.lines if line.title == STOOD_HERE}
    found = {line.fact for line in was.lines if line.title == FILED_IN_ERROR}
    assert hidden.isdisjoint(found)
    assert [line for line in is_now.lines if line.fact not in hidden] == [
        line for line in was.lines if line.fact not in hidden
    ]
    assert hidden <= {line.fact for line in was.lines}
    assert set(is_now.significant) <= set(was.significant)
    assert len(was.significant) - len(is_now.significant) <= len(hidden)


def test_with_hindsight_all_is_shown_and_what_was_not_known_then_is_marked() -> None:
    here, begun = world(), clock.now()

    def hours(number: int) -> datetime:
        return begun + timedelta(hours=number)

    def contact(result: str) -> Record:
        return record(here.child, "contact", days_ago(9), agency=here.yjs.pk, result=result)

    with at(hours(1)):
        same, corrected, withdrawn = contact("kept"), contact("missed"), contact("offered")
    with at(hours(3)), machine() as by:
        files.correct(
            fact=corrected.fact, entry=replace(entry_of(corrected), details={"result": "kept"}),
            reason="A slip.", seen=version(here.child), by=by,
        )  # fmt: skip
        files.withdraw(fact=withdrawn.fact, reason="Not so.", seen=version(here.child), by=by)
    with at(hours(4)):
        later = contact("attempted")
    with at(hours(5)):
        viewer = viewer_of(here.worker.pk, hours(5))
        reader = Reader(viewer, policy.check_see_file(viewer, here.child))
        asked = Asked(known_at=hours(2), hindsight=True)
        marks = {
            line.fact: line.not_yet
            for line in read.told(reader, asked, read.found(reader, asked))
        }  # fmt: skip
    assert marks[same.fact] == ""
    assert marks[corrected.fact] == "Told otherwise then"
    assert marks[withdrawn.fact] == "Not yet withdrawn then"
    assert marks[later.fact] == "Not known then"


def test_a_moment_of_knowledge_is_the_whole_of_its_minute() -> None:
    noon = moment_of_knowledge(DayAndTime(date(2024, 7, 1), datetime(2024, 7, 1, 12, 0).time()))
    assert noon.isoformat() == "2024-07-01T11:00:59.999999+00:00", "London is an hour ahead"
    whole = moment_of_knowledge(DayAndTime(date(2024, 7, 1)))
    assert whole.isoformat() == "2024-07-01T22:59:59.999999+00:00"


def test_on_a_further_file_a_record_is_known_from_the_version_that_names_it() -> None:
    """It was known of the one child before; of the other nobody could know it."""
    here, begun = world(), clock.now()
    other = open_file(given="Sam", family="Otherchild", born_on=date(2011, 1, 2))
    record(other, "case", days_ago(9), agency=here.yjs.pk, service="youth-justice")
    allocate(other, here.worker, here.yjs, "North")
    said = {"type": "significant-harm"}
    with at(begun + timedelta(days=1)):
        row = record(here.child, "concern", days_ago(3), agency=here.yjs.pk, said=said)
    later = begun + timedelta(days=5)
    with at(later), machine() as by:
        entry = replace(entry_of(row), details=said | {"other-child": str(other)})
        files.correct(fact=row.fact, entry=entry, reason="Both.", seen=version(here.child), by=by)
    with at(later + timedelta(days=1)):
        viewer = viewer_of(here.worker.pk, clock.now())
        known = {}
        for file in (here.child, other):
            reader = Reader(viewer, policy.check_see_file(viewer, file))
            lines = read.told(reader, Asked(), read.found(reader, Asked()))
            known[file] = next(line.first_known for line in lines if line.fact == row.fact)
    assert known[here.child] == begun + timedelta(days=1)
    assert known[other] == later


def test_before_files_were_joined_each_told_what_stood_on_it() -> None:
    here, begun = world(), clock.now()
    other = open_file(given="Robin", family="Greenaway", born_on=date(2012, 3, 4))
    record(other, "case", days_ago(9), agency=here.yjs.pk, service="youth-justice")
    allocate(other, here.worker, here.yjs, "North")
    row = record(other, "concern", days_ago(3), agency=here.yjs.pk, said={"type": "bullying"})
    with at(begun + timedelta(days=1)):
        before = seen(here.worker, here.child, clock.now())
    with at(begun + timedelta(days=2)), machine() as by:
        joining.decide(
            said=Joining.Said.JOINED, file=here.child, other=other, reason="One person.",
            seen={file: members.version(file) for file in (here.child, other)}, by=by,
        )  # fmt: skip
    with at(begun + timedelta(days=3)):
        now = seen(here.worker, here.child, clock.now())
        then = seen(here.worker, here.child, clock.now(), known_at=begun + timedelta(days=1))
    assert row.fact in {line.fact for line in now.lines}
    assert not any("Kept on another file" in line.marks for line in now.lines)
    assert then.lines == before.lines and row.fact not in {line.fact for line in then.lines}
