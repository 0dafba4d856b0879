"""What a record would change is said before it is saved, and is what saving it then does."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.service.access import policy
from sightline.service.access.models import Person
from sightline.service.casework import meets
from sightline.service.casework.kinds import PAGES_OF_THEIR_OWN, kind_id
from sightline.service.files import judging
from sightline.service.files.answers import stands_also_on
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.foreseeing import Foreseen, foresee
from sightline.service.files.models import Obligation, Record
from sightline.service.files.recording import row_of
from sightline.service.files.services import record as save
from sightline.service.files.standard import standard
from sightline.service.ledger import chains, clock
from sightline.service.ledger.chains import file_chain
from sightline.service.ledger.models import Chain
from tests.service.casework.entries import entries
from tests.service.casework.filling import form_of, typed
from tests.service.worlds import (
    World,
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

OF_CHILDREN = sorted(
    name
    for name, kind in standard().kinds.items()
    if "child" in kind.of and name not in PAGES_OF_THEIR_OWN
)
JUDGED_BY = sorted(
    name for name in OF_CHILDREN if any(name in str(duty) for duty in standard().duties.values())
)
ON_MORE = [name for name in JUDGED_BY if standard().kinds[name].several]
COLUMNS = [field.attname for field in Obligation._meta.concrete_fields]

Owed = dict[UUID, list[Any]]


@pytest.fixture
def here() -> World:
    return world()


def said(row: Obligation) -> list[Any]:
    return [getattr(row, name) for name in COLUMNS]


def owed() -> Owed:
    """Everything that is owed on any file, as it is stored."""
    return {row.pk: said(row) for row in Obligation.objects.all()}


def foreseen(file: UUID, entry: Entry) -> tuple[Record, list[Foreseen]]:
    """The row that an entry would be, and what it would change."""
    now = clock.now()
    row = row_of(entry, file=file, at=now)
    also = stands_also_on(entry, standard().kinds[entry.kind], file)
    judging.refresh({file, *also}, today())
    return row, list(foresee([(row, also)], now))


def with_changes(before: Owed, changes: list[Foreseen]) -> Owed:
    after = dict(before)
    for one in changes:
        if one.before is not None:
            assert said(one.before) == before[one.before.pk]
            del after[one.before.pk]
        if one.after is not None:
            after[one.after.pk] = said(one.after)
    return after


def _preview_is_what_saving_does(here: World, examples: int) -> None:
    other = open_file(given="Sam", family="Greenaway")

    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        told = []
        for _ in range(data.draw(st.integers(1, 3))):
            names = data.draw(st.sampled_from([JUDGED_BY, ON_MORE]))
            kind = standard().kinds[data.draw(st.sampled_from(names))]
            file, rest = data.draw(st.permutations([here.child, other]))
            entry = data.draw(entries(kind, file, [rest]))
            if kind.several and data.draw(st.booleans()):
                entry = replace(entry, also=frozenset({rest}))
            told.append((file, entry))
        with transaction.atomic():
            for file, entry in told:
                row, changes = foreseen(file, entry)
                before = owed()
                seen = chains.version(file_chain(file))
                try:
                    save(file=file, entry=entry, seen=seen, id=row.pk, by=by)
                except BadEntry:  # what only signing says
                    break
                assert with_changes(before, changes) == owed()
            transaction.set_rollback(True)

    with machine() as by:
        holds()


def test_what_is_foreseen_is_what_saving_does(here: World) -> None:
    """Of records of any kind, one after another, on one file or on two: row for row."""
    _preview_is_what_saving_does(here, 25)


@pytest.mark.long
@pytest.mark.once
def test_what_is_foreseen_is_what_saving_does_of_very_many(here: World) -> None:
    _preview_is_what_saving_does(here, 400)


def test_foreseeing_writes_nothing(here: World) -> None:
    judging.refresh([here.child], today())
    before = owed(), Record.objects.count(), list(Chain.objects.values_list("name", "length"))
    entry = Entry("assessment", days_ago(1), details={"tool": "assetplus", "vulnerability": "high"})
    assert foreseen(here.child, entry)[1]
    assert before == (
        owed(), Record.objects.count(), list(Chain.objects.values_list("name", "length"))
    )  # fmt: skip


# --- what the page says ----------------------------------------------------------------------


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def assessed(here: World) -> Record:
    """An assessment, because of which plans are owed."""
    return record(
        here.child, "assessment", days_ago(3), agency=here.yjs.pk,
        tool="assetplus", vulnerability="high",
    )  # fmt: skip


def sent(of: Person, file: UUID, entry: Entry, **more: list[str]) -> tuple[Any, Any, str]:
    """The form of an entry's kind filled in: the browser, what it sends, and to which page."""
    client, page = browser(of), reverse("add-record", args=[file, kind_id(entry.kind)])
    shown = client.get(page)
    assert shown.status_code == 200
    return client, form_of(shown.content) | typed(standard().kinds[entry.kind], entry) | more, page


PLAN = {"type": "safety-and-wellbeing"}


def test_the_form_says_what_saving_would_change_and_saves_nothing(here: World) -> None:
    assessed(here)
    plan = Entry("plan", days_ago(1), details=PLAN)
    client, filled, page = sent(here.worker, here.child, plan)
    shown = client.post(page, filled | {"sees": ["yes"]})
    told = text(shown.content.decode())
    assert "What saving this would change" in told and "Nothing is saved yet" in told
    assert not Record.objects.filter(kind="plan").exists()
    (met,) = re.findall(r"Meets: (.*?) (?:Must then|Nothing is)", told)
    # The form stands there as it was typed, and saving it does what was said.
    saved = client.post(page, form_of(shown.content), follow=True).content.decode()
    fact = Record.objects.get(kind="plan").fact
    titles = {standard().duties[o.duty].title for o in Obligation.objects.filter(met_by=fact)}
    assert titles and all(title in met for title in titles)
    assert f"This met: {met}" in text(saved)


def test_late_is_said_as_late(here: World) -> None:
    record(
        here.child, "assessment", days_ago(300), agency=here.yjs.pk,
        tool="assetplus", vulnerability="high",
    )  # fmt: skip
    plan = Entry("plan", days_ago(1), details=PLAN)
    client, filled, page = sent(here.worker, here.child, plan)
    told = text(client.post(page, filled | {"sees": ["yes"]}).content.decode())
    assert re.search(r"Meets, but late: .*?, was due by the end of", told)


def test_what_is_wrong_with_the_form_is_said_instead(here: World) -> None:
    client, filled, page = sent(here.worker, here.child, Entry("plan", days_ago(1)))
    told = text(client.post(page, filled | {"sees": ["yes"]}).content.decode())
    assert "There is a problem" in told and "What saving this would change" not in told


def test_nothing_is_foretold_that_the_person_may_not_see(here: World) -> None:
    """Whoever does not hold what an obligation is sensitive by is told nothing of it."""
    plain = person(here.yjs, name="Pat Plain", team="North", sensitivities="")
    entry = Entry(
        "assessment", days_ago(1),
        details={"tool": "assetplus", "vulnerability": "high", "self-harm": "high"},
    )  # fmt: skip
    row, changes = foreseen(here.child, entry)
    told = {}
    for who in (here.worker, plain):
        of = viewer(who)
        basis = policy.check_see_file(of, here.child)
        groups = meets.foreseen(of, basis, row, (), clock.now())[here.child]
        told[who.pk] = sum(len(group.changes) for group in groups)
    secret = [one for one in changes if one.after is not None and one.after.sensitivities]
    assert secret and told[here.worker.pk] - told[plain.pk] >= len(secret) > 0


def test_an_obligation_that_is_not_stored_is_read_as_one_that_is(here: World) -> None:
    """What the policy says of one row and what it says in a query are the same."""
    for days, kind, details in (
        (5, "assessment", {"tool": "assetplus", "vulnerability": "high", "self-harm": "high"}),
        (4, "concern", {"type": "significant-harm"}),
        (3, "incident", {"type": "self-harm"}),
    ):
        record(here.child, kind, days_ago(days), agency=here.yjs.pk, said=details)
    every = list(Obligation.objects.filter(file=here.child))
    assert len({(row.kind, row.sensitivities) for row in every}) > 4
    people = [
        person(here.yjs, name=f"P {s}", team="North", sensitivities=s) for s in ("", "h", "p")
    ]
    for who in (*people, here.worker):
        of = viewer(who)
        basis = policy.check_see_file(of, here.child)
        rows = Obligation.objects.filter(policy.visible_obligations_on(of, basis))
        read = set(rows.values_list("pk", flat=True))
        assert read == {
            row.pk
            for row in every
            if policy.reads_obligation(of, basis, row.kind, row.sensitivities)
        }
