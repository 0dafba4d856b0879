"""The conclusion: not before all is done, frozen after, counted by measures, worked out again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sightline.engine.figures import Figure, Over
from sightline.engine.inspection.pack import Pack, pack_digest
from sightline.engine.inspection.reproduce import reproduce
from sightline.engine.record_figures import Known, record_figures
from sightline.service.files.models import Record
from sightline.service.files.moments import minute_at
from sightline.service.files.reading import engine_files, latest
from sightline.service.files.standard import standard
from sightline.service.inspection import cells, concluding, filing, judging, moderating, sharing
from sightline.service.inspection.judging import Said
from sightline.service.inspection.models import Conclusion, Reading
from sightline.service.inspection.packing import pack_of
from sightline.service.ledger import clock
from sightline.service.ledger.failures import Refused
from sightline.standard.calendar import day_of
from tests.service.inspection.finding_worlds import (
    NOTES,
    REASON,
    judged,
    now,
    serviced,
    to_judge,
    world,
)
from tests.service.inspection.judging_worlds import Judged, acting
from tests.service.shared import made_once
from tests.service.worlds import browser, see_all, today, viewer

pytestmark = pytest.mark.django_db

ANSWERS = {(1, 1): "no", (2, 1): "not-known", (3, 4): "not-applicable"}


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Judged]:
    def make() -> Judged:
        here = world(most=4, boys=4)
        judged(here, ANSWERS)
        return here

    with made_once(django_db_blocker, make) as there:
        yield there


@pytest.fixture
def here(made: Judged, db: None) -> Judged:
    see_all()
    return made


def digest(here: Judged) -> str:
    return concluding.said_digest(now(here))


def confirmed(here: Judged) -> None:
    with acting(here.one) as by:
        concluding.confirm(inspection=here.inspection, seen=digest(here), by=by)


def concluded(here: Judged) -> Conclusion:
    confirmed(here)
    seen = digest(here)
    with acting(here.lead) as by:
        return concluding.conclude(inspection=here.inspection, seen=seen, by=by)


def test_the_lead_does_not_conclude_alone_where_there_is_another_member(here: Judged) -> None:
    seen = digest(here)
    with pytest.raises(Refused, match="Another member"), acting(here.lead) as by:
        concluding.conclude(inspection=here.inspection, seen=seen, by=by)
    with pytest.raises(Refused, match="other than the lead"), acting(here.lead) as by:
        concluding.confirm(inspection=here.inspection, seen=seen, by=by)
    concluded(here)
    assert now(here).is_final


def test_what_was_confirmed_is_bound_to_what_it_said(here: Judged) -> None:
    """A moderation after it, and nobody has confirmed what stands now."""
    confirmed(here)
    twice = next(one for one in to_judge(here) if one.is_twice)
    at = moderating.judged(viewer(here.lead), here.inspection, twice.pk)
    question = here.asked.questions[1].id
    with acting(here.lead) as by:
        moderating.moderate(
            viewer=viewer(here.lead), inspection=here.inspection, drawn=twice.pk, number=2,
            answer="no", reason="We talked it over.", seen=moderating.seen_of(at, question), by=by,
        )  # fmt: skip
    seen = digest(here)
    with pytest.raises(Refused, match="Another member"), acting(here.lead) as by:
        concluding.conclude(inspection=here.inspection, seen=seen, by=by)


def test_not_while_a_file_is_to_be_read_or_two_readers_differ(db: None) -> None:
    here = world(most=4, boys=4)
    assert any("still to be read" in line for line in concluding.obstacles(now(here)))
    judged(here, second={(place, 1): "no" for place in range(1, 5)})
    assert any("moderate" in line for line in concluding.obstacles(now(here)))
    with pytest.raises(Refused, match="differ"), acting(here.lead) as by:
        concluding.conclude(inspection=here.inspection, seen=digest(here), by=by)


def test_after_it_nothing_is_judged_shared_out_or_moderated(here: Judged) -> None:
    row = concluded(here)
    reading = Reading.objects.filter(inspection=here.inspection).first()
    assert reading is not None
    with pytest.raises(Refused, match="is changed no more"), acting(reading.person) as by:
        judging.answer(
            viewer=viewer(reading.person), inspection=here.inspection, reading=reading.pk,
            number=1, said=Said("no", "It was not"), seen=0, by=by,
        )  # fmt: skip
    with pytest.raises(Refused, match="is changed no more"), acting(here.lead) as by:
        sharing.share(
            viewer=viewer(here.lead), inspection=here.inspection,
            given=[sharing.Given(to_judge(here)[0].pk, 1, here.two.pk)], by=by,
        )  # fmt: skip
    with pytest.raises(Refused, match="concluded"), acting(here.lead) as by:
        concluding.conclude(inspection=here.inspection, seen=digest(here), by=by)
    assert Conclusion.objects.get() == row


# --- on file ---------------------------------------------------------------------------------


def filed(here: Judged, most: int = 25) -> filing.Filed:
    of = now(here)
    with acting(here.lead) as by:
        return filing.put_on_file(of, by=by, most=most)


def cut_off(here: Judged) -> None:
    """Two more are written, and the process is killed before it commits."""
    with acting(here.lead) as by:
        filing.put_on_file(now(here), by=by, most=2)
        raise RuntimeError("killed")


def test_it_goes_on_file_once_however_often_it_is_cut_off(here: Judged) -> None:
    concluded(here)
    first = filed(here, most=2)
    assert (first.done, first.total) == (2, 5)
    with pytest.raises(RuntimeError, match="killed"):
        cut_off(here)
    assert filing.filed(now(here)).done == 2
    assert filed(here).is_whole and filed(here).is_whole
    kinds = [filing.INSPECTED, filing.READ, filing.JUDGED]
    rows = Record.objects.filter(kind__in=kinds)
    assert [rows.filter(kind=kind).count() for kind in kinds] == [1, 4, 4 * 6]


def test_only_the_standing_answer_and_its_reason_go_on_file(here: Judged) -> None:
    concluded(here)
    filed(here)
    one = to_judge(here)[0]
    rows = list(latest(one.file_id).filter(kind=filing.JUDGED))
    assert {row.details["reason"] for row in rows if row.details} == {REASON}
    assert NOTES not in str([row.details for row in rows])
    assert {row.author for row in rows} == {here.one.worker_id}
    assert {row.agency for row in rows} == {here.inspectorate.pk}
    (read,) = latest(one.file_id).filter(kind=filing.READ)
    assert {row.about for row in rows} == {read.fact}
    assert read.details == {"programme": "youth-2025", "inspected": str(here.yjs.pk)}


def test_what_is_on_file_is_what_was_found(here: Judged) -> None:
    concluded(here)
    filed(here)
    rows = Record.objects.filter(kind=filing.JUDGED).values_list("details", flat=True)
    for one in now(here).findings.all.questions:
        given = [said["answer"] for said in rows if said and said["question"] == one.question]
        assert given.count("yes") == one.yes and given.count("no") == one.no
        assert given.count("unknown") == one.unanswered
        assert given.count("not-applicable") == one.not_applicable


def test_the_ordinary_measures_come_to_what_the_findings_say(db: None) -> None:
    """Those of the standard that read judgements, and the count of files read."""
    here = world(
        most=3, boys=3, question_set="2006", programme="youth-offending-team",
        parts=("youth-justice",), second_share=0,
    )  # fmt: skip
    asked = [question.id for question in here.asked.questions]
    taken = asked.index("action-taken") + 1
    drugs = asked.index("drugs-key-factor") + 1
    judged(
        here,
        {(1, taken): "no", (2, taken): "not-known", (1, drugs): "not-applicable", (3, drugs): "no"},
    )
    serviced(here)
    concluded(here)
    filed(here)
    found = {one.question: one for one in now(here).findings.all.questions}
    for measure, question in (
        ("action-taken-for-child-at-risk", "action-taken"),
        ("drugs-key-factor", "drugs-key-factor"),
        ("alcohol-key-factor", "alcohol-key-factor"),
    ):
        figure = figure_of(measure)
        one = found[question]
        assert (figure.numerator, figure.denominator) == (one.yes, one.n), measure
        assert figure.unknown == one.unanswered


def figure_of(measure: str) -> Figure:
    """A measure of the standard over all that is on file."""
    days = Over(day_of(today() - timedelta(30)), day_of(today()))
    known = Known(minute_at(clock.now()))
    of = [standard().measures[measure]]
    (figure,) = record_figures(standard(), of, list(engine_files()), days, known)
    return figure


def test_a_dip_sample_puts_nothing_on_file(db: None) -> None:
    here = world(most=2, boys=2, sort="self", second_share=0)
    judged(here)
    confirmed(here)
    with acting(here.lead) as by:
        concluding.conclude(inspection=here.inspection, seen=digest(here), by=by)
    assert filed(here).total == 0 and not Record.objects.filter(kind=filing.JUDGED).exists()
    assert now(here).is_final and now(here).findings.all.files == 2


# --- the pack, and what is published ---------------------------------------------------------


def test_the_pack_gives_every_percentage_again_and_finds_what_was_changed(here: Judged) -> None:
    concluded(here)
    of = now(here)
    made = pack_of(of)
    again = reproduce(Pack.from_dict(json.loads(json.dumps(made.to_dict()))), standard())
    assert again.differences == ()
    assert again.findings == of.findings
    for at, each in enumerate(made.judgements[:3]):
        other = replace(each, answer="no" if each.answer == "yes" else "yes")
        bent = replace(made, judgements=(*made.judgements[:at], other, *made.judgements[at + 1 :]))
        bent = replace(bent, digest=pack_digest(bent))
        assert reproduce(bent, standard()).differences


def test_the_pack_holds_no_name_and_is_the_lead_s_alone(here: Judged) -> None:
    concluded(here)
    address = reverse("evidence-pack", args=[here.inspection])
    answer = browser(here.lead).get(address)
    text = answer.content.decode()
    assert answer.status_code == 200 and json.loads(text)["findings_digest"]
    for name in ("Sample", "Girlchild", "Boychild", "Ina One", REASON, NOTES, "Borchester YJS"):
        assert name not in text
    assert browser(here.one).get(address).status_code == 403
    assert browser(here.manager).get(address).status_code == 404


def test_what_is_published_is_every_figure_of_the_findings(here: Judged) -> None:
    with pytest.raises(Refused):
        cells.published_cells(here.inspection)
    concluded(here)
    told = cells.published_cells(here.inspection)
    found = now(here).findings.all
    assert set(told) == {"files-read", *(one.question for one in found.questions)}
    for one in found.questions:
        cell = told[one.question]
        assert (cell.numerator, cell.denominator) == (one.yes, one.n)
        assert cell.of_people and cell.read_of == found.eligible


# --- through the pages -----------------------------------------------------------------------


def test_from_the_page_one_confirms_and_the_lead_concludes(here: Judged) -> None:
    address = reverse("conclusion", args=[here.inspection])
    seen = digest(here)
    stale = browser(here.one).post(address, {"seen": "0" * 64}).content.decode()
    assert "has changed since" in stale
    assert "I would conclude the same" in stale
    assert browser(here.one).post(address, {"seen": seen}).status_code == 302
    page = browser(here.lead).get(address).content.decode()
    assert "Would conclude the same: Ina One" in page
    assert browser(here.lead).post(address, {"seen": seen}).status_code == 302
    assert "0 of 5 are on file" in browser(here.lead).get(address).content.decode()
    answer = browser(here.lead).post(reverse("put-on-file", args=[here.inspection]))
    assert answer.status_code == 302 and filing.filed(now(here)).is_whole
    assert "All of it is on file" in browser(here.two).get(address).content.decode()
