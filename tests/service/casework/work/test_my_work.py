"""My work: in which order, in which words, with which form behind each line, and for whose eyes."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sightline.engine.model import Value
from sightline.engine.words import say_day
from sightline.service.access import policy
from sightline.service.access.models import Person, Sector
from sightline.service.access.roles import Role
from sightline.service.casework.kinds import kind_id
from sightline.service.casework.models import SavedView
from sightline.service.casework.work import answering, lines
from sightline.service.casework.work.acts import Whose
from sightline.service.casework.work.asked import Work
from sightline.service.casework.work.order import Section
from sightline.service.casework.work.per_worker import per_worker
from sightline.service.files.models import Obligation, Watch
from sightline.service.files.standard import standard
from sightline.service.files.vulnerability import LEVELS
from sightline.service.ledger import clock
from sightline.service.ledger.acts import act
from sightline.service.ledger.row_security import tell_database
from sightline.standard.calendar import day_of
from tests.service.casework.work.test_acts import worked_out_as_asked
from tests.service.worlds import (
    World,
    agency,
    allocate,
    browser,
    days_ago,
    machine,
    open_file,
    person,
    record,
    today,
    viewer,
    world,
)

pytestmark = pytest.mark.django_db


def page(client: Client, **query: str) -> str:
    return client.get(reverse("my-work"), query).content.decode()


def child(here: World, name: str, vulnerability: str = "", *, to: Person | None = None) -> UUID:
    """A child with a case and perhaps an assessment, allocated to the practitioner."""
    file = open_file(given=name, family="Greenaway")
    record(file, "case", days_ago(60), agency=here.yjs.pk, service="youth-justice")
    if vulnerability:
        record(file, "assessment", days_ago(40), agency=here.yjs.pk, tool="assetplus",
               vulnerability=vulnerability)  # fmt: skip
    allocate(file, to or here.worker, here.yjs, "North")
    return file


def owed(file: UUID, duty: str, due: int | None, **said: object) -> Obligation:
    """Something that the case manager owes, due so many days from now."""
    on = None if due is None else today() + timedelta(due)
    told = {"owner": "youth-justice-case-manager", "part": standard().duties[duty].parts[0].name}
    with machine():
        return Obligation.objects.create(
            id=uuid4(), file_id=file, duty=duty, rule=0, trigger="", opened_on=today(),
            due_on=on, **(told | said),
        )  # fmt: skip


BY_LAW, BY_GUIDANCE = "lac-review-first", "rosh-screen"


def bare(here: World) -> None:
    """Nothing is owed by now, so that a test says what is."""
    with machine():
        Obligation.objects.all().delete()


def test_the_law_comes_first_then_the_more_vulnerable_child_then_the_longest_over() -> None:
    here = world()
    files = {level: child(here, level or "none", level) for level in ("", *LEVELS)}
    bare(here)
    for level, file in files.items():
        owed(file, "vuln-plan-create", -1 if level == "very-high" else -9)
    owed(files["low"], BY_LAW, -1)
    owed(files["low"], "vuln-plan-create", -20)
    owed(files["medium"], "vuln-plan-create", 5)
    owed(files["very-high"], "vuln-plan-create", 6)
    named = {file: level for level, file in files.items()}
    rows = [(row.duty, named[row.file_id], row.section) for row in Work(viewer(here.worker)).rows()]  # type: ignore[attr-defined]
    guided = [level for duty, level, section in rows if duty != BY_LAW and section == 1]
    assert rows[0][:2] == (BY_LAW, "low")
    assert guided == ["very-high", "high", "medium", "", "low", "low"]
    assert [level for _, level, section in rows if section == Section.SOON] == [
        "medium",
        "very-high",
    ]
    over = [row.due_on for row in Work(viewer(here.worker), file=files["low"]).rows()][1:]
    assert over == sorted(over)  # type: ignore[type-var]
    worked_out_as_asked(here.worker)


def test_whoever_reads_no_assessment_learns_nothing_from_the_order() -> None:
    """An agreement opens the file for one kind: the level is not what puts it before another."""
    here = world()
    high, low = child(here, "High", "very-high"), child(here, "Low", "low")
    schools = agency("Borchester Schools", Sector.EDUCATION, teams=("North",))
    teacher = person(schools, name="Tea Cher", team="North")
    bare(here)
    for file in (high, low):
        said: dict[str, Value] = {"role": "lead-professional", "worker": str(teacher.worker_id)}
        record(file, "allocation", days_ago(5), agency=schools.pk, said=said)
        owed(file, "vuln-plan-create", -3, owner="lead-professional", kind="allocation")
    in_order_of_ids = [o.file_id for o in Obligation.objects.order_by("pk")]
    assert "education" not in standard().kinds["assessment"].read_by
    theirs = [row.file_id for row in Work(viewer(teacher)).rows()]
    assert len(theirs) == 2 and theirs == in_order_of_ids
    worked_out_as_asked(teacher)


def test_each_section_has_its_pages_and_counts_what_it_lists(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = world()
    bare(here)
    for days in (-3, -2, -1, 2, 3, 40, None):
        state = {"settled": "undated"} if days is None else {}
        owed(here.child, "vuln-plan-create", days, booked_on=today(), **state)
    owed(here.child, "vuln-plan-create", -4, notes=1)  # it ended after it was due: not to be done
    monkeypatch.setattr(lines, "A_PAGE", 2)
    client = browser(here.worker)
    html = page(client)
    for heading, count in (("Overdue", 3), ("Due in the next 7 days", 2), ("Due later", 2)):
        assert f">{heading}: {count}</h2>" in html
    assert html.count('<th scope="row"') == 6 and html.count("Booked ") == 6
    second = page(client, **{"overdue-page": "2"})
    assert second.count('<th scope="row"') == 5
    yesterday, before = (say_day(day_of(today() - timedelta(days))) for days in (1, 3))
    assert yesterday in second and before not in second
    assert before in html and yesterday not in html
    for nonsense in ("0", "x", "9" * 9):
        assert page(client, **{"overdue-page": nonsense}).count('<th scope="row"') == 6
    assert yesterday in page(client, **{"overdue-page": "9"})  # there are two
    assert page(client, state="soon").count('<th scope="row"') == 2
    assert page(client, duty=BY_GUIDANCE, state="soon").count('<th scope="row"') == 0
    assert page(client, file=str(uuid4())).count('<th scope="row"') == 0


def test_the_number_of_queries_does_not_grow_with_the_work() -> None:
    here = world()
    client = browser(here.worker)
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    for number in range(4):
        child(here, f"Child {number}", "high")
    page(client)
    with CaptureQueriesContext(connection) as many:
        html = page(client)
    assert html.count("Record ") > 5
    assert len(many) == len(few) <= 36


def test_the_button_opens_the_form_with_what_is_known_and_the_address_says_nothing() -> None:
    here = world()
    record(here.child, "assessment", days_ago(8), agency=here.yjs.pk, tool="assetplus",
           vulnerability="high")  # fmt: skip
    html, client = page(browser(here.worker)), browser(here.worker)
    plan = Obligation.objects.get(file=here.child, duty="vuln-plan-create")
    href = f"{reverse('add-record', args=[here.child, kind_id('plan')])}?for={plan.pk}"
    assert href in html
    assert re.fullmatch(r"[/a-z0-9?=-]+", href)
    form = client.get(href).content.decode()
    assert re.search(r'value="safety-and-wellbeing"\s+(selected|checked)', form)
    # Whoever may not see the obligation, or asks for another kind's, gets the form as it always is.
    other = open_file(given="Hidden")
    hidden = owed(other, "vuln-plan-create", 3)
    for id_ in (hidden.pk, uuid4(), "nonsense"):
        bare_form = client.get(href.split("?")[0], {"for": str(id_)}).content.decode()
        assert not re.search(r'value="safety-and-wellbeing"\s+(selected|checked)', bare_form)
    sent = re.search(r'name="id"[^>]*value="([^"]+)"', form)
    assert sent is not None


@pytest.mark.once
def test_what_is_filled_in_is_what_would_answer() -> None:
    """Of every duty: what a form begins with are fields of the kind, in words that it can show."""
    here = world()
    basis = policy.check_see_file(viewer(here.manager), here.child)
    for duty in standard().duties.values():
        for part in duty.parts:
            for number, rule in enumerate(part.rules):
                row = Obligation(duty=duty.id, part=part.name, rule=number, trigger="")
                for kind in answering.kinds_answering(row):
                    found = answering.prefilled(viewer(here.manager), basis, row, kind)
                    assert found is not None and found.kind == kind
                    fields = standard().kinds[kind].fields
                    assert set(found.answers) <= set(fields), (duty.id, rule.source)
                    answering.initial_of(found)


def test_what_is_not_watched_says_when_it_was_last_heard_of() -> None:
    here = world()
    kind = answering.kinds_answering(Obligation(duty="vuln-plan-create", part="", rule=0))[0]
    Watch.objects.create(
        place="borchester", kind=kind, first_on=today(),
        delivered_at=clock.now() - timedelta(days=12),
    )  # fmt: skip
    page(browser(here.worker))
    bare(here)
    owed(here.child, "vuln-plan-create", -3, settled="not watched")
    owed(here.child, "vuln-plan-create", -92, settled="not watched")  # too long ago to ask
    html = page(browser(here.worker))
    assert "Youth justice: last heard 12 days ago" in html
    assert ">To chase: 1</h2>" in html and "Overdue:" not in html


def test_what_is_closed_to_somebody_is_neither_listed_nor_counted() -> None:
    here = world()
    bare(here)
    plain = person(here.yjs, name="Pat Plain", team="North", sensitivities="")
    secret = open_file(given="Secret", family="Greenaway")
    allocate(here.child, plain, here.yjs, "North")
    owed(here.child, "vuln-plan-create", -1, sensitivities="h")
    owed(secret, "vuln-plan-create", -1)
    owed(here.child, BY_GUIDANCE, -1)
    html = page(browser(plain))
    assert ">Overdue: 1</h2>" in html and "Secret" not in html
    assert "plan to keep them safe" not in html  # nor in the filter


def test_the_first_page_is_my_work_and_files_are_one_click_away() -> None:
    here = world()
    client = browser(here.worker)
    assert reverse("my-work") == "/"
    assert f'href="{reverse("my-files")}"' in page(client)
    officer = person(here.yjs, Role.RECORDS_OFFICER, name="Rec Ords")
    assert browser(officer).get("/").status_code == 403
    empty = person(here.yjs, name="New Comer")
    assert "Everything of mine, my team’s and my agency’s: choose" in page(browser(empty))
    assert "Nothing is yours to do" in page(browser(empty), whose="me")


def test_a_manager_sees_of_each_worker_what_their_own_page_says() -> None:
    here = world()
    one, _ = (child(here, name, "high") for name in ("One", "Two"))
    other = person(here.yjs, name="Lee Later", team="North")
    three = child(here, "Three", to=other)
    # Twice of each child is the same owed by people whom Sightline does not reach.
    for file, days in ((one, 9), (one, 8), (three, 9), (three, 8)):
        record(file, "concern", days_ago(days), agency=here.yjs.pk, type="significant-harm")
    found = {one.worker: one for one in per_worker(viewer(here.manager))}
    assert set(found) == {here.worker.worker_id, here.manager.worker_id, other.worker_id}
    for someone in (here.worker, other):
        rows = Work(viewer(someone), whose={Whose.MINE}).rows()
        sections = [row.section for row in rows]  # type: ignore[attr-defined]
        told = found[someone.worker_id]  # type: ignore[index]
        assert (told.overdue, told.soon, told.later) == tuple(map(sections.count, (1, 2, 3)))
        rows = Work(viewer(someone), state=Section.CHASES).rows()
        assert told.chases == len({(row.file_id, row.duty) for row in rows}) < rows.count()
        with act(person=someone.pk, route="test"):
            shown = lines.Found([Work(viewer(someone), whose={Whose.CHASE})]).pages({})
        assert shown[Section.CHASES].paginator.count == told.chases
        notes = [note for line in shown[Section.CHASES].object_list for note in line.notes]
        assert "And 1 more of this duty: see what is owed to them" in notes
    assert found[here.worker.worker_id].files == 3  # type: ignore[index]
    assert per_worker(viewer(here.worker)) == []


# --- saved views ---------------------------------------------------------------------------------


def test_a_view_is_kept_used_and_thrown_away_by_its_owner_alone() -> None:
    here = world()
    bare(here)
    owed(here.child, "vuln-plan-create", -3)
    owed(here.child, BY_GUIDANCE, 2)
    client = browser(here.worker)
    kept = client.post("/", {"save": "yes", "name": "Soon", "state": "soon", "whose": "me",
                             "duty": "Robin Greenaway"})  # fmt: skip
    view = SavedView.objects.get(person=here.worker)
    assert kept.headers["Location"] == f"/?view={view.pk}"
    assert view.asked == {"state": "soon", "whose": "me"}  # nothing that is no filter is kept
    html = page(client, view=str(view.pk))
    assert "Overdue:" not in html and ">Due in the next 7 days: 1</h2>" in html
    assert f"/?view={view.pk}" in page(client)
    other = browser(here.manager)
    assert other.get("/", {"view": str(view.pk)}).status_code == 404
    assert other.post("/", {"delete": str(view.pk)}).status_code == 404
    assert "Enter" in client.post("/", {"save": "yes", "name": ""}).content.decode()
    client.post("/", {"save": "yes", "name": "Soon", "state": "overdue"})
    assert SavedView.objects.get(person=here.worker).asked == {"state": "overdue"}
    if connection.vendor == "postgresql":
        tell_database(here.manager.pk)
        assert not SavedView.objects.exists()
        tell_database(here.worker.pk)
        assert SavedView.objects.exists()
    assert client.post("/", {"delete": str(view.pk)}).status_code == 302
    assert not SavedView.objects.exists()
