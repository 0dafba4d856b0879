"""What takes two people is done when both agree, and is exactly what both were shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.utils import timezone

from sightline.service.access import policy, services
from sightline.service.access.models import Agreement, Person, Post, Proposal, Team
from sightline.service.access.roles import Right, Role
from sightline.service.access.two_people import TWO_PEOPLE, TwoPeople, register
from sightline.service.access.viewer import day_of, viewer_of
from sightline.service.ledger.acts import act
from sightline.service.ledger.failures import NotFound, Refused
from tests.service.access.worlds import (
    AgencyOf,
    Built,
    FileOf,
    Involved,
    PersonOf,
    PostOf,
    Span,
    World,
    build,
)

pytestmark = pytest.mark.django_db

ADA, BEN, NEW, OFFICER, OTHER_OFFICER, STRANGER = range(6)
NOW = timezone.now()
TODAY = day_of(NOW)


@pytest.fixture
def built() -> Built:
    """Two access administrators, somebody new, and records officers of two agencies."""
    administers = PersonOf((PostOf("access-administrator", 0),), worker=False)
    return build(
        World(
            (AgencyOf("youth-justice"), AgencyOf("police")),
            (
                administers,
                administers,
                PersonOf(),
                PersonOf((PostOf("records-officer", 0),)),
                PersonOf((PostOf("records-officer", 0),)),
                PersonOf((PostOf("records-officer", 1),)),
            ),
            (FileOf(involved=(Involved("case", 0),)),),
        ),
        NOW,
    )


@pytest.fixture
def tried() -> Iterator[list[tuple[UUID, UUID]]]:
    """An act of the test's own: who asked for it, and who agreed."""
    done: list[tuple[UUID, UUID]] = []
    made = TwoPeople(
        name="try",
        title="Try",
        right=Right.ADMINISTER,
        shown=lambda what: f"Tries {what['thing']} of {len(done)}.",
        check=lambda what: None,
        do=lambda what, asked_by, by: done.append((asked_by, by.person)),  # type: ignore[arg-type]
    )
    register(made)
    yield done
    del TWO_PEOPLE["try"]


def propose(built: Built, who: int, name: str, **what: object) -> UUID:
    with act(person=built.people[who], route="test") as by:
        return services.propose(act=name, what=what, reason="needed", at=NOW, by=by).pk


def decide(built: Built, who: int, proposal: UUID, agreed: bool = True) -> None:
    with act(person=built.people[who], route="test") as by:
        services.decide(proposal=proposal, agreed=agreed, at=NOW, by=by)


def post(built: Built, who: int = NEW, **said: object) -> dict[str, object]:
    asked = {"agency": built.agencies[0], "role": Role.PRACTITIONER, "from_on": TODAY} | said
    return services.post_asked(person=built.people[who], **asked)  # type: ignore[arg-type]


def test_an_act_is_done_by_the_second_person_and_names_the_first(
    built: Built, tried: list[tuple[UUID, UUID]]
) -> None:
    proposal = propose(built, ADA, "try", thing="this")
    assert not tried
    ada, ben, new = (viewer_of(built.people[n], NOW) for n in (ADA, BEN, NEW))
    for viewer, sees, decides in ((ada, True, False), (ben, True, True), (new, False, False)):
        assert policy.can(policy.check_see_proposal, viewer, proposal) is sees
        assert policy.can(policy.check_decide, viewer, proposal) is decides
        known = Proposal.objects.filter(policy.proposals_known(viewer))
        assert list(known.values_list("pk", flat=True)) == ([proposal] if sees else [])
    assert not policy.can(policy.check_second_person, ada, Proposal.objects.get())
    decide(built, BEN, proposal)
    assert tried == [(built.people[ADA], built.people[BEN])]


def test_what_is_refused_is_not_done(built: Built, tried: list[tuple[UUID, UUID]]) -> None:
    decide(built, BEN, propose(built, ADA, "try", thing="this"), agreed=False)
    assert not tried


def test_nobody_is_both_people(built: Built, tried: list[tuple[UUID, UUID]]) -> None:
    proposal = propose(built, ADA, "try", thing="this")
    with pytest.raises(Refused, match="second person"):
        decide(built, ADA, proposal)
    assert not tried


def test_a_proposal_is_decided_once(built: Built, tried: list[tuple[UUID, UUID]]) -> None:
    proposal = propose(built, ADA, "try", thing="this")
    decide(built, BEN, proposal, agreed=False)
    with pytest.raises(Refused, match="already"):
        decide(built, BEN, proposal)
    assert not tried


def test_what_was_shown_is_what_is_done(built: Built, tried: list[tuple[UUID, UUID]]) -> None:
    first, second = (propose(built, ADA, "try", thing="this") for _ in range(2))
    assert Proposal.objects.get(pk=first).shown == "Tries this of 0."
    decide(built, BEN, first)
    with pytest.raises(Refused, match="changed since"):
        decide(built, BEN, second)
    assert len(tried) == 1


@pytest.mark.parametrize("who", [NEW, OFFICER])
def test_without_the_right_a_proposal_is_neither_made_nor_seen(
    built: Built, tried: list[tuple[UUID, UUID]], who: int
) -> None:
    with pytest.raises(Refused):
        propose(built, who, "try", thing="this")
    proposal = propose(built, ADA, "try", thing="this")
    with pytest.raises(NotFound):
        decide(built, who, proposal)


def test_a_name_is_registered_once(tried: list[tuple[UUID, UUID]]) -> None:
    other = TWO_PEOPLE["appoint"]
    register(other)
    with pytest.raises(ValueError, match="already"):
        register(TwoPeople("try", "", Right.ERASE, str, print, print))


# --- granting --------------------------------------------------------------------------------


def test_a_post_is_held_once_two_people_agree(built: Built) -> None:
    Team.objects.create(agency_id=built.agencies[0], name="East")
    team = Team.objects.get().pk
    proposal = propose(built, ADA, "appoint", **post(built, team=team, sensitivities="hp"))
    shown = Proposal.objects.get(pk=proposal).shown
    assert shown.startswith("Person 2 is practitioner of Agency 0, team East, from ")
    assert shown.endswith("with sensitive fields (health, police).")
    assert not viewer_of(built.people[NEW], NOW).posts
    decide(built, BEN, proposal)
    (held,) = viewer_of(built.people[NEW], NOW).posts
    assert (held.role, held.team, held.sensitivities) == ("practitioner", "East", "hp")
    row = Post.objects.get(person=built.people[NEW])
    assert (row.by, row.approved_by) == (built.people[ADA], built.people[BEN])


def test_nobody_grants_themselves_anything(built: Built) -> None:
    mine = post(built, ADA, role=Role.NATIONAL_ANALYST, agency=built.agencies[0])
    with pytest.raises(Refused, match="themselves"):
        propose(built, ADA, "appoint", **mine)
    for_ben = propose(built, ADA, "appoint", **post(built, BEN, role=Role.ACCESS_ADMINISTRATOR))
    with pytest.raises(Refused, match="themselves"):
        decide(built, BEN, for_ben)


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ACCESS_ADMINISTRATOR])
def test_nobody_administers_access_and_reads_files(built: Built, role: Role) -> None:
    """Each day on which both would be held counts, and the same asked twice at once."""
    sector = {Role.BOARD_MEMBER: None, Role.INSPECTOR: None, Role.NATIONAL_ANALYST: None}
    if role in sector:
        return
    administers = post(built, role=Role.ACCESS_ADMINISTRATOR)
    reads = post(built, role=role, from_on=TODAY + timedelta(30))
    first = propose(built, ADA, "appoint", **administers)
    second = propose(built, ADA, "appoint", **reads)
    decide(built, BEN, first)
    with pytest.raises(Refused, match="at the same time"):
        decide(built, BEN, second)
    with pytest.raises(Refused, match="at the same time"):
        propose(built, ADA, "appoint", **reads)


def test_one_post_may_follow_the_other(built: Built) -> None:
    until = TODAY + timedelta(9)
    administers = post(built, role=Role.ACCESS_ADMINISTRATOR, until_on=until)
    decide(built, BEN, propose(built, ADA, "appoint", **administers))
    with pytest.raises(Refused, match="at the same time"):
        propose(built, ADA, "appoint", **post(built, from_on=until))
    propose(built, ADA, "appoint", **post(built, from_on=until + timedelta(1)))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"role": "nurse"}, "no such role"),
        ({"agency": UUID(int=1)}, "no such agency"),
        ({"team": 77}, "no such team"),
        ({"sensitivities": "hx"}, "Sensitive fields"),
        ({"sensitivities": "ph"}, "Sensitive fields"),
        ({"until_on": TODAY - timedelta(1)}, "before the first"),
        ({"role": Role.INSPECTOR}, "nobody in the role of inspector"),
        ({"role": Role.BOARD_MEMBER}, "nobody in the role of board member"),
    ],
)
def test_a_post_that_cannot_be_is_refused_with_a_sentence(
    built: Built, said: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        propose(built, ADA, "appoint", **post(built, NEW, **said))


def test_a_post_that_can_no_longer_be_is_refused_at_the_decision(built: Built) -> None:
    proposal = propose(built, ADA, "appoint", **post(built))
    Person.objects.filter(pk=built.people[NEW]).update(is_active=False)
    with pytest.raises(Refused, match="no longer sign in"):
        decide(built, BEN, proposal)
    decide(built, BEN, proposal, agreed=False)
    assert not Post.objects.filter(person=built.people[NEW]).exists()


def test_an_agreement_takes_two_people(built: Built) -> None:
    asked = services.agreement_asked(
        agency=built.agencies[0], other=built.agencies[1], purpose="Joint work",
        basis="Crime and Disorder Act 1998", from_on=TODAY, kinds=["plan"], sensitivities="p",
    )  # fmt: skip
    proposal = propose(built, ADA, "agree", **asked)
    assert not Agreement.objects.exists()
    decide(built, BEN, proposal)
    made = Agreement.objects.get()
    assert (made.by, made.approved_by) == (built.people[ADA], built.people[BEN])
    for wrong in ({"other": str(built.agencies[0])}, {"purpose": " "}, {"kinds": ["x"]}):
        with pytest.raises(Refused):
            propose(built, ADA, "agree", **{**asked, **wrong})


def test_a_person_does_not_grant_alone(built: Built) -> None:
    for who in (ADA, OFFICER):
        with act(person=built.people[who], route="test") as by, pytest.raises(Refused):
            services.appoint(
                person=built.people[NEW], agency=built.agencies[0], role=Role.MANAGER,
                from_on=TODAY, by=by,
            )  # fmt: skip
    with act(person=None, route="demo") as by:
        services.appoint(
            person=built.people[NEW], agency=built.agencies[0], role=Role.MANAGER,
            from_on=TODAY, by=by,
        )  # fmt: skip
    assert viewer_of(built.people[NEW], NOW).posts


def test_ending_takes_one_administrator_and_happens_once(built: Built) -> None:
    held = Post.objects.get(person=built.people[OFFICER])
    end = partial(services.end_post, post=held.pk, reason="left", at=NOW)
    with act(person=built.people[OFFICER], route="test") as by, pytest.raises(Refused):
        end(on=TODAY, by=by)
    with act(person=built.people[ADA], route="test") as by:
        with pytest.raises(Refused, match="yesterday"):
            end(on=TODAY - timedelta(2), by=by)
        end(on=TODAY, by=by)
        with pytest.raises(Refused, match="before"):
            end(on=TODAY, by=by)
    assert viewer_of(built.people[OFFICER], NOW).posts
    assert not viewer_of(built.people[OFFICER], NOW + timedelta(1)).posts


# --- erasing ---------------------------------------------------------------------------------


def test_an_erasure_is_known_only_to_who_sees_the_file(built: Built) -> None:
    asked = services.erasure_asked(
        file=built.files[0], rows={"files_name": [UUID(int=5)]}, basis="UK GDPR article 17"
    )
    with pytest.raises(NotFound):
        propose(built, STRANGER, "erase", **asked)
    with pytest.raises(Refused):
        propose(built, ADA, "erase", **asked)
    proposal = propose(built, OFFICER, "erase", **asked)
    with pytest.raises(NotFound):
        decide(built, STRANGER, proposal)
    with pytest.raises(Refused, match="second person"):
        decide(built, OFFICER, proposal)
    decide(built, OTHER_OFFICER, proposal, agreed=False)


def test_a_span_of_posts_in_the_past_is_no_obstacle() -> None:
    built = build(
        World(
            (AgencyOf("police"),),
            (
                PersonOf((PostOf("access-administrator", 0),)),
                PersonOf((PostOf("practitioner", 0, span=Span(-30, None, -1)),)),
            ),
        ),
        NOW,
    )
    propose(built, 0, "appoint", **post(built, 1, role=Role.ACCESS_ADMINISTRATOR))
