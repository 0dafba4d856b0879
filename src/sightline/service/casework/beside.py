"""Files side by side, for whoever must tell whether they are on one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sightline.service.access.openings import runs_on
from sightline.service.access.viewer import Viewer
from sightline.service.casework.people import Who, full_name, whom
from sightline.service.casework.said import day_said
from sightline.service.files.members import groups_of
from sightline.service.files.models import Identifier, Involvement, Name, PersonFact, Subject
from sightline.service.files.naming import names

F = TypeVar("F", bound=PersonFact)


@dataclass(frozen=True, slots=True)
class Beside:
    """A file as it is shown beside others. ``why``: why it may be on who is meant."""

    who: Who
    why: Sequence[str]
    names: Sequence[str]
    numbers: Sequence[str]
    agencies: Sequence[str]

    @property
    def born(self) -> str:
        """The day of birth, in words."""
        return self.who.no_birth if self.who.born_on is None else day_said(self.who.born_on)


def beside(viewer: Viewer, found: Iterable[tuple[UUID, Sequence[str]]]) -> list[Beside]:
    """Files that are open to the viewer, in their order, in as many queries for one as for many.

    ``found``: each with why it is shown. Of files that are joined it is told what stands on any.
    """
    why = dict(found)
    if not why:
        return []
    groups = groups_of(why)
    leads = {**{file: file for file in why}, **groups}
    subjects = {row.pk: row for row in Subject.objects.filter(pk__in=why)}
    called = {one.file: one for one in whom(list(subjects.values()), viewer.today)}
    known_as = _standing(Name, leads)
    numbered = _standing(Identifier, leads)
    agencies = agencies_of(viewer, list(why))
    return [
        Beside(
            who=called[file],
            why=reasons,
            names=list(dict.fromkeys(filter(None, map(full_name, known_as[file])))),
            numbers=[f"{row.scheme} {row.value}" for row in numbered[file] if row.value],
            agencies=agencies[file],
        )
        for file, reasons in why.items()
        if file in subjects
    ]


def agencies_of(viewer: Viewer, files: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The agencies that work with each today."""
    running = Involvement.objects.filter(runs_on(viewer.today), file__in=files)
    held: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for file, agency in running.values_list("file", "agency"):
        if agency is not None:
            held[file].add(agency)
    called = names({agency for some in held.values() for agency in some})
    return {file: sorted(called.get(agency, "") for agency in held[file]) for file in files}


def _standing(model: type[F], leads: Mapping[UUID, UUID]) -> defaultdict[UUID, list[F]]:
    rows = list(model._default_manager.filter(subject__in=leads).order_by("-position"))
    replaced = {row.version_of for row in rows}
    found: defaultdict[UUID, list[F]] = defaultdict(list)
    for row in rows:
        if row.id not in replaced and not row.withdrawn:
            found[leads[row.subject_id]].append(row)
            if row.subject_id != leads[row.subject_id]:
                found[row.subject_id].append(row)
    return found
