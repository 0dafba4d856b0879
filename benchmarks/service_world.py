"""What is in the database of ``service_pages.py``: very many files, and twenty people signed in.

Most files are short ones of the synthetic nation. Two synthetic services are added whole, with some
eighty records a child: one of thousands of children, whose managers see them all, and one whose
practitioners have about thirty children each.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from service_client import Signed
from service_copies import copy_files

from sightline.engine.model import File, Subject, Watched
from sightline.returns.judged import blind_duties
from sightline.service.access import policy
from sightline.service.access import services as access
from sightline.service.access.models import Agency, Person, Sector
from sightline.service.access.roles import Role
from sightline.service.access.session_store import SessionStore
from sightline.service.access.viewer import Viewer, viewer_of
from sightline.service.access.ways import Sort
from sightline.service.casework.caseload import Caseload
from sightline.service.casework.kinds import kind_id
from sightline.service.files import models
from sightline.service.files import services as files
from sightline.service.files.loading import load
from sightline.service.files.standard import standard
from sightline.service.ledger.acts import act
from sightline.service.ledger.ids import id_from
from sightline.synth import service
from sightline.synth.nation import scaled
from sightline.synth.roster import PLACE

LARGE, SMALL, NATION = "large service", "small service", "nation"
LARGE_CHILDREN, SMALL_CHILDREN = 3_000, 500
A_CASELOAD = 30
SINCE = date(2026, 1, 1)
GIVEN = ("Ash", "Billie", "Charlie", "Drew", "Eden", "Frankie", "Gray", "Harper", "Indy", "Jules")
FAMILY = ("Applegarth", "Brackenbury", "Copperwheat", "Dunnock", "Elderfield", "Fothergill")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def fill(wanted: int) -> None:
    """Load so many files, or what is missing of them, and say how it goes on.

    Three sources are loaded as any would be; beyond them the nation is copied by the database.
    """
    there = set(models.Subject.objects.values_list("source", flat=True).distinct())
    for source, seed, children in ((LARGE, 2, LARGE_CHILDREN), (SMALL, 3, SMALL_CHILDREN)):
        if source not in there:
            made = service(seed, children)
            blind = blind_duties(standard(), made.holds)
            _load(made.files, source, made.watched, {PLACE: blind}, len(made.files))
    if NATION not in there:
        nation = scaled(0)
        blind = blind_duties(standard(), nation.made.holds)
        places = {watched.place for watched in nation.made.watched}
        _load(nation, NATION, nation.made.watched, dict.fromkeys(places, blind), len(nation))
    number = 1
    while (missing := wanted - models.Subject.objects.count()) > 0:
        if f"{NATION} {number}" not in there:
            copy_files(NATION, number, missing)
            print(f"{NATION}: copied {number} times", flush=True)
        number += 1


def _load(
    some: Iterable[File],
    source: str,
    watched: Iterable[Watched],
    not_held: Mapping[str, Collection[str]],
    of: int,
) -> None:
    done, start = 0, time.process_time()

    def tell(count: int) -> None:
        nonlocal done
        done += count
        spent = time.process_time() - start
        print(f"{source}: {done:,} of {of:,} files, {spent:.0f} s of CPU", flush=True)

    loaded = load(
        some, source=source, watched=watched, not_held=not_held, names=_named, progress=tell
    )
    print(f"{source}: {loaded.records:,} records, {loaded.obligations:,} obligations", flush=True)


def _named(subject: Subject) -> tuple[str, str]:
    """A made-up name, the same for a subject every time."""
    number = id_from(subject.id).int
    return GIVEN[number % len(GIVEN)], FAMILY[number // 7 % len(FAMILY)]


# --- people ----------------------------------------------------------------------------------


def people() -> list[Person]:
    """Twenty people: twelve practitioners, five managers, a records officer, two inspectors."""
    if not Person.objects.exists():
        _make_people()
    return list(Person.objects.order_by("email"))


def _make_people() -> None:
    large, small = _youth_justice(LARGE), _youth_justice(SMALL)
    with act(person=None, route="benchmark") as by:
        its_file = files.open_file(type="agency", family="Inspectorate", by=by).pk
    inspectorate = _agency(its_file, "Inspectorate", Sector.INSPECTORATE)
    with act(person=None, route="benchmark") as by:
        access.agree(
            agency=large.pk, other=inspectorate.pk, purpose="An inspection", basis="Its powers",
            from_on=SINCE, sensitivities="hvp", by=by,
        )  # fmt: skip
    for number, worker in enumerate(_busy_workers(small.pk)[:12]):
        _person(f"practitioner-{number:02}", small, Role.PRACTITIONER, worker)
    for number, worker in enumerate(_busy_workers(large.pk)[:5]):
        _person(f"manager-{number}", large, Role.MANAGER, worker)
    _person("records-officer", large, Role.RECORDS_OFFICER)
    for number in range(2):
        _person(f"inspector-{number}", inspectorate, Role.INSPECTOR)


def _youth_justice(source: str) -> Agency:
    file = id_from(source, "agency-youth-justice")
    return _agency(file, f"Youth justice, {source}", Sector.YOUTH_JUSTICE)


def _agency(file: UUID, name: str, sector: Sector) -> Agency:
    with act(person=None, route="benchmark") as by:
        return access.add_agency(file=file, name=name, sector=sector, at=timezone.now(), by=by)


def _busy_workers(agency: UUID) -> list[UUID]:
    """An agency's workers, those with the most nearly thirty children allocated today first."""
    held = Counter(
        models.Involvement.objects.filter(
            sort="allocation", agency=agency, until_on=None, worker__isnull=False
        ).values_list("worker", flat=True)
    )
    return sorted(held, key=lambda worker: (abs(held[worker] - A_CASELOAD), worker))


def _person(name: str, of: Agency, role: Role, worker: UUID | None = None) -> None:
    with act(person=None, route="benchmark") as by:
        made = access.add_person(
            email=f"{name}@example.org", name=name, at=timezone.now(), by=by, worker=worker
        )
        access.appoint(
            person=made.pk, agency=of.pk, role=role, from_on=SINCE, sensitivities="hvp", by=by
        )


# --- signed in -------------------------------------------------------------------------------


def signed_in(person: Person) -> Signed:
    """A session of somebody as the entrance leaves it, and addresses for it."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    viewer = viewer_of(person.pk, timezone.now())
    some = _files(viewer)
    latest = [(file, models.Record.objects.filter(file=file).latest("position")) for file in some]
    records = [(file, row.fact) for file, row in latest if _is_read(viewer, file, row)]
    adds = policy.can(policy.check_record, viewer, some[0], "contact")
    with act(person=None, route="benchmark"):
        last = Caseload(viewer, frozenset(Sort)).page(None).paginator.num_pages
    return Signed(
        name=person.name,
        cookie=f"{settings.SESSION_COOKIE_NAME}={session.session_key}",
        lists=(
            "/files",
            "/files?whose=team",
            "/files?whose=all&type=child",
            f"/files?whose=all&page={last}",
        ),
        works=any(post.role in (Role.PRACTITIONER, Role.MANAGER) for post in viewer.posts),
        files=tuple(f"/files/{file}" for file in some),
        records=tuple(f"/files/{file}/records/{fact}" for file, fact in records),
        forms=tuple(f"/files/{file}/add/{kind_id('contact')}" for file in some) if adds else (),
    )


def _files(viewer: Viewer) -> list[UUID]:
    """Thirty children: their own where any are allocated to them, or any that are open."""
    children = models.Subject.objects.filter(type="child").order_by("pk")
    held = models.Involvement.objects.filter(
        sort="allocation", worker=viewer.worker, until_on=None, worker__isnull=False
    )
    own = children.filter(pk__in=held.values("file")).values_list("pk", flat=True)
    if own and viewer.posts[0].role == Role.PRACTITIONER:
        return list(own[:A_CASELOAD])
    return list(
        children.filter(policy.visible_to(viewer)).values_list("pk", flat=True)[:A_CASELOAD]
    )


def _is_read(viewer: Viewer, file: UUID, row: models.Record) -> bool:
    basis = policy.check_see_file(viewer, file)
    read = policy.visible_records(viewer, basis)
    return models.Record.objects.filter(read, fact=row.fact, withdraws=None).exists()
