"""Files that are joined are open to whoever one of them was open to, and the database agrees."""

from __future__ import annotations

from random import Random
from uuid import UUID

import pytest
from django.db import connection, transaction

from sightline.service.access import policy
from sightline.service.access.models import Agency, Person, Sector
from sightline.service.access.reading import Basis
from sightline.service.access.roles import Role
from sightline.service.access.viewer import viewer_of
from sightline.service.files import joining, members
from sightline.service.files.models import Joining, Name, Record, SearchKey, Subject
from sightline.service.files.reading import stands_on
from sightline.service.ledger import clock
from sightline.service.ledger.row_security import as_machine, tell_database
from tests.service.worlds import agency, allocate, days_ago, machine, open_file, person, record

pytestmark = pytest.mark.django_db

CHILDREN = 5


def joined(one: UUID, other: UUID, said: Joining.Said = Joining.Said.JOINED) -> None:
    with machine() as by:
        seen = {file: members.version(file) for file in (one, other)}
        joining.decide(said=said, file=one, other=other, reason="Same.", seen=seen, by=by)


def people_of(agencies: list[Agency]) -> list[Person]:
    return [
        person(of, role, name=f"{of.name} {role}", team=team)
        for of in agencies
        for role, team in (
            (Role.PRACTITIONER, "North"),
            (Role.MANAGER, ""),
            (Role.RECORDS_OFFICER, ""),
        )
    ]


def open_to(who: Person, files: list[UUID]) -> set[UUID]:
    """The files that the policy opens, asked as a list and one by one, and the database."""
    with transaction.atomic():
        tell_database(who.pk)
        viewer = viewer_of(who.pk, clock.now())
        there = Subject.objects.filter(pk__in=files)
        listed = set(there.filter(policy.visible_to(viewer)).values_list("pk", flat=True))
        assert set(policy.bases_for(viewer, files)) == listed
        if connection.vendor == "postgresql":
            for rows in (Name.objects.all(), SearchKey.objects.all()):
                column = "subject" if rows.model is Name else "file"
                found = set(rows.filter(**{f"{column}__in": files}).values_list(column, flat=True))
                assert found == listed
            shown = Record.objects.filter(file__in=files).values_list("file", flat=True)
            assert set(shown) == listed
        tell_database(None)
    return listed


def records_read(who: Person, file: UUID) -> set[tuple[UUID, str]]:
    """What somebody reads on a file that is open to them, by its file and kind."""
    with transaction.atomic():
        viewer = viewer_of(who.pk, clock.now())
        basis: Basis = policy.check_see_file(viewer, file)
        rows = Record.objects.filter(stands_on(file), policy.visible_records(viewer, basis))
        return set(rows.values_list("file", "kind"))


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 12))]
)
def test_joining_opens_each_to_those_to_whom_one_was_open_and_parting_closes_it(seed: int) -> None:
    random = Random(seed)
    sectors = (Sector.YOUTH_JUSTICE, Sector.SOCIAL_CARE)
    agencies = [agency(f"Agency {n}", sector) for n, sector in enumerate(sectors)]
    people = people_of(agencies)
    files = []
    for number in range(CHILDREN):
        child = open_file(given=f"Child {number}", family="Quillwright")
        files.append(child)
        for of in random.sample(agencies, random.randrange(1, len(agencies) + 1)):
            said = {"service": of.sector}
            record(child, "case", days_ago(9), agency=of.pk, said=said)
        if random.random() < 0.5:
            of = random.choice(agencies)
            allocate(child, random.choice(people), of, random.choice(["", "North"]))
    before = {who.pk: open_to(who, files) for who in people}
    order = random.sample(files, 4)
    pairs = [(order[0], order[1]), random.choice([(order[1], order[2]), (order[2], order[3])])]
    for one, other in pairs:
        joined(one, other)
    with as_machine():
        groups = {file: frozenset(members.group_of(file)) for file in files}
    for who in people:
        expected = {f for f in files if groups[f] & before[who.pk]}
        assert open_to(who, files) == expected
    for one, other in reversed(pairs):
        joined(one, other, Joining.Said.PARTED)
    assert {who.pk: open_to(who, files) for who in people} == before


def test_what_is_read_of_each_record_stays_what_its_kind_says() -> None:
    """An assessment, which the police do not read, is no more read by them on the joined file."""
    yjs, police = agency(), agency("Felpersham Police", Sector.POLICE)
    ours = person(yjs, Role.MANAGER, name="Ours", sensitivities="")
    theirs = person(police, Role.MANAGER, name="Theirs", sensitivities="hvp")
    first, second = open_file(given="Ada"), open_file(given="Aida")
    record(first, "case", days_ago(9), agency=yjs.pk, service="youth-justice")
    record(first, "assessment", days_ago(8), agency=yjs.pk, tool="assetplus", vulnerability="high")
    allocate(second, theirs, police)
    alone = records_read(ours, first) | records_read(theirs, second)
    joined(first, second)
    assert {kind for file, kind in records_read(ours, first) if file == first} == {
        kind for file, kind in alone if file == first
    }
    read = records_read(theirs, first)
    assert (first, "case") in read and (second, "allocation") in read
    assert (first, "assessment") not in read


def test_who_finds_who_compares_and_who_joins() -> None:
    yjs, other = agency(), agency("Elsewhere")
    mine, theirs, both = (open_file(given=f"Child {n}") for n in range(3))
    for child, agencies in ((mine, [yjs]), (theirs, [other]), (both, [yjs, other])):
        for of in agencies:
            record(child, "case", days_ago(9), agency=of.pk, service="youth-justice")
    reads = {Role.PRACTITIONER, Role.MANAGER, Role.RECORDS_OFFICER}
    for role in (*reads, Role.ACCESS_ADMINISTRATOR):
        who = person(yjs, role, name=str(role))
        with transaction.atomic():
            viewer = viewer_of(who.pk, clock.now())
            is_officer = role is Role.RECORDS_OFFICER
            assert policy.can(policy.check_find, viewer) is (role in reads), role
            assert policy.can(policy.check_see_alike, viewer) is is_officer, role
            assert policy.can(policy.check_join, viewer, mine, both) is is_officer, role
            assert not policy.can(policy.check_join, viewer, mine, theirs), role
            assert not policy.can(policy.check_join, viewer, theirs, mine), role
            assert policy.can(policy.check_see_pair, viewer, mine, theirs) is is_officer, role
            assert policy.can(policy.check_see_pair, viewer, theirs, mine) is is_officer, role
            assert not policy.can(policy.check_see_pair, viewer, theirs, theirs), role
            assert not policy.can(policy.check_see_pair, viewer, mine, mine), role
