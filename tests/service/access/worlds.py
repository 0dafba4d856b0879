"""Small worlds of people, agencies and files, as plain data and as rows.

A world says everything by number: agency 2, person 0, file 5. Days are counted from today: 0 is
today, -1 yesterday. What follows from it by the rules is in ``rules``, which knows no Django.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sightline.service.access.models import (
    Agency,
    Agreement,
    BrokenGlass,
    Ending,
    Named,
    Person,
    Post,
    Restriction,
    Team,
)
from sightline.service.access.viewer import day_of
from sightline.service.files.models import Involvement, Subject
from sightline.service.ledger import chains
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.models import Chain, Chained
from sightline.service.ledger.row_security import as_machine


@dataclass(frozen=True)
class Span:
    """From a day until a day, the last included; None: without end. ``ended``: cut short."""

    first: int = -10
    last: int | None = None
    ended: int | None = None


ALWAYS = Span()


@dataclass(frozen=True)
class AgencyOf:
    sector: str
    sees: str = "team"


@dataclass(frozen=True)
class PostOf:
    role: str
    agency: int
    team: str = ""
    sensitivities: str = ""
    span: Span = ALWAYS


@dataclass(frozen=True)
class PersonOf:
    """``worker``: whether a file is kept on them as a worker."""

    posts: tuple[PostOf, ...] = ()
    worker: bool = True
    active: bool = True


@dataclass(frozen=True)
class Involved:
    """``worker``: a person, by whose worker's file they are meant."""

    sort: str
    agency: int | None = None
    team: str = ""
    worker: int | None = None
    span: Span = ALWAYS


@dataclass(frozen=True)
class Closing:
    named: frozenset[int] = frozenset()
    span: Span = ALWAYS


@dataclass(frozen=True)
class Glass:
    """Broken by a person for an agency, from so many seconds before now until so many after."""

    person: int
    agency: int
    before: int = 3600
    after: int = 7200


@dataclass(frozen=True)
class FileOf:
    type: str = "child"
    opened_by: int | None = None
    involved: tuple[Involved, ...] = ()
    closed: tuple[Closing, ...] = ()
    glass: tuple[Glass, ...] = ()


@dataclass(frozen=True)
class AgreementOf:
    agency: int
    other: int
    kinds: frozenset[str] = frozenset()
    sensitivities: str = ""
    span: Span = ALWAYS


@dataclass(frozen=True)
class World:
    """``of_workers``: what is said on the file of a person's, by the person.

    The files, in order: those of ``files``, then one of each agency, then one of each person.
    """

    agencies: tuple[AgencyOf, ...]
    people: tuple[PersonOf, ...]
    files: tuple[FileOf, ...] = ()
    agreements: tuple[AgreementOf, ...] = ()
    of_workers: dict[int, FileOf] = field(default_factory=dict)

    def all_files(self) -> tuple[FileOf, ...]:
        return (
            *self.files,
            *(FileOf("board" if a.sector == "board" else "agency") for a in self.agencies),
            *(self.of_workers.get(n, FileOf("worker")) for n in range(len(self.people))),
        )

    def agency_file(self, agency: int) -> int:
        return len(self.files) + agency

    def worker_file(self, person: int) -> int:
        return len(self.files) + len(self.agencies) + person


@dataclass
class Built:
    """The ids of a world's rows, by their numbers."""

    at: datetime
    files: list[UUID]
    people: list[UUID]
    agencies: list[UUID]


class Chains(dict[str, list[Chained]]):
    """Rows by their chains, all written at once: a world has thousands."""

    def add(self, rows: Sequence[Chained], chain: str, person: UUID | None = None) -> None:
        for row in rows:
            row.chain, row.by = chain, person
        self.setdefault(chain, []).extend(rows)

    def write(self, at: datetime) -> None:
        heads = []
        for name, rows in self.items():
            head = chains.fill(rows, chain=name, head=chains.EMPTY, by=rows[0].by, at=at)
            heads.append(Chain(name=name, length=head.length, digest=head.digest))
        Chain.objects.bulk_create(heads)
        by_model: dict[type[Chained], list[Chained]] = {}
        for row in (row for rows in self.values() for row in rows):
            by_model.setdefault(type(row), []).append(row)
        for model, rows in by_model.items():
            model._default_manager.bulk_create(rows)


def build(world: World, at: datetime) -> Built:
    """The world as rows, as of a moment."""
    written = Chains()
    with as_machine():
        built = _build(world, at, written)
        written.write(at)
    return built


def _build(world: World, at: datetime, written: Chains) -> Built:
    today = day_of(at)
    n_people, n_agencies = len(world.people), len(world.agencies)
    people = [new_id() for _ in range(n_people)]
    files = []
    for made in world.all_files():
        opener = None if made.opened_by is None else people[made.opened_by]
        subject = Subject(id=new_id(), type=made.type)
        written.add([subject], chains.file_chain(subject.pk), opener)
        files.append(subject.pk)
    agencies = files[len(world.files) : len(world.files) + n_agencies]
    workers = files[len(world.files) + n_agencies :]
    Agency.objects.bulk_create(
        Agency(file_id=id_, name=f"Agency {n}", sector=a.sector, sees=a.sees)
        for n, (id_, a) in enumerate(zip(agencies, world.agencies, strict=True))
    )
    Person.objects.bulk_create(
        Person(
            id=id_, email=f"{n}@example.org", name=f"Person {n}", is_active=p.active,
            worker_id=workers[n] if p.worker else None,
        )
        for n, (id_, p) in enumerate(zip(people, world.people, strict=True))
    )  # fmt: skip
    built = Built(at, files, people, agencies)
    for n, person in enumerate(world.people):
        for post in person.posts:
            _post(built, today, n, post, written)
    for agreement in world.agreements:
        opening = Agreement(
            id=new_id(), agency_id=agencies[agreement.agency], other_id=agencies[agreement.other],
            purpose="p", basis="b", kinds=sorted(agreement.kinds),
            sensitivities=agreement.sensitivities, **_span(agreement.span, today),
        )  # fmt: skip
        written.add([opening], chains.agency_chain(agencies[agreement.agency]))
        _end(opening, agreement.span, today, written)
    involved = []
    for id_, made in zip(files, world.all_files(), strict=True):
        for i in made.involved:
            involved.append(
                Involvement(
                    file_id=id_, sort=i.sort, fact=new_id(), team=i.team,
                    worker=None if i.worker is None else workers[i.worker],
                    agency=None if i.agency is None else agencies[i.agency],
                    **_span(i.span, today),
                )
            )  # fmt: skip
        _closings(built, today, id_, made.closed, written)
        for glass in made.glass:
            row = BrokenGlass(
                id=new_id(), person_id=people[glass.person], file_id=id_,
                agency_id=agencies[glass.agency], record=new_id(),
                from_at=at - timedelta(seconds=glass.before),
                until_at=at + timedelta(seconds=glass.after),
            )  # fmt: skip
            written.add([row], chains.file_chain(id_))
    Involvement.objects.bulk_create(involved)
    return built


def _post(built: Built, today: date, person: int, post: PostOf, written: Chains) -> None:
    agency = built.agencies[post.agency]
    team = Team.objects.get_or_create(agency_id=agency, name=post.team)[0] if post.team else None
    opening = Post(
        id=new_id(), person_id=built.people[person], agency_id=agency, team=team, role=post.role,
        sensitivities=post.sensitivities, **_span(post.span, today),
    )  # fmt: skip
    written.add([opening], chains.person_chain(built.people[person]))
    _end(opening, post.span, today, written)


def _closings(
    built: Built, today: date, file: UUID, closings: Iterable[Closing], written: Chains
) -> None:
    for closing in closings:
        opening = Restriction(id=new_id(), file_id=file, reason="r", **_span(closing.span, today))
        named = [
            Named(id=new_id(), restriction=opening, person_id=built.people[n])
            for n in sorted(closing.named)
        ]
        written.add([opening, *named], chains.file_chain(file))
        _end(opening, closing.span, today, written)


def _end(opening: Chained, span: Span, today: date, written: Chains) -> None:
    if span.ended is not None:
        ending = Ending(id=new_id(), of=opening.pk, on=today + timedelta(span.ended), reason="r")
        written.add([ending], opening.chain)


def _span(span: Span, today: date) -> dict[str, date | None]:
    last = None if span.last is None else today + timedelta(span.last)
    return {"from_on": today + timedelta(span.first), "until_on": last}
