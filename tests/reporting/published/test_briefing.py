"""The third review, published anew: its texts, its figures in their places, and what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from sightline.engine.recommended import Answering, Done, PartDone, RecommendationDone, Seen
from sightline.engine.record_figures import Known
from sightline.engine.reviewed import Reproduced, reproduce
from sightline.reporting.published.content import EDITIONS, Cell, CellKind, Source
from sightline.reporting.published.language import marks, plain, read
from sightline.reporting.published.marks import say
from sightline.reporting.published.readings import giving, part_of_mixture, whole_percent
from sightline.reporting.published.review import INVENTED, TABLES, review_source
from sightline.reporting.published.review_recommended import of_people
from sightline.reporting.published.review_texts import FOLDER, BadTexts, review_texts
from sightline.reporting.published.texts import faults
from sightline.standard.model import ShownBy
from sightline.standard.model.recommendations import DutyPart
from sightline.standard.succession import answerable
from sightline.standard.to_child import JARGON
from tests.england import england
from tests.nation import third_review
from tests.reporting import review_small as small
from tests.standard.readability import reading_age, sentences

REVIEW = small.REVIEW
PRINTED = england().printed[REVIEW]

READER, AGED = "children", 12
"""For whom the children's edition is written."""

FOR_GROWN_UPS = 16
"""The age at which every other edition can be read: half of all adults read no better."""


# --- a source without a nation: every figure is as it was printed ---------------------------------


def as_printed(each: Reproduced) -> Reproduced:
    """A figure that agrees with what was printed."""
    said = each.printed.agrees
    percent = said.percent
    if percent is None:
        ends = [end for end in (said.from_, said.to, said.over, said.under) if end is not None]
        percent = round(sum(ends) / len(ends)) if ends else 0
    base = said.denominator or 1000
    n = said.numerator or giving(percent, base)[0]
    if said.count is not None or said.count_over is not None:
        n = base = said.count if said.count is not None else (said.count_over or 0) + 1
    days = {"2002": "2002-10-14", "2005": "2005-07-13", "2008-07": "2008-07-08"}
    values = tuple(days.get(value, value) for value in said.values)
    figure = replace(each.figure, numerator=n, denominator=base, value=n / base, values=values)
    return replace(each, figure=figure)


@cache
def source() -> Source:
    """The whole review as it was printed, its recommendations without data."""
    found = [as_printed(each) for each in small.found()]
    return review_source(england(), PRINTED, found, small.done())


def words_of(edition: str) -> str:
    """A text as it is read: marks said, headings and list items as sentences of their own."""
    text = source().editions[edition]
    lines = []
    for line in text.splitlines():
        blocks = read(line)
        said = {mark: say(mark, source().cells) for mark in marks(blocks)}
        for block in blocks:
            for inside in getattr(block, "items", None) or [[block]]:
                told = " ".join(
                    plain(each.inside, said) for each in inside if hasattr(each, "inside")
                )
                lines.append(told if re.search(r"[.!?:]$", told) or not told else f"{told}.")
    return "\n".join(lines)


def test_nothing_keeps_the_review_from_being_signed() -> None:
    assert [f"{fault.edition}, {fault.line}: {fault.sentence}" for fault in faults(source())] == []


def test_every_printed_figure_is_in_its_place_in_the_report() -> None:
    """In the part of the report that tells of its section, and once in the tables beside it."""
    report = source().editions["report"]
    examples = " ".join(example.words for example in source().examples)
    parts = {part.split("\n", 1)[0]: part for part in report.split("\n## ")}
    for id_, (title, sections) in TABLES.items():
        table = next(table for table in source().tables if table.id == id_)
        part = parts[title] + (examples if "practice" in sections else "")
        if "introduction" in sections:
            part += parts["What good work looks like"]
        for row in table.cells:
            figure = PRINTED.figures[row]
            assert figure.section.split("/")[0] in sections
            assert f"{{figure:{row}}}" in part, f"{row} is not told under {title}"
    told = [row for table in source().tables if table.id in TABLES for row in table.cells]
    assert sorted(told) == sorted(PRINTED.figures)


def test_every_table_and_example_is_placed_where_it_is_read() -> None:
    placed = re.findall(r"^\{(?:table|chart|example):([a-z-]+)\}$", "\n".join(
        source().editions.values()), re.M)  # fmt: skip
    there = [table.id for table in source().tables if table.id not in source().practice]
    assert {*there, *(example.id for example in source().examples)} <= set(placed)


def test_the_sections_are_told_in_the_order_of_the_review() -> None:
    order = [id_ for id_, row in PRINTED.figures.items() if row.section.split("/")[0] in
             ("wider-role", "vulnerable-groups", "child-protection")]  # fmt: skip
    sections = [PRINTED.figures[id_].section for id_ in order]
    listed = list(england().reviews[REVIEW].sections)
    report = source().editions["report"].split("\n## The safeguarding framework\n")[1]
    at: dict[str, int] = {}
    for id_, section in zip(order, sections, strict=True):
        place = report.index(f"{{figure:{id_}}}")
        at[section] = min(place, at.get(section, place))
    told = sorted(at, key=lambda section: at[section])
    assert told == sorted(told, key=listed.index)


def test_a_figure_says_what_was_printed_and_whether_its_base_was() -> None:
    cells = source().cells
    assert cells["fig-lac-custody"].printed == "17% of 226"
    assert cells["fig-no-mh-worker"].printed == "one in three (base not printed)"
    assert cells["fig-viewpoint-n"].printed == "1,224 since 2005"
    unsaid = [id_ for id_, cell in cells.items() if "base not printed" in cell.printed]
    assert {PRINTED.figures[id_].agrees.denominator for id_ in unsaid} == {None}


def test_a_figure_of_the_review_is_exact_and_a_share_has_its_base_beside_it() -> None:
    for id_ in PRINTED.figures:
        cell = source().cells[id_]
        assert cell.exact and not cell.withheld
        if cell.kind is CellKind.SHARE:
            assert cell.percent is not None and cell.numerator is not None
            assert cell.denominator is not None
            assert cell.shown == f"{cell.percent}% ({cell.numerator:,} of {cell.denominator:,})"


def test_every_page_says_that_the_records_are_invented() -> None:
    assert source().kept == INVENTED
    assert "invented" in source().methodology


def test_a_figure_without_data_says_so() -> None:
    bare = review_source(england(), PRINTED, small.found(), small.done())
    assert bare.cells["fig-alcohol-key-factor"].shown == "nothing recorded"
    assert bare.cells["fig-alcohol-key-factor"].percent is None


# --- who reads it -----------------------------------------------------------------------------


def test_a_child_of_twelve_can_read_the_childrens_edition() -> None:
    text = words_of(READER)
    assert reading_age(text) <= AGED
    assert max(len(words) for words in sentences(text)) <= 20
    words = [word.lower() for sentence in sentences(text) for word in sentence]
    assert 400 <= len(words) <= 620
    assert set(words) & JARGON == set()


@pytest.mark.parametrize("edition", ["report", "summary", "briefing"])
def test_grown_ups_can_read_theirs(edition: str) -> None:
    assert reading_age(words_of(edition)) <= FOR_GROWN_UPS


def test_the_childrens_edition_says_whom_to_tell_and_asks_no_child_for_anything_hard() -> None:
    text = source().editions[READER]
    for wanted in ("999", "0800 1111", "advocate", "trust", "not your fault"):
        assert wanted in text
    assert "{table:" not in text


def test_the_briefing_names_duties_and_each_has_its_guide() -> None:
    assert len(source().guides) >= 30
    briefing = source().editions["briefing"]
    for guide in source().guides:
        assert guide.title in briefing
        assert len(guide.guide) == 3
    assert "Tomorrow:" in briefing


def test_the_practice_examples_name_no_place() -> None:
    places = r"Birmingham|Kensington|Chelsea|Plymouth"
    assert [example.id for example in source().examples] == ["a", "b", "c", "d"]
    for text in (*source().editions.values(), *(each.words for each in source().examples)):
        assert not re.search(places, text)


def test_the_words_are_not_those_of_the_briefing_of_then() -> None:
    """Some of its turns of phrase, which would be the sign of a copy."""
    theirs = (
        "less well prepared and embedded",
        "closure",
        "patchy",
        "a wealth of data",
        "undetected or unaddressed",
        "remained problematic",
        "attributed the problems",
    )
    whole = " ".join((*source().editions.values(), source().methodology)).lower()
    assert [each for each in theirs if each in whole] == []


# --- what was recommended ---------------------------------------------------------------------


def test_each_recommendation_says_who_answers_now() -> None:
    listed = {one.number: one for one in source().recommendations}
    assert len(listed) == 16
    then = england().recommendations[REVIEW].listed
    assert [one.words for one in source().recommendations] == [one.gist for one in then.values()]
    later = review_source(
        england(), PRINTED, small.found(), [at(2026, one) for one in small.done()]
    )
    owners = {one.number: one.to for one in later.recommendations}
    assert "Primary care trust, now Integrated care board" in owners["4.4"]
    assert "Ofsted; nobody can be named for it now" in owners["4.1"]


def at(year: int, one: RecommendationDone) -> RecommendationDone:
    """The same, as those answer for it who do so in a later year."""
    on = date(year, 10, 31)
    answering = tuple(
        Answering(body, function, now)
        for body, function, now in answerable(england().bodies, one.section, on)
    )
    return replace(one, on=on, answering=answering)


def with_part(number: str, letter: str, state: Done, seen: Seen) -> list[RecommendationDone]:
    """The recommendations without data, but for one part."""

    def told(one: RecommendationDone) -> RecommendationDone:
        if one.recommended.number != number:
            return one
        parts = tuple(
            PartDone(part.part, state, part.first, part.last, seen)
            if part.part.id == letter else part
            for part in one.parts
        )  # fmt: skip
        return replace(one, parts=parts)

    return [told(one) for one in small.done()]


def cells_with(number: str, letter: str, state: Done, seen: Seen) -> tuple[Source, Cell]:
    done = with_part(number, letter, state, seen)
    made = review_source(england(), PRINTED, small.found(), done)
    return made, made.cells[f"part-{number.replace('.', '-')}-{letter}"]


def test_of_few_people_neither_the_figure_nor_the_state_is_told() -> None:
    for state, seen in ((Done.MET, Seen(5, 5, 0)), (Done.PARTLY, Seen(3, 9, 0))):
        made, cell = cells_with("4.3", "a", state, seen)
        assert cell.withheld and cell.numerator is None
        told = next(one for one in made.recommendations if one.number == "4.3").state
        assert told == "(b) nothing recorded to tell by; (a) too few people to say."
        assert made.cells["parts-too-few"].numerator == 1
        assert made.cells["parts-met"].numerator == 0


def test_figures_of_people_are_rounded_and_those_of_bodies_are_not() -> None:
    _, people = cells_with("3.4", "a", Done.PARTLY, Seen(31, 46, 0))
    assert (people.numerator, people.denominator, people.exact) == (30, 45, False)
    _, bodies = cells_with("1.3", "a", Done.PARTLY, Seen(7, 8, 0))
    assert (bodies.numerator, bodies.denominator, bodies.exact) == (7, 8, True)


def test_what_stands_on_files_of_people_is_of_people() -> None:
    standard = england()
    assert of_people(standard, ShownBy((DutyPart("vuln-plan-create"),)))
    assert of_people(standard, ShownBy((DutyPart("vetting-before-start"),)))
    assert not of_people(standard, ShownBy((DutyPart("board-membership"),)))
    assert of_people(standard, ShownBy((DutyPart("board-membership"), DutyPart("aim-assess"))))
    assert of_people(standard, ShownBy(measure="restraint-reason-recorded"))


# --- what the review left open ----------------------------------------------------------------


def test_the_readings_of_what_was_printed_are_sums() -> None:
    """Against the sums of Sightline's own study of the review, done by hand."""
    cells = source().cells
    assert {id_: cells[id_].shown for id_ in (
        "inspections", "files-each", "margin-custody", "reach-looked-after", "reach-service",
        "reach-minority-inspected", "reach-minority-england", "reach-social-care", "mix-self",
        "mix-others",
    )} == {
        "inspections": "47", "files-each": "68", "margin-custody": "6.5",
        "reach-looked-after": "38 or 39", "reach-service": "none",
        "reach-minority-inspected": "23", "reach-minority-england": "103 of 139",
        "reach-social-care": "none", "mix-self": "68%", "mix-others": "5%",
    }  # fmt: skip


@pytest.mark.parametrize("base", [1, 7, 28, 31, 226])
def test_what_gives_a_percentage_gives_it_and_nothing_else_does(base: int) -> None:
    for percent in range(101):
        found = giving(percent, base)
        assert [n for n in range(base + 1) if whole_percent(n, base) == percent] == list(found)


def test_an_empty_base_and_equal_shares_are_refused() -> None:
    with pytest.raises(ValueError, match="base of at least one"):
        whole_percent(0, 0)
    with pytest.raises(ValueError, match="mix to nothing else"):
        part_of_mixture(10, 20, 20)


def test_each_doubt_of_the_standard_is_told_in_the_methodology() -> None:
    """By the figures that it is about: each is in a table with its doubt, or named in words."""
    methodology = source().methodology.lower()
    for wanted in ("self-harm in custody", "helped to be safe", "children in custody",
                   "poor health planning", "parents in custody", "put down to bullying",
                   "footnotes", "over-representation", "joint work with social care",
                   "concerns not addressed", "looked after in custody"):  # fmt: skip
        assert wanted in methodology


# --- reading the texts strictly ---------------------------------------------------------------


def written(folder: Path, changed: Mapping[str, str | None]) -> Path:
    """The review's texts in another folder, some of them changed or left out."""
    (folder / REVIEW).mkdir()
    for path in (FOLDER / REVIEW).iterdir():
        if changed.get(path.name, "") is not None:
            text = changed.get(path.name) or path.read_text("utf-8")
            (folder / REVIEW / path.name).write_text(text, "utf-8")
    for name, more in changed.items():
        if more is not None:
            (folder / REVIEW / name).write_text(more, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"summary.md": None}, "summary.md is missing"),
        ({"questions.md": None}, "questions.md is missing"),
        ({"leaflet.md": "# A leaflet"}, "leaflet: expected report.md, summary.md"),
        ({"children.md": "You have rights."}, "children.md, line 1: expected its title"),
        ({"report.md": "#  \n\nWords"}, "report.md, line 1: expected its title"),
        (
            {"briefing.md": "# B\n\n{duty:vuln-plan}"},
            "line 3: the standard has no duty 'vuln-plan'",
        ),
        ({"briefing.md": "# B\n{good:no}"}, "line 2: the standard has no duty 'no'"),
    ],
)
def test_texts_that_cannot_be_published_are_refused(
    tmp_path: Path, changed: Mapping[str, str | None], said: str
) -> None:
    with pytest.raises(BadTexts, match=re.escape(said)):
        review_texts(england(), REVIEW, written(tmp_path, changed))


def test_a_review_without_texts_is_refused() -> None:
    with pytest.raises(BadTexts, match="those of third-joint-review"):
        review_texts(england(), "fourth-joint-review")


def test_a_review_without_recommendations_needs_a_day() -> None:
    with pytest.raises(ValueError, match="the day of its publication"):
        review_source(england(), PRINTED, small.found(), [])


# --- from the nation --------------------------------------------------------------------------


@pytest.mark.long
def test_from_the_nation_nothing_keeps_it_from_being_signed() -> None:
    made = third_review()
    known = Known(made.known_at, made.watched, made.people)
    found = reproduce(england(), PRINTED, made.files, known)
    whole = review_source(england(), PRINTED, found, small.done())
    assert faults(whole) == []
    assert all(each.agrees for each in found)
    assert [id_ for id_ in PRINTED.figures if not whole.cells[id_].shown] == []
    assert whole.cells["fig-safeguarding-not-addressed"].shown == "29% (88 of 305)"
    assert set(EDITIONS) == set(whole.editions)
