"""Need to know, whole: every role, sector and relationship, against the rules said once more."""

from __future__ import annotations

import re
from itertools import product

import pytest
from django.utils import timezone

from sightline.service.access import policy
from sightline.service.access.models import Sector
from sightline.service.access.roles import Role
from sightline.service.access.viewer import Viewer, viewer_of
from sightline.service.access.ways import Sort
from sightline.service.files.models import Subject
from sightline.service.ledger.row_security import as_machine
from tests.service.access.rules import reasons
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

TIMES = {
    "runs": Span(),
    "ends today": Span(-10, 0),
    "ended yesterday": Span(-10, -1),
    "begins today": Span(0),
    "begins tomorrow": Span(1),
}
OPENINGS = {
    **TIMES,
    "ended early, today": Span(ended=0),
    "ended early, yesterday": Span(ended=-1),
}
SECTORS = [Sector.YOUTH_JUSTICE.value, Sector.BOARD.value]
"""Which files are seen is the same in every sector: ``test_reading`` has them all."""
ROLES = list(Role.values)
COVERED = len(ROLES)
"""The person of an agency, after one of each role, for whom the others stand in."""


def agency(sector: int) -> int:
    return sector


def stranger_agency(sector: int) -> int:
    """Another agency of the same sector, in which nobody holds a post."""
    return len(SECTORS) + sector


def person(sector: int, nth: int) -> int:
    return sector * (len(ROLES) + 1) + nth


def relationships(sector: int) -> dict[str, FileOf]:
    """Every way of being related to a file, at every time, for the people of one agency."""
    here, elsewhere = agency(sector), stranger_agency(sector)
    ours = range(len(ROLES))
    related: dict[str, tuple[tuple[Involved, ...], tuple[Glass, ...], bool]] = {
        "none": ((), (), False),
        "opened": ((), (), True),
    }
    for when, span in TIMES.items():
        related |= {
            f"allocated, {when}": (
                tuple(
                    Involved("allocation", elsewhere, worker=person(sector, n), span=span)
                    for n in ours
                ),
                (),
                False,
            ),
            f"covered, {when}": (
                (Involved("allocation", elsewhere, worker=person(sector, COVERED), span=span),),
                (),
                False,
            ),
            f"team, {when}": (
                (Involved("allocation", here, team="East", span=span),), (), False,
            ),
            f"another team, {when}": (
                (Involved("allocation", here, team="West", span=span),), (), False,
            ),
            f"agency, {when}": ((Involved("case", here, span=span),), (), False),
            f"custody, {when}": ((Involved("custody", here, span=span),), (), False),
            f"agreed, {when}": ((Involved("case", elsewhere, span=span),), (), False),
        }  # fmt: skip
    for glass, (before, after) in {
        "current": (60, 60), "over": (7200, -1), "over now": (7200, 0), "not yet": (-60, 600),
    }.items():  # fmt: skip
        broken = tuple(Glass(person(sector, n), here, before, after) for n in ours)
        related[f"glass {glass}"] = ((), broken, False)
    closings = {
        "": (),
        ", closed": (Closing(),),
        ", closed but named": (Closing(frozenset(person(sector, n) for n in ours)),),
        ", closed until yesterday": (Closing(span=Span(-9, -1)),),
        ", opened again yesterday": (Closing(span=Span(ended=-1)),),
        ", closed twice, named once": (
            Closing(frozenset(person(sector, n) for n in ours)),
            Closing(),
        ),
    }
    opener = person(sector, 0)
    return {
        name + how: FileOf("child", opener if opened else None, involved, closed, glass)
        for (name, (involved, glass, opened)), (how, closed) in product(
            related.items(), closings.items()
        )
    }


def whole(sees: str) -> tuple[World, dict[int, str]]:
    """Every sector with one person of each role; and what each file is, by its number."""
    files: list[FileOf] = []
    called: dict[int, str] = {}
    for sector in range(len(SECTORS)):
        for name, made in relationships(sector).items():
            called[len(files)] = f"{SECTORS[sector]}: {name}"
            files.append(made)
    people = []
    of_workers = {}
    for sector in range(len(SECTORS)):
        for role in ROLES:
            people.append(PersonOf((PostOf(role, agency(sector), "East", "hvp"),)))
        people.append(PersonOf())
        works = Involved("post", agency(sector))
        for n in range(len(ROLES)):
            of_workers[person(sector, n)] = FileOf("worker", involved=(works,))
        covers = tuple(Involved("cover", worker=person(sector, n)) for n in range(len(ROLES)))
        of_workers[person(sector, COVERED)] = FileOf("worker", involved=(works, *covers))
    agencies = [AgencyOf(sector, sees) for sector in SECTORS * 2]
    agreements = tuple(
        AgreementOf(stranger_agency(n), agency(n), sensitivities="hvp") for n in range(len(SECTORS))
    )
    world = World(tuple(agencies), tuple(people), tuple(files), agreements, of_workers)
    return world, called


def seen_by(viewer: Viewer, built: Built) -> set[int]:
    numbers = {id_: n for n, id_ in enumerate(built.files)}
    with as_machine():
        visible = Subject.objects.filter(policy.visible_to(viewer)).values_list("pk", flat=True)
        return {numbers[id_] for id_ in visible}


@pytest.mark.parametrize("sees", ["team", "agency"])
def test_who_sees_which_files(sees: str) -> None:
    world, called = whole(sees)
    built = build(world, timezone.now())
    wrong = []
    seen_at_all = set()
    for n, who in enumerate(world.people):
        seen = seen_by(viewer_of(built.people[n], built.at), built)
        seen_at_all |= {
            (post.role, called.get(f, "").partition(": ")[2]) for post in who.posts for f in seen
        }
        wanted = {f for f in range(len(built.files)) if reasons(world, n, f)}
        wrong += [
            (who.posts[0].role, "sees" if f in seen else "does not see", called.get(f, f))
            for f in seen ^ wanted
        ]
    assert not wrong
    # The matrix is worth nothing if a relationship never opens anything.
    assert ("practitioner", "allocated, ends today, closed") in seen_at_all
    assert ("practitioner", "allocated, ended yesterday") not in seen_at_all
    assert ("inspector", "agreed, runs") in seen_at_all


def test_the_basis_is_the_nearest_reason_and_holds_every_way() -> None:
    world, called = whole("agency")
    built = build(world, timezone.now())
    order = [sort.value for sort in Sort]
    sector = SECTORS.index("youth-justice")
    for n, role in enumerate(ROLES):
        viewer = viewer_of(built.people[person(sector, n)], built.at)
        for f in range(len(built.files)):
            # At other times it is open or not, as the test above has it.
            name = called.get(f, "youth-justice: none")
            if not re.match("youth-justice: (none|opened|glass current|.*, runs)", name):
                continue
            why = reasons(world, person(sector, n), f)
            with as_machine():
                basis = policy.basis_for(viewer, built.files[f])
            sorts = sorted({reason.sort for reason in why}, key=order.index)
            found = [] if basis is None else list(dict.fromkeys(way.sort for way in basis.ways))
            assert found == sorts, (role, called.get(f, f))
            if basis is not None:
                assert basis.sort == sorts[0]
                assert basis.agency == built.agencies[agency(sector)]
                assert (basis.person, basis.file) == (viewer.person, built.files[f])


@pytest.mark.parametrize("when", OPENINGS)
def test_a_post_and_an_agreement_open_files_only_while_they_hold(when: str) -> None:
    span = OPENINGS[when]
    holds = when in ("runs", "ends today", "begins today", "ended early, today")
    world = World(
        (AgencyOf("police"), AgencyOf("social-care")),
        (
            PersonOf((PostOf("manager", 0, span=span),)),
            PersonOf((PostOf("inspector", 1),)),
        ),
        (FileOf(involved=(Involved("case", 0),)),),
        (AgreementOf(0, 1, span=span),),
    )
    built = build(world, timezone.now())
    for n in (0, 1):
        assert bool(reasons(world, n, 0)) is holds
        assert (0 in seen_by(viewer_of(built.people[n], built.at), built)) is holds


def test_who_no_longer_signs_in_sees_nothing() -> None:
    everything = PostOf("manager", 0, "East", "hvp")
    world = World(
        (AgencyOf("police"),),
        (PersonOf((everything,)), PersonOf((everything,), active=False)),
        (FileOf(involved=(Involved("case", 0),)),),
    )
    built = build(world, timezone.now())
    assert seen_by(viewer_of(built.people[0], built.at), built)
    assert not seen_by(viewer_of(built.people[1], built.at), built)


def test_somebody_who_is_not_there_sees_nothing() -> None:
    built = build(World((AgencyOf("police"),), ()), timezone.now())
    assert not seen_by(viewer_of(built.agencies[0], built.at), built)
