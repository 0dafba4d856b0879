"""Signing: by somebody who wrote none of it, of this very report, and of no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from sightline.reporting.published import as_json
from sightline.service.inspection.models import Banding
from sightline.service.ledger import chains
from sightline.service.ledger.failures import Refused
from sightline.service.publishing import checking, editing, figures, signing
from sightline.service.publishing.models import (
    Edition,
    PublishedCell,
    Report,
    ReportFigure,
)
from tests.service.publishing.worlds import (
    CHILDREN_TEXT,
    Published,
    acting,
    begun,
    checked,
    conclude,
    example,
    first_question,
    recommended,
    signed,
    small_question,
    withdrawn,
    write,
    written,
)
from tests.service.worlds import machine, today

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def standing(report: Report) -> signing.Standing:
    return signing.standing(report, today())


def words_of(report: Report, edition: str = Edition.REPORT) -> str:
    return editing.latest(report.pk, edition).words


def test_whoever_wrote_none_of_it_signs(here: Published) -> None:
    report = written(here)
    checked(here, report)
    signed(here, report)
    assert standing(report).signed is not None


def test_a_writer_does_not_sign_and_neither_does_a_signer_who_writes_later(
    here: Published,
) -> None:
    report = written(here)
    checked(here, report)
    with pytest.raises(Refused, match="Whoever wrote"):
        signed(here, report, here.lead)
    signed(here, report, here.second)
    before = words_of(report)
    write(report, here.second, Edition.REPORT, before + "\n\nOne more sentence.")
    write(report, here.second, Edition.REPORT, before)
    assert standing(report).signed is None


def changed_text(here: Published, report: Report) -> None:
    write(report, here.lead, Edition.REPORT, words_of(report) + "\n\nMore was found.")


def changed_children(here: Published, report: Report) -> None:
    write(report, here.lead, Edition.CHILDREN, CHILDREN_TEXT + "\nAsk your worker.")


def changed_method(here: Published, report: Report) -> None:
    write(report, here.lead, Edition.METHOD, words_of(report, Edition.METHOD) + "\n\nAnd so on.")


def added_edition(here: Published, report: Report) -> None:
    write(report, here.lead, Edition.SUMMARY, "# In short\n\nMost of it is good.")


def another_figure(here: Published, report: Report) -> None:
    """A figure's name leads to another published figure."""
    cell = PublishedCell.objects.exclude(
        pk__in=ReportFigure.objects.filter(name=first_question()).values("cell")
    ).first()
    row = ReportFigure(report=report, name=first_question(), cell=cell)
    with machine() as by:
        chains.append([row], chain=chains.report_chain(report.pk), by=by)


def recommended_more(here: Published, report: Report) -> None:
    recommended(here, "Ask every child who lives at home.")


def rated_otherwise(here: Published, report: Report) -> None:
    conclude(here, band="inadequate")


def consent_withdrawn(here: Published, report: Report) -> None:
    withdrawn(here)


def example_told(here: Published, report: Report) -> None:
    withdrawn(here)
    example(here, "Another thing was done, and it was written down at once.")


CHANGES: tuple[Callable[[Published, Report], None], ...] = (
    changed_text, changed_children, changed_method, added_edition, another_figure,
    recommended_more, rated_otherwise, consent_withdrawn, example_told,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_any_change_makes_a_signature_void(
    here: Published, change: Callable[[Published, Report], None]
) -> None:
    recommended(here)
    example(here)
    report = written(here)
    checked(here, report)
    signed(here, report)
    assert standing(report).signed is not None
    change(here, report)
    now = standing(report)
    assert now.signed is None and now.void is not None


def test_every_word_and_figure_of_a_source_counts_in_what_is_signed(here: Published) -> None:
    """Each value of the report as it is kept, changed alone, gives another digest."""
    recommended(here)
    example(here)
    held = as_json.to_dict(standing(written(here)).source)
    digest = as_json.digest(as_json.from_dict(held))
    number = 0
    for path, value in _leaves(held):
        other = _changed(value)
        if other is None or (path[-1] == "id" and path[0] == "cells"):
            continue
        found = _put(held, path, other)
        try:
            source = as_json.from_dict(found)
        except as_json.BadSource:
            continue
        number += 1
        assert as_json.digest(source) != digest, path
    assert number > 60


def _leaves(value: object, path: tuple[object, ...] = ()):  # type: ignore[no-untyped-def]
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, (*path, key))
    elif isinstance(value, list):
        for key, each in enumerate(value):
            yield from _leaves(each, (*path, key))
    else:
        yield path, value


def _changed(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 5
    if isinstance(value, str):
        return f"{value} x"
    return None


def _put(value: object, path: tuple[object, ...], other: object) -> object:
    if not path:
        return other
    if isinstance(value, dict):
        return {k: _put(v, path[1:], other) if k == path[0] else v for k, v in value.items()}
    assert isinstance(value, list)
    return [_put(v, path[1:], other) if k == path[0] else v for k, v in enumerate(value)]


@pytest.mark.parametrize(
    "words",
    [
        "Of the files, 38 were good.",
        "Half of the files were good.",
        "It was ３ of them.",
        "Of these, {figure:no-such-figure} were good.",
        "It was {example:no-such-example}.",
    ],
)
def test_a_bare_number_or_an_unknown_mark_blocks(here: Published, words: str) -> None:
    report = written(here)
    checked(here, report)
    write(report, here.lead, Edition.REPORT, f"# Report\n\n{words}")
    assert any("to be mended" in one for one in standing(report).hindrances)
    with pytest.raises(Refused):
        signed(here, report)


def test_a_withheld_figure_is_not_spoken_of_as_if_it_said_something(here: Published) -> None:
    report = written(here)
    checked(here, report)
    assert figures.of_report(report.pk)[small_question()].withheld
    write(report, here.lead, Edition.REPORT, f"# Report\n\nIt was {{figure:{small_question()}}}.")
    with pytest.raises(Refused):
        signed(here, report)


def test_a_comment_is_answered_first(here: Published) -> None:
    report = written(here)
    with acting(here.lead) as by:
        request = checking.send_draft(
            report=report, to=here.yjs.pk, by_on=today() + timedelta(9), today=today(), by=by
        )
    with acting(here.manager) as by:
        said = checking.comment(
            request=request, about="Ratings", words="We are not so called.", is_nothing=False,
            by=by,
        )  # fmt: skip
    with pytest.raises(Refused):
        signed(here, report)
    with acting(here.lead) as by:
        checking.reply(comment=said, outcome="not-taken", reason="It is their name.", by=by)
    signed(here, report)


def test_the_inspected_service_is_asked_first_and_given_its_time(here: Published) -> None:
    report = written(here)
    with pytest.raises(Refused):
        signed(here, report)
    with acting(here.lead) as by:
        checking.send_draft(
            report=report, to=here.yjs.pk, by_on=today() + timedelta(9), today=today(), by=by
        )
    assert any("has until" in one for one in standing(report).hindrances)
    later = signing.standing(report, today() + timedelta(10))
    assert later.hindrances == ()


def test_a_report_without_its_childrens_text_is_not_signed(here: Published) -> None:
    report = begun(here)
    checked(here, report)
    assert any("For children" in one for one in standing(report).hindrances)


def test_what_was_on_screen_is_what_is_signed(here: Published) -> None:
    report = written(here)
    checked(here, report)
    seen = standing(report).digest
    changed_text(here, report)
    with pytest.raises(Refused, match="changed after"), acting(here.signer) as by:
        signing.sign(report=report, seen=seen, today=today(), by=by)


def test_nothing_of_a_banding_after_the_conclusion_changes_what_was_found(
    here: Published,
) -> None:
    """A row that was slipped in behind the service's back gives no other band."""
    report = written(here)
    before = standing(report).source.ratings
    row = Banding(
        inspection_id=here.inspection, standard=before[0].standard, band="inadequate",
        moved=True, reason="So",
    )  # fmt: skip
    with machine() as by:
        chains.append([row], chain=here.chain, by=by)
    assert standing(report).source.ratings == before
