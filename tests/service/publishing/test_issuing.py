"""Figures that are the same for ever, publishing that can be cut off, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from unittest import mock

import pytest
from pytest_django import DjangoDbBlocker

from sightline.engine.model import State
from sightline.reporting.published import downloads
from sightline.reporting.published.content import Cell, CellKind, Recommendation, Source
from sightline.reporting.published.signing import key_from, new_key, verify_site
from sightline.reporting.published.site import write_site
from sightline.service.files.models import Obligation, Record
from sightline.service.inspection.models import Sort
from sightline.service.inspection.to_read import acknowledge, read_by
from sightline.service.inspection.uptake import uptake
from sightline.service.ledger import chains
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.publishing import (
    building,
    editing,
    figures,
    issuing,
    public,
    reading,
    signing,
    who,
)
from sightline.service.publishing.issuing import MustRead
from sightline.service.publishing.models import Edition, Publication, PublishedCell, Report
from tests.service.publishing.worlds import (
    CHILDREN_TEXT,
    Published,
    acting,
    begun,
    checked,
    conclude,
    example,
    first_question,
    ready,
    recommended,
    signed,
    small_question,
    withdrawn,
    world,
    write,
)
from tests.service.shared import made_once
from tests.service.worlds import machine, post_of, see_all, today, viewer

pytestmark = pytest.mark.django_db

ROLES = ("practitioner", "manager")


def published(here: Published, report: Report, on: date | None = None) -> Publication:
    with acting(here.lead) as by:
        return issuing.publish(
            report=report, on=on or today(), must_read=[MustRead(here.yjs.pk, ROLES)],
            today=today(), by=by,
        )  # fmt: skip


def followed(here: Published, publication: Publication) -> None:
    while True:
        with acting(here.lead) as by:
            if issuing.go_on(publication=publication, by=by) is None:
                return


# --- figures ---------------------------------------------------------------------------------


def test_people_are_rounded_and_few_are_withheld(here: Published) -> None:
    cells = figures.of_report(begun(here).pk)
    shown, hidden = cells[first_question()], cells[small_question()]
    assert (shown.numerator, shown.denominator) == (45, 55)
    assert hidden.withheld and hidden.numerator is None and hidden.unknown is None


def test_the_same_question_has_the_same_figure_in_every_report(here: Published) -> None:
    """Though it was concluded anew with other answers in between."""
    report = begun(here)
    before = figures.of_report(report.pk)
    rows = PublishedCell.objects.count()
    conclude(here, yes=30)
    with acting(here.lead) as by:
        assert figures.take_in(report=report, by=by) == 0
    assert figures.of_report(report.pk) == before
    assert PublishedCell.objects.count() == rows


def a_review(**cells: Cell) -> Source:
    return Source(
        id="third-joint-review",
        title="Review",
        publisher="Inspectorates",
        on=date(2008, 7, 8),
        editions={"summary": "# In short\n\nProposed."},
        cells=cells,
        methodology="# How\n\nBy reading.",
        recommendations=(Recommendation("1", "Act.", ("Boards",), None, "a measure"),),
    )


def fig(shown: str) -> Cell:
    return Cell("fig-one", CellKind.SHARE, "One", "Of all, one.", shown, exact=True)


def test_a_review_is_published_by_an_analyst_who_opens_no_file(here: Published) -> None:
    """From the beginning to the publication nothing is in the log but the report itself."""
    with acting(here.analyst) as by:
        report = editing.begin_on_review(
            review="third-joint-review", agency=post_of(here.analyst).agency_id,
            title="The third review", by=by,
        )  # fmt: skip
    with machine() as by:
        figures.take_in_review(report=report, source=a_review(**{"fig-one": fig("a third")}), by=by)
    assert building.proposed_words(report, Edition.SUMMARY).endswith("Proposed.")
    assert not building.source_of(report).editions
    write(report, here.analyst, Edition.REPORT, "# Review\n\nIt was {figure:fig-one}.")
    write(report, here.analyst, Edition.METHOD, "# How\n\nBy reading.")
    write(report, here.analyst, Edition.CHILDREN, CHILDREN_TEXT)
    with pytest.raises(Refused):
        signed(here, report, here.analyst)
    signed(here, report, here.signer)
    with acting(here.analyst) as by:
        issuing.publish(report=report, on=today(), must_read=[], today=today(), by=by)
        assert by.files == {}
    (row,) = reading.published(viewer(here.analyst))
    assert reading.source(row).recommendations[0].words == "Act."
    assert "third" in reading.source(row).cells["fig-one"].shown


def test_a_review_taken_in_with_other_figures_is_another_report(here: Published) -> None:
    with machine() as by:
        report = editing.begin_on_review(
            review="third-joint-review", agency=here.hmip.pk, title="The third review", by=by
        )
        figures.take_in_review(report=report, source=a_review(**{"fig-one": fig("a third")}), by=by)
        before = signing.standing(report, today()).digest
        figures.take_in_review(report=report, source=a_review(**{"fig-one": fig("a tenth")}), by=by)
    assert signing.standing(report, today()).digest != before


# --- publishing ------------------------------------------------------------------------------


def test_what_is_not_signed_as_it_is_is_not_published(here: Published) -> None:
    report = ready(here)
    write(report, here.lead, Edition.SUMMARY, "# In short\n\nIt is good.")
    with pytest.raises(Refused, match="has signed"):
        published(here, report)


def test_not_before_it_was_signed_nor_before_the_day_comes(here: Published) -> None:
    report = ready(here)
    for day in (today() - timedelta(1), today() + timedelta(1)):
        with pytest.raises(Refused):
            published(here, report, day)


def test_what_is_published_is_what_was_signed(here: Published) -> None:
    report = ready(here)
    source = building.source_of(report)
    publication = published(here, report)
    assert reading.source(publication) == replace(source, on=today())
    with pytest.raises(Refused, match="as it is"):
        published(here, report)


def test_publishing_that_is_cut_off_goes_on_and_does_nothing_twice(here: Published) -> None:
    """Cut off in every step, and asked again each time: all is there once."""
    recommended(here)
    report = ready(here)
    publication = published(here, report)
    names = [step.name for step in issuing.steps(publication)]
    assert len(names) == 3
    append = chains.append
    for _ in names:
        with (
            mock.patch.object(chains, "append", side_effect=RuntimeError("killed")),
            pytest.raises(RuntimeError),
            acting(here.lead) as by,
        ):
            issuing.go_on(publication=publication, by=by)
        assert chains.append is append
        with acting(here.lead) as by:
            assert issuing.go_on(publication=publication, by=by) is not None
    before = Record.objects.count()
    with acting(here.lead) as by:
        assert issuing.go_on(publication=publication, by=by) is None
    assert Record.objects.count() == before
    for kind, number in (("recommendation", 1), ("report", 1)):
        assert Record.objects.filter(file=here.yjs.pk, kind=kind).count() == number, kind
    asked = Record.objects.filter(kind="must-read")
    assert asked.count() == len(set(asked.values_list("file", "details__team"))) == 3


def test_what_follows_is_owed_from_the_day_of_publication(here: Published) -> None:
    recommended(here)
    followed(here, published(here, ready(here)))
    owed = Obligation.objects.filter(file=here.yjs.pk)
    duties = set(owed.values_list("duty", flat=True))
    assert {"report-read", "report-acted-on", "recommendation-answered"} <= duties
    assert all(one.due_on is None or one.due_on > today() for one in owed)


def test_a_worker_acknowledges_and_the_uptake_shows_it(here: Published) -> None:
    report = ready(here)
    followed(here, published(here, report))
    asked = read_by(viewer(here.worker), str(report.pk))
    assert asked is not None and asked.state is State.OPEN
    with acting(here.worker) as by:
        acknowledge(viewer=viewer(here.worker), must_read=asked.must_read, by=by)
    whole = next(one for one in uptake(str(report.pk), today()) if not one.team)
    assert (whole.people, whole.teams) == (2, 1)
    assert whole.figures["reports-read-1-month"].unknown == 1
    whole = next(one for one in uptake(str(report.pk), today() + timedelta(40)) if not one.team)
    found = whole.figures["reports-read-1-month"]
    assert (found.numerator, found.denominator) == (1, 2)


def test_an_example_is_told_only_while_the_consent_stands(here: Published) -> None:
    """Not in what was published before either, and nothing that is kept holds its words."""
    row = example(here)
    report = begun(here)
    write(report, here.lead, Edition.CHILDREN, CHILDREN_TEXT)
    checked(here, report)
    signed(here, report)
    publication = published(here, report)
    assert row.words is not None
    assert row.words not in str(publication.source)
    assert row.words in str(reading.source(publication).examples)
    withdrawn(here)
    told = reading.source(publication)
    assert row.words not in str(told) and "withdrawn" in told.examples[0].words


# --- outside ---------------------------------------------------------------------------------


def test_the_public_folder_has_every_report_but_a_services_own(here: Published) -> None:
    publication = published(here, ready(here))
    with machine() as by:
        (source,) = public.public_sources(by=by)
        assert [one.row for one in by.acts] == [publication.pk]
    assert source.title == publication.report.title


@pytest.mark.once
def test_the_folder_outside_is_written_from_it_and_proves_itself(
    here: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "forms", lambda: ("html",))
    publication = published(here, ready(here))
    private, check_with = new_key()
    with machine() as by:
        write_site(tmp_path / "site", public.public_sources(by=by), key_from(private))
    assert verify_site(tmp_path / "site", key_from(check_with)) == []
    page = tmp_path / "site" / publication.source["id"] / "report.html"
    assert "How Borchester keeps children safe" in page.read_text("utf-8")
    page.write_text("Something else", "utf-8")
    assert verify_site(tmp_path / "site", key_from(check_with))


@pytest.fixture(scope="module")
def own_made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Published]:
    with made_once(django_db_blocker, lambda: world(Sort.SELF)) as there:
        yield there


@pytest.fixture
def own(own_made: Published, db: None) -> Published:
    see_all()
    return own_made


def test_a_services_own_look_stays_with_the_service(own: Published) -> None:
    report = begun(own)
    signed(own, report)
    publication = published(own, report)
    followed(own, publication)
    assert reading.source(publication).kept == building.OWN
    with machine() as by:
        assert public.public_sources(by=by) == []
    assert not Record.objects.filter(kind="report").exists()
    assert [row.pk for row in reading.published(viewer(own.worker))] == [publication.pk]
    for far in (own.stranger, own.analyst):
        assert not reading.published(viewer(far)).exists()
        with pytest.raises(NotFound):
            who.publication_of(viewer(far), report.pk)


def test_the_managers_of_a_service_write_its_own_report_and_inspectors_do_not(
    own: Published,
) -> None:
    report = begun(own)
    assert who.writes(viewer(own.lead), report)
    assert not who.writes(viewer(own.manager), report)
    who.check_sign(viewer(own.manager), report.pk)
    for far in (own.stranger, own.analyst):
        with pytest.raises(NotFound):
            who.report_of(viewer(far), report.pk)
