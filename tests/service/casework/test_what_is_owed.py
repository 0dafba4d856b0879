"""All that is and was owed on a file: states that are never merged, whose it was, who sees."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sightline.engine.model import Note, State
from sightline.service.access import policy
from sightline.service.access.models import Agency, Person, Sector
from sightline.service.casework.all_owed import STATES, AllOwed, lines
from sightline.service.casework.pages.correcting import entry_of
from sightline.service.files import services as files
from sightline.service.files.models import Obligation, Record
from sightline.service.files.standard import standard
from sightline.service.ledger import chains
from tests.service.casework.filling import form_of
from tests.service.worlds import (
    World,
    agency,
    browser,
    days_ago,
    machine,
    person,
    record,
    today,
    viewer,
    world,
)

pytestmark = pytest.mark.django_db

TO_DO = {State.OVERDUE, State.OPEN, State.UNDATED, State.BREACHED}


@pytest.fixture
def here() -> World:
    return world()


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def shown(who: Person, child: UUID, **asked: str) -> str:
    answer = browser(who).get(reverse("file-owed", args=[child]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def all_owed(who: Person, child: UUID) -> AllOwed:
    asked = viewer(who)
    basis = policy.basis_for(asked, child)
    assert basis is not None
    return AllOwed(asked, basis)


def put(child: UUID, duty: str, settled: str, *, due: int | None = None, **more: object) -> UUID:
    """An obligation as judging would have stored it. ``due``: in so many days, or None."""
    row = Obligation(
        id=uuid4(), file_id=child, duty=duty, part=standard().duties[duty].parts[0].name, rule=0,
        owner=standard().duties[duty].parts[0].rules[0].owner, trigger=str(uuid4()),
        opened_on=today() - timedelta(400), settled=settled,
        due_on=None if due is None else today() + timedelta(due), **more,
    )  # fmt: skip
    row.save()
    return row.pk


def every_state(child: UUID) -> dict[str, UUID]:
    """One obligation in each state of the filter, but for what is to do together."""
    Obligation.objects.filter(file=child).delete()
    met, ended = {"met_on": today() - timedelta(40)}, Note.ENDED.value
    return {
        "overdue": put(child, "home-visit-yot", "", due=-5),
        "open": put(child, "home-visit-yot", "", due=5),
        "undated": put(child, "release-address", "undated"),
        "breached": put(child, "unregulated-under-16", "breached"),
        "met": put(child, "home-visit-yot", "met", due=-40, **met),
        "late": put(child, "home-visit-yot", "late", due=-60, **met),
        "missed": put(child, "home-visit-yot", "", due=-50, notes=ended),
        "not watched": put(child, "ete-hours-school-age", "not watched", due=-9),
        "kept": put(child, "unregulated-under-16", "kept"),
        "excused": put(child, "home-visit-yot", "excused", due=-30),
        "lapsed": put(child, "home-visit-yot", "lapsed", due=-20),
    }


def test_each_state_has_its_own_filter_and_nothing_falls_between_them(here: World) -> None:
    there, owed = every_state(here.child), all_owed(here.worker, here.child)
    found = {state: [row.pk for row in owed.rows(state, "", "")] for state in STATES}
    to_do = found.pop("to-do")
    assert found == {state: [id_] for state, id_ in there.items()}
    assert sorted(to_do) == sorted(there[state] for state in TO_DO)
    assert len(owed.rows("", "", "")) == len(there)


def test_what_there_is_to_do_stands_first_the_most_serious_first(here: World) -> None:
    there = every_state(here.child)
    worse = put(here.child, "home-visit-yot", "", due=-6)
    order = [row.pk for row in all_owed(here.worker, here.child).rows("", "", "")]
    first = [there["breached"], worse, there["overdue"], there["undated"], there["open"]]
    assert order[:5] == first
    dated = [there[s] for s in ("not watched", "lapsed", "excused", "met", "missed", "late")]
    assert [id_ for id_ in order if id_ in dated] == dated, "the latest first"


def test_late_and_no_evidence_are_never_the_same_words(here: World) -> None:
    there, asked = every_state(here.child), viewer(here.worker)
    basis = policy.basis_for(asked, here.child)
    assert basis is not None
    rows = list(AllOwed(asked, basis).rows("", "", ""))
    said = {one.id: one for one in lines(asked, basis, rows, "borchester", asked.at)}
    became = {state: said[id_].became for state, id_ in there.items()}
    assert len(set(became.values())) == len(became)
    assert became["late"].startswith("Done late")
    assert "after it was due" in became["late"]
    assert "No evidence on file" in became["missed"] and "late" not in became["missed"].lower()
    assert became["overdue"].startswith("Overdue by")
    assert became["not watched"].startswith("Not known")
    assert "cannot be worked out" in became["undated"]
    urgent = {state for state, id_ in there.items() if said[id_].is_urgent}
    assert urgent == {"overdue", "breached"}
    assert said[there["met"]].under == f"In {(today() - timedelta(40)).year}"
    assert {said[there[state]].under for state in TO_DO} == {"To do now"}


def test_what_is_not_read_is_neither_shown_nor_counted_nor_offered(here: World) -> None:
    """A duty that reads health: no line, no number, no topic in the filter."""
    every_state(here.child)
    put(here.child, "camhs-non-acute", "", due=-2, sensitivities="h", kind="referral")
    plain = person(here.yjs, name="Pat Plain", team="North", sensitivities="")
    title = standard().duties["camhs-non-acute"].title
    assert title in text(shown(here.worker, here.child))
    html = shown(plain, here.child)
    assert title not in text(html) and "Mental health" not in html
    assert "1 to 11 of 11" in text(html) and "1 to 12 of 12" in text(shown(here.worker, here.child))


def offered(html: str, name: str) -> dict[str, str]:
    """What a question of the filter offers to choose from, by its title."""
    radio = (
        rf'name="{name}" type="radio" value="([^"]*)"[^>]*>\s*<label[^>]*>\s*([^<]*?)\s*</label>'
    )
    return {title: value for value, title in re.findall(radio, html)}


def test_a_filter_is_by_topic_and_agency_and_its_address_says_neither(here: World) -> None:
    every_state(here.child)
    html = shown(here.worker, here.child)
    topics, agencies = offered(html, "topic"), offered(html, "agency")
    topic = topics["Accommodation"]
    assert all(UUID(value) for value in [*topics.values(), *agencies.values()] if value)
    some = text(shown(here.worker, here.child, topic=topic))
    assert "Accommodation: choose others" in some and "1 to 3 of 3" in some
    none = text(shown(here.worker, here.child, topic=topic, state="met"))
    assert "Nothing of this sort" in none
    of_youth_justice = text(shown(here.worker, here.child, agency=agencies["Youth justice"]))
    assert standard().duties["unregulated-under-16"].title not in of_youth_justice
    assert standard().duties["home-visit-yot"].title in of_youth_justice
    # What nobody offers is not asked for.
    assert "1 to 11 of 11" in text(shown(here.worker, here.child, topic="mental-health", page="x"))


def test_on_whom_it_fell_then_and_who_must_act_now_are_two_things(here: World) -> None:
    """The child was handed over between: who had to act then is not who must act now."""
    other = person(here.yjs, name="Kim Later", team="North")
    cover = person(here.yjs, name="Sam Standin", team="North")
    assert other.worker_id and cover.worker_id
    first = _allocation(here)
    with machine() as by:
        ended = replace(entry_of(first), ended=days_ago(3))
        seen = chains.version(chains.file_chain(here.child))
        files.correct(fact=first.fact, entry=ended, reason="Handed over", seen=seen, by=by)
    record(here.child, "allocation", days_ago(2), agency=here.yjs.pk, role="case-manager",
           worker=str(other.worker_id))  # fmt: skip
    row = put(here.child, "home-visit-yot", "", due=-6)
    told = text(shown(here.manager, here.child, state="overdue"))
    assert "Now: Kim Later, youth justice case manager, Borchester YJS." in told
    assert "When it was due: Jo Example, youth justice case manager" in told
    record(other.worker_id, "allocation", days_ago(1), agency=here.yjs.pk, role="cover",
           worker=str(cover.worker_id))  # fmt: skip
    one = browser(here.manager).get(reverse("owed", args=[here.child, row])).content.decode()
    assert "Who must act now Sam Standin, who stands in for Kim Later" in text(one)
    assert "Who had to act when it was due Jo Example" in text(one)


def _allocation(here: World) -> Record:
    return Record.objects.get(file=here.child, kind="allocation")


def test_who_holds_a_role_is_not_guessed_where_it_is_not_read(here: World) -> None:
    """The police read no allocations: "nobody is named" would be untrue."""
    police = agency("Felpersham Police", Sector.POLICE, sees=Agency.Sees.AGENCY)
    officer = person(police, name="Pat Constable")
    record(here.child, "case", days_ago(4), agency=police.pk, service="youth-justice")
    put(here.child, "home-visit-yot", "", due=-6)
    told = text(shown(officer, here.child, state="overdue"))
    assert "who that is is not shown to you" in told
    assert "Jo Example" not in told and "nobody is named" not in told


def test_the_number_of_queries_does_not_grow_with_what_is_owed(here: World) -> None:
    client, page = browser(here.worker), reverse("file-owed", args=[here.child])
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for number in range(45):
        put(here.child, "home-visit-yot", "", due=-number)
    with CaptureQueriesContext(connection) as many:
        html = client.get(page).content.decode()
    assert "1 to 30 of" in text(html) and "?page=2" in html
    assert len(many) <= len(few) + 1 <= 48


def test_one_obligation_is_explained_with_the_guide_and_what_was_excused_before(
    here: World,
) -> None:
    record(here.child, "assessment", days_ago(20), agency=here.yjs.pk, tool="assetplus",
           vulnerability="high")  # fmt: skip
    row = Obligation.objects.get(file=here.child, duty="vuln-plan-create")
    duty, address = standard().duties[row.duty], reverse("owed", args=[here.child, row.pk])
    page = text(browser(here.worker).get(address).content.decode())
    assert duty.guide is not None
    for said in (duty.guide.who, duty.guide.how, duty.guide.good, duty.why):
        assert text(said) in page.replace("&#39;", "'")
    html = browser(here.worker).get(address).content.decode()
    assert reverse("duty", args=[duty.id]) in html
    assert "What it asked at other times" in html and "From 1 January 2004" in html
    assert "Nothing of this duty has been excused" in page and "ask a manager" in page
    client, form = browser(here.manager), reverse("excuse", args=[here.child, row.pk])
    on = today()
    day = {f"occurred-{part}": [str(getattr(on, part))] for part in ("day", "month", "year")}
    sent = form_of(client.get(form).content) | day | {"reason": ["The family has moved abroad"]}
    assert client.post(form, sent).status_code == 302
    page = text(client.get(address).content.decode())
    assert "The family has moved abroad" in page and "decided by Mo Manager" in page
