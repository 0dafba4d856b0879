"""The journey of an inspection in a real browser, from the plan to a report that is read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser
from pytest_django import Settings

from sightline.cli import main
from sightline.reporting.published.signing import key_from, new_key, verify_site
from sightline.service.access import services as access
from sightline.service.access.models import Person
from sightline.service.access.roles import Role
from sightline.service.inspection import judging
from sightline.service.inspection.judging import Said
from sightline.service.inspection.readings import files_read, is_signed, last_draw
from sightline.service.ledger.acts import act
from sightline.service.ledger.row_security import as_machine
from tests.service import inspection_journey as journey
from tests.service.inspection.worlds import Inspected, world
from tests.service.inspection_journey import Seat
from tests.service.own_database import OwnDatabase
from tests.service.serving import context_of, opened_browser, served
from tests.service.worlds import LONG_AGO, browser, machine, person, today, viewer

T = TypeVar("T")

pytestmark = [pytest.mark.browser, pytest.mark.once]

FILES = 11
"""Of the service; one of them is too new to be judged."""


@dataclass
class Site:
    """The service, whom an inspection needs, and a browser."""

    address: str
    here: Inspected
    apart: Person
    chromium: Browser
    signed_in: dict[str, Client] = field(default_factory=dict)
    looked: dict[str, list[str]] = field(default_factory=dict)

    def seat(self, of: Person) -> Seat:
        """A window of somebody who is signed in."""
        client = self.signed_in[of.name]
        context = context_of(self.chromium, client, self.address, script=True, width=1280)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return Seat(page, self.address, self.looked)


@pytest.fixture
def site(own_database: OwnDatabase, settings: Settings) -> Iterator[Site]:
    # The test server speaks plain HTTP, over which browsers take no cookie with that name.
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "session", "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    here = world(FILES)
    apart = person(here.inspectorate, Role.INSPECTOR, name="Ana Apart", is_worker=False)
    with machine() as by:
        access.appoint(
            person=apart.pk, agency=here.yjs.pk, role=Role.PRACTITIONER, from_on=LONG_AGO,
            sensitivities="", by=by,
        )  # fmt: skip
    people = (here.lead, here.one, here.two, here.manager, here.worker)
    signed_in = {who.name: browser(who) for who in people}
    with served() as address, opened_browser() as chromium:
        yield Site(address, here, apart, chromium, signed_in)


@dataclass(frozen=True)
class Turn:
    """Who reads a file, and where."""

    name: str
    path: str


def apart_from_the_browser(do: Callable[[], T]) -> T:
    """In a thread of its own: with the browser's loop in this one, Django asks no database."""

    def done() -> T:
        try:
            with as_machine():
                return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()


def turns_twice(at: str) -> list[Turn]:
    """The two readings of the file that is read twice, the first reader's first."""
    draw = last_draw(UUID(at.split("/")[-1]))
    assert draw is not None
    (file,) = (one for one in files_read(draw) if one.drawn.is_twice)
    return [
        Turn(turn.reading.person.name, f"{at}/judging/{turn.reading.pk}")
        for turn in file.turns
        if turn.reading is not None
    ]


def judge_the_rest(at: str) -> None:
    """What is left, through the services: every fourth answer is no."""
    inspection = UUID(at.split("/")[-1])
    draw = last_draw(inspection)
    assert draw is not None
    for file in files_read(draw):
        for turn in file.turns:
            reading = turn.reading
            if reading is None or is_signed(reading):
                continue
            by_whom = reading.person
            asked = judging.judging(viewer(by_whom), inspection, reading.pk).asked
            for number, _ in asked.numbered():
                said = Said("no" if (file.number + number) % 4 == 0 else "yes", "On the file.")
                with act(person=by_whom.pk, route="test") as by:
                    judging.answer(
                        viewer=viewer(by_whom), inspection=inspection, reading=reading.pk,
                        number=number, said=said, seen=0, by=by,
                    )  # fmt: skip
            seen = judging.judging(viewer(by_whom), inspection, reading.pk).digest
            with act(person=by_whom.pk, route="test") as by:
                judging.sign(
                    viewer=viewer(by_whom), inspection=inspection, reading=reading.pk,
                    seen=seen, by=by,
                )  # fmt: skip


@pytest.mark.long
def test_from_the_plan_to_a_report_that_is_read(
    site: Site, own_database: OwnDatabase, tmp_path: Path
) -> None:
    here, day = site.here, today()
    seats = {who.name: site.seat(who) for who in (here.lead, here.one, here.two)}
    lead = seats[here.lead.name]
    at = journey.plan(lead, str(here.yjs.pk), str(here.inspectorate.pk), day)
    journey.join(lead, at, [here.one.name, here.two.name], site.apart.name, "Ana Apart")
    journey.draw(lead, at)
    journey.share(lead, at)
    first, second = apart_from_the_browser(lambda: turns_twice(at))
    journey.judge(seats[first.name], first.path, {4: "no"})
    journey.judge(seats[second.name], second.path, {6: "not-applicable"})
    apart_from_the_browser(lambda: judge_the_rest(at))
    (third,) = set(seats) - {first.name, second.name}
    journey.moderate(seats[third], at)
    journey.moderate(seats[third], at)
    other = seats[here.one.name]
    journey.find(lead, other, at, day)
    journey.recommend(lead, at, str(here.yjs.pk), day + timedelta(days=90))
    pack = tmp_path / "pack.json"
    pack.write_bytes(journey.conclude(lead, other, at))
    told = CliRunner().invoke(main, ["inspection", "reproduce", str(pack)])
    assert told.exit_code == 0, told.output
    assert journey.SEED in told.output
    report = journey.write(lead)
    journey.check(lead, site.seat(here.manager), report, day + timedelta(days=7))
    journey.publish(lead, seats[here.two.name], report)
    journey.read(site.seat(here.worker))
    assert {title: found for title, found in site.looked.items() if found} == {}
    assert_published(own_database, tmp_path / "site")


def assert_published(own: OwnDatabase, folder: Path) -> None:
    """The static site is written by a process of its own, and is as it was signed."""
    private, public = new_key()
    environment = own.environment | {"SIGHTLINE_SITE_KEY": private}
    command = [sys.executable, "-m", "sightline", "publish", str(folder)]
    written = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert written.returncode == 0, written.stderr
    assert verify_site(folder, key_from(public)) == []
    (index,) = folder.glob("*/children.html")
    assert "0800 1111" in index.read_text("utf-8")
