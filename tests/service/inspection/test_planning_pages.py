"""Planning in the pages: step by step to a plan, members, the draw and its record."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sightline.cli import main
from sightline.engine.inspection.draw import order_of
from sightline.service.access.roles import Role
from sightline.service.files.reading import names
from sightline.service.inspection import plans, replacing
from sightline.service.inspection.models import (
    ConflictOfInterest,
    Draw,
    Drawn,
    Exclusion,
    Inspection,
    Member,
    Plan,
)
from tests.service.inspection.worlds import Inspected, acting, drawn, planned, version, world
from tests.service.shared import made_once
from tests.service.web.every_page import Shown
from tests.service.worlds import browser, person, see_all, today

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Inspected]:
    with made_once(django_db_blocker, world) as here:
        yield here


@pytest.fixture
def here(made: Inspected, db: None) -> Inspected:
    see_all()
    return made


def fields(html: str) -> dict[str, list[str]]:
    """The hidden fields of a page, every value of each."""
    found: dict[str, list[str]] = {}

    class Hidden(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            told = dict(attrs)
            if tag == "input" and told.get("type") == "hidden" and told.get("name"):
                found.setdefault(str(told["name"]), []).append(told.get("value") or "")

    Hidden().feed(html)
    return found


def day(name: str, of: Any) -> dict[str, str]:
    return {
        f"{name}-day": str(of.day),
        f"{name}-month": str(of.month),
        f"{name}-year": str(of.year),
    }


def steps(here: Inspected) -> dict[str, dict[str, Any]]:
    """What a lead types, step by step."""
    return {
        "what": {"sort": f"service/{here.inspectorate.pk}", "called": "Borchester, autumn"},
        "where": {"areas": str(here.yjs.pk)},
        "days": day("from_on", today()) | day("until_on", today()),
        "set": {"question_set": "2025"},
        "rated": {"programme": "youth-2025", "parts": ["children"], "rules": "youth-2025"},
        "files": {"of": "child", "runs": ["case"], "weeks": "4"}
        | day("frame_from", today().replace(year=today().year - 2))
        | day("frame_until", today()),
        "only": {"only_sex": ["male", "not-recorded"]},
        "size": {
            "confidence": "80", "margin": "10", "least": "", "most": "", "strata": ["order"],
            "weighted": "no", "second_share": "20",
        },
    }  # fmt: skip


def walked(client: Client, here: Inspected, **other: dict[str, Any]) -> str:
    """Every step typed, up to the page that shows it all."""
    address = reverse("begin-inspection")
    html = client.get(address).content.decode()
    for name, typed in (steps(here) | other).items():
        kept = fields(html)
        assert kept["at"] == [name]
        html = client.post(address, {**kept, **typed, "go": "on"}).content.decode()
    return html


def test_a_plan_is_made_step_by_step_and_read_once_more(here: Inspected) -> None:
    client = browser(here.lead)
    html = walked(client, here)
    assert "Check the plan" in html and "Male" in html and "Referral order" not in html
    kept = fields(html)
    without = client.post(reverse("begin-inspection"), {**kept, "go": "begin"})
    assert "Say what ties you have, or that there are none" in without.content.decode()
    assert not Inspection.objects.exists()
    # One step is changed from there, and all others stay as they were.
    size = client.post(reverse("begin-inspection"), {**kept, "go": "size"}).content.decode()
    assert "How many files?" in size and 'value="10"' in size
    typed = {**fields(size), **steps(here)["size"], "margin": "15", "go": "on"}
    html = client.post(reverse("begin-inspection"), typed).content.decode()
    assert "Check the plan" in html and ">15<" in html
    kept = fields(html)
    answer = client.post(reverse("begin-inspection"), {**kept, "go": "begin", "declared": "None."})
    made = Inspection.objects.get()
    assert answer["Location"] == reverse("inspection", args=[made.pk])
    plan = plans.planned_of(plans.plan_of(made.pk))
    assert plan.frame.where == {"sex": ("male", "not-recorded")}
    assert (plan.margin, plan.strata, plan.parts) == (15, ("order",), ("children",))
    assert Member.objects.get().person_id == here.lead.pk
    # Sent twice, as by somebody who pressed twice: it is one inspection still.
    client.post(reverse("begin-inspection"), {**kept, "go": "begin", "declared": "None."})
    assert Inspection.objects.count() == 1


def test_what_was_typed_is_kept_where_a_step_is_wrong(here: Inspected) -> None:
    client, address = browser(here.lead), reverse("begin-inspection")
    html = client.get(address).content.decode()
    html = client.post(
        address,
        {**fields(html), "sort": f"service/{here.inspectorate.pk}", "called": "", "go": "on"},
    ).content.decode()
    assert "There is a problem" in html
    assert "checked" in html


def test_an_older_set_is_chosen_with_a_word_of_warning_and_a_topic_takes_what_serves_it(
    here: Inspected,
) -> None:
    serves = "child-protection/vulnerability-planning"
    client = browser(here.lead)
    html = walked(
        client, here,
        what={"sort": f"thematic/{here.inspectorate.pk}", "called": "Keeping children safe"},
        where={"areas": [str(here.yjs.pk)]},
        set={"question_set": "2009"},
        rated={"programme": "core-case", "rules": "none", "sections": [serves]},
    )  # fmt: skip
    assert "is not in force on the days of field work" in html
    client.post(reverse("begin-inspection"), {**fields(html), "go": "begin", "declared": "None."})
    plan = plans.plan_of(Inspection.objects.get().pk)
    asked = plans.questions_asked(plan, about=None)
    assert asked and all(serves in one.serves for one in asked)
    assert len(asked) < len(plans.question_set_of(plan).questions)


def test_a_manager_plans_a_dip_sample_of_their_own_service_alone(here: Inspected) -> None:
    client = browser(here.manager)
    html = client.get(reverse("begin-inspection")).content.decode()
    assert "A dip sample" in html and "An inspection of one service" not in html
    html = walked(client, here, what={"sort": f"self/{here.yjs.pk}", "called": "April"})
    assert "own look at itself" in html
    client.post(reverse("begin-inspection"), {**fields(html), "go": "begin", "declared": "None."})
    made = Inspection.objects.get()
    assert made.agency_id == here.yjs.pk
    drawn(here, made)
    draw = Draw.objects.get()
    for name, args in (
        ("inspection", [made.pk]), ("sample", [made.pk]), ("draw-sample", [made.pk]),
        ("inspection-members", [made.pk]), ("draw-record", [made.pk, draw.pk]),
    ):  # fmt: skip
        assert "own look at itself" in client.get(reverse(name, args=args)).content.decode(), name


def test_the_plan_is_changed_and_a_stale_change_is_refused(here: Inspected) -> None:
    inspection = planned(here)
    client, address = browser(here.lead), reverse("change-plan", args=[inspection.pk])
    kept = fields(client.get(address).content.decode())
    html = client.post(address, {**kept, "go": "size"}).content.decode()
    typed = {**fields(html), **steps(here)["size"], "margin": "12", "go": "on"}
    kept = fields(client.post(address, typed).content.decode())
    assert client.post(address, {**kept, "go": "begin"}).status_code == 302
    assert plans.plan_of(inspection.pk).margin == 12
    again = client.post(address, {**kept, "go": "begin"})
    assert again.status_code == 409
    assert Plan.objects.filter(inspection=inspection).count() == 2


def test_drawing_on_the_page(here: Inspected) -> None:
    inspection = planned(here)
    client, address = browser(here.lead), reverse("draw-sample", args=[inspection.pk])
    html = client.get(address).content.decode()
    assert "29 files open to you" in html
    typed = {"seed": "41662", "seed_how": "", "seen": str(version(inspection))}
    assert "Say how you came by the seed" in client.post(address, typed).content.decode()
    assert not Draw.objects.exists()
    answer = client.post(address, typed | {"seed_how": "Dice"})
    assert answer.status_code == 302
    row = Draw.objects.get()
    assert row.seed == "41662" and row.seed_how == "Dice"
    # The other tab, in which the same page was open.
    assert client.post(address, typed | {"seed_how": "Dice", "reason": "x"}).status_code == 409
    assert Draw.objects.count() == 1


def test_the_record_of_the_draw_names_nobody_and_can_be_checked(here: Inspected) -> None:
    row = drawn(here, seed="41662", margin=20)
    client = browser(here.one)
    html = client.get(reverse("draw-record", args=[row.inspection_id, row.pk])).content.decode()
    assert row.frame_digest in html and "41662" in html and "Dice thrown" in html
    assert "sightline inspection draw FRAME.csv" in html
    called = names(here.children)
    assert not any(name in html for name in called.values())
    answer = client.get(reverse("draw-order", args=[row.inspection_id, row.pk]))
    text = answer.content.decode()
    assert not any(name in text for name in called.values())
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == len(row.frame)
    for line in lines:
        assert line["order"] == order_of("41662", line["stratum"], line["file"])
    first = {line["file"] for line in lines if line["drawn"].startswith("yes")}
    kept = Drawn.objects.filter(draw=row, is_reserve=False).values_list("file", flat=True)
    assert first == {str(file) for file in kept}


def test_the_page_draws_what_the_command_draws(here: Inspected, tmp_path: Any) -> None:
    """What the record of the draw says whoever checks it may do, done."""
    row = drawn(here, seed="41662", margin=20)
    client = browser(here.lead)
    where = [row.inspection_id, row.pk]
    (tmp_path / "frame.csv").write_bytes(client.get(reverse("draw-order", args=where)).content)
    html = client.get(reverse("draw-record", args=where)).content.decode()
    assert "--reserves 10 --second-share 20" in html
    said = [
        "inspection", "draw", str(tmp_path / "frame.csv"), "--seed", "41662", "--confidence", "80",
        "--margin", "20", "--reserves", "10", "--second-share", "20", "--json",
    ]  # fmt: skip
    told = CliRunner().invoke(main, said)
    assert told.exit_code == 0, told.output
    assert row.frame_digest in told.output
    for one in Drawn.objects.filter(draw=row):
        assert str(one.file_id) in told.output


def test_leaving_a_file_out_on_the_page(here: Inspected) -> None:
    row = drawn(here, margin=20)
    client = browser(here.lead)
    listed = client.get(reverse("sample", args=[row.inspection_id])).content.decode()
    one = Drawn.objects.filter(draw=row).earliest("position")
    address = reverse("exclude-file", args=[row.inspection_id, one.pk])
    assert address in listed
    html = client.get(address).content.decode()
    typed = {"why": "other", "words": "", "seen": fields(html)["seen"][0]}
    assert "Say in words" in client.post(address, typed).content.decode()
    assert client.post(address, typed | {"words": "A twin of file 3."}).status_code == 302
    gone = Exclusion.objects.get()
    assert gone.replacement is not None
    listed = client.get(reverse("sample", args=[row.inspection_id])).content.decode()
    assert "A twin of file 3." in listed and "In place of file 1" in listed
    # It is left out once.
    assert client.get(address).status_code == 404


def test_a_tie_is_declared_for_a_file(here: Inspected) -> None:
    row = drawn(here, margin=20)
    one = Drawn.objects.filter(draw=row).earliest("position")
    address = reverse("declare-tie", args=[row.inspection_id, one.pk])
    client = browser(here.one)
    html = client.get(address).content.decode()
    mine = Member.objects.get(inspection=row.inspection_id, person=here.one)
    other = Member.objects.get(inspection=row.inspection_id, person=here.two)
    typed = {"reason": "A neighbour", "seen": fields(html)["seen"][0]}
    # An inspector declares their own alone.
    client.post(address, typed | {"member": str(other.pk)})
    assert not ConflictOfInterest.objects.exists()
    assert client.post(address, typed | {"member": str(mine.pk)}).status_code == 302
    page = reverse("sample", args=[row.inspection_id])
    assert "must not judge it" in browser(here.lead).get(page).content.decode()
    assert "must not judge it" not in browser(here.two).get(page).content.decode()
    assert "A neighbour" not in browser(here.two).get(page).content.decode()


def test_members_are_added_ended_and_the_lead_handed_over(here: Inspected) -> None:
    inspection = planned(here, members=False)
    client, address = browser(here.lead), reverse("inspection-members", args=[inspection.pk])
    html = client.get(address).content.decode()
    typed = {"person": str(here.one.pk), "declared": "None.", "seen": fields(html)["seen"][0]}
    assert client.post(address, typed).status_code == 302
    member = Member.objects.get(inspection=inspection, person=here.one)
    over = reverse("hand-over", args=[inspection.pk, member.pk])
    seen = fields(client.get(over).content.decode())["seen"][0]
    assert client.post(over, {"reason": "Leave", "seen": seen}).status_code == 302
    assert browser(here.lead).get(reverse("change-plan", args=[inspection.pk])).status_code == 403
    assert browser(here.one).get(reverse("change-plan", args=[inspection.pk])).status_code == 200
    see_all()
    stays = Member.objects.get(inspection=inspection, person=here.lead, departure=None)
    ends = reverse("end-member", args=[inspection.pk, stays.pk])
    seen = fields(client.get(ends).content.decode())["seen"][0]
    assert client.post(ends, {"reason": "Leave", "seen": seen}).status_code == 302
    assert client.get(reverse("inspection", args=[inspection.pk])).status_code == 404


def every_address(row: Draw) -> list[str]:
    """The addresses of planning that name an inspection."""
    one = Drawn.objects.filter(draw=row).earliest("position")
    member = Member.objects.filter(inspection=row.inspection_id).earliest("position")
    here, more = [row.inspection_id], [row.inspection_id, row.pk]
    return [
        *(
            reverse(name, args=here)
            for name in (
                "inspection", "change-plan", "inspection-members", "sample", "draw-sample",
            )
        ),
        reverse("draw-record", args=more),
        reverse("draw-order", args=more),
        reverse("exclude-file", args=[row.inspection_id, one.pk]),
        reverse("declare-tie", args=[row.inspection_id, one.pk]),
        reverse("end-member", args=[row.inspection_id, member.pk]),
        reverse("hand-over", args=[row.inspection_id, member.pk]),
    ]  # fmt: skip


def said(content: bytes) -> str:
    """A page without the secret that each answer carries anew."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", content.decode())


def test_to_whoever_is_no_member_there_is_no_inspection(here: Inspected) -> None:
    """Neither to a member of another one of the same agency, nor to the service that is inspected:
    the answer is that of an inspection that there is not, word for word."""
    row = drawn(here, margin=20)
    made_up = UUID(int=7)
    other = person(here.inspectorate, Role.INSPECTOR, name="Ota Other", is_worker=False)
    planned(here, by=other, members=False, title="Another")
    see_all()
    addresses = every_address(row)
    for who in (other, here.manager):
        client = browser(who)
        for address in addresses:
            answer = client.get(address)
            missing = client.get(address.replace(str(row.inspection_id), str(made_up)))
            assert answer.status_code == missing.status_code == 404, address
            assert said(answer.content) == said(missing.content), address
        listed = client.get(reverse("inspections"))
        assert b"Borchester 2026" not in listed.content
        assert str(row.inspection_id) not in listed.content.decode()


def test_an_inspector_reads_what_the_lead_alone_changes(here: Inspected) -> None:
    row = drawn(here, margin=20)
    client = browser(here.one)
    closed = ("/plan", "/sample/draw", "/exclude", "/hand-over")
    for address in every_address(row):
        answer = client.get(address)
        mine = f"/members/{Member.objects.get(person=here.one).pk}/" in address
        is_closed = address.endswith(closed) or (address.endswith("/end") and not mine)
        assert answer.status_code == (403 if is_closed else 200), address
        if not is_closed and "html" in answer["Content-Type"]:
            assert not Shown(answer.content.decode()).typed_into_address


def test_the_number_of_queries_does_not_grow(
    here: Inspected, django_assert_max_num_queries: Any
) -> None:
    row = drawn(here, margin=5)
    client = browser(here.lead)
    assert Drawn.objects.filter(draw=row, is_reserve=False).count() > 20
    with django_assert_max_num_queries(75):
        client.get(reverse("sample", args=[row.inspection_id]))
    with django_assert_max_num_queries(60):
        client.get(reverse("inspections"))


def test_what_was_left_out_by_a_conflict_is_not_hinted_at_outside(here: Inspected) -> None:
    """The record of the draw is given away: it says the sort of the reason, never its words."""
    row = drawn(here, margin=20)
    one = Drawn.objects.filter(draw=row).earliest("position")
    with acting(here.lead) as by:
        replacing.exclude(
            inspection=row.inspection_id, drawn=one.pk, why="other", words="Her aunt", by=by
        )
    html = (
        browser(here.one)
        .get(reverse("draw-record", args=[row.inspection_id, row.pk]))
        .content.decode()
    )
    assert "Something else" in html and "Her aunt" not in html
