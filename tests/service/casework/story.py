"""A child of whom several agencies know something, told so that each panel has what to say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sightline.engine.model import Value
from sightline.service.access import policy
from sightline.service.access.models import Agency, Person, Sector
from sightline.service.casework import people
from sightline.service.casework.said import Reader
from sightline.service.casework.screen.known import Known
from sightline.service.casework.screen.panels import panels_for, read
from sightline.service.files import services as files
from sightline.service.files.entries import Entry
from sightline.service.files.models import Record, Subject
from sightline.service.ledger import chains
from sightline.standard.calendar import day_of
from tests.service.worlds import (
    World,
    agency,
    allocate,
    days_ago,
    machine,
    open_file,
    person,
    record,
    today,
    viewer,
    world,
)


@dataclass
class Story:
    """A child with a youth justice worker, and a health worker and a police officer who are told
    of the child by an agreement; ``here``: the world that they live in.
    """

    here: World
    social_care: Agency
    police: Agency
    nurse: Person
    officer: Person

    @property
    def child(self) -> UUID:
        return self.here.child

    def tell(self, kind: str, days: int, by: Agency | None = None, **said: Value) -> Record:
        """A record of so many days ago, by the youth justice service unless said."""
        maker = self.here.yjs if by is None else by
        author = self.here.worker.worker_id if by is None else None
        return record(
            self.child, kind, days_ago(days), agency=maker.pk, author=author, said=_named(said)
        )

    def plan(self, kind: str, days: int, **said: Value) -> Record:
        """What is planned for so many days ahead."""
        entry = Entry(
            kind, planned_start=day_of(today() + timedelta(days)), agency=self.here.yjs.pk,
            details=_named(said),
        )  # fmt: skip
        with machine() as by:
            seen = chains.version(chains.file_chain(self.child))
            return files.record(file=self.child, entry=entry, seen=seen, by=by)


def _named(said: dict[str, Value]) -> dict[str, Value]:
    return {name.rstrip("_").replace("_", "-"): value for name, value in said.items()}


def story() -> Story:
    """Nothing but that three agencies work with the child."""
    here = world()
    social_care = agency("Borchester Social Care", Sector.SOCIAL_CARE)
    police, health = (
        agency(f"Borchester {sector.label}", sector) for sector in (Sector.POLICE, Sector.HEALTH)
    )
    nurse = person(health, name="Nia Nurse", team="North", sensitivities="hv")
    officer = person(police, name="Ola Officer", team="North", sensitivities="vp")
    it = Story(here, social_care, police, nurse, officer)
    _others_work_with(it, health)
    return it


def of_another(it: Story) -> Story:
    """The same people, who work with another child as well, of whom all is told."""
    child = open_file(given="Robin", family="Greenaway", born_on=date(2012, 3, 4))
    record(child, "case", days_ago(10), agency=it.here.yjs.pk, service="youth-justice")
    allocate(child, it.here.worker, it.here.yjs, "North")
    told = replace(it, here=replace(it.here, child=child))
    _others_work_with(told, Agency.objects.get(sector=Sector.HEALTH))
    told_in_full(told)
    return told


def _others_work_with(it: Story, health: Agency) -> None:
    for who, of, role in (
        (it.nurse, health, "adult-worker"),
        (it.officer, it.police, "lead-professional"),
    ):
        record(
            it.child, "allocation", days_ago(10), agency=of.pk, role=role, team="North",
            worker=str(who.worker_id),
        )  # fmt: skip


def told_in_full(it: Story) -> None:
    """As much danger at once as a child's file is likely to hold."""
    other = open_file("adult", given="Sam", family="Secret")
    it.tell("missing", 1, it.police, type="missing")
    it.tell("plan", 90, it.social_care, type="child-protection", steps="See the child each week")
    it.tell("looked-after", 60, it.social_care, legal_basis="voluntary")
    it.tell("placement", 60, it.social_care, type="childrens-home", out_of_area="yes")
    it.tell("link", 50, relation="other-family", other_person=str(other), contact_forbidden="yes")
    it.tell("mappa", 40, it.police, category="violent-or-other-sexual", level="two")
    it.tell("incident", 20, it.police, type="attempted-suicide")
    it.tell(
        "assessment", 200, tool="assetplus", self_harm="low", vulnerability="medium",
        harm_to_others="very-high", some_need_in=("family", "self-harm"),
        no_need_in=("education",),
    )  # fmt: skip
    it.tell(
        "assessment", 8, tool="assetplus", self_harm="high", vulnerability="very-high",
        harm_to_others="high", victim_risk="high", at_risk=("others",),
        strong_need_in=("self-harm", "substance-use"), no_need_in=("family",),
        countersigned="no",
    )  # fmt: skip
    it.tell("need", 30, type="substance-misuse", state="closed")
    it.tell("identity", 100, language="Polish", interpreter="yes", ethnicity="declined")
    it.tell("contact", 6, result="kept", where="home", seen_alone="yes", purpose="welfare",
            with_="child")  # fmt: skip
    it.tell("contact", 2, result="missed", with_="child")
    it.plan("contact", 4, result="offered", purpose="appointment", with_="child")


def known(of: Person, child: UUID) -> Known:
    """The file as somebody's first screen knows it."""
    seen_by = viewer(of)
    basis = policy.basis_for(seen_by, child)
    assert basis is not None
    who = people.who(Subject.objects.get(pk=child), seen_by.today)
    return read(Reader(seen_by, basis), who, seen_by.at, panels_for(who.type))
