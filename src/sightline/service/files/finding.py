"""Finding files on children and adults among those that are open to somebody.

What a file is found by stands in a table that follows from its names, numbers and birth, written in
the transaction of each change (``index``). Looking goes from the files that are open to whoever
looks to their keys, and never from the keys to the files: a file that is closed to them is not
touched, so that there being one changes neither what is answered nor how long it takes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from sightline.service.files.models import (
    Identifier,
    Member,
    Name,
    PersonFact,
    SearchKey,
    Subject,
    SubjectType,
    Uncompared,
)
from sightline.service.files.reading import standing_particulars
from sightline.service.files.search_keys import Key, Sought, Told, alike, keys_of, weights
from sightline.service.ledger import clock
from sightline.service.ledger.row_security import as_machine, tell_about

AT_ONCE = 2_000
"""Files indexed in one go."""

T = TypeVar("T", bound=PersonFact)

PEOPLE = (SubjectType.CHILD, SubjectType.ADULT)


def index(files: Collection[UUID]) -> None:
    """Write again what these files are found by, and that they wait to be compared with others.

    Called in the transaction that told a name, a number, a birth or a joining. The number of
    queries grows with thousands of files and not with each. What is on a worker or a body is passed
    over: these are no secret, and are chosen from lists.
    """
    with as_machine():
        ids = iter(sorted(set(files)))
        while some := list(islice(ids, AT_ONCE)):
            people = people_among(some)
            stored: dict[tuple[UUID, Key], int] = {
                (file, (sort, key)): pk
                for pk, file, sort, key in SearchKey.objects.filter(file__in=some).values_list(
                    "pk", "file", "sort", "key"
                )
            }
            now = {(file, key) for file, keys in following(people).items() for key in keys}
            if gone := [pk for said, pk in stored.items() if said not in now]:
                SearchKey.objects.filter(pk__in=gone).delete()
            SearchKey.objects.bulk_create(
                (
                    SearchKey(file_id=file, sort=sort, key=key)
                    for file, (sort, key) in sorted(now.difference(stored))
                ),
                batch_size=AT_ONCE,
            )
            # The same is written whether or not there is a file that is like it.
            Uncompared.objects.bulk_create(
                (Uncompared(file_id=file, told_at=clock.now()) for file in sorted(people)),
                update_conflicts=True,
                unique_fields=["file"],
                update_fields=["told_at"],
            )


def following(files: Collection[UUID]) -> dict[UUID, set[Key]]:
    """The keys that follow from what is told of files now."""
    told = told_of(files)
    return {file: keys_of(told[file]) for file in files}


def people_among(files: Collection[UUID]) -> set[UUID]:
    """Of files, those that are found: on children and adults."""
    return set(Subject.objects.filter(id__in=files, type__in=PEOPLE).values_list("id", flat=True))


def told_of(files: Collection[UUID]) -> Mapping[UUID, Told]:
    """What is told of files now: every name that stands, former ones too, and numbers; by file."""
    named: defaultdict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for name in _standing(Name, files):
        named[name.subject_id].append((name.given or "", name.family or ""))
    numbered: defaultdict[UUID, list[str]] = defaultdict(list)
    for identifier in _standing(Identifier, files):
        numbered[identifier.subject_id].append(identifier.value or "")
    born = {row.subject_id: row.born_on for row in standing_particulars(files)}
    return {file: Told(tuple(named[file]), tuple(numbered[file]), born.get(file)) for file in files}


def _standing(model: type[T], files: Collection[UUID]) -> Iterable[T]:
    rows = list(model._default_manager.filter(subject__in=files).order_by("position"))
    replaced = {row.version_of for row in rows}
    return [row for row in rows if row.id not in replaced and not row.withdrawn]


# --- looking ---------------------------------------------------------------------------------

MOST = 20
"""Files that are shown; whoever finds none of them right types more."""

_CONSIDERED = 40
"""Files whose names are looked at: those with the most keys of what was typed."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be meant. ``file``: the one that leads, where it is joined with others.

    ``is_among``: it is itself one of those that were asked for.
    """

    file: UUID
    score: int
    why: tuple[str, ...]
    is_among: bool


def find(sought: Sought, among: QuerySet[Subject]) -> list[Found]:
    """The files that may be meant, the likeliest first, at most ``MOST``.

    ``among``: the files that are open to whoever looks (``access.policy.visible_to``), whose keys
    are read whatever they are: the work is that of the open files and of nothing else. One
    statement, and as many again as there are tables, for the few that are shown.
    """
    if sought.is_empty:
        return []
    files = _with_keys(weights(sought), among)
    # What follows is asked of these alone.
    tell_about(*files)
    told = told_of(files)
    leads = dict(Member.objects.filter(file__in=files).values_list("file", "leading"))
    best: dict[UUID, Found] = {}
    for file in files:
        score, why = alike(sought, told[file])
        leading = leads.get(file, file)
        found = Found(leading, score, tuple(why), leading in told)
        if score and (found.file not in best or score > best[found.file].score):
            best[found.file] = found
    return sorted(best.values(), key=lambda found: (-found.score, found.file))[:MOST]


_LOOK = {
    "postgresql": """
        WITH open (id) AS MATERIALIZED ({among}), sought (key, weight) AS (VALUES {marks})
        SELECT open.id, sum(sought.weight) FROM open
        CROSS JOIN LATERAL (
            SELECT k.sort || k.key AS key FROM files_searchkey k
            WHERE k.file_id = open.id AND k.sort <> 'p' OFFSET 0) held
        JOIN sought ON sought.key = held.key
        GROUP BY open.id ORDER BY 2 DESC, 1 LIMIT {most}""",
    "sqlite": """
        WITH open (id) AS MATERIALIZED ({among}), sought (key, weight) AS (VALUES {marks})
        SELECT open.id, sum(sought.weight) FROM open
        CROSS JOIN files_searchkey k CROSS JOIN sought
        WHERE k.file_id = open.id AND k.sort <> 'p' AND sought.key = k.sort || k.key
        GROUP BY open.id ORDER BY 2 DESC, 1 LIMIT {most}""",
}
"""From each open file to its keys; neither database may turn the order of the two round."""


def _with_keys(asked: Mapping[Key, int], among: QuerySet[Subject]) -> Sequence[UUID]:
    sql, values = among.order_by().values("pk").query.sql_with_params()
    keys = sorted(asked.items())
    marks = ", ".join(["(%s, %s)"] * len(keys))
    said = [value for (sort, key), weight in keys for value in (sort + key, weight)]
    with connection.cursor() as cursor:
        statement = _LOOK[connection.vendor].format(among=sql, marks=marks, most=_CONSIDERED)
        cursor.execute(statement, [*values, *said])
        return [_uuid(row[0]) for row in cursor.fetchall()]


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
