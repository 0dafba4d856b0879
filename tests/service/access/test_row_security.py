"""PostgreSQL says the same of files as the policy, table by table, and knows no third opinion."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.service.access import policy
from sightline.service.access.models import BrokenGlass, Person, Restriction, Sector
from sightline.service.access.roles import Role
from sightline.service.access.viewer import Viewer, viewer_of
from sightline.service.access.ways import opened_of_each, ways
from sightline.service.files.models import (
    Address,
    AlsoOn,
    Attachment,
    Carried,
    Identifier,
    Name,
    Obligation,
    Particulars,
    Precision,
    Record,
    Scan,
    Subject,
)
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.models import Chained
from sightline.service.ledger.row_security import as_machine, keep_open, tell_about, tell_database
from tests.service.access.rules import PEOPLE, reasons
from tests.service.access.worlds import (
    AgencyOf,
    AgreementOf,
    Built,
    Closing,
    FileOf,
    Glass,
    Involved,
    PersonOf,
    PostOf,
    Span,
    World,
    build,
)

pytestmark = pytest.mark.django_db

TEAMS = ("East", "West", "")
FILES = 14
"""Files of a world: enough that most ways, times and closings meet in each."""


def world_of(random: Random) -> World:
    """Three agencies, six people and some files, related in every way at random."""

    def span() -> Span:
        first = random.choice([-9, -9, -9, -1, 0, 1])
        last = random.choice([None, None, -1, 0, 3])
        return Span(first, last, random.choice([None, None, None, -1, 0]))

    def ended() -> Span:
        # About a year before an agreement of ``span`` begins: so far back inspectors look.
        return Span(-900, random.choice([-400, -376, -375, -374, -373, -366, -365, -364, -30]))

    agencies = tuple(
        AgencyOf(random.choice(Sector.values), random.choice(["team", "agency"])) for _ in range(3)
    )
    people = tuple(
        PersonOf(
            tuple(
                PostOf(
                    random.choice([*Role.values, "practitioner", "manager"]),
                    random.randrange(3),
                    random.choice(TEAMS),
                    random.choice(["", "h", "hvp"]),
                    random.choice([Span(), span()]),
                )
                for _ in range(random.choice([1, 1, 2]))
            ),
            worker=random.random() < 0.8,
            active=random.random() < 0.9,
        )
        for _ in range(6)
    )
    with_file: list[int | None] = [n for n, who in enumerate(people) if who.worker]

    def involved(*sorts: str) -> Involved:
        sort = random.choice(sorts)
        worker = random.choice(with_file or [None])
        named = sort == "cover" or (sort == "allocation" and random.random() < 0.7)
        return Involved(
            sort,
            random.choice([0, 1, 2]),
            random.choice(TEAMS),
            worker if named else None,
            # An involvement has no ending of its own: its record says until when it ran.
            replace(random.choice([span(), span(), span(), ended()]), ended=None),
        )

    def closings() -> tuple[Closing, ...]:
        some = frozenset(random.sample(range(6), random.randrange(4)))
        return random.choice([(), (), (Closing(some, random.choice([Span(), span()])),)])

    def glass() -> tuple[Glass, ...]:
        before, after = random.choice([(600, 600), (600, 600), (-600, 900), (900, -600)])
        made = Glass(random.randrange(6), random.randrange(3), before, after)
        return random.choice([(), (), (made,)])

    files = tuple(
        FileOf(
            random.choice(PEOPLE),
            random.choice([None, random.randrange(6)]),
            tuple(
                involved("allocation", "allocation", "case", "custody")
                for _ in range(random.randrange(4))
            ),
            closings(),
            glass(),
        )
        for _ in range(FILES)
    )
    of_workers = {
        n: FileOf(
            "worker",
            involved=tuple(involved("post", "post", "cover") for _ in range(random.randrange(4))),
            closed=closings(),
        )
        for n in range(6)
    }
    agreements = tuple(
        AgreementOf(one, other, sensitivities="h", span=random.choice([Span(), span()]))
        for one, other in (random.sample(range(3), 2) for _ in range(2))
    )
    return World(agencies, people, files, agreements, of_workers)


@given(st.integers(0, 2**32))
@settings(
    # A world asks a few hundred questions.
    max_examples=max(10, settings().max_examples // 6),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_list_basis_rules_and_database_agree(seed: int) -> None:
    world = world_of(Random(seed))
    with transaction.atomic():
        built = build(world, _now())
        with as_machine():
            Obligation.objects.bulk_create(
                Obligation(
                    id=new_id(), file_id=file, duty="d", rule=0, owner="o", sensitivities=held,
                    trigger="birthday", opened_on=built.at.date(),
                )
                for file in built.files for held in ("", "h", "hvp")
            )  # fmt: skip
        for n, person in enumerate(built.people):
            wanted = {id_ for f, id_ in enumerate(built.files) if reasons(world, n, f)}
            viewer = viewer_of(person, built.at)
            with as_machine():
                listed = set(
                    Subject.objects.filter(policy.visible_to(viewer)).values_list("pk", flat=True)
                )
                based = set(policy.bases_for(viewer, built.files))
                asked = Subject.objects.filter(opened_of_each(ways(viewer)), pk__in=built.files)
                few = set(asked.values_list("pk", flat=True))
                assert _owed(viewer, based) == set(
                    Obligation.objects.filter(policy.visible_obligations(viewer))
                )
            assert listed == based == few == wanted
            if connection.vendor == "postgresql":
                assert _let_through(built, person) == wanted
        transaction.set_rollback(True)


def _owed(viewer: Viewer, files: set[UUID]) -> set[Obligation]:
    """What is read of what is owed on files that are known to be open."""
    read = policy.visible_obligations_of_each(ways(viewer))
    return set(Obligation.objects.filter(read, file__in=files))


def _now() -> datetime:
    """The moment by which the database judges, too."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()
        assert isinstance(now, datetime)
        return now


def _let_through(built: Built, person: UUID) -> set[UUID]:
    tell_database(person)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM unnest(%s::uuid[]) AS id WHERE sightline_sees(id)", [built.files]
        )
        one_by_one = {id_ for (id_,) in cursor.fetchall()}
        cursor.execute("SELECT sightline_files()")
        assert {id_ for (id_,) in cursor.fetchall()}.intersection(built.files) == one_by_one
        tell_about(*built.files)
        cursor.execute("SELECT sightline_listed()")
        assert {id_ for (id_,) in cursor.fetchall()} == one_by_one
        return one_by_one


# --- table by table --------------------------------------------------------------------------

only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no row-level security"
)

TOLD = World(
    (AgencyOf("social-care"), AgencyOf("police")),
    (PersonOf((PostOf("manager", 0),)), PersonOf((PostOf("manager", 1),))),
    (
        FileOf(involved=(Involved("case", 0),)),
        FileOf(
            involved=(Involved("case", 1),),
            closed=(Closing(frozenset({1})),),
            glass=(Glass(1, 1),),
        ),
        FileOf(involved=(Involved("case", 0), Involved("case", 1))),
    ),
)


def facts(file: UUID) -> list[Chained]:
    known = {"id": None, "subject_id": file, "recorded_at": timezone.now()}
    return [
        Name(**known | {"id": new_id()}, use=Name.Use.LEGAL, given="A", family="B"),
        Identifier(**known | {"id": new_id()}, scheme="s", value="1"),
        Address(**known | {"id": new_id()}, lines="1 Road"),
        Particulars(**known | {"id": new_id()}),
        record := record_on(file),
        Carried(id=new_id(), record=record, from_fact=new_id(), fields=["note"]),
        document := Attachment(id=new_id(), file_id=file, title="A", name="a.pdf"),
        Scan(id=new_id(), file_id=file, attachment=document, result=Scan.Result.CLEAN),
    ]


def record_on(file: UUID) -> Record:
    id_ = new_id()
    return Record(
        id=id_, file_id=file, kind="contact", fact=id_, recorded_at=timezone.now(),
        occurred_at=timezone.now(), occurred_precision=Precision.DAY,
    )  # fmt: skip


def told() -> Built:
    built = build(TOLD, timezone.now())
    with as_machine():
        for file in built.files:
            chains.append(facts(file), chain=chains.file_chain(file), by=Act(None, "test"))
    return built


@only_postgresql
def test_every_table_about_a_child_lets_through_only_what_is_open() -> None:
    built = told()
    children = set(built.files[:3])
    tell_database(built.people[0])
    for table in (Attachment, Scan):
        assert set(table._default_manager.values_list("file", flat=True)) & children == {
            built.files[0],
            built.files[2],
        }, table
    carried = set(Carried.objects.values_list("chain", flat=True))
    assert carried & set(map(chains.file_chain, children)) == {
        chains.file_chain(built.files[0]),
        chains.file_chain(built.files[2]),
    }
    for model in (Identifier, Address, Particulars, Name):
        seen = set(model.objects.values_list("subject", flat=True))
        assert seen & children == {built.files[0], built.files[2]}, model
    assert set(Record.objects.values_list("file", flat=True)) & children == {
        built.files[0],
        built.files[2],
    }
    assert set(Subject.objects.values_list("pk", flat=True)) & children == {
        built.files[0],
        built.files[2],
    }
    assert not Restriction.objects.exists()
    assert not BrokenGlass.objects.exists()
    tell_database(built.people[1])
    assert Restriction.objects.count() == BrokenGlass.objects.count() == 1


@only_postgresql
def test_saying_what_a_page_is_about_opens_nothing_and_closes_nothing() -> None:
    built = told()
    elsewhere = record_on(built.files[1])
    with as_machine():
        chains.append([elsewhere], chain=chains.file_chain(built.files[1]), by=Act(None, "test"))
        stands = AlsoOn(record=elsewhere, file_id=built.files[2])
        chains.append([stands], chain=chains.file_chain(built.files[2]), by=Act(None, "test"))
    for person in built.people:
        tell_database(person)
        before = _all_that_is_seen()
        for some in ([], *([file] for file in (*built.files, new_id())), built.files):
            tell_about(*some)
            assert _all_that_is_seen() == before
    assert before[Record] > set()


@only_postgresql
def test_what_is_kept_open_is_what_is_open_and_of_nobody_else() -> None:
    built = told()
    seen = {}
    for person in built.people:
        tell_database(person)
        seen[person] = _all_that_is_seen()
    for person in built.people:
        tell_database(person)
        keep_open()
        assert _all_that_is_seen() == seen[person]
        for other in built.people:
            # Somebody else acts in the same transaction, with the setting still there.
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('sightline.person', %s, true)", [str(other)])
            assert _all_that_is_seen() == seen[other]
        tell_database(None)
        assert not Record.objects.exists()
    assert len({str(each) for each in seen.values()}) > 1


@only_postgresql
def test_what_is_kept_open_is_taken_and_ends_when_it_is_told_anew_who_acts() -> None:
    built = told()
    tell_database(built.people[0])
    keep_open()
    open_ = set(Record.objects.values_list("file", flat=True))
    with as_machine():
        Person.objects.filter(pk=built.people[0]).update(is_active=False)
    assert set(Record.objects.values_list("file", flat=True)) == open_ > set()
    tell_database(built.people[0])
    assert not Record.objects.exists()


def _all_that_is_seen() -> dict[type[Chained], set[UUID]]:
    models = (Subject, Name, Identifier, Address, Particulars, Record, AlsoOn, Restriction)
    return {model: set(model._default_manager.values_list("pk", flat=True)) for model in models}


@only_postgresql
def test_workers_and_bodies_are_named_to_all_and_nothing_more_is_told_of_them() -> None:
    built = told()
    tell_database(built.people[0])
    colleague = built.files[-1]
    assert Name.objects.filter(subject=colleague).exists()
    assert not Particulars.objects.filter(subject=colleague).exists()
    assert not Record.objects.filter(file=colleague).exists()


@only_postgresql
def test_a_record_is_seen_from_every_file_on_which_it_stands() -> None:
    built = told()
    hidden = record_on(built.files[1])
    with as_machine():
        chains.append([hidden], chain=chains.file_chain(built.files[1]), by=Act(None, "test"))
    tell_database(built.people[0])
    assert not Record.objects.filter(pk=hidden.pk).exists()
    with as_machine():
        stands = AlsoOn(record=hidden, file_id=built.files[2])
        chains.append([stands], chain=chains.file_chain(built.files[2]), by=Act(None, "test"))
    assert Record.objects.filter(pk=hidden.pk).exists()


@only_postgresql
def test_nobody_in_the_setting_sees_nothing() -> None:
    told()
    tell_database(None)
    assert not Subject.objects.exists()
    assert not Record.objects.exists()
    assert not Name.objects.exists()


@only_postgresql
def test_writing_to_a_closed_file_is_refused_by_the_database() -> None:
    built = told()
    tell_database(built.people[0])
    closed = built.files[1]
    for row in facts(closed):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            chains.append([row], chain=chains.file_chain(closed), by=Act(built.people[0], "test"))
    open_ = built.files[0]
    chains.append(facts(open_), chain=chains.file_chain(open_), by=Act(built.people[0], "test"))


@only_postgresql
def test_the_machine_s_leave_ends_with_its_block_even_by_an_error() -> None:
    built = told()
    tell_database(built.people[0])
    with as_machine():
        assert Record.objects.filter(file=built.files[1]).exists()
    assert not Record.objects.filter(file=built.files[1]).exists()
    with pytest.raises(ZeroDivisionError), as_machine():
        1 / 0  # noqa: B018
    assert not Record.objects.filter(file=built.files[1]).exists()
