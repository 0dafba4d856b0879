"""The frame: the files from which a sample is drawn, as a query that is kept and can be run again.

A file belongs to an area where a case or an allocation of that agency ran on a day of the
period: of a team, an allocation to it. Of the kinds of span that the frame names at least one must
have run then, and so long by T that there is something to judge. All is asked of the file as known
at T and as far as whoever draws may read it. Of files that are closed to them nothing is asked, and
nothing is counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db.models import Q

from sightline.engine.model import Day
from sightline.engine.reference.facts import Fact
from sightline.service.access import policy
from sightline.service.access.viewer import Viewer
from sightline.service.files import members
from sightline.service.files.models import Involvement, Subject, SubjectType
from sightline.service.inspection.attributes import ATTRIBUTES, NOT_RECORDED, NOT_SHOWN, WORDS
from sightline.service.inspection.seen_then import SeenThen, seen_then
from sightline.standard.calendar import day_of

if TYPE_CHECKING:
    from sightline.service.inspection.plans import Area

OF: Final[Mapping[str, str]] = {
    SubjectType.CHILD.value: "Children",
    SubjectType.ADULT.value: "Adults",
}
RUNS: Final[Mapping[str, str]] = {
    "case": "A case of the service",
    "order": "An order",
    "custody": "Custody",
}
"""The kinds of span by which a file can belong to a frame."""

ALLOCATION = "allocation"
MOST_WEEKS = 104


class BadFrame(Exception):
    """A stored frame that says what no frame can say: where, and what was expected."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Which files: of whom, what ran from a day until a day (both included), for how many weeks.

    ``where``: by the name of an attribute, its codes of which the file must have one.
    """

    of: str
    runs: tuple[str, ...]
    from_on: date
    until_on: date
    weeks: int = 0
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """As a plan keeps it."""
        return {
            "of": self.of,
            "runs": list(self.runs),
            "from": self.from_on.isoformat(),
            "until": self.until_on.isoformat(),
            "weeks": self.weeks,
            "where": {name: list(codes) for name, codes in sorted(self.where.items())},
        }

    def in_words(self) -> list[str]:
        """The query in sentences, for whoever checks it."""
        ran = " or ".join(_lower(RUNS[kind]) for kind in self.runs)
        said = [
            f"{OF[self.of]} with whom {ran} ran on some day from {self.from_on:%-d %B %Y} to "
            f"{self.until_on:%-d %B %Y}, both included."
        ]
        if self.weeks:
            said.append(f"It had run for at least {self.weeks} weeks when the sample was drawn.")
        for name, codes in sorted(self.where.items()):
            attribute = ATTRIBUTES[name]
            words = " or ".join(_lower(attribute.said(code)) for code in codes)
            said.append(f"{attribute.title}: {words}.")
        return said


def _lower(words: str) -> str:
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


_KEYS = {"of", "runs", "from", "until", "weeks", "where"}


def read_frame(told: Mapping[str, Any]) -> Frame:
    """A frame as a plan keeps it. Raises BadFrame with a sentence that names what is wrong."""
    if set(told) != _KEYS:
        wrong = ", ".join(sorted(set(told) ^ _KEYS))
        raise BadFrame(f"The frame has too much or too little: {wrong}.")
    if told["of"] not in OF:
        raise BadFrame(f"'of' is one of {', '.join(OF)}, not {told['of']!r}.")
    runs = told["runs"]
    if not isinstance(runs, list) or not runs or not set(runs) <= RUNS.keys():
        raise BadFrame(f"'runs' names at least one of {', '.join(RUNS)}, not {runs!r}.")
    first, last = _day(told, "from"), _day(told, "until")
    if last < first:
        raise BadFrame("'until' is before 'from'.")
    weeks = told["weeks"]
    if not isinstance(weeks, int) or isinstance(weeks, bool) or not 0 <= weeks <= MOST_WEEKS:
        raise BadFrame(f"'weeks' is a whole number from 0 to {MOST_WEEKS}, not {weeks!r}.")
    return Frame(told["of"], tuple(runs), first, last, weeks, dict(_where(told["where"])))


def _day(told: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(told[name])
    except (TypeError, ValueError):
        raise BadFrame(f"{name!r} is a day such as 2026-04-01, not {told[name]!r}.") from None


def _where(told: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not isinstance(told, Mapping):
        raise BadFrame(f"'where' says codes by attribute, not {told!r}.")
    for name, codes in sorted(told.items()):
        if name not in ATTRIBUTES:
            raise BadFrame(f"'where' names {name!r}; known are {', '.join(ATTRIBUTES)}.")
        known = ATTRIBUTES[name].codes()
        if not isinstance(codes, list) or not codes or not set(codes) <= known.keys():
            raise BadFrame(f"'where' says of {name!r} what it cannot be: {codes!r}.")
        yield name, tuple(codes)


# --- running it ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Eligible:
    """A file of the frame: to which area it belongs, and its code by each attribute asked."""

    file: UUID
    area: Area
    codes: Mapping[str, str]

    def stratum(self, area: str, by: Sequence[str]) -> str:
        """The name of its stratum. ``area``: what begins it, where there are several."""
        said = [ATTRIBUTES[name].said(self.codes[name]) for name in by]
        return ": ".join(filter(None, (area, "; ".join(said))))


@dataclass(frozen=True, slots=True)
class Framed:
    """What a frame came to at a moment.

    ``files``: in order of their ids. ``undated``: how many are left out because when the work began
    is not recorded to the day. ``untold``: by attribute, how many because it is not recorded or not
    shown.
    """

    files: tuple[Eligible, ...]
    undated: int
    untold: Mapping[str, int]


def run_frame(
    frame: Frame, areas: Sequence[Area], by: Sequence[str], viewer: Viewer, at: datetime
) -> Framed:
    """The files of a frame as known at a moment, over what is open to the viewer today.

    ``by``: the attributes that they are divided by. A file that belongs to several areas counts for
    the first of them.
    """
    files: list[Eligible] = []
    undated, untold = 0, dict.fromkeys(frame.where, 0)
    agencies = [area.agency for area in areas]
    for seen in seen_then(viewer, _candidates(frame, areas, viewer), agencies, at):
        area = next((one for one in areas if _belongs(seen, one, frame)), None)
        if area is None or not (ran := list(_ran(seen, area, frame))):
            continue
        codes = {name: ATTRIBUTES[name].of(seen) for name in {*frame.where, *by}}
        if missing := _missing(frame, codes):
            for name in missing:
                untold[name] += codes[name] in WORDS
            continue
        long_enough = [_weeks(seen, fact) for fact in ran]
        if any(weeks is not None and weeks >= frame.weeks for weeks in long_enough):
            files.append(Eligible(UUID(seen.file.subject.id), area, codes))
        elif None in long_enough:
            undated += 1
    return Framed(tuple(files), undated, {name: n for name, n in untold.items() if n})


def _candidates(frame: Frame, areas: Iterable[Area], viewer: Viewer) -> set[UUID]:
    """The files that may be in it: with which an agency is or was involved, and open to them."""
    involved = Involvement.objects.filter(agency__in={area.agency for area in areas})
    found = set(involved.order_by().values_list("file", flat=True).distinct())
    found |= set(members.groups_of(found).values()) if found else set()
    open_ = Subject.objects.filter(policy.visible_to(viewer), Q(type=frame.of))
    leading = open_.exclude(pk__in=members.followers().values("file"))
    return set(leading.filter(pk__in=found).values_list("pk", flat=True))


def _belongs(seen: SeenThen, area: Area, frame: Frame) -> bool:
    """Whether the area worked with them in the period."""
    own = (fact for kind in _works(area) for fact in seen.facts(kind) if _is_of(fact, area))
    return any(_in_period(fact, frame) is not False for fact in own)


def _works(area: Area) -> Collection[str]:
    return (ALLOCATION,) if area.team else ("case", ALLOCATION)


def _is_of(fact: Fact, area: Area) -> bool:
    said = fact.record
    if said.agency != str(area.agency):
        return False
    return not area.team or said.details.get("team") == area.team


def _ran(seen: SeenThen, area: Area, frame: Frame) -> Iterator[Fact]:
    """What ran in the period; a case only if it is the service's."""
    for kind in frame.runs:
        for fact in seen.facts(kind):
            is_meant = kind != "case" or fact.record.agency == str(area.agency)
            if is_meant and _in_period(fact, frame) is not False:
                yield fact


def _in_period(fact: Fact, frame: Frame) -> bool | None:
    """None where its beginning is not known to the day."""
    first, last = day_of(frame.from_on), day_of(frame.until_on)
    if fact.record.ended is not None and fact.record.ended.day < first:
        return False
    if fact.record.at is None:
        return None
    return fact.record.at.day <= last


def _weeks(seen: SeenThen, fact: Fact) -> int | None:
    """For how many whole weeks it had run by T; None where that is not known."""
    if fact.record.at is None:
        return None
    ended: Day = seen.day if fact.record.ended is None else min(seen.day, fact.record.ended.day)
    return (ended - fact.record.at.day) // 7


def _missing(frame: Frame, codes: Mapping[str, str]) -> list[str]:
    """The attributes by which a file does not belong to the frame."""
    return [name for name, wanted in frame.where.items() if codes[name] not in wanted]


__all__ = [
    "NOT_RECORDED",
    "NOT_SHOWN",
    "OF",
    "RUNS",
    "BadFrame",
    "Eligible",
    "Frame",
    "Framed",
    "read_frame",
    "run_frame",
]
