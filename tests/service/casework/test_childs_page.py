"""A child's own page: said plainly, true of what happened, and safe on a kitchen table."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from sightline.engine.model import Note
from sightline.service.access import policy
from sightline.service.access.models import Person
from sightline.service.casework.childs import things as told_things
from sightline.service.casework.childs.own_words import NEEDS
from sightline.service.casework.childs.rows import told
from sightline.service.casework.childs.said import say_day
from sightline.service.casework.childs.things import Thing, Things, things
from sightline.service.casework.childs.words import MEANINGS
from sightline.service.casework.falls import falls_on
from sightline.service.casework.said import Reader
from sightline.service.files.models import Obligation, SubjectType
from sightline.service.files.rules import sensitivities_of
from sightline.service.files.standard import standard
from sightline.service.ledger.models import LogLine
from sightline.standard.to_child import JARGON
from tests.service.worlds import (
    World,
    allocate,
    browser,
    days_ago,
    open_file,
    person,
    record,
    today,
    viewer,
    world,
)
from tests.standard.readability import reading_age

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> World:
    return world()


def page(who: Person, child: UUID, **asked: str) -> str:
    """The text of the page, from its heading for the child on."""
    answer = browser(who).get(reverse("child-view", args=[child]), asked)
    assert answer.status_code == 200
    html = answer.content.decode()
    shown = html[html.index("this is your page") : html.index("</main>")]
    return re.sub(r"\s+([.,])", r"\1", re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", shown)))


def put(child: UUID, duty: str, part: str = "", settled: str = "", **more: object) -> Obligation:
    """An obligation as judging would have stored it, due in five days unless said otherwise."""
    declared = next(one for one in standard().duties[duty].parts if one.name == part)
    row = Obligation(
        id=uuid4(), file_id=child, duty=duty, part=part, rule=0, owner=declared.rules[0].owner,
        trigger=str(uuid4()), opened_on=today() - timedelta(400), settled=settled,
        **{"due_on": today() + timedelta(5), **more},
    )  # fmt: skip
    row.save()
    return row


def said(who: Person, child: UUID) -> Things:
    asked = viewer(who)
    basis = policy.basis_for(asked, child)
    assert basis is not None
    roles = [(role, asked.today) for role in standard().roles.declared]
    return things(told(asked, basis).ones, falls_on(asked, basis, roles), asked.today)


def of(duty: str, page: Things) -> Thing:
    says = standard().duties[duty].parts[0].to_child
    return next(thing for thing in (*page.now, *page.done) if thing.says == says)


def day(ahead: int) -> str:
    return say_day(today() + timedelta(ahead), today())


@pytest.mark.once
def test_it_says_what_by_when_and_whether_it_happened(here: World) -> None:
    Obligation.objects.filter(file=here.child).delete()
    ended = Note.ENDED.value
    for duty, settled, due, more in (
        ("home-visit-yot", "", 5, {"booked_on": today() + timedelta(2)}),
        ("custody-yot-visit", "", -4, {}),
        ("lac-health-first", "not watched", 3, {}),
        ("assessment-initial", "undated", None, {}),
        ("health-reception", "met", -20, {"met_on": today() - timedelta(21)}),
        ("health-mental", "late", -20, {"met_on": today() - timedelta(10)}),
        ("health-plan", "", -30, {"notes": ended}),
        ("release-contact", "excused", -30, {}),
        ("custody-first-plan", "lapsed", -30, {}),
        ("pep-first", "met", -400, {"met_on": today() - timedelta(400)}),
    ):
        on = None if due is None else today() + timedelta(due)
        put(here.child, duty, settled=settled, due_on=on, **more)
    page_says = said(here.worker, here.child)
    assert [thing.mark for thing in page_says.now] == [
        "Not done yet", "We do not know", "To come", "To come",
    ]  # fmt: skip
    visit, late = of("home-visit-yot", page_says), of("health-mental", page_says)
    assert visit.then == (f"By {day(5)}.", f"It is planned for {day(2)}.")
    assert of("custody-yot-visit", page_says).then == (
        f"It should have happened by {day(-4)}. As far as we know, it has not.",
        "You can ask Jo Example why.",
    )
    assert "No one tells us here" in of("lac-health-first", page_says).then[0]
    assert of("health-reception", page_says).then == (f"This was done on {day(-21)}.",)
    assert (late.mark, late.then) == (
        "Done late",
        (f"This was done on {day(-10)}. It should have been done by {day(-20)}.",),
    )
    missed = of("health-plan", page_says)
    assert missed.mark == "Not done" and "As far as we know" in missed.then[0]
    assert of("release-contact", page_says).mark == "Called off"
    everything = {thing.says for thing in (*page_says.now, *page_says.done)}
    for gone in ("custody-first-plan", "pep-first"):  # no longer owed; and too long ago
        assert standard().duties[gone].parts[0].to_child not in everything


@pytest.mark.once
def test_each_sentence_stands_once_with_the_last_time_beside_it(here: World) -> None:
    Obligation.objects.filter(file=here.child).delete()
    for due in (-3, -10, -17):
        put(here.child, "custody-yot-visit", due_on=today() + timedelta(due))
    on = today() - timedelta(25)
    put(here.child, "custody-yot-visit", settled="met", due_on=on, met_on=on)
    (visit,) = said(here.worker, here.child).now
    assert f"by {day(-17)}" in visit.then[0], "the first that was missed"
    assert "It is the same for 2 more times." in visit.then
    assert visit.then[-1] == f"The last time: this was done on {day(-25)}."


@pytest.mark.once
def test_it_says_all_that_the_standard_says_to_children_and_nothing_else(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every duty owed to a child at once: not one word of what must not be told on paper."""
    monkeypatch.setattr(told_things, "MOST_NOW", 999)
    Obligation.objects.filter(file=here.child).delete()
    parts = [(d, p) for d in standard().duties.values() if "child" in d.owed_to for p in d.parts]
    for duty, part in parts:
        put(
            here.child,
            duty.id,
            part.name,
            sensitivities=sensitivities_of(standard(), part.rules[0]),
        )
    page_says = said(here.worker, here.child)
    assert {thing.says for thing in page_says.now} == {part.to_child for _, part in parts} - {""}
    read = page(here.worker, here.child)
    for duty, part in parts:
        assert duty.title not in read and (not part.not_told or part.not_told not in read)


def test_what_the_police_or_victims_said_is_left_out_whatever_the_standard_says(
    here: World,
) -> None:
    Obligation.objects.filter(file=here.child).delete()
    for letters in ("p", "v", "hvp"):
        put(here.child, "home-visit-yot", sensitivities=letters)
    assert said(here.worker, here.child) == Things((), (), 0)
    put(here.child, "home-visit-yot", sensitivities="h")
    assert len(said(here.worker, here.child).now) == 1
    plain = person(here.yjs, name="Pat Plain", team="North", sensitivities="")
    assert not said(plain, here.child).now, "and nobody prints what they may not read"


@pytest.mark.once
def test_it_is_plain_enough_for_a_reader_of_twelve(here: World) -> None:
    for duty in ("home-visit-yot", "vuln-plan-create", "lac-review-first", "custody-yot-visit"):
        put(here.child, duty, due_on=today() - timedelta(3))
    read = page(here.worker, here.child).replace("Jo Example", "Jo")
    assert reading_age(read) <= 10
    words = set(re.findall(r"[a-z][a-z-]*", read.lower()))
    assert not words & JARGON
    assert reading_age(" ".join(MEANINGS.values())) <= 10


def test_it_names_the_childs_people_and_nobody_else(here: World) -> None:
    away = person(here.yjs, name="Sam Standin", team="North")
    assert here.worker.worker_id and away.worker_id
    record(here.worker.worker_id, "allocation", days_ago(1), agency=here.yjs.pk, role="cover",
           worker=str(away.worker_id))  # fmt: skip
    other = open_file(SubjectType.CHILD, given="Vic", family="Tim")
    record(here.child, "link", days_ago(5), agency=here.yjs.pk, relation="sibling",
           said={"other-person": str(other)})  # fmt: skip
    put(here.child, "home-visit-yot", due_on=today() - timedelta(3))
    read = page(here.manager, here.child)
    assert "You can ask Sam Standin why, while Jo Example is away." in read
    assert "Robin, this is your page" in f"Robin, {read}" and "Greenaway" not in read
    assert "Jo Example, your youth justice worker." in read
    assert "While Jo Example is away, it is Sam Standin." in read
    for nobody in ("Vic", "Tim", "Mo Manager", "Borchester", "Sightline"):
        assert nobody not in read


def test_the_childs_own_words_are_theirs_and_are_shown_only_when_asked_for(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for need, words in (("education", "I like the new school"), ("self-harm", "Never told")):
        record(here.child, "outcome", days_ago(6), agency=here.yjs.pk, need=need,
               worker_says="worse", child_says="better", words=words)  # fmt: skip
    assert "self-harm" not in NEEDS
    read = page(here.worker, here.child)
    assert f"On {day(-6)} you said that school, college or work is better." in read
    assert "worse" not in read.replace("treat you worse", "")
    assert "I like the new school" not in read
    with_words = page(here.worker, here.child, words="on")
    assert "In your own words: “I like the new school”" in with_words
    plain = person(here.yjs, name="Pat Plain", team="North", sensitivities="")
    assert "What you said" not in page(plain, here.child, words="on")
    assert "Never told" not in with_words
    monkeypatch.setattr(Reader, "reads", lambda reader, kind, field, agency: field != "words")
    assert "I like the new school" not in page(here.worker, here.child, words="on")


def test_opening_it_is_logged_as_a_read_and_only_a_child_has_one(here: World) -> None:
    client = browser(here.worker)
    assert client.get(reverse("child-view", args=[here.child])).status_code == 200
    line = LogLine.objects.filter(route="child-view").latest("received_at")
    assert str(here.child) in str(line.files)
    adult = open_file(SubjectType.ADULT, given="Alex")
    allocate(adult, here.worker, here.yjs)
    assert client.get(reverse("file", args=[adult])).status_code == 200
    assert client.get(reverse("child-view", args=[adult])).status_code == 404
