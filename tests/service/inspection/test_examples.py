"""Practice examples: nobody is recognised, somebody else has read them, consent can end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sightline.engine.model import Value
from sightline.service.files import services as files
from sightline.service.files.entries import BadEntry
from sightline.service.inspection import examples
from sightline.service.inspection.examples import Stands
from sightline.service.inspection.giving_away import OnFile, given_away
from sightline.service.inspection.models import Example
from sightline.service.ledger import chains
from sightline.service.ledger.failures import NotFound, Refused
from tests.service.inspection.finding_worlds import judged, to_judge, world
from tests.service.inspection.judging_worlds import Judged, acting
from tests.service.shared import made_once
from tests.service.worlds import (
    browser,
    days_ago,
    machine,
    open_file,
    record,
    see_all,
    today,
    viewer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WORDS = (
    "A girl was afraid to come home. Her worker met her at a place that she chose, asked what "
    "would help, and went with her to talk to the family."
)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Judged]:
    def make() -> Judged:
        here = world(most=2, boys=2, second_share=0)
        judged(here)
        file = to_judge(here)[0].file_id
        with machine() as by:

            def seen() -> int:
                return chains.version(chains.file_chain(file))

            lines = "12 Mill Lane\nFelpersham"
            files.add_address(file=file, lines=lines, postcode="BO1 2AB", seen=seen(), by=by)
            files.add_identifier(
                file=file, scheme="nhs-number", value="943 476 5919", seen=seen(), by=by
            )
            files.add_name(
                file=file, use="former", given="Zoë", family="Greenaway-Will", seen=seen(), by=by
            )
        return here

    with made_once(django_db_blocker, make) as there:
        yield there


@pytest.fixture
def here(made: Judged, db: None) -> Judged:
    see_all()
    return made


def tell(here: Judged, words: str = WORDS, seen: int = 0, **said: Any) -> Example:
    with acting(here.one) as by:
        return examples.tell(
            viewer=viewer(here.one), drawn=to_judge(here)[0].pk, inspection=here.inspection,
            words=words, seen=seen, by=by,
            **{
                "title": "Asked where she felt safe", "consent_of": "The child and a parent",
                "consent_how": "In writing", "consent_on": today(), **said,
            },
        )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "Sample", "sample", "ZOE", "Greenaway", "Mill Lane", "felpersham", "BO12AB", "943-476-5919",
        "4 March 2011", "March 2011", "04/03/2011", "Borchester", "Borchester YJS",
        "Mo@example.org",
        "07700 900123", "Will",
    ],
)  # fmt: skip
def test_what_gives_somebody_away_is_refused_and_named(here: Judged, words: str) -> None:
    with pytest.raises(BadEntry) as refused:
        tell(here, f"{WORDS} So said {words} later.")
    assert words.lower()[:4] in refused.value.faults["words"].lower()


def test_everyday_words_are_not_names(here: Judged) -> None:
    row = tell(here, f"{WORDS} She will come back in May, and it may grow into more.")
    assert row.words is not None


def test_a_title_and_the_consent_are_looked_through_as_well(here: Judged) -> None:
    for name in ("title", "consent_of", "consent_how"):
        said: dict[str, Any] = {name: "With Zoe there"}
        with pytest.raises(BadEntry) as refused:
            tell(here, **said)
        assert name in refused.value.faults


def test_consent_is_said_and_not_of_tomorrow(here: Judged) -> None:
    with pytest.raises(BadEntry) as refused:
        tell(here, consent_of="", consent_how=" ", consent_on=date(2999, 1, 1))
    assert set(refused.value.faults) == {"consent_of", "consent_how", "consent_on"}


def test_somebody_else_reads_it_and_only_then_it_may_be_published(here: Judged) -> None:
    row = tell(here)
    assert examples.publishable(here.inspection) == []
    with pytest.raises(Refused, match="did not write"), acting(here.one) as by:
        examples.check(viewer=viewer(here.one), example=row.pk, inspection=here.inspection, by=by)
    with acting(here.two) as by:
        examples.check(viewer=viewer(here.two), example=row.pk, inspection=here.inspection, by=by)
    assert examples.publishable(here.inspection) == [row]
    again = tell(here, f"{WORDS} It helped.", seen=row.position)
    assert examples.publishable(here.inspection) == []  # nobody has read it as it is now
    (told,) = examples.told(here.inspection)
    assert told.row == again and told.stands is Stands.TO_CHECK


def test_a_name_that_came_on_file_since_stops_the_second_reader(here: Judged) -> None:
    row = tell(here, f"{WORDS} Her teacher Quentin helped.")
    file = to_judge(here)[0].file_id
    with machine() as by:
        seen = chains.version(chains.file_chain(file))
        files.add_name(file=file, use="former", given="Quentin", family="", seen=seen, by=by)
    with pytest.raises(Refused, match="by now"), acting(here.two) as by:
        examples.check(viewer=viewer(here.two), example=row.pk, inspection=here.inspection, by=by)


def test_consent_withdrawn_ends_it_at_once_and_for_good(here: Judged) -> None:
    row = tell(here)
    with acting(here.two) as by:
        examples.check(viewer=viewer(here.two), example=row.pk, inspection=here.inspection, by=by)
    address = reverse("withdraw-example", args=[here.inspection, row.pk])
    assert browser(here.lead).post(address).status_code == 302
    assert examples.publishable(here.inspection) == []
    (told,) = examples.told(here.inspection)
    assert told.stands is Stands.WITHDRAWN and told.row.words is None
    with pytest.raises(Refused, match="withdrawn"):
        tell(here, seen=told.row.position)


def test_a_name_on_a_closed_file_is_not_told_by_a_refusal(here: Judged) -> None:
    """A brother whose file is closed to the writer: what he is called is not confirmed to them."""
    brother = open_file(given="Peregrine", family="Elsewhere")
    said: dict[str, Value] = {"relation": "sibling", "other-person": str(brother)}
    record(to_judge(here)[0].file_id, "link", days_ago(9), agency=here.yjs.pk, said=said)
    assert tell(here, f"{WORDS} Somebody called Peregrine was there.").words is not None


def test_only_members_to_whom_the_file_is_open_tell_one(here: Judged) -> None:
    address = reverse("tell-example", args=[here.inspection, to_judge(here)[0].pk])
    assert browser(here.manager).get(address).status_code == 404
    with pytest.raises(NotFound), acting(here.one) as by:
        examples.tell(
            viewer=viewer(here.one), drawn=here.drawn[-1].pk, inspection=here.inspection,
            title="T", words=WORDS, consent_of="x", consent_how="y", consent_on=today(), seen=0,
            by=by,
        )  # fmt: skip


def test_the_page_keeps_what_was_typed_beside_what_is_wrong(here: Judged) -> None:
    address = reverse("tell-example", args=[here.inspection, to_judge(here)[0].pk])
    typed = {
        "seen": "0", "title": "Asked where she felt safe", "words": f"{WORDS} Zoe said so.",
        "consent_of": "The child", "consent_how": "In writing",
        "consent_on-day": "1", "consent_on-month": "2", "consent_on-year": "2026",
    }  # fmt: skip
    page = browser(here.one).post(address, typed).content.decode()
    assert "Take out “Zoe”" in page and "Zoe said so." in page
    listed = browser(here.one).get(reverse("examples", args=[here.inspection])).content.decode()
    assert "No example has been told yet" in listed


def test_nothing_is_found_where_nothing_is_on_file() -> None:
    nothing = OnFile(frozenset(), frozenset(), frozenset())
    assert given_away(WORDS, nothing) == []
    assert [one.words for one in given_away("It was on 3rd of May, at BO1 2AB", nothing)] == [
        "3rd of May",
        "BO1 2AB",
    ]
