"""What is read on an open file: every kind and field, by sector, sensitivity and reason."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from django.utils import timezone

from sightline.service.access import policy
from sightline.service.access.models import Sector
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer, viewer_of
from sightline.service.files.models import Judged, Obligation, Precision, Record
from sightline.service.files.standard import standard
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.row_security import as_machine
from sightline.standard.model import Sensitivity
from tests.service.access.rules import SIGHT, reads, reads_for, reasons, sight
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
    World,
    build,
)

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = 0, 1
SIGHTS = ["", "h", "v", "p", "hvp"]
ROLES = ["practitioner", "manager", "inspector", "records-officer", "board-member"]


def world(sector: str) -> World:
    """One person of each role and sight, at a file open for every reason there is."""
    posts = [PostOf(role, HERE, "East", sight) for role, sight in product(ROLES, SIGHTS)]
    people = tuple(PersonOf((post,)) for post in posts)
    everybody = range(len(people))
    files = (
        FileOf(involved=(Involved("case", HERE),)),
        FileOf(involved=(Involved("case", ELSEWHERE),)),
        FileOf(glass=tuple(Glass(n, HERE) for n in everybody)),
        FileOf(
            involved=tuple(Involved("allocation", ELSEWHERE, worker=n) for n in everybody),
            closed=(Closing(),),
        ),
    )
    employed = {n: FileOf("worker", involved=(Involved("post", HERE),)) for n in everybody}
    return World(
        (AgencyOf(sector), AgencyOf("social-care")),
        people,
        files,
        (AgreementOf(ELSEWHERE, HERE, frozenset({"plan", "need", "search"}), "hp"),),
        employed,
    )


def each(made: World, built: Built) -> Iterator[tuple[int, int, Viewer, Basis]]:
    """Each person at each of the files above, their own worker's file and their agency's."""
    for n, id_ in enumerate(built.people):
        viewer = viewer_of(id_, built.at)
        for f in (0, 1, 2, 3, made.agency_file(HERE), made.worker_file(n)):
            with as_machine():
                basis = policy.basis_for(viewer, built.files[f])
            if basis is not None:
                yield n, f, viewer, basis


@pytest.mark.once
@pytest.mark.parametrize("sector", Sector.values)
def test_every_kind_and_field_by_sector_sensitivity_and_reason(sector: str) -> None:
    made = world(sector)
    built = build(made, timezone.now())
    answers = set()
    for n, f, viewer, basis in each(made, built):
        why = reasons(made, n, f)
        for kind, by in product(standard().kinds.values(), (HERE, ELSEWHERE, None)):
            agency = None if by is None else built.agencies[by]
            wanted = reads(made, n, f, why, kind, by)
            assert policy.reads_kind(viewer, basis, kind.name, agency) is wanted, (
                made.people[n].posts, f, kind.name, by,
            )  # fmt: skip
            answers.add(wanted)
            for field in kind.fields.values():
                if field.sensitivity is Sensitivity.ORDINARY:
                    continue
                wanted = any(
                    reads_for(made, n, f, reason, kind, by)
                    and SIGHT[field.sensitivity] in sight(made, n, f, reason)
                    for reason in why
                )
                found = policy.reads_field(viewer, basis, kind.name, field.name, agency)
                assert found is wanted, (made.people[n].posts, f, kind.name, field.name)
    assert answers == {True, False}


@pytest.mark.parametrize("sector", ["health", "police", "inspectorate"])
def test_lists_of_records_hold_what_is_read_and_counts_count_it(sector: str) -> None:
    made = world(sector)
    built = build(made, timezone.now())
    rows = {
        (kind, by): record(built, built.files[0], kind, by)
        for kind, by in product(standard().kinds, (HERE, ELSEWHERE, None))
    }
    with as_machine():
        chain = chains.file_chain(built.files[0])
        chains.append(list(rows.values()), chain=chain, by=Act(None, "test"))
    sizes = set()
    for n, f, viewer, basis in each(made, built):
        if f != 0:
            continue
        why = reasons(made, n, f)
        wanted = {
            row.pk
            for (kind, by), row in rows.items()
            if reads(made, n, f, why, standard().kinds[kind], by)
        }
        with as_machine():
            listed = Record.objects.filter(policy.visible_records(viewer, basis))
            assert set(listed.values_list("pk", flat=True)) == wanted
            assert listed.count() == len(wanted)
        sizes.add(len(wanted))
    assert len(sizes) > 2


def record(built: Built, file, kind: str, by: int | None) -> Record:  # type: ignore[no-untyped-def]
    id_ = new_id()
    return Record(
        id=id_, file_id=file, kind=kind, fact=id_, recorded_at=timezone.now(),
        agency=None if by is None else built.agencies[by], occurred_at=timezone.now(),
        occurred_precision=Precision.DAY,
    )  # fmt: skip


@pytest.mark.parametrize("sector", ["health", "police", "inspectorate"])
def test_obligations_follow_the_kind_and_the_sensitivities(sector: str) -> None:
    made = world(sector)
    built = build(made, timezone.now())
    kinds = ["", "need", "search", "plan", "referral", "adoption-match"]
    rows = {
        (f, kind, held): Obligation(
            id=new_id(), file_id=built.files[f], duty="d", rule=0, owner="o", kind=kind,
            sensitivities=held, trigger="birthday", opened_on=built.at.date(),
        )
        for f, kind, held in product(range(4), kinds, SIGHTS)
    }  # fmt: skip
    with as_machine():
        Obligation.objects.bulk_create(rows.values())
    sizes = set()
    for n, id_ in enumerate(built.people):
        viewer = viewer_of(id_, built.at)
        wanted = {
            row.pk
            for (f, kind, held), row in rows.items()
            if any(
                set(held) <= set(sight(made, n, f, reason))
                and (not kind or reads_for(made, n, f, reason, standard().kinds[kind], None))
                for reason in reasons(made, n, f)
            )
        }
        with as_machine():
            owed = Obligation.objects.filter(policy.visible_obligations(viewer))
            assert set(owed.values_list("pk", flat=True)) == wanted
            assert owed.count() == len(wanted)
        sizes.add(len(wanted))
    assert len(sizes) > 3
    assert not Judged.objects.exists()


def test_what_was_filed_in_error_is_read_by_records_officers_alone() -> None:
    made = world("social-care")
    built = build(made, timezone.now())
    wrong = record(built, built.files[0], "notice", HERE)
    notice = Record(
        id=new_id(), file_id=built.files[0], kind="notice", fact=wrong.pk, withdraws=wrong.pk,
        misfiled=True, recorded_at=timezone.now(),
    )  # fmt: skip
    with as_machine():
        chain = chains.file_chain(built.files[0])
        chains.append([wrong, notice], chain=chain, by=Act(None, "test"))
    read = {}
    for n, f, viewer, basis in each(made, built):
        if f == 0:
            with as_machine():
                found = Record.objects.filter(policy.visible_records(viewer, basis))
                read[made.people[n].posts[0].role] = set(found.values_list("pk", flat=True))
    assert read["records-officer"] == {wrong.pk, notice.pk}
    assert read["practitioner" if "practitioner" in read else "manager"] == {notice.pk}


def test_a_basis_serves_nobody_else() -> None:
    made = world("health")
    built = build(made, timezone.now())
    _, _, _, basis = next(each(made, built))
    other = viewer_of(built.people[-1], built.at)
    with pytest.raises(ValueError, match="somebody else"):
        policy.reads_kind(other, basis, "plan")


def test_my_own_worker_s_file_shows_me_no_allegation() -> None:
    """However much my post reads elsewhere, and whichever my agency."""
    made = world("social-care")
    built = build(made, timezone.now())
    own = [(v, b) for n, f, v, b in each(made, built) if f == made.worker_file(n)]
    assert own
    for viewer, basis in own:
        assert not policy.reads_kind(viewer, basis, "allegation", built.agencies[HERE])
        assert policy.reads_kind(viewer, basis, "training", built.agencies[HERE])
