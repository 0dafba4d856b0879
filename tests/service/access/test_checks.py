"""Every check, for every role and relationship: who may do what, from the manual's table."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest
from django.utils import timezone

from sightline.service.access import policy
from sightline.service.access.models import Sector
from sightline.service.access.roles import READING, RIGHTS, Right, Role, cannot_be_held_together
from sightline.service.access.viewer import PostHeld, Viewer, viewer_of
from sightline.service.files.models import Precision, Record
from sightline.service.files.standard import standard
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.row_security import as_machine
from sightline.standard.model import Kind
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
    World,
    build,
)

pytestmark = pytest.mark.django_db

ROLES = list(Role.values)
HERE, ELSEWHERE = 0, 1
ALLOWED, REFUSED, HIDDEN = "allowed", "refused", "hidden"

FILES = {
    "none": FileOf(),
    "allocated": FileOf(
        involved=tuple(Involved("allocation", ELSEWHERE, worker=n) for n in range(len(ROLES)))
    ),
    "team": FileOf(involved=(Involved("allocation", HERE, team="East"),)),
    "agency": FileOf(involved=(Involved("case", HERE),)),
    "agreed": FileOf(involved=(Involved("case", ELSEWHERE),)),
    "glass": FileOf(glass=tuple(Glass(n, HERE) for n in range(len(ROLES)))),
    "closed": FileOf(involved=(Involved("case", HERE),), closed=(Closing(),)),
}


def world(sector: str) -> World:
    people = tuple(PersonOf((PostOf(role, HERE, "East", "hvp"),)) for role in ROLES)
    return World(
        (AgencyOf(sector), AgencyOf("social-care")),
        people,
        tuple(FILES.values()),
        (AgreementOf(ELSEWHERE, HERE, sensitivities="hvp"),),
    )


def asked(check: Callable[..., object], viewer: Viewer, *about: object) -> str:
    """What a check says; and that what it says may be shown to anybody."""
    try:
        with as_machine():
            check(viewer, *about)
    except Refused as refusal:
        sentence = str(refusal)
        assert sentence.endswith(".") and sentence[0].isupper() and sentence.count(".") == 1
        assert not any(str(one) in sentence for one in about)
        return REFUSED
    except NotFound:
        return HIDDEN
    return ALLOWED


# --- what needs no file ----------------------------------------------------------------------

APART: dict[str, set[str]] = {
    "check_see_work": {"practitioner", "manager", "inspector", "records-officer"},
    "check_open_file": {"practitioner", "manager"},
    "check_see_standard": set(ROLES),
    "check_see_figures": {"manager", "board-member", "inspector", "national-analyst"},
    "check_administer": {"access-administrator"},
    "check_see_log": {"access-administrator"},
    "check_see_operations": {"manager", "records-officer", "access-administrator"},
    "check_load": {"records-officer"},
    "check_see_own_log": set(ROLES),
    "check_see_allocations": {"manager"},
    "check_see_team": {"manager"},
    "check_see_own_work": {"practitioner", "manager"},
    "check_keep_checkpoints": {"records-officer", "access-administrator"},
    "check_see_proposals": {"records-officer", "access-administrator"},
}


@pytest.mark.once
@pytest.mark.parametrize(("name", "role"), list(product(APART, ROLES)))
def test_what_each_role_may_do_apart_from_files(name: str, role: str) -> None:
    held = PostHeld(new_id(), Role(role), new_id(), "police", "", "hvp", True)
    viewer = Viewer(new_id(), timezone.now(), posts=(held,))
    wanted = ALLOWED if role in APART[name] else REFUSED
    assert asked(getattr(policy, name), viewer) == wanted
    assert policy.can(getattr(policy, name), viewer) is (wanted == ALLOWED)
    assert asked(getattr(policy, name), Viewer(new_id(), timezone.now())) == REFUSED


@pytest.mark.parametrize("act", ["appoint", "agree", "erase"])
@pytest.mark.parametrize("role", ROLES)
def test_who_proposes_what_takes_two_people(act: str, role: str) -> None:
    held = PostHeld(new_id(), Role(role), new_id(), "police", "", "hvp", True)
    viewer = Viewer(new_id(), timezone.now(), posts=(held,))
    proposers = {"erase": "records-officer"}.get(act, "access-administrator")
    assert asked(policy.check_propose, viewer, act) == (ALLOWED if role == proposers else REFUSED)


def test_no_role_administers_access_and_reads_files() -> None:
    for role, rights in RIGHTS.items():
        assert not (Right.ADMINISTER in rights and rights & READING), role
    assert set(RIGHTS) == set(Role)
    assert cannot_be_held_together(Role.ACCESS_ADMINISTRATOR, Role.PRACTITIONER)
    assert cannot_be_held_together(Role.BOARD_MEMBER, Role.ACCESS_ADMINISTRATOR)
    assert not cannot_be_held_together(Role.MANAGER, Role.BOARD_MEMBER)
    assert not cannot_be_held_together(Role.ACCESS_ADMINISTRATOR, Role.NATIONAL_ANALYST)


# --- what is done on a file ------------------------------------------------------------------


def record_on(file: UUID, kind: str, agency: UUID | None) -> Record:
    id_ = new_id()
    return Record(
        id=id_, file_id=file, kind=kind, fact=id_, agency=agency, recorded_at=timezone.now(),
        occurred_at=timezone.now(), occurred_precision=Precision.DAY,
    )  # fmt: skip


def added(built: Built, *records: Record) -> None:
    with as_machine():
        for record in records:
            chain = chains.file_chain(record.file_id)
            chains.append([record], chain=chain, by=Act(None, "test"))


def cases(sector: str) -> Iterator[tuple[Built, str, Viewer, str, UUID, set[str]]]:
    """Each person at each file: the role, the file's name and id, and the bases by the rules."""
    made = world(sector)
    built = build(made, timezone.now())
    for n, role in enumerate(ROLES):
        viewer = viewer_of(built.people[n], built.at)
        for f, name in enumerate(FILES):
            sorts = {reason.sort for reason in reasons(made, n, f)}
            yield built, role, viewer, name, built.files[f], sorts


WITH_RIGHT: dict[str, set[str]] = {
    "check_see_file": set(ROLES),
    "check_see_lookers": {"manager", "records-officer"},
    "check_restrict": {"manager"},
    "check_lift": {"manager"},
    "check_erase": {"records-officer"},
}


@pytest.mark.parametrize("sector", ["youth-justice", "police", "board", "inspectorate"])
def test_what_each_role_may_do_to_a_file(sector: str) -> None:
    results = set()
    for _, role, viewer, name, file, sorts in cases(sector):
        for check, roles in WITH_RIGHT.items():
            wanted = HIDDEN if not sorts else ALLOWED if role in roles else REFUSED
            assert asked(getattr(policy, check), viewer, file) == wanted, (role, name, check)
            results.add((check, wanted))
        breaks = REFUSED if sorts or role not in ("practitioner", "manager") else ALLOWED
        assert asked(policy.check_break_glass, viewer, file) == breaks, (role, name)
        results.add(("check_break_glass", breaks))
    assert {check for check, wanted in results if wanted == ALLOWED} == {
        *WITH_RIGHT,
        "check_break_glass",
    }


SERVICE_S_OWN = {"broken-glass", "broken-glass-review"}
OPENS_FILES = {"allocation", "post", "custody"}


@pytest.mark.parametrize("sector", Sector.values)
def test_who_records_what(sector: str) -> None:
    possible: set[str] = set()
    for _, role, viewer, name, file, sorts in cases(sector):
        if name not in ("team", "agreed") or not sorts:
            continue
        with as_machine():
            basis = policy.check_see_file(viewer, file)
            found = policy.kinds_recorded(viewer, basis)
        wanted = {kind.name for kind in standard().kinds.values() if may_record(role, sector, kind)}
        assert found == wanted, (role, name)
        possible |= found
        assert asked(policy.check_record, viewer, file, "no-such-kind") == HIDDEN
        for kind in ("allocation", "exemption", "plan", "broken-glass", "judgement"):
            result = ALLOWED if kind in wanted else REFUSED
            assert asked(policy.check_record, viewer, file, kind) == result, (role, name, kind)
    assert sector == "government" or possible


def may_record(role: str, sector: str, kind: Kind) -> bool:
    return (
        role in ("practitioner", "manager", "inspector")
        and (not kind.recorded_by or sector in kind.recorded_by)
        and kind.name not in SERVICE_S_OWN
        and (kind.name not in OPENS_FILES | {"exemption"} or role == "manager")
    )


@pytest.mark.parametrize("sector", ["youth-justice", "police"])
def test_only_its_own_agency_changes_a_record(sector: str) -> None:
    seen = set()
    for built, role, viewer, name, file, sorts in cases(sector):
        if name not in ("none", "team", "agency"):
            continue
        ours = record_on(file, "notice", built.agencies[HERE])
        theirs = record_on(file, "notice", built.agencies[ELSEWHERE])
        nobodys = record_on(file, "notice", None)
        added(built, ours, theirs, nobodys)
        records = role in ("practitioner", "manager")
        for record, own in ((ours, True), (theirs, False), (nobodys, True)):
            may = records and own
            wanted = HIDDEN if not sorts else ALLOWED if may else REFUSED
            found = asked(policy.check_correct, viewer, file, record.fact)
            assert found == wanted, (role, name, own)
            assert asked(policy.check_withdraw, viewer, file, record.fact) == wanted
            seen.add(wanted)
            moves = HIDDEN if not sorts else ALLOWED if role == "records-officer" else REFUSED
            assert asked(policy.check_refile, viewer, file, record.fact) == moves
            hidden = new_id()
            to_hidden = HIDDEN if moves == ALLOWED else moves
            assert asked(policy.check_refile, viewer, file, record.fact, hidden) == to_hidden
        assert asked(policy.check_correct, viewer, file, new_id()) == HIDDEN
    assert seen == {ALLOWED, REFUSED, HIDDEN}


def test_a_manager_of_the_agency_that_made_a_record_countersigns_it() -> None:
    """And not the one who recorded it, nor what nobody signs."""
    seen = set()
    for built, role, viewer, name, file, sorts in cases("youth-justice"):
        if name not in ("none", "team", "agency"):
            continue
        agencies = (built.agencies[HERE], built.agencies[ELSEWHERE], None)
        ours, theirs, nobodys, other = (
            record_on(file, "plan", agency) for agency in (*agencies, agencies[0])
        )
        for plan in (ours, theirs, nobodys):
            plan.details = {"type": "safety-and-wellbeing"}
        own = record_on(file, "plan", agencies[0])
        own.details, own.author = ours.details, viewer.worker or new_id()
        added(built, ours, theirs, nobodys, other, own)
        for plan, may in ((ours, True), (theirs, False), (nobodys, True), (other, False)):
            wanted = HIDDEN if not sorts else ALLOWED if may and role == "manager" else REFUSED
            found = asked(policy.check_countersign, viewer, file, plan.fact)
            assert found == wanted, (role, name, may)
            seen.add(wanted)
        if viewer.worker is not None and sorts:
            assert asked(policy.check_countersign, viewer, file, own.fact) == REFUSED
    assert seen == {ALLOWED, REFUSED, HIDDEN}


def test_a_file_that_is_closed_to_me_is_refused_as_one_that_is_not_there() -> None:
    for _, _, viewer, _, file, sorts in cases("police"):
        if sorts:
            continue
        for name in (*WITH_RIGHT, "check_record", "check_correct"):
            check = getattr(policy, name)
            about: list[object] = (
                [UUID(int=7)] if len(inspect.signature(check).parameters) == 3 else []
            )
            if name == "check_record":
                about = ["notice"]
            said = []
            for id_ in (file, new_id()):
                with as_machine(), pytest.raises(NotFound) as found:
                    check(viewer, id_, *about)
                said.append(str(found.value))
            assert said[0] == said[1]


@pytest.mark.parametrize("sector", ["youth-justice", "inspectorate"])
def test_who_says_who_a_file_is_kept_on(sector: str) -> None:
    seen = set()
    for _, role, viewer, name, file, sorts in cases(sector):
        works = role in ("practitioner", "manager") and sorts - {"agreement"}
        wanted = HIDDEN if not sorts else ALLOWED if works else REFUSED
        assert asked(policy.check_tell, viewer, file) == wanted, (role, name)
        seen.add(wanted)
    assert seen == {ALLOWED, REFUSED, HIDDEN}


def test_a_child_is_named_only_by_who_sees_the_file_and_a_worker_by_all() -> None:
    seen = set()
    for built, _, viewer, _, file, sorts in cases("police"):
        assert asked(policy.check_name, viewer, file) == (ALLOWED if sorts else HIDDEN)
        for body in (built.agencies[ELSEWHERE], built.files[-1]):
            assert asked(policy.check_name, viewer, body) == ALLOWED
            outside = Viewer(new_id(), built.at)
            assert asked(policy.check_name, outside, body) == HIDDEN
        seen.add(bool(sorts))
    assert seen == {True, False}


def test_every_check_of_the_policy_is_asked_by_a_test() -> None:
    """A new check that no test here names fails this."""
    said = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    for name in dir(policy):
        if name.startswith("check_"):
            assert name in said, f"no test asks {name}"
