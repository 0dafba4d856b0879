"""Planning an inspection: who begins it leads it; the plan; who takes part, and their ties.

Everything is one row more in the inspection's chain. A plan is changed until the first answer about
a file is given; after that only the days of field work are.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sightline.service.access import policy
from sightline.service.access.models import Agency, Person, Post
from sightline.service.access.openings import holds_on
from sightline.service.access.roles import RIGHTS, Role
from sightline.service.access.viewer import Viewer, viewer_of
from sightline.service.inspection import conflicts, plans, who
from sightline.service.inspection.knowing import hold_open
from sightline.service.inspection.models import (
    Banding,
    ConflictOfInterest,
    Departure,
    Inspection,
    Judgement,
    Member,
    Part,
    Plan,
    Sort,
)
from sightline.service.inspection.plans import BadPlan, Planned
from sightline.service.ledger import chains, clock
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.row_security import as_machine

DECLARED = 500
"""Characters of what a member says of their ties."""

ONLY_DAYS = "Files have been judged by this plan. Only the days of field work are changed now."
NO_MEMBER = "There is no such member."


def begin(
    *,
    sort: str,
    agency: UUID,
    title: str,
    planned: Planned,
    declared: str,
    by: Act,
    id: UUID | None = None,
) -> Inspection:
    """Begin an inspection; whoever begins it leads it.

    ``id``: of the inspection, so that a form sent twice begins one. Raises BadPlan and Refused.
    """
    viewer = acting(by)
    who.check_plan(viewer)
    made = Inspection(id=id or new_id(), sort=sort, agency_id=agency, title=title.strip())
    chain = chains.inspection_chain(made.pk)
    chains.lock(chain)
    again = Inspection.objects.filter(pk=made.pk).first()
    if again is not None:
        who.check_lead(viewer, again.pk)
        return again
    check_new(made, planned, declared, viewer)
    lead = Member(
        inspection=made, person_id=viewer.person, part=Part.LEAD, declared=declared.strip()
    )
    rows = [made, lead, plans.row_of(made.pk, planned)]
    chains.append(rows, chain=chain, by=by)
    by.agency = agency
    by.did("begin inspection", row=made.pk)
    return made


def check_new(made: Inspection, planned: Planned, declared: str, viewer: Viewer) -> None:
    """Raise BadPlan where an inspection cannot be begun by whoever looks."""
    faults: dict[str, str] = {}
    if made.sort not in Sort.values:
        raise BadPlan({"sort": "Choose what the inspection is for."})
    if made.agency_id not in plans.agencies_for(viewer, made.sort):
        faults["sort"] = "You carry out no inspection of this sort for this agency."
    if not made.title or len(made.title) > 120:
        faults["title"] = "Type what the inspection is called, in 120 characters or fewer."
    if not declared.strip() or len(declared) > DECLARED:
        faults["declared"] = (
            f"Say what ties you have to what is inspected, in {DECLARED} characters or fewer. "
            "If there are none, say so."
        )
    areas = {area.agency for area in planned.areas}
    if tie := conflicts.with_agencies(made.sort, areas, viewer.person):
        faults["areas"] = _to_oneself(tie)
    try:
        plans.check(planned, made, viewer)
    except BadPlan as bad:
        faults = {**bad.faults, **faults}
    if faults:
        raise BadPlan(faults)


def _to_oneself(sentence: str) -> str:
    return sentence.replace("They hold", "You hold", 1)


def change_plan(*, inspection: UUID, planned: Planned, seen: int, by: Act) -> Plan:
    """Change the plan. ``seen``: the version of the inspection. Raises BadPlan, Stale, Refused."""
    viewer = acting(by)
    who.check_lead(viewer, inspection)
    hold_open(inspection)
    found, before = Inspection.objects.get(pk=inspection), plans.plan_of(inspection)
    is_judged = has_judgements(inspection)
    if is_judged:
        same = replace(planned, from_on=before.from_on, until_on=before.until_on)
        if same != plans.planned_of(before):
            raise Refused(ONLY_DAYS)
        if planned.until_on < planned.from_on:
            raise BadPlan({"until_on": "The last day of field work is before the first."})
    else:
        plans.check(planned, found, viewer)
    plan = plans.row_of(inspection, planned)
    chains.append([plan], chain=chains.inspection_chain(inspection), by=by, seen=seen)
    by.did("change plan", row=plan.pk)
    return plan


def has_judgements(inspection: UUID) -> bool:
    """Whether anything was answered already, so that neither plan nor sample may change."""
    return (
        Judgement.objects.filter(inspection=inspection).exists()
        or Banding.objects.filter(inspection=inspection).exists()
    )


# --- who takes part --------------------------------------------------------------------------


def may_join(inspection: Inspection, plan: Plan, today: date) -> list[tuple[Person, str]]:
    """People who could be added, by name, each with why they must not take part, or ''.

    Those of the agency whose post today holds the right, and who take no part yet.
    """
    right = plans.right_for(inspection.sort)
    roles = [role for role in Role if right in RIGHTS[role]]
    members = Member.objects.filter(inspection=inspection, departure__isnull=True)
    posts = Post.objects.filter(
        holds_on(today), agency=inspection.agency_id, role__in=roles, person__is_active=True
    ).exclude(person__in=members.values("person"))
    with as_machine():
        people = {post.person_id: post.person for post in posts.select_related("person")}
    areas = [UUID(one["agency"]) for one in plan.areas]
    listed = sorted(people.values(), key=lambda person: (person.name, person.pk))
    return [
        (person, conflicts.with_agencies(inspection.sort, areas, person.pk)) for person in listed
    ]


def add_member(
    *, inspection: UUID, person: UUID, declared: str, seen: int | None = None, by: Act
) -> Member:
    """Add somebody, with what they declared of their ties. Raises Refused, Stale, NotFound."""
    viewer = acting(by)
    who.check_lead(viewer, inspection)
    hold_open(inspection)
    found = Inspection.objects.get(pk=inspection)
    could = {one.pk: tie for one, tie in may_join(found, plans.plan_of(inspection), viewer.today)}
    if person not in could:
        raise Refused("They hold no post in your agency today that lets them take part, or do so.")
    if could[person]:
        raise Refused(could[person])
    _check_declared(declared)
    row = Member(inspection=found, person_id=person, part=Part.INSPECTOR, declared=declared.strip())
    chains.append([row], chain=chains.inspection_chain(inspection), by=by, seen=seen)
    by.did("add member", row=row.pk)
    return row


def _check_declared(declared: str) -> None:
    if not declared.strip() or len(declared) > DECLARED:
        raise Refused(
            f"Say what ties they declared, in {DECLARED} characters or fewer. If there are none, "
            "say so."
        )


def end_part(
    *, inspection: UUID, member: UUID, reason: str, seen: int | None = None, by: Act
) -> Departure:
    """End somebody's part: the lead ends others', anybody their own; the lead first hands over."""
    mine = who.member(acting(by), inspection)
    hold_open(inspection)
    row = member_of(inspection, member)
    if row.part == Part.LEAD:
        raise Refused("The lead inspector hands over to another member first.")
    if mine.part != Part.LEAD and mine.pk != row.pk:
        raise Refused("The lead inspector does this.")
    departure = Departure(inspection_id=inspection, member=row, reason=_reason(reason))
    chains.append([departure], chain=chains.inspection_chain(inspection), by=by, seen=seen)
    by.did("end part", row=row.pk)
    return departure


def hand_over(
    *, inspection: UUID, to: UUID, reason: str, seen: int | None = None, by: Act
) -> Member:
    """Make another member the lead, and stay as an inspector."""
    mine = who.member(acting(by), inspection)
    who.check_lead(acting(by), inspection)
    hold_open(inspection)
    row = member_of(inspection, to)
    if row.pk == mine.pk:
        raise Refused("You lead this inspection already.")
    why = _reason(reason)
    lead = Member(
        inspection_id=inspection, person_id=row.person_id, part=Part.LEAD, declared=row.declared
    )
    staying = Member(
        inspection_id=inspection, person_id=mine.person_id, part=Part.INSPECTOR,
        declared=mine.declared,
    )  # fmt: skip
    ended = [Departure(inspection_id=inspection, member=one, reason=why) for one in (row, mine)]
    # Written first: whoever takes no part any longer writes nothing here.
    chains.append(
        [lead, staying, *ended], chain=chains.inspection_chain(inspection), by=by, seen=seen
    )
    by.did("hand over", row=lead.pk)
    return lead


def member_of(inspection: UUID, member: UUID) -> Member:
    """A member of an inspection whose part has not ended. Raises NotFound."""
    rows = Member.objects.filter(inspection=inspection, departure__isnull=True, pk=member)
    row = rows.select_related("person").first()
    if row is None:
        raise NotFound(NO_MEMBER)
    return row


def declare(
    *, inspection: UUID, member: UUID, file: UUID, reason: str, seen: int | None = None, by: Act
) -> ConflictOfInterest:
    """Declare that a member has a tie to a file: their own, or the lead for anybody.

    The file is one that was drawn and is open to whoever declares. Raises NotFound, Refused, Stale.
    """
    viewer = acting(by)
    mine = who.member(viewer, inspection)
    hold_open(inspection)
    row = member_of(inspection, member)
    if mine.part != Part.LEAD and mine.pk != row.pk:
        raise Refused("A tie is declared by whoever has it, or by the lead inspector.")
    basis = policy.check_see_file(viewer, file)
    tie = ConflictOfInterest(
        inspection_id=inspection, member=row, file=file, reason=_reason(reason)
    )
    chains.append([tie], chain=chains.inspection_chain(inspection), by=by, seen=seen)
    by.saw(file, basis.sort)
    by.did("declare a tie", file=file, row=tie.pk)
    return tie


def _reason(reason: str) -> str:
    if not reason.strip() or len(reason) > 300:
        raise Refused("Say why, in 300 characters or fewer.")
    return reason.strip()


def acting(by: Act, at: datetime | None = None) -> Viewer:
    """Whoever acts, as the policy sees them now."""
    assert by.person is not None, "an inspection is carried out by people"
    return viewer_of(by.person, at or clock.now())


def area_names(plan: Plan | Planned) -> dict[UUID, str]:
    """How each agency of a plan is called, with its team where it is one."""
    areas = plans.planned_of(plan).areas if isinstance(plan, Plan) else plan.areas
    names = names_of({area.agency for area in areas})
    return {
        area.agency: names.get(area.agency, "") + (f", team {area.team}" if area.team else "")
        for area in areas
    }


def names_of(agencies: Collection[UUID]) -> dict[UUID, str]:
    """How agencies are called."""
    return dict(Agency.objects.filter(pk__in=agencies).values_list("pk", "name"))
