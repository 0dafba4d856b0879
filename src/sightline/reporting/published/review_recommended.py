"""What a review recommended as it is published: who answers now, and how far it is done.

These figures are new. Those that count people are rounded and withheld like any others, and of a
part whose figure is withheld it is not said either whether it is done.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from sightline.engine.recommended import Done, PartDone, RecommendationDone
from sightline.reporting.charts.wording import listed
from sightline.reporting.published.content import Cell, CellKind, Recommendation
from sightline.reporting.published.suppress import LEAST, Raw, published_together, question_key
from sightline.reporting.review_recommended import asks, owner_rows, shown_by_titles
from sightline.standard.model import Counts, Highest, ShareOfGroups, ShownBy, Standard

BODIES = frozenset({"agency", "board", "establishment"})
"""Types of subject that are no people, so that figures about them are given exactly."""

TOO_FEW = "too-few"

IN_WORDS: Mapping[str, str] = {
    "met": "shown to be done",
    "partly": "done in part",
    "not-met": "not done",
    "no-data": "nothing recorded to tell by",
    TOO_FEW: "too few people to say",
    "not-checkable": "no record can show it",
}
"""The states that are published, the most telling first, and how each is said."""


def cell_id(one: RecommendationDone, part: PartDone) -> str:
    """The name of the figure of a part, such as ``part-3-2a-b``."""
    return f"part-{one.recommended.id}-{part.part.id}"


def cells(standard: Standard, review: str, done: Sequence[RecommendationDone]) -> dict[str, Cell]:
    """How far every part is done, by the names of the figures."""
    raws = [_raw(standard, review, one, part) for one in done for part in one.parts]
    return published_together(raws)


def states(done: Sequence[RecommendationDone], cells: Mapping[str, Cell]) -> Counter[str]:
    """How many parts stand in each state of ``IN_WORDS``."""
    return Counter(_state(cells[cell_id(one, part)], part) for one in done for part in one.parts)


def published(
    standard: Standard, one: RecommendationDone, cells: Mapping[str, Cell]
) -> Recommendation:
    """One recommendation in its words, to whom it is made now, and how far it is done."""
    asked = one.recommended
    shown = [
        f"{_lettered(one, part)}{'; '.join(shown_by_titles(standard, part.part.shown_by))}."
        for part in one.parts
        if part.part.shown_by is not None
    ]
    return Recommendation(
        number=asked.number,
        words=asked.gist,
        to=tuple(_owner(row.then, row.now) for row in owner_rows(standard.bodies, one.answering)),
        due=asked.due,
        shown_by=" ".join(shown),
        theme=one.section.title,
        state=_states_in_words(one, cells),
    )


def of_people(standard: Standard, shown_by: ShownBy) -> bool:
    """Whether what shows a part is counted on files of people rather than of bodies."""
    types: set[str] = set()
    duties = [named.duty for named in shown_by.duties]
    if shown_by.measure:
        measure = standard.measures[shown_by.measure]
        types |= _types_of(standard, measure.counts)
        duties += measure.duties
    for duty in duties:
        types |= set(standard.duties[duty].owed_to)
    return not types <= BODIES


def _types_of(standard: Standard, counts: Counts | None) -> set[str]:
    """The types of subject on whose files the counted records stand."""
    match counts:
        case Highest() | ShareOfGroups() | None:
            return set()
        case _:
            return set(standard.kinds[counts.units.what.kind].of)


def _raw(standard: Standard, review: str, one: RecommendationDone, part: PartDone) -> Raw:
    """How far a part is done, before anything is rounded or withheld."""
    asked, seen, shown_by = part.part, part.seen, part.part.shown_by
    countable = shown_by is not None and seen is not None and seen.denominator > 0
    sentence = asked.not_checkable
    if shown_by is not None:
        sentence = f"{'; '.join(shown_by_titles(standard, shown_by))}: {asks(shown_by)}."
    return Raw(
        id=cell_id(one, part),
        kind=CellKind.SHARE if countable else CellKind.FACT,
        title=f"{one.recommended.number} {_lettered(one, part)}{asked.says}",
        sentence=sentence,
        of_people=shown_by is not None and of_people(standard, shown_by),
        question=question_key(
            review=review,
            part=cell_id(one, part),
            first=part.first.isoformat(),
            last=part.last.isoformat(),
        ),
        numerator=seen.numerator if countable and seen is not None else None,
        denominator=seen.denominator if countable and seen is not None else None,
        unknown=seen.unknown if countable and seen is not None else None,
        all_files=countable,
        shown="" if countable else IN_WORDS[_named(part.state)],
        band=_band(part) if countable else None,
    )


def _band(part: PartDone) -> tuple[int, int] | None:
    """What the state tells of the percentage, which is published with the figure.

    Of fewer people than are published neither is told.
    """
    if part.seen is None or part.part.shown_by is None or part.seen.denominator < LEAST:
        return None
    asked = round(100 * part.part.shown_by.at_least)
    return {Done.MET: (asked, 101), Done.PARTLY: (0, asked), Done.NOT_MET: (0, 1)}[part.state]


def _named(state: Done) -> str:
    return state.value.replace(" ", "-")


def _state(cell: Cell, part: PartDone) -> str:
    return TOO_FEW if cell.withheld else _named(part.state)


def _states_in_words(one: RecommendationDone, cells: Mapping[str, Cell]) -> str:
    letters: dict[str, list[str]] = defaultdict(list)
    for part in one.parts:
        letters[_state(cells[cell_id(one, part)], part)].append(part.part.id)
    if len(letters) == 1:
        said = IN_WORDS[next(iter(letters))].capitalize()
    else:
        said = "; ".join(
            f"({listed(letters[state])}) {words}" for state, words in IN_WORDS.items()
            if letters[state]
        )  # fmt: skip
    return f"{said}. Its day has gone by." if one.past_due else f"{said}."


def _lettered(one: RecommendationDone, part: PartDone) -> str:
    return f"({part.part.id}) " if len(one.parts) > 1 else ""


def _owner(then: str, now: tuple[str, ...]) -> str:
    """Who was asked, and who answers now, without the notes of how that is known."""
    told = [each.split(" (a day on the way")[0] for each in now]
    if told == ["the same"]:
        return then
    if any("nobody can be named" in each for each in told):
        return f"{then}; nobody can be named for it now"
    return f"{then}, now {listed(told)}"
