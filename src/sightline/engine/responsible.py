"""Who is responsible on a day: a rule's owner resolved to a person, a team and an agency.

A rule names a role. On a day the role resolves to whoever the spans on the file name, then to
whoever stands in for them, then to their team, then to their agency; the standard's roles.yaml
says which spans. Ask for the due day to learn under whom an obligation fell due, and for the
evaluation day to learn who must act now: the two are never mixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from sightline.engine.model import Day, File, Minute, Moment, Value
from sightline.engine.reference.view import Run, View
from sightline.standard.calendar import calendar_of
from sightline.standard.model import Holder, Standard

COLUMNS = ("responsible", "responsible-team", "responsible-agency")
"""What ``with_responsible`` adds to the obligations, and figures can be grouped by."""


@dataclass(frozen=True, slots=True)
class Responsible:
    """On whom it falls. What is not known is ''.

    ``holder``: the file of whoever holds the role; ``cover``: of whoever stands in for them on
    the day. ``agency``: the file of the holder's agency, else whoever recorded the span, else the
    sort of agency that the role belongs to.
    """

    role: str
    holder: str = ""
    cover: str = ""
    team: str = ""
    agency: str = ""

    @property
    def person(self) -> str:
        """Who must act: the one who stands in, or the holder."""
        return self.cover or self.holder


class Responsibility:
    """Finds who is responsible, on the files given, as known at a moment.

    ``people``: the files of workers and agencies, where the standard's ``posts`` and ``covers``
    stand. Without them a holder is named, but neither cover nor post is known.
    """

    def __init__(self, standard: Standard, people: Iterable[File], known_at: Minute) -> None:
        self._standard, self._known_at = standard, known_at
        self._people = {file.subject.id: file for file in people}
        self._view_of = cache(self._person_view)

    def on(
        self, file: File, asked: Iterable[tuple[str, Day]]
    ) -> dict[tuple[str, Day], Responsible]:
        """Who is responsible on a file for what an owner owes on a day, for each asked."""
        view = self._view(file)
        return {(owner, day): self._on(view, owner, day) for owner, day in asked}

    def _on(self, view: View, owner: str, day: Day) -> Responsible:
        role = self._standard.roles.declared.get(owner)
        if role is None:
            return Responsible(owner)
        found = _named(view, role.held, day)
        if found is None:
            return Responsible(owner, agency=role.agency)
        run, holder = found
        who = _text(run, holder.by)
        own = self._people.get(who)
        team, agency, cover = _text(run, holder.team), run.fact.record.agency, ""
        if own is not None:
            posts, covers = self._standard.roles.posts, self._standard.roles.covers
            own_view = self._view_of(who)
            if (stands_in := _named(own_view, covers, day)) is not None:
                cover = _text(stands_in[0], stands_in[1].by)
            if (post := _named(own_view, posts, day)) is not None:
                team = team or _text(post[0], post[1].team)
                agency = _text(post[0], post[1].by) or agency
        return Responsible(owner, who, cover, team, agency or role.agency)

    def _person_view(self, who: str) -> View:
        return self._view(self._people[who])

    def _view(self, file: File) -> View:
        """A file with all that is known at the moment, whenever it happened: days are asked for."""
        calendar = calendar_of(self._standard.calendar_for(file.subject.place))
        ends = [r.ended.day for r in file.records if r.ended is not None]
        starts = [r.at.day for r in file.records if r.at is not None]
        last = max(ends + starts, default=0)
        return View(
            self._standard.kinds, calendar, file,
            known_at=self._known_at, on=Moment(last), watched=None,
        )  # fmt: skip


def _named(view: View, holders: Sequence[Holder], day: Day) -> tuple[Run, Holder] | None:
    """The latest begun of the spans that run on a day and name somebody, first sort first."""
    for holder in holders:
        running = [
            run
            for run in view.runs(holder.selector)
            if run.covers(Moment(day)) and _text(run, holder.by)
        ]
        if running:
            return running[-1], holder
    return None


def _text(run: Run, name: str) -> str:
    value: Value | None = run.fact.record.details.get(name) if name else None
    return value if isinstance(value, str) else ""


def say_responsible(standard: Standard, found: Responsible) -> str:
    """On whom it falls, in words: ``Social worker: ann, in the team east, of north``."""
    role = standard.roles.declared.get(found.role)
    title = role.title if role else found.role.replace("-", " ")
    if not found.person:
        return f"{title}; nobody is named"
    who = found.person + (f", who stands in for {found.holder}" if found.cover else "")
    team = f", in the team {found.team}" if found.team else ""
    return f"{title}: {who}{team}" + (f", of {found.agency}" if found.agency else "")


def with_responsible(
    standard: Standard, rows: pa.Table, files: Iterable[File], *, known_at: Minute
) -> pa.Table:
    """Obligations, each with who was responsible when it fell due, in the columns ``COLUMNS``.

    ``rows``: of ``engine.rows``; ``files``: those judged, and those of workers and agencies. What
    nobody knows, and what has no due day, is null.
    """
    by_id = {file.subject.id: file for file in files}
    finder = Responsibility(standard, by_id.values(), known_at)
    owners = _owners(standard)
    names = ("file", "duty", "part", "rule", "due_day")
    asked = list(zip(*(rows.column(name).to_pylist() for name in names), strict=True))
    wanted: dict[str, set[tuple[str, Day]]] = {}
    for file, duty, part, rule, due in asked:
        if due is not None and file in by_id:
            wanted.setdefault(file, set()).add((owners[duty, part, rule], due))
    found = {file: finder.on(by_id[file], some) for file, some in wanted.items()}
    columns: dict[str, list[str | None]] = {name: [] for name in COLUMNS}
    for file, duty, part, rule, due in asked:
        who = found.get(file, {}).get((owners[duty, part, rule], due))
        values = (who.person, who.team, who.agency) if who is not None else ("", "", "")
        for name, value in zip(COLUMNS, values, strict=True):
            columns[name].append(value or None)
    for name, column in columns.items():
        rows = rows.append_column(name, pa.array(column, pa.string()))
    return rows


def _owners(standard: Standard) -> Mapping[tuple[str, str, int], str]:
    return {
        (duty.id, part.name, number): rule.owner
        for duty in standard.duties.values()
        for part in duty.parts
        for number, rule in enumerate(part.rules)
    }
