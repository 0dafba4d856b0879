"""Generated cases: a standard, a few files, and the moments at which the two are looked at."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from hypothesis.vendor.pretty import RepresentationPrinter

from sightline.engine.model import Day, File, Minute, Moment, Watched
from sightline.standard.calendar import end_of_day
from sightline.standard.model import Alternative, Standard
from tests.generative.choices import Choices, Drawn, Seeded
from tests.generative.files import file
from tests.generative.scenes import Scene, scene
from tests.generative.standards import EVERYTHING, Wanted, standard
from tests.generative.walking import rules_of
from tests.generative.written import as_python


@dataclass(frozen=True, repr=False)
class Case:
    """Everything that an evaluation reads."""

    standard: Standard
    files: tuple[File, ...]
    known_at: Minute
    on: Moment
    watched: tuple[Watched, ...] | None = None

    def __repr__(self) -> str:
        return as_python(self)

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        """What Hypothesis prints of it: a case is read where it was written down, not here."""
        records = sum(len(file.records) for file in self.files)
        printer.text(f"<{len(rules_of(self.standard))} rules, {records} records>")


@st.composite
def cases(draw: DrawFn, wanted: Wanted = EVERYTHING) -> Case:
    """Any case, for Hypothesis to draw and to shrink."""
    return case(Drawn(draw), wanted)


def seeded_case(seed: int, wanted: Wanted = EVERYTHING) -> Case:
    """The case of a number, the same everywhere."""
    return case(Seeded(seed), wanted)


def case(choices: Choices, wanted: Wanted = EVERYTHING) -> Case:
    """A case: first the rules, then records that meet them, then when to look."""
    about = scene(choices)
    made = standard(about, wanted)
    count = choices.weighted((6, 1), (3, 2), (1, 3))
    files = tuple(file(about, made, f"f{n + 1}") for n in range(count))
    on = _on(about)
    return Case(made, files, _known_at(about, files, on), on, _watched(about, made, files))


def _on(about: Scene) -> Moment:
    """The evaluation day: among the days that matter, or after them, with or without its minute."""
    choices = about.choices
    last = max(about.days)
    day: Day = choices.weighted(
        (8, last + 1),
        (4, last + 40),
        (6, max(about.day(), about.day())),
        (2, about.day()),
        (1, last + 400),
    )
    return about.moment(day) if choices.chance(30) else Moment(day)


def _known_at(about: Scene, files: tuple[File, ...], on: Moment) -> Minute:
    """T: with hindsight, as known then, or in the middle of what was entered."""
    choices = about.choices
    entered = [record.recorded_at for f in files for record in f.records]
    then = end_of_day(on.day) if on.minute is None else on.minute
    hindsight = max([then, *entered])
    among = choices.pick(sorted(entered)) if entered else then
    return choices.weighted((12, hindsight), (4, then), (3, among), (1, about.minute(about.day())))


def _watched(about: Scene, made: Standard, files: tuple[File, ...]) -> tuple[Watched, ...] | None:
    """Nothing said of what is watched, or periods that cover the answers' kinds or do not."""
    choices = about.choices
    if not choices.chance(35):
        return None
    kinds = {a.selector.kind for r in rules_of(made) for a in r.then if isinstance(a, Alternative)}
    places = sorted({f.subject.place for f in files})
    return tuple(
        period
        for place in places
        for kind in sorted(kinds)
        for period in _periods(about, place, kind)
    )


def _periods(about: Scene, place: str, kind: str) -> tuple[Watched, ...]:
    low, high = min(about.days) - 800, max(about.days) + 800
    match about.choices.weighted((4, "all"), (3, "part"), (2, "joined"), (1, "no")):
        case "all":
            return (Watched(place, kind, low, high),)
        case "part":
            first, last = sorted((about.day(), about.day()))
            return (Watched(place, kind, first, about.choices.pick((high, last))),)
        case "joined":
            day = about.day()
            gap = about.choices.weighted((3, 1), (1, 2), (1, -3))
            return (Watched(place, kind, low, day), Watched(place, kind, day + gap, high))
        case _:
            return ()
